"""Average order value (AOV)."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.interval import with_error
from salesbook.metrics.purchases import Rules, purchases


def order_value(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Revenue per order with its interval, one row per group.

    .. math:: AOV = \frac{\sum amount}{orders} \pm z \frac{s}{\sqrt{orders}}

    :math:`s` is the standard deviation of what the orders came to, returns left out.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``orders``, ``clients`` (counts), ``revenue``, ``order_value`` (money; null where there is no order),
        ``order_value_low``, ``order_value_high`` (money; null with fewer than two orders).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: average order value. The mean over orders, not the mean over clients of their means. Interval: normal,
    for a mean.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    groups = lines.group_by(by) if by else lines
    totals = groups.aggregate(
        clients=lines.client_id.nunique(where=lines.bought), revenue=lines.amount.sum().fill_null(0.0)
    )
    both = with_error(totals, _orders(lines, by), by, level)  # counts them too: ids of orders are too many to do twice
    value = both.revenue / both.units.nullif(0)
    result = both.select(
        *by, orders=both.units.fill_null(0), clients=both.clients, revenue=both.revenue, order_value=value,
        order_value_low=value - both.error, order_value_high=value + both.error,
    )  # fmt: skip
    return result.order_by(by) if by else result


def _orders(lines: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """``*by``, ``own``: what each order came to; a line without a number is an order."""
    bought = lines.filter(lines.bought)
    if "order_id" not in lines.columns:
        return bought.select(*by, own=bought.amount)
    named = bought.filter(bought.order_id.notnull()).group_by([*by, "order_id"]).agg(own=ibis._.amount.sum())
    single = bought.filter(bought.order_id.isnull()).select(*by, own=ibis._.amount)
    return named.select(*by, "own").union(single)
