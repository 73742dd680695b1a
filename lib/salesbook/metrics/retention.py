"""Customer retention rate (CRR) by windows of days."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import wilson, z_of
from salesbook.metrics.purchases import Rules, purchases


def retention(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    window_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The share of clients of one window who bought again in the next, one row per group.

    With windows ``(as_of - 2w, as_of - w]`` (start) and ``(as_of - w, as_of]`` (current):

    .. math:: retention = \frac{kept}{start}, \qquad textbook = \frac{active - new}{start}

    The textbook value passes 100 % when lapsed clients return, which is why ``kept`` is counted client by client and
    ``reactivated`` stands in a column of its own.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns to group by; empty for one row in all. ``new`` is new to the company, not to the group.
    window_days
        Length of a window, days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        End of the current window; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``start``, ``kept``, ``retention_rate`` (share), ``active``, ``new``, ``reactivated`` (counts of
        clients), ``textbook_rate``, ``retention_low``, ``retention_high`` (shares). Shares are null where
        nobody was there at the start.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: share of clients kept. Interval: Wilson (1927).
    """
    bought = _aged(orders, window_days, as_of=as_of, by=by, **rules)
    firsts = bought.group_by("client_id").agg(first_age=ibis._.age_days.max())
    now, before = bought.age_days < window_days, bought.age_days.between(window_days, 2 * window_days - 1)
    clients = bought.group_by([*by, "client_id"]).agg(now=now.any(), before=before.any())
    clients = clients.left_join(firsts, "client_id").drop("client_id_right")
    groups = clients.group_by(by) if by else clients
    sums = groups.aggregate(
        start=clients.before.sum().fill_null(0),
        kept=(clients.before & clients.now).sum().fill_null(0),
        active=clients.now.sum().fill_null(0),
        new=(clients.now & (clients.first_age < window_days)).sum().fill_null(0),
    )
    base = sums.start.nullif(0)
    rate = sums.kept / base
    middle, error = wilson(rate, base, level)
    result = sums.select(
        *by, "start", "kept", retention_rate=rate, active=sums.active, new=sums.new,
        reactivated=sums.active - sums.kept - sums.new, textbook_rate=(sums.active - sums.new) / base,
        retention_low=middle - error, retention_high=middle + error,
    )  # fmt: skip
    return result.order_by(by) if by else result


def retention_change(
    orders: ibis.Table,
    *,
    window_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Retention of the current window against that of the window before it.

    .. math:: change = \frac{kept_1}{start_1} - \frac{kept_0}{start_0}

    with the interval of Agresti and Caffo (one more kept and one more gone in each). The clients of the two windows
    overlap, so that the interval is a guide and no test.

    Parameters
    ----------
    orders, window_days, level, as_of, **rules
        As in :func:`retention`.

    Returns
    -------
    Table
        One row: ``before``, ``after`` (last day of each window), ``start_before``, ``start_after`` (clients),
        ``retention_before``, ``retention_after``, ``change``, ``change_low``, ``change_high`` (shares; null where
        nobody was there at the start).

    References
    ----------
    Agresti and Caffo (2000).
    """
    bought = _aged(orders, window_days, as_of=as_of, **rules)
    ages = [bought.age_days.between(i * window_days, (i + 1) * window_days - 1) for i in range(3)]
    clients = bought.group_by("client_id").agg(
        now=ages[0].any(), middle=ages[1].any(), old=ages[2].any(), end=bought.as_of.max()
    )
    sums = clients.aggregate(
        end=clients.end.max(),
        start_before=clients.old.sum().fill_null(0), kept_before=(clients.old & clients.middle).sum().fill_null(0),
        start_after=clients.middle.sum().fill_null(0), kept_after=(clients.middle & clients.now).sum().fill_null(0),
    )  # fmt: skip
    z = z_of(level)
    one, two = ((sums[f"kept_{k}"] + 1) / (sums[f"start_{k}"].nullif(0) + 2) for k in ("before", "after"))
    width = z * (one * (1 - one) / (sums.start_before + 2) + two * (1 - two) / (sums.start_after + 2)).sqrt()
    before, after = (sums[f"kept_{k}"] / sums[f"start_{k}"].nullif(0) for k in ("before", "after"))
    return sums.select(
        before=sums.end - ibis.interval(days=window_days), after=sums.end, start_before=sums.start_before,
        start_after=sums.start_after, retention_before=before, retention_after=after, change=after - before,
        change_low=two - one - width, change_high=two - one + width,
    )  # fmt: skip


def _aged(orders: ibis.Table, window_days: int, **how: Any) -> ibis.Table:
    """Purchases of known clients, with ``age_days`` before ``as_of``."""
    if window_days < 1:
        raise RequestError("window_days", f"{window_days} is not a length.", "Give a whole number of days, e.g. 90.")
    bought = purchases(orders, **how).filter(ibis._.bought & ibis._.client_id.notnull())
    return bought.mutate(age_days=bought.as_of.delta(bought.day, unit="day"))
