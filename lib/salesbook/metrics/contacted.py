"""Contacts by us, and what the measures of regularity control share."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import ibis

from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import check_columns, purchases
from salesbook.metrics.rhythm import rhythms, state_of

Initiator = Literal["us", "any"]
SPOKEN = ("phone", "meeting")


def begun_by_us(contacts: ibis.Table, initiated_by: str) -> ibis.Table:
    """The contacts that count as ours.

    Raises
    ------
    AbsentColumn
        There is no column ``initiated_by``, and only ours were asked for.
    RequestError
        ``initiated_by`` is neither ``us`` nor ``any``.
    """
    if initiated_by == "any":
        return contacts
    if initiated_by != "us":
        raise RequestError("initiated_by", f"no choice {initiated_by}.", "It may be us or any.")
    if "initiated_by" not in contacts.columns:
        fix = "Add who began each contact (us, client), or count them all: initiated_by any."
        raise AbsentColumn("contacts", "no column initiated_by.", fix)
    return contacts.filter(contacts.initiated_by == "us")


def last_contacts(contacts: ibis.Table, end: ibis.Table, initiated_by: str) -> ibis.Table:
    """``client_id``, ``last_contact``, ``last_call`` (dates; a call or meeting) up to the day of ``end``."""
    check_columns(contacts, "contacts", ["client_id", "contacted_at"])
    rows = begun_by_us(contacts, initiated_by).cross_join(end)
    rows = rows.filter(rows.client_id.notnull() & (rows.contacted_at.date() <= rows.as_of))
    spoken = rows.channel.isin(SPOKEN) if "channel" in rows.columns else ibis.literal(False)
    return rows.group_by("client_id").agg(
        last_contact=rows.contacted_at.max().date(), last_call=rows.contacted_at.max(where=spoken).date()
    )


def regulars(
    orders: ibis.Table, *, min_orders: int, factor: float, min_days: int, sleep_days: int, lost_days: int, **how: Any
) -> ibis.Table:
    """Clients with a rhythm and their ``state``, the lost ones too."""
    clients = rhythms(orders, min_orders=min_orders, **how)
    return clients.mutate(state=state_of(clients, factor, min_days, sleep_days, lost_days))


def end_of(orders: ibis.Table, as_of: dt.date | None, **rules: Any) -> ibis.Table:
    """One row: ``as_of``, the last purchase day unless given."""
    return purchases(orders, as_of=as_of, **rules).aggregate(as_of=ibis._.as_of.max())


def active_clients(orders: ibis.Table, active_days: int, *, as_of: dt.date | None = None, **rules: Any) -> ibis.Table:
    """Clients who bought within ``active_days``: ``client_id``, ``as_of``, ``revenue`` (money, of those days)."""
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.client_id.notnull())
    lines = lines.filter(lines.as_of.delta(lines.day, unit="day") < active_days)
    clients = lines.group_by(["client_id", "as_of"]).agg(revenue=lines.amount.sum(), bought=lines.bought.any())
    return clients.filter(clients.bought).drop("bought")


def classes(clients: ibis.Table, a_share: float, b_share: float) -> ibis.Table:
    """``clients`` with ``client_class``: A bring the first ``a_share`` of the revenue, B up to ``b_share``, C the rest.

    The client with whom a limit is passed still belongs to the better class, so that the largest is always A.
    """
    if not 0 < a_share <= b_share <= 1:
        raise RequestError("a_share", f"{a_share} and b_share {b_share} are no limits.", "Write e.g. 0.8 and 0.95.")
    order = [ibis.desc("revenue"), "client_id"]
    sofar = clients.revenue.sum().over(ibis.cumulative_window(order_by=order))
    counted = clients.mutate(before=sofar - clients.revenue, total=clients.revenue.sum().over(ibis.window()))
    limits = [(counted.before < share * counted.total, name) for name, share in (("A", a_share), ("B", b_share))]
    return counted.mutate(client_class=ibis.cases(*limits, else_="C")).drop("before", "total")


def shared(clients: ibis.Table, by: Sequence[str], level: float) -> ibis.Table:
    """The share Σ ``part`` / Σ ``whole`` by group, with an interval that knows that a client's rows are alike.

    ``clients`` has one row a client (and group). Wilson's interval on as many rows as if they were independent:
    the design effect of clusters, never below 1; one client is no basis.
    """
    groups = clients.group_by(by) if by else clients
    part, whole = clients.part, clients.whole
    sums = groups.aggregate(
        clients=clients.count(), whole=whole.sum().fill_null(0), part=part.sum().fill_null(0),
        pp=(part * part).sum(), pw=(part * whole).sum(), ww=(whole * whole).sum(),
    )  # fmt: skip
    # step by step: one expression of it all would hold itself hundreds of times
    sums = sums.mutate(base=sums.whole.nullif(0), m=sums.clients.nullif(0))
    sums = sums.mutate(rate=sums.part / sums.base)
    spread = (sums.pp - 2 * sums.rate * sums.pw + sums.rate * sums.rate * sums.ww).clip(lower=0)
    sums = sums.mutate(spread=spread * sums.m / (sums.m - 1).nullif(0))
    alone = sums.rate * (1 - sums.rate) * sums.base * sums.base / sums.spread.nullif(0)  # rows as good as independent
    n = ibis.least(sums.base.cast("float64"), alone.fill_null(sums.m.cast("float64")))
    sums = sums.mutate(n=ibis.ifelse(sums.clients > 1, n, ibis.null("float64")).nullif(0.0))
    middle, error = wilson(sums.rate, sums.n, level)
    sums = sums.mutate(middle=middle, error=error)
    return sums.select(
        *by, "clients", "whole", "part", "rate", low=(sums.middle - sums.error).clip(lower=0),
        high=(sums.middle + sums.error).clip(upper=1),
    )  # fmt: skip
