"""Best-selling products."""

import datetime as dt
from typing import Unpack

import ibis

from salesbook.metrics.purchases import Rules, check_columns, orders_in, purchases


def best_sellers(orders: ibis.Table, *, as_of: dt.date | None = None, **rules: Unpack[Rules]) -> ibis.Table:
    r"""Revenue by product, the largest first; lines without a product are left out.

    .. math:: share = \frac{\sum_{product} amount}{\sum_{all\ products} amount}

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``, ``product``; ``order_id`` and ``quantity`` where
        present.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``product``, ``orders`` (count), ``revenue`` (money), ``revenue_share`` (0 to 1), ordered by ``revenue``, then
        ``product``.

    Raises
    ------
    DataError
        There is no column ``product``.

    References
    ----------
    Taught as: names of products in lessons. Equal revenues stand in the order of the names, so that a re-run agrees.
    """
    lines = purchases(orders, as_of=as_of, **rules)
    check_columns(orders, "orders", ["product"])
    lines = lines.filter(lines["product"].notnull())
    each = lines.group_by("product").aggregate(orders=orders_in(lines), revenue=lines.amount.sum())
    total = each.aggregate(total=each.revenue.sum())
    shares = each.cross_join(total).mutate(revenue_share=ibis._.revenue / ibis._.total.nullif(0))
    return shares.drop("total").order_by([ibis.desc("revenue"), "product"])
