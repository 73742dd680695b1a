"""Each client's purchases in a row: when, how often and for how much."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.purchases import Rules, counted, end_of, rules_in_force


def client_summary(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    r"""When each client first and last bought, how often again and for how much, one row a client.

    .. math:: frequency = purchase\ days - 1, \qquad mean = \frac{revenue - first\ day's\ amount}{frequency}

    All that a client buys on one day is one purchase. The first day is left out of the mean: it made the client, and
    models of repeat buying must not count it twice.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Further columns; a client has one row in each group, and the first day is that of the group.
    as_of
        The day that age is measured to; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``first_order``, ``last_order``, ``as_of`` (dates), ``purchase_days``, ``frequency``
        (counts; the latter without the first day), ``recency_days`` (from first to last purchase day), ``age_days``
        (from first purchase day to ``as_of``), ``revenue``, ``first_amount`` (money of the first day),
        ``mean_amount`` (money a day, without the first day; null where there is only that), in no order.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Fader, Hardie and Lee (2005): x = ``frequency``, t_x = ``recency_days``, T = ``age_days``, here in days.
    """
    lines = counted(orders, by=by, **rules)
    lines = lines.filter(lines.day <= end_of(as_of)) if as_of is not None else lines
    groups = lines.group_by([*by, "client_id", "day"])
    spent = lines.amount.sum().fill_null(0.0)
    if rules_in_force(rules)["returns"] == "exclude":  # every line is a purchase: half the work
        days = groups.agg(_spent=spent)
        last, bought = days.aggregate(as_of=days.day.max()), None
    else:
        days = groups.agg(_spent=spent, _bought=lines.bought.any())
        last = days.filter(days["_bought"]).aggregate(as_of=days.day.max())
        if as_of is None:  # returns after the last purchase day of all do not count yet
            days = days.cross_join(last).filter(ibis._.day <= ibis._.as_of).drop("as_of")
        bought = days["_bought"]
    clients = days.group_by([*by, "client_id"]).agg(**_sums(days, bought))
    clients = clients.filter((clients.purchase_days > 0) & clients.client_id.notnull())
    clients = clients.cross_join(last) if as_of is None else clients.mutate(as_of=end_of(as_of))
    again = clients.purchase_days - 1
    return clients.select(
        *by, "client_id", "first_order", "last_order", "as_of", "purchase_days", frequency=again,
        recency_days=clients.last_order.delta(clients.first_order, unit="day"),
        age_days=clients.as_of.delta(clients.first_order, unit="day"), revenue=clients.revenue,
        first_amount=clients.first_amount, mean_amount=(clients.revenue - clients.first_amount) / again.nullif(0),
    )  # fmt: skip


def _sums(days: ibis.Table, bought: Any) -> dict[str, Any]:
    """A client's figures of purchase days; ``bought`` tells them from days of returns where there are such."""
    return {
        "first_order": days.day.min(where=bought), "last_order": days.day.max(where=bought),
        "purchase_days": days.count(where=bought), "revenue": days["_spent"].sum(),
        "first_amount": days["_spent"].argmin(days.day, where=bought),
    }  # fmt: skip
