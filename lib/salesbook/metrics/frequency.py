"""Purchase frequency."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.interval import with_error
from salesbook.metrics.purchases import MONTH_DAYS, Rules, orders_in, purchases


def frequency(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Orders per client and month with its interval, one row per group.

    .. math:: frequency = \left(\frac{orders}{clients} \pm z \frac{s}{\sqrt{clients}}\right)
              \Big/ \frac{last - first}{30.4375}

    :math:`s` is the standard deviation of the clients' numbers of orders.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Columns to group by; empty for one row in all. First and last are the group's own purchase days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``orders``, ``clients`` (counts), ``days`` (from first to last purchase day),
        ``frequency_per_month`` (orders per client and month; null where all purchases fall on one day),
        ``frequency_low``, ``frequency_high`` (the same; null with fewer than two clients).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: purchase frequency. A month is 365.25 / 12 days. Interval: normal, for a mean.
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
    totals = totals.mutate(months=months, per_client=totals.orders / totals.clients.nullif(0))
    both = with_error(totals, _clients(lines, by), by, level)
    low, high = both.per_client - both.error, both.per_client + both.error
    result = both.select(
        *by, "orders", "clients", "days", frequency_per_month=both.per_client / both.months,
        frequency_low=low / both.months, frequency_high=high / both.months,
    )  # fmt: skip
    return result.order_by(by) if by else result


def _clients(lines: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """``*by``, ``own``: how often each client ordered."""
    bought = lines.filter(lines.bought & lines.client_id.notnull())
    return bought.group_by([*by, "client_id"]).agg(own=orders_in(bought)).drop("client_id")
