"""What a line of an order earns."""

import ibis

from salesbook.errors import AbsentColumn, RequestError


def with_margin(orders: ibis.Table, margin_rate: float | None) -> ibis.Table:
    """``orders`` with ``_margin``: ``profit``, else ``amount`` − ``cost``, else ``amount`` × ``margin_rate`` (money).

    Raises
    ------
    AbsentColumn
        There is none of them.
    RequestError
        ``margin_rate`` is not between 0 and 1.
    """
    if margin_rate is not None and not 0 < margin_rate <= 1:
        raise RequestError("margin_rate", f"{margin_rate} is not a share.", "Write 0.25 for 25 % of revenue.")
    known = [orders.profit] if "profit" in orders.columns else []
    known += [orders.amount - orders.cost] if "cost" in orders.columns else []
    known += [orders.amount * margin_rate] if margin_rate is not None else []
    if not known:
        fix = "Add cost or profit, or write margin_rate: 0.25 under company in tables.yaml."
        raise AbsentColumn("orders", "nothing tells the margin.", fix)
    return orders.mutate(_margin=ibis.coalesce(*known))


def margin_from_markup(markup_rate: float) -> float:
    """The margin (profit / revenue) of a markup (profit / cost).

    >>> margin_from_markup(0.25)
    0.2

    Raises
    ------
    RequestError
        ``markup_rate`` is below 0.
    """
    if markup_rate < 0:
        raise RequestError("markup_rate", f"{markup_rate} is no markup.", "Write 0.25 for 25 % on top of the cost.")
    return markup_rate / (1 + markup_rate)
