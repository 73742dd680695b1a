"""Average order value (AOV)."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.purchases import Rules, orders_in, purchases


def order_value(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    r"""Revenue per order, one row per group.

    .. math:: AOV = \frac{\sum amount}{orders}

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Columns to group by; empty for one row in all.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``orders``, ``clients`` (counts), ``revenue``, ``order_value`` (money; null where there is no order).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    CONTENT: AOV. The mean over orders, not the mean over clients of their means.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    groups = lines.group_by(by) if by else lines
    totals = groups.aggregate(
        orders=orders_in(lines),
        clients=lines.client_id.nunique(where=lines.bought),
        revenue=lines.amount.sum().fill_null(0.0),
    )
    result = totals.mutate(order_value=totals.revenue / totals.orders.nullif(0))
    return result.order_by(by) if by else result
