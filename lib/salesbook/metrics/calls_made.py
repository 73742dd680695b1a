"""What came of a call list: called, reached, won back, and the reasons."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import Rules, check_columns, purchases
from salesbook.metrics.rhythm import check_days

# What a rep may write down. A filled-in list holds the place of each, from 1: new ones are added at the end only.
OUTCOMES = ("order", "advance", "continuation", "no_sale", "no_answer", "other")
REASONS = (
    "price", "competitor", "no_need", "delivery", "quality", "conflict", "not_called", "rep_left", "overloaded",
    "complaint", "product_range", "closed", "other",
)  # fmt: skip
NOT_REACHED = "no_answer"


def calls_made(
    calls: ibis.Table,
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    window_days: int = 60,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Calls of the filled-in call lists and how many of the clients bought after them, one row per group.

    .. math:: won\_back\_rate = \frac{bought\ within\ w\ days\ of\ the\ call}{calls\ made\ w\ days\ ago\ or\ earlier}

    Beside it stands the same of clients who were on a list and not called. Reps choose whom to call, so that the
    difference is not what the calls did: it is what to talk about.

    Parameters
    ----------
    calls
        One row a client and list. Reads ``client_id``, ``listed_on`` (date), ``called_on`` (date; null = not given:
        the day of the list), ``outcome`` (a code, null = not called).
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns of ``calls`` to group by; empty for one row in all.
    window_days
        How long a purchase is waited for, days.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``listed``, ``called``, ``reached`` (called, and the outcome is not ``no_answer``), ``won_back``
        (called, and bought on that day or within ``window_days`` of it) (counts), ``won_back_amount`` (money of those
        purchases), ``ripe`` (calls whose days have passed), ``won_back_rate``, ``won_back_low``, ``won_back_high``
        (of the ripe; null where there is none), ``uncalled`` (listed so long ago and not called), ``uncalled_rate``,
        ``uncalled_low``, ``uncalled_high`` (of them, bought within as many days of the list).

    Raises
    ------
    DataError
        A column is missing.
    RequestError
        ``level`` or ``window_days`` is none.

    References
    ----------
    Taught as: sleeping clients, "read back next time". Interval: Wilson (1927).
    """
    check_days(window_days=window_days)
    rows = _followed(calls, orders, by, window_days, as_of=as_of, **rules)
    groups = rows.group_by(by) if by else rows
    idle = ~rows.called & rows.ripe
    sums = groups.aggregate(
        listed=rows.count(), called=rows.called.sum().fill_null(0), reached=rows.reached.sum().fill_null(0),
        won_back=(rows.called & rows.bought).sum().fill_null(0),
        won_back_amount=rows.amount.sum(where=rows.called).fill_null(0.0),
        ripe=(rows.called & rows.ripe).sum().fill_null(0), won=(rows.called & rows.ripe & rows.bought).sum(),
        uncalled=idle.sum().fill_null(0), returned=(idle & rows.bought).sum(),
    )  # fmt: skip
    limits: dict[str, Any] = {}
    for name, part, base in (("won_back", sums.won, sums.ripe), ("uncalled", sums.returned, sums.uncalled)):
        n = base.nullif(0)
        rate = part / n
        middle, error = wilson(rate, n, level)
        limits |= {f"{name}_rate": rate, f"{name}_low": (middle - error).clip(lower=0)}
        limits[f"{name}_high"] = (middle + error).clip(upper=1)
    told = sums.mutate(**limits).select(
        *by, "listed", "called", "reached", "won_back", "won_back_amount", "ripe", "won_back_rate", "won_back_low",
        "won_back_high", "uncalled", "uncalled_rate", "uncalled_low", "uncalled_high",
    )  # fmt: skip
    return told.order_by(by) if by else told


def call_reasons(calls: ibis.Table, *, level: float = 0.95) -> ibis.Table:
    """Why clients stopped, as the reps wrote it down: one row a reason, the most frequent first.

    Parameters
    ----------
    calls
        One row a client and list. Reads ``reason`` (a code; null = none given, not counted).
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``reason``, ``calls`` (count), ``reason_share`` (of the calls with a reason), ``reason_low``, ``reason_high``.

    References
    ----------
    Taught as: sleeping clients, reasons by code. Interval: Wilson (1927).
    """
    check_columns(calls, "calls", ["reason"])
    told = calls.filter(calls.reason.notnull())
    counts = told.group_by("reason").agg(calls=told.count())
    total = counts.calls.sum().over(ibis.window())
    rate = counts.calls / total.nullif(0)
    middle, error = wilson(rate, total.nullif(0), level)
    result = counts.select(
        "reason", "calls", reason_share=rate, reason_low=(middle - error).clip(lower=0),
        reason_high=(middle + error).clip(upper=1),
    )  # fmt: skip
    return result.order_by([ibis.desc("calls"), "reason"])


def _followed(calls: ibis.Table, orders: ibis.Table, by: Sequence[str], window_days: int, **how: Any) -> ibis.Table:
    """Each listed client with what followed: ``called``, ``reached``, ``ripe``, ``bought``, ``amount``."""
    check_columns(calls, "calls", ["client_id", "listed_on", "called_on", "outcome", *by])
    lines = purchases(orders, **how)
    end = lines.aggregate(end=lines.as_of.max())
    each = calls.select(
        "client_id", *by, since=calls.called_on.fill_null(calls.listed_on), outcome=calls.outcome,
        place=ibis.row_number().over(ibis.window(order_by=["listed_on", "client_id"])),
    ).cross_join(end)  # fmt: skip
    days = lines.filter(lines.bought).group_by(["client_id", "day"]).agg(amount=ibis._.amount.sum())
    after = each.select("client_id", "place", "since").inner_join(days, "client_id")
    passed = after.day.delta(after.since, unit="day")
    after = after.filter((passed >= 0) & (passed <= window_days))
    sums = after.group_by("place").agg(amount=after.amount.sum())
    both = each.left_join(sums, "place")
    called = both.outcome.notnull()
    return both.select(
        *by, called=called, reached=(called & (both.outcome != NOT_REACHED)).fill_null(False),
        ripe=(both.end.delta(both.since, unit="day") >= window_days).fill_null(False), bought=both.amount.notnull(),
        amount=both.amount,
    )  # fmt: skip
