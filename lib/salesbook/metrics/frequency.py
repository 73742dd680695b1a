"""Purchase frequency."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.purchases import MONTH_DAYS, Rules, orders_in, purchases


def frequency(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    r"""Orders per client and month, one row per group.

    .. math:: frequency = \frac{orders}{clients} \Big/ \frac{last - first}{30.4375}

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Columns to group by; empty for one row in all. First and last are the group's own purchase days.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``orders``, ``clients`` (counts), ``days`` (from first to last purchase day),
        ``frequency_per_month`` (orders per client and month; null where all purchases fall on one day).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    CONTENT: FREQ. A month is 365.25 / 12 days.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    groups = lines.group_by(by) if by else lines
    totals = groups.aggregate(
        orders=orders_in(lines),
        clients=lines.client_id.nunique(where=lines.bought),
        first=lines.day.min(where=lines.bought),
        last=lines.day.max(where=lines.bought),
    )
    totals = totals.mutate(days=totals.last.delta(totals.first, unit="day"))
    months = totals.days.nullif(0) / MONTH_DAYS
    result = totals.mutate(frequency_per_month=totals.orders / totals.clients.nullif(0) / months).drop("first", "last")
    return result.order_by(by) if by else result
