"""Clients per rep, and clients whom a rep who left behind him left without one."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.metrics.contacted import active_clients, end_of, last_contacts
from salesbook.metrics.purchases import Rules, check_columns
from salesbook.metrics.rhythm import check_days


def workload(
    clients: ibis.Table,
    orders: ibis.Table,
    *,
    team: ibis.Table | None = None,
    contacts: ibis.Table | None = None,
    active_days: int = 365,
    quiet_days: int = 90,
    initiated_by: str = "us",
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Clients of each rep, the orphaned ones, and how many we have spoken to, one row a rep.

    .. math:: load\_ratio = \frac{active\ clients}{mean\ active\ clients\ of\ the\ reps\ who\ are\ here}

    Parameters
    ----------
    clients
        Reads ``client_id``, ``manager_id`` (the rep who looks after the client; null = nobody).
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    team
        Reads ``manager_id``, ``to_date`` (last day, null = still here); a rep with several stays left with the last.
        Where it is given, a rep who is not in it is not here either.
    contacts
        Reads ``client_id``, ``contacted_at``, ``initiated_by``.
    active_days
        A client who bought within so many days is active.
    quiet_days
        Within so many days we must have spoken to a client for it to count as contacted.
    initiated_by
        ``us``, or ``any``: contacts that the client began count as well.
    as_of
        The day that is looked at; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``manager_id`` (null: clients of nobody), ``here`` (whether the rep is; null where there is no ``team``),
        ``left_on`` (last day of who left), ``clients``, ``active``, ``orphaned`` (clients of who is not here, or of
        nobody), ``contacted`` (active clients; null without ``contacts``) (counts), ``contacted_share`` (of the
        active), ``revenue`` (money of ``active_days``), ``load_ratio`` (1 = the mean). Orphaned first, then the most
        ``active``.

    Raises
    ------
    AbsentColumn
        ``manager_id`` is missing; or ``contacts`` is there and does not say who began.
    RequestError
        ``active_days`` or ``quiet_days`` is not a length.

    References
    ----------
    Taught as: control of the client base, clients per rep and clients orphaned when a rep left.
    """
    check_days(active_days=active_days, quiet_days=quiet_days)
    check_columns(clients, "clients", ["client_id", "manager_id"])
    end = end_of(orders, as_of, **rules)
    buying = active_clients(orders, active_days, as_of=as_of, **rules).select("client_id", "revenue")
    rows = clients.select("client_id", "manager_id").left_join(buying, "client_id").drop("client_id_right")
    rows = _spoken_to(rows, contacts, end, quiet_days, initiated_by)
    active = rows.revenue.notnull()
    reps = rows.group_by("manager_id").agg(
        clients=rows.client_id.nunique(), active=active.sum().fill_null(0), revenue=rows.revenue.sum().fill_null(0.0),
        contacted=(active & rows.spoken).sum(),
    )  # fmt: skip
    reps = _on_staff(reps, team, end)
    present = reps.manager_id.notnull() & reps.here.fill_null(True)
    mean = reps.active.mean(where=present).over(ibis.window())
    return reps.select(
        "manager_id", "here", "left_on", "clients", "active",
        orphaned=ibis.ifelse(present, 0, reps.clients), contacted=reps.contacted,
        contacted_share=reps.contacted / reps.active.nullif(0), revenue=reps.revenue,
        load_ratio=ibis.ifelse(present, reps.active / mean.nullif(0), ibis.null("float64")),
    ).order_by([ibis.desc("orphaned"), ibis.desc("active"), "manager_id"])  # fmt: skip


def _spoken_to(rows: ibis.Table, contacts: ibis.Table | None, end: ibis.Table, quiet_days: int, by: str) -> ibis.Table:
    """``rows`` with ``spoken``: whether we spoke to the client of late; null where nothing is known of contacts."""
    if contacts is None:
        return rows.mutate(spoken=ibis.null("boolean"))
    known = last_contacts(contacts, end, by).cross_join(end)
    recent = known.filter(known.as_of.delta(known.last_contact, unit="day") < quiet_days).select("client_id", "as_of")
    both = rows.left_join(recent, "client_id")
    return both.select(*rows.columns, spoken=both.as_of.notnull())


def _on_staff(reps: ibis.Table, team: ibis.Table | None, end: ibis.Table) -> Any:
    """``reps`` with ``here`` and ``left_on``."""
    if team is None or "to_date" not in team.columns:
        return reps.mutate(here=ibis.null("boolean"), left_on=ibis.null("date"))
    stays = team.cross_join(end)
    stays = stays.mutate(left=stays.to_date.notnull() & (stays.to_date.date() < stays.as_of))
    last = stays.group_by("manager_id").agg(open=(~stays.left).any(), last_day=stays.to_date.max().date())
    both = reps.left_join(last, "manager_id")
    here = both.open.fill_null(False)
    left_on = ibis.ifelse(here, ibis.null("date"), both.last_day)
    return both.select(*reps.columns, here=ibis.ifelse(both.manager_id.isnull(), None, here), left_on=left_on)
