"""Whose client it was at the time: reps leave, change teams, and hand clients over."""

from collections.abc import Sequence
from typing import Any

import ibis

OPEN = ibis.date("9999-12-31")


def with_owner(
    rows: ibis.Table, *, sales: ibis.Table, clients: ibis.Table | None, team: ibis.Table | None
) -> ibis.Table:
    """``rows`` with ``owner``: the rep who looked after the client on ``day``; null where nobody did.

    The rep named in the row itself; or else who made the client's last sale by then; or else whose the client is in
    ``clients``; in each case only somebody who was in the team on that day. A rep whom ``team`` does not know was.

    Parameters
    ----------
    rows
        Reads ``client_id``, ``day`` (date) and ``manager_id`` where present.
    sales
        Purchases: ``client_id``, ``day``, ``manager_id`` where present.
    clients
        Reads ``manager_id`` where present.
    team
        Reads ``manager_id``, ``from_date``, ``to_date`` where present.
    """
    times = None if team is None else _times(team)
    keys = rows.select("client_id", "day").distinct()
    named = _last_sale(keys, sales)
    named = _serving(_of_clients(named, clients), ("sold_by", "cared_by"), times)
    own = rows.mutate(own=rows.manager_id if "manager_id" in rows.columns else ibis.null("string"))
    own = _serving(own, ("own",), times)
    same = [own.client_id.identical_to(named.client_id), own.day == named.day]
    both = own.left_join(named, same, rname="{name}_named")
    result = both.select(*rows.columns, owner=ibis.coalesce(both.own, both.sold_by, both.cared_by))
    return result.view()  # or else a further join grows into this one, and loses track of ``owner``


def with_team(rows: ibis.Table, team: ibis.Table | None) -> ibis.Table:
    """``rows`` with ``owner`` replaced by the team that the rep was in on ``day``."""
    if team is None or "team" not in team.columns:
        return rows.mutate(owner=ibis.null("string"))
    keys = rows.filter(rows.owner.notnull()).select("owner", "day").distinct()
    stays = _stays(team).select("manager_id", "start", "end", "team")
    at = keys.inner_join(stays, [keys.owner == stays.manager_id, keys.day >= stays.start, keys.day <= stays.end])
    place = at.group_by(["owner", "day"]).agg(place=at.team.max())  # of two stays at once one counts
    both = rows.left_join(place, ["owner", "day"], rname="{name}_place")
    return both.select(*(c for c in rows.columns if c != "owner"), owner=both.place).view()


def _last_sale(keys: ibis.Table, sales: ibis.Table) -> ibis.Table:
    if "manager_id" not in sales.columns:
        return keys.mutate(sold_by=ibis.null("string"))
    made = sales.filter(sales.manager_id.notnull() & sales.client_id.notnull())
    made = made.group_by(["client_id", "day"]).agg(sold_by=made.manager_id.max())
    earlier = keys.left_join(made, [keys.client_id == made.client_id, made.day <= keys.day], rname="{name}_sale")
    return earlier.group_by(["client_id", "day"]).agg(sold_by=earlier.sold_by.argmax(earlier.day_sale))


def _of_clients(keys: ibis.Table, clients: ibis.Table | None) -> ibis.Table:
    if clients is None or "manager_id" not in clients.columns:
        return keys.mutate(cared_by=ibis.null("string"))
    each = clients.group_by("client_id").agg(cared_by=clients.manager_id.max())
    both = keys.left_join(each, "client_id", rname="{name}_client")
    return both.select(*keys.columns, "cared_by")


def _stays(team: ibis.Table) -> ibis.Table:
    dates = {c: team[c].date() if c in team.columns else ibis.null("date") for c in ("from_date", "to_date")}
    early = ibis.date("0001-01-01")
    return team.mutate(start=dates["from_date"].fill_null(early), end=dates["to_date"].fill_null(OPEN))


def _times(team: ibis.Table) -> ibis.Table:
    """From when until when each rep was there, in whatever team."""
    stays = _stays(team)
    return stays.group_by("manager_id").agg(start=stays.start.min(), end=stays.end.max())


def _serving(rows: ibis.Table, columns: Sequence[str], times: ibis.Table | None) -> ibis.Table:
    """``rows`` with each of ``columns`` emptied where the rep whom it names was not there on ``day``."""
    if times is None:
        return rows
    both, kept = rows, {}
    for column in columns:
        its = f"_{column}" if "start" in both.columns else ""  # a second stay beside the first has a name of its own
        both = both.left_join(times, [(column, "manager_id")], rname=f"{{name}}_{column}")
        start, end = both[f"start{its}"], both[f"end{its}"]
        kept[column] = ibis.ifelse(start.isnull() | both.day.between(start, end), both[column], None)
    return both.select(*(c for c in rows.columns if c not in columns), **kept)


def last_days(rows: ibis.Table, as_of: Any, window_days: int, skip: int = 0) -> Any:
    """Whether ``day`` of ``rows`` lies in the window of ``window_days`` that ends ``skip`` days before ``as_of``."""
    age = as_of.delta(rows.day, unit="day")
    return age.between(skip, skip + window_days - 1)
