"""Each client's own rhythm, and what the measures of silence share."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.purchases import MONTH_DAYS, orders_in, purchases

STATES = ("on_time", "late", "sleeping", "lost")
YEAR_DAYS = 364  # whole weeks: a Monday is held against a Monday


def rhythms(
    orders: ibis.Table, *, by: Sequence[str] = (), min_orders: int = 3, as_of: dt.date | None = None, **rules: Any
) -> ibis.Table:
    """Clients who have a rhythm, one row a client (and group).

    Columns: ``*by``, ``client_id``, ``as_of``, ``first``, ``last_order`` (dates), ``purchase_days``, ``orders``
    (counts), ``revenue`` (money), ``mean_gap_days``, ``silent_days`` (days), ``monthly_amount`` (money a month while
    the client was buying).
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
    # a client who bought n times lived n gaps: n − 1 between purchases and one after the last
    months = clients.mean_gap_days * clients.purchase_days / MONTH_DAYS
    return clients.mutate(monthly_amount=clients.revenue / months.nullif(0))


def state_of(clients: Any, factor: float, min_days: int, sleep_days: int, lost_days: int) -> Any:
    """Which of ``STATES`` each client is in; the strongest that holds."""
    late = (clients.silent_days > factor * clients.mean_gap_days) & (clients.silent_days > min_days)
    silent = clients.silent_days
    return ibis.cases(
        (~late, "on_time"), (silent > lost_days, "lost"), (silent > sleep_days, "sleeping"), else_="late"
    )  # fmt: skip


def last_year(orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Any) -> ibis.Table:
    """How long each client had been silent on the same day last year: ``*by``, ``client_id``, ``season_silent_days``.

    Only those who had bought before that day and bought again after it: a silence that ended.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    lines = lines.filter(lines.bought & lines.client_id.notnull())
    then = lines.as_of - ibis.interval(days=YEAR_DAYS)
    lines = lines.mutate(then=then, before=lines.day <= then)
    clients = lines.group_by([*by, "client_id", "then"]).agg(
        last=lines.day.max(where=lines.before), again=lines.day.max(where=~lines.before)
    )
    clients = clients.filter(clients["last"].notnull() & clients.again.notnull())
    return clients.select(*by, "client_id", season_silent_days=clients.then.delta(clients["last"], unit="day"))


def check_days(**days: float) -> None:
    """Raise a RequestError for a length of time that is none."""
    for name, value in days.items():
        if value < 1:
            raise RequestError(name, f"{value} is not a length.", "Give a whole number of days, e.g. 90.")
