"""Clients by the day they came: what the measures of winning clients share."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.errors import AbsentColumn
from salesbook.metrics.purchases import Rules, check_columns, purchases


def newcomers(
    clients: ibis.Table | None,
    orders: ibis.Table | None,
    *,
    columns: Sequence[str] = (),
    settle_days: int = 90,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """The day each client came, one row a client.

    ``acquired_on`` of ``clients`` where it is given, else the first order ever. In the first ``settle_days`` of the
    orders nobody can tell a new client from an old one who had merely not bought yet: no day is given then.

    Returns
    -------
    Table
        ``client_id``, ``*columns``, ``came_on`` (date; null where it is not known, or after ``as_of``),
        ``first_order`` (date; null where there is none), ``opened`` (date: the first purchase day of all),
        ``known_from`` (date from which on newcomers are known; null where there is ``acquired_on``).

    Raises
    ------
    AbsentColumn
        There are neither orders nor ``acquired_on``, or a column of ``columns`` is not in ``clients``.
    """
    dated = clients is not None and "acquired_on" in clients.columns
    if orders is None and not dated:
        raise AbsentColumn("clients", "no column acquired_on, and no orders.", "Add one of them: who came when?")
    both = _both(clients, orders, columns, as_of, rules)
    limits = both.aggregate(opened=both.first_order.min())
    both = both.cross_join(limits)
    settled = both.opened + ibis.interval(days=settle_days)
    came = both.acquired.coalesce(ibis.ifelse(both.first_order >= settled, both.first_order, ibis.null("date")))
    if as_of is not None:
        came = ibis.ifelse(came <= ibis.date(as_of.isoformat()), came, ibis.null("date"))
    known = ibis.null("date") if dated else settled
    return both.select("client_id", *columns, came_on=came, first_order=both.first_order, opened=both.opened,
                       known_from=known)  # fmt: skip


def _both(
    clients: ibis.Table | None, orders: ibis.Table | None, columns: Sequence[str], as_of: dt.date | None, rules: Any
) -> ibis.Table:
    """``client_id``, ``*columns``, ``acquired``, ``first_order`` of all on the list or among the buyers."""
    if orders is None:
        assert clients is not None
        return _listed(clients, columns).mutate(first_order=ibis.null("date"))
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.bought & lines.client_id.notnull())
    firsts = lines.group_by("client_id").agg(first_order=lines.day.min())
    if clients is None:
        if columns:
            raise AbsentColumn("clients", "the company has no such table.", f"Add it, with {', '.join(columns)}.")
        return firsts.mutate(acquired=ibis.null("date"))
    both = _listed(clients, columns).outer_join(firsts, "client_id", rname="{name}_seen")
    return both.mutate(client_id=both.client_id.coalesce(both.client_id_seen)).drop("client_id_seen")


def _listed(clients: ibis.Table, columns: Sequence[str]) -> ibis.Table:
    """One row for each client of the list; a client listed twice came on the earlier day."""
    check_columns(clients, "clients", ["client_id", *columns])
    clients = clients.filter(clients.client_id.notnull())
    each = clients.group_by("client_id").agg(
        acquired=clients.acquired_on.min().date() if "acquired_on" in clients.columns else ibis.null("date"),
        **{c: clients[c].max() for c in columns},
    )
    return each.select("client_id", *columns, "acquired")


def month_index(day: Any) -> Any:
    """Months since year 0: a difference of two is a number of calendar months."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def first_of_month(index: Any) -> Any:
    """The first day of the month that :func:`month_index` numbers."""
    months = index % 12
    return ibis.date(((index - months) / 12).round().cast("int32"), (months + 1).cast("int32"), 1)
