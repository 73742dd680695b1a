"""Columns to group by that a table does not hold itself: a client's own, or a period of the table's date."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from salesbook.errors import AbsentColumn, DataError
from salesbook.tables.contracts import contracts
from salesbook.tables.names import listed

PERIODS = ("year", "quarter", "month", "week")


def period(moment: Any, unit: str) -> Any:
    """The period of ``moment`` as text that sorts: ``2024``, ``2024-Q1``, ``2024-01``, a week by its Monday."""
    year = moment.year().cast("string")
    if unit == "year":
        return year
    if unit == "quarter":
        return year + "-Q" + moment.quarter().cast("string")
    if unit == "month":
        return year + "-" + moment.month().cast("string").lpad(2, "0")
    return moment.date().truncate("W").strftime("%Y-%m-%d")  # the engine may make a moment of the day


def with_columns(rows: ibis.Table, name: str, by: Sequence[str], clients: ibis.Table | None, where: str) -> ibis.Table:
    """``rows`` with each column of ``by``; ``client_kind`` is that of clients where the table has a kind of its own.

    Raises
    ------
    AbsentColumn
        A column is neither the table's, nor of ``clients``, nor a period of the table's date.
    """
    dates = [c for c in contracts()[name].dates if c in rows.columns]
    clients = clients if "client_id" in rows.columns else None
    for column in dict.fromkeys(by):
        if column in rows.columns:
            continue
        if column in PERIODS and dates:
            rows = rows.mutate(**{column: period(rows[dates[0]], column)})
        elif clients is not None and (theirs := _as_clients_call_it(name, column)) in clients.columns:
            each = _one_each(clients, theirs).rename({column: theirs})
            rows = rows.left_join(each, "client_id").drop("client_id_right")
        else:
            have = [*rows.columns, *PERIODS[: 4 * bool(dates)]]
            more = [c for c in clients.columns if c not in have] if clients is not None else []
            raise AbsentColumn(where, f"no column {column} in {name}.", f"It has {listed([*have, *more])}.")
    return rows


def by_their_name(rows: ibis.Table, columns: Mapping[str, Any], by: Sequence[str]) -> ibis.Table:
    """A column asked for as the company calls it (``Country``) bears that name in the result."""
    ours = {str(theirs): own for own, theirs in columns.items()}
    asked = {c: ours[c] for c in by if c not in rows.columns and ours.get(c) in rows.columns}
    return rows.rename(asked) if asked else rows


def _one_each(clients: ibis.Table, column: str) -> ibis.Table:
    """One value a client, so that a client listed twice does not count twice."""
    return clients.group_by("client_id").agg(**{column: clients[column].max()})


def means_another(name: str, column: str) -> bool:
    """Whether ``column`` of the table is another thing than that of ``clients``, as is a kind of survey."""
    own = contracts()[name].columns.get(column)
    return own is not None and own.apart


def of_client(name: str, column: str) -> str:
    """What to group the table by to have ``column`` of its clients: ``client_kind`` where its own is another thing."""
    return f"client_{column}" if means_another(name, column) else column


def _as_clients_call_it(name: str, column: str) -> str:
    bare = column.removeprefix("client_")
    return bare if of_client(name, bare) == column else column


def only_part(rows: ibis.Table, name: str, only: str, clients: ibis.Table | None, where: str) -> ibis.Table:
    """The rows where ``only`` (``column=value``) holds, by the table's own column or that of ``clients``.

    A table that knows the column neither way is kept whole: spend of the company is not a branch's.
    """
    column, _, value = only.partition("=")
    if not value:
        raise DataError(where, f"{only!r} does not name a part.", "Write column=value, e.g. region=North.")
    clients = clients if clients is not None and column in clients.columns else None
    if column in rows.columns and (clients is None or not means_another(name, column)):
        return rows.filter(rows[column].cast("string") == value)
    if clients is not None and "client_id" in rows.columns:
        return rows.semi_join(clients.filter(clients[column].cast("string") == value), "client_id")
    return rows
