"""Clients who are late, sleeping or lost against their own rhythm."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.metrics.purchases import MONTH_DAYS, Rules, orders_in, purchases


def sleeping(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    sleep_days: int = 90,
    lost_days: int = 365,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Regular clients who have stopped, one row a client; who is not late is not listed.

    .. math:: gap = \frac{last - first}{purchase\ days - 1}

    **late**: silent for more than ``factor`` gaps and more than ``min_days``; **sleeping**: late, and silent for more
    than ``sleep_days``; **lost**: late, and silent for more than ``lost_days``. The strongest that holds.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    by
        Further columns; a client has one row in each group.
    min_orders
        Purchase days that a client needs to have a rhythm.
    factor, min_days, sleep_days, lost_days
        The thresholds above, in gaps and in days.
    as_of
        The day silence is measured to; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``client_id``, ``state``, ``last_order`` (date), ``silent_days``, ``mean_gap_days``, ``orders``,
        ``purchase_days`` (counts), ``revenue`` (money), ``monthly_amount`` (money a month while the client was
        buying), the largest ``monthly_amount`` first.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    CONTENT: SLEEP.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    clients = lines.group_by([*by, "client_id", "as_of"]).agg(
        first=lines.day.min(where=lines.bought),
        last_order=lines.day.max(where=lines.bought),
        purchase_days=lines.day.nunique(where=lines.bought),
        orders=orders_in(lines),
        revenue=lines.amount.sum(),
    )
    clients = clients.filter(clients.client_id.notnull() & (clients.purchase_days >= max(min_orders, 2)))
    span = clients.last_order.delta(clients.first, unit="day")
    clients = clients.mutate(
        mean_gap_days=span / (clients.purchase_days - 1).nullif(0),
        silent_days=clients.as_of.delta(clients.last_order, unit="day"),
    )
    late = clients.filter((clients.silent_days > factor * clients.mean_gap_days) & (clients.silent_days > min_days))
    # a client who bought n times lived n gaps: n − 1 between purchases and one after the last
    months = late.mean_gap_days * late.purchase_days / MONTH_DAYS
    state = ibis.cases(
        (late.silent_days > lost_days, "lost"), (late.silent_days > sleep_days, "sleeping"), else_="late"
    )
    return late.select(
        *by, "client_id", state=state, last_order=late.last_order, silent_days=late.silent_days,
        mean_gap_days=late.mean_gap_days, orders=late.orders, purchase_days=late.purchase_days, revenue=late.revenue,
        monthly_amount=late.revenue / months.nullif(0),
    ).order_by([ibis.desc("monthly_amount"), "client_id", *by])  # fmt: skip
