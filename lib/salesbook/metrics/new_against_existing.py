"""New against existing clients: winning against keeping, and a sale to a new client against one to a regular."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.acquisition_cost import covered_months, dated_spend
from salesbook.metrics.interval import z_of
from salesbook.metrics.newcomers import first_of_month, month_index, newcomers
from salesbook.metrics.purchases import Rules, orders_in, purchases


def new_against_existing(
    spend: ibis.Table,
    orders: ibis.Table,
    *,
    window_months: int = 12,
    source_cost_ratio: float = 4.0,
    source_sale_ratio: float = 5.0,
    settle_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Two different ratios over the last months that spend and orders both cover, one row.

    .. math:: cost\ ratio = \frac{acquire / new}{retain / retained}, \qquad
              sale\ ratio = \frac{acquire / first\ orders}{retain / repeat\ orders}

    The first compares *clients*: winning one against keeping one for the whole window. The second compares *sales*.
    The intervals are those of a ratio of counts, :math:`ratio \cdot e^{\pm z s}` with
    :math:`s^2 = 1/new + 1/retained` and :math:`s^2 = 1/first + \sum_i n_i^2 / (\sum_i n_i)^2`, :math:`n_i` the repeat
    orders of client :math:`i`, for one client's orders come together; the spend is taken for certain.

    Parameters
    ----------
    spend
        One row per payment. Reads ``amount``, ``purpose`` (``acquire``, ``retain``) and ``date`` or ``month``.
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    window_months
        How many whole calendar months, the last ones that have ended.
    source_cost_ratio, source_sale_ratio
        The figures of the sources, put beside the company's own.
    settle_days
        Where a client has no ``acquired_on``: days from the first order of all in which nobody counts as new.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    clients
        Reads ``client_id`` and ``acquired_on``, where the company has them.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``first_month``, ``last_month`` (first days of the months), ``months`` (count), ``acquire_amount``,
        ``retain_amount`` (money), ``new_clients`` (who came in the window), ``retained_clients`` (who had come before
        it and bought in it), ``new_client_amount``, ``retained_client_amount`` (money a client), ``cost_ratio``,
        ``cost_ratio_low``, ``cost_ratio_high``, ``source_cost_ratio`` (times), ``first_orders``, ``repeat_orders``
        (counts), ``first_order_amount``, ``repeat_order_amount`` (money an order), ``sale_ratio``,
        ``sale_ratio_low``, ``sale_ratio_high``, ``source_sale_ratio`` (times), ``buying_client_months`` (count:
        clients who bought, month by month), ``retain_month_amount`` (money a client and month of buying). Null where
        there is nothing to divide by.

    Raises
    ------
    AbsentColumn
        ``purpose`` or the date of the spend is missing.
    RequestError
        ``window_months`` is below 1.

    References
    ----------
    Taught as: cost of keeping a client. 4: acquiring against retaining a client; 5: a sale to a new against one to a
    regular client.
    """
    if window_months < 1:
        raise RequestError("window_months", f"{window_months} is not a length.", "Give whole months, e.g. 12.")
    came = newcomers(clients, orders, settle_days=settle_days, as_of=as_of, **rules)
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.bought & lines.client_id.notnull())
    paid = dated_spend(spend, (), as_of)
    window = _window(covered_months(paid, came), lines, window_months)
    money = _money(paid, window)
    counts = _counts(came, lines, window)
    both = money.cross_join(counts).cross_join(window)
    return _ratios(both, z_of(level)).mutate(source_cost_ratio=source_cost_ratio, source_sale_ratio=source_sale_ratio)


def _window(limits: ibis.Table, lines: ibis.Table, months: int) -> ibis.Table:
    """One row: ``since`` and ``until``, the numbers of the first and last month; a month in progress is left out."""
    ends = lines.aggregate(
        ended=month_index(lines.as_of.max() + ibis.interval(days=1)) - 1, starts=month_index(lines.day.min())
    )
    both = limits.cross_join(ends)
    until = ibis.least(both["last"], both.ended)
    return both.select(since=ibis.greatest(until - (months - 1), both["first"], both.starts), until=until)


def _money(paid: ibis.Table, window: ibis.Table) -> ibis.Table:
    near = paid.cross_join(window)
    near = near.filter(month_index(near.paid_on).between(near.since, near.until))
    return near.aggregate(
        acquire_amount=near.amount.sum(where=near.purpose == "acquire").fill_null(0.0),
        retain_amount=near.amount.sum(where=near.purpose == "retain").fill_null(0.0),
    )


def _counts(came: ibis.Table, lines: ibis.Table, window: ibis.Table) -> ibis.Table:
    """Clients and orders of the window, new and old; ``squares``: the sum of the clients' squared repeat orders."""
    near = lines.mutate(month=month_index(lines.day)).cross_join(window)
    near = near.filter(near.month.between(near.since, near.until))
    each = near.group_by("client_id").agg(own=orders_in(near), bought_months=near.month.nunique())
    who = came.left_join(each, "client_id").cross_join(window)
    month = month_index(who.came_on)
    new = month.between(who.since, who.until).fill_null(False)
    first_month = month_index(who.first_order)
    # a client who came before the orders begin may have had his first order before them, too
    first = (first_month.between(who.since, who.until) & (who.came_on >= who.opened)).fill_null(False)
    own, opener = who.own.fill_null(0), first.cast("int64")
    again = own - opener
    return who.aggregate(
        new_clients=new.sum().fill_null(0),
        retained_clients=((own > 0) & (who.came_on.isnull() | (month < who.since))).sum().fill_null(0),
        first_orders=opener.sum().fill_null(0), repeat_orders=again.sum().fill_null(0),
        squares=(again * again).sum().fill_null(0), buying_client_months=who.bought_months.sum().fill_null(0),
    )  # fmt: skip


def _ratios(both: ibis.Table, z: float) -> ibis.Table:
    new, kept, first, again = (
        both[c].nullif(0) for c in ("new_clients", "retained_clients", "first_orders", "repeat_orders")
    )
    acquire, retain = both.acquire_amount.nullif(0), both.retain_amount.nullif(0)
    cost, sale = (acquire / new) / (retain / kept), (acquire / first) / (retain / again)
    cost_error = (z * (1 / new + 1 / kept).sqrt()).exp()
    sale_error = (z * (1 / first + both.squares / (again * again)).sqrt()).exp()
    parts: dict[str, Any] = {
        "new_client_amount": acquire / new, "retained_client_amount": retain / kept,
        "cost_ratio": cost, "cost_ratio_low": cost / cost_error, "cost_ratio_high": cost * cost_error,
    }  # fmt: skip
    sales: dict[str, Any] = {
        "first_order_amount": acquire / first, "repeat_order_amount": retain / again,
        "sale_ratio": sale, "sale_ratio_low": sale / sale_error, "sale_ratio_high": sale * sale_error,
    }  # fmt: skip
    return both.select(
        "acquire_amount", "retain_amount", "new_clients", "retained_clients", "first_orders", "repeat_orders",
        "buying_client_months", first_month=first_of_month(both.since), last_month=first_of_month(both.until),
        months=ibis.greatest(both.until - both.since + 1, 0), **parts, **sales,
        retain_month_amount=retain / both.buying_client_months.nullif(0),
    )  # fmt: skip
