"""Regular clients against their own rhythm, by whoever looks after them."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.contacted import regulars
from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import Rules, check_columns


def regularity(
    clients: ibis.Table,
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    sleep_days: int = 90,
    lost_days: int = 365,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""How many regular clients are late against their own rhythm, one row per group of clients.

    .. math:: late = \frac{late + sleeping}{regular}

    The lost are counted beside, not in the base: what went a year ago is no matter of this month's control.

    Parameters
    ----------
    clients
        Reads ``client_id`` and the columns of ``by``, e.g. the rep who looks after the client today.
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Columns of ``clients`` to group by; empty for one row in all.
    min_orders, factor, min_days, sleep_days, lost_days
        Who is regular, and the states, as in :func:`~salesbook.metrics.sleeping.sleeping`.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The day silence is measured to; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``regular`` (clients with a rhythm, not lost), ``on_time``, ``late``, ``sleeping``, ``lost`` (counts),
        ``late_share``, ``late_low``, ``late_high`` (late and sleeping among the regular; null where there is none),
        ``late_amount`` (money a month that the late and sleeping used to buy for).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: control of the client base, late against own rhythm. Interval: Wilson (1927).
    """
    check_columns(clients, "clients", ["client_id", *by])
    own = regulars(
        orders, min_orders=min_orders, factor=factor, min_days=min_days, sleep_days=sleep_days, lost_days=lost_days,
        as_of=as_of, **rules,
    ).select("client_id", "state", "monthly_amount")  # fmt: skip
    rows = clients.select("client_id", *by).inner_join(own, "client_id")
    groups = rows.group_by(by) if by else rows
    behind = rows.state.isin(["late", "sleeping"])
    sums = groups.aggregate(
        regular=(rows.state != "lost").sum().fill_null(0),
        **{state: (rows.state == state).sum().fill_null(0) for state in ("on_time", "late", "sleeping", "lost")},
        late_amount=rows.monthly_amount.sum(where=behind).fill_null(0.0),
    )
    base = sums.regular.nullif(0)
    rate = (sums.late + sums.sleeping) / base
    middle, error = wilson(rate, base, level)
    result = sums.select(
        *by, "regular", "on_time", "late", "sleeping", "lost", late_share=rate,
        late_low=(middle - error).clip(lower=0), late_high=(middle + error).clip(upper=1),
        late_amount=sums.late_amount,
    )  # fmt: skip
    return result.order_by(by) if by else result
