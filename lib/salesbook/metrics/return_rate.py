"""How many silences of the past ended: what a silence is worth waiting for, from the company's own data."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import Rules, purchases
from salesbook.metrics.rhythm import check_days

BANDS = (1.0, 1.5, 2.0, 3.0, 4.5)  # where a band begins, in times of the factor that makes a client late


def return_rate(
    orders: ibis.Table,
    *,
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    return_days: int = 180,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The share of silences that ended within ``return_days``, by how long they had lasted in the client's own gaps.

    .. math:: return\_rate = \frac{returned}{silences}

    A silence is the time after a purchase of a client who had a rhythm by then (``min_orders`` purchase days; the own
    gap is that of the purchases so far). It counts in each band that it reached, if ``return_days`` have passed since,
    and as returned if the client bought within them. It is the company's past with whatever calls it made: it says
    how likely a return was, not what a call adds.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    min_orders, factor, min_days
        As in :func:`~salesbook.metrics.sleeping.sleeping`; the bands begin at 1, 1.5, 2, 3 and 4.5 times ``factor``.
    return_days
        How long a return is waited for, days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        One row a band: ``from_gaps``, ``to_gaps`` (own gaps; null for the last), ``silences``, ``returned`` (counts),
        ``return_rate``, ``return_low``, ``return_high`` (shares; null where there was no such silence).

    Raises
    ------
    RequestError
        ``level`` is not between 0 and 1, or ``return_days`` is not a length.

    References
    ----------
    Taught as: sleeping clients, own rhythm. Interval: Wilson (1927); several silences of one client count each, so
    that it is a guide.
    """
    check_days(return_days=return_days)
    silences = _silences(orders, min_orders, as_of=as_of, **rules)
    reached = silences.cross_join(bands(factor))
    reach = ibis.greatest(reached.from_gaps * reached.gap, float(min_days))
    reached = reached.mutate(reach=reach, ended=reached.next_days.notnull() & (reached.next_days <= reach))
    limit = reached.reach + return_days
    counts = reached.group_by("from_gaps").agg(
        silences=(~reached.ended & (reached.seen_days >= limit)).sum().fill_null(0),
        returned=(~reached.ended & (reached.seen_days >= limit) & (reached.next_days <= limit)).sum().fill_null(0),
    )
    counts = bands(factor).left_join(counts, "from_gaps").drop("from_gaps_right")
    counts = counts.mutate(silences=counts.silences.fill_null(0), returned=counts.returned.fill_null(0))
    base = counts.silences.nullif(0)
    rate = counts.returned / base
    middle, error = wilson(rate, base, level)
    return counts.mutate(
        return_rate=rate, return_low=(middle - error).clip(lower=0), return_high=(middle + error).clip(upper=1)
    ).order_by("from_gaps")


def bands(factor: float) -> ibis.Table:
    """Where each band begins and ends, in own gaps."""
    starts = [factor * band for band in BANDS]
    return ibis.memtable(
        {"from_gaps": starts, "to_gaps": [*starts[1:], None]}, schema={"from_gaps": "float64", "to_gaps": "float64"}
    )


def _silences(orders: ibis.Table, min_orders: int, **how: Any) -> ibis.Table:
    """One row a purchase of a client who had a rhythm by then.

    ``gap`` (days, mean so far), ``next_days`` (to the next purchase, null where there is none), ``seen_days`` (to the
    end of the data).
    """
    lines = purchases(orders, **how)
    lines = lines.filter(lines.bought & lines.client_id.notnull())
    days = lines.select("client_id", "day", "as_of").distinct()
    own = ibis.window(group_by="client_id", order_by="day")
    days = days.mutate(place=ibis.row_number().over(own), first=days.day.min().over(group_by="client_id"),
                       following=days.day.lead().over(own))  # fmt: skip
    days = days.filter(days.place >= max(min_orders, 2) - 1)
    return days.select(
        gap=days.day.delta(days["first"], unit="day") / days.place.nullif(0),
        next_days=days.following.delta(days.day, unit="day"),
        seen_days=days.as_of.delta(days.day, unit="day"),
    )
