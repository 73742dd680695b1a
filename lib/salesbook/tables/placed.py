"""Tables that stay where they are: each question goes to Spark or PostgreSQL, and only its answer comes here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import ibis

from salesbook.errors import DataError
from salesbook.tables import postgres, spark
from salesbook.tables.address import mask
from salesbook.tables.contracts import contracts
from salesbook.tables.guess import guess_columns, plain
from salesbook.tables.mapping import Mapping as Map
from salesbook.tables.mapping import TableMap, read_mapping
from salesbook.tables.names import unique
from salesbook.tables.reading import Loaded, Reading
from salesbook.tables.typed import Local, Typed, hold
from salesbook.words import say

SCHEMES = {"pyspark", "postgres", "postgresql"}


@dataclass(frozen=True)
class Placed:
    """A connection, how a table of it is read, and how its engine says a moment in another time zone.

    ``lend`` lets the processes that execute notebooks use it.
    """

    shown: str
    con: Any
    read: Callable[[str], ibis.Table]
    local: Local
    lend: Callable[[], None] = lambda: None

    def load(self, name: str, mapping: Map, lang: str) -> Loaded:
        """Table ``name``, held against its contract; nothing of it is read before it is asked for.

        Raises
        ------
        DataError, Faults
            A column is missing or of another kind.
        """
        spec, contract = mapping.tables[name], contracts()[name]
        where, words = spec.table or name, partial(say, lang=lang)
        typed = hold(self.read(where), contract, spec, mapping.company, where, words, self.local)
        return Loaded(typed.used, _aside(typed.aside, where), lambda: _counted(typed, name, where, spec.columns))


def _aside(rows: ibis.Table, where: str) -> ibis.Table:
    """The rows set aside in the form that those of files have; a row of a database has no number."""
    cells = rows.columns[1:]
    names = unique(("file", "row", "reason", *(c.removeprefix("cell_") for c in cells)))[3:]
    own = [ibis.literal(where).name("file"), ibis.null("string").name("row"), rows.reason]
    return rows.select(*own, *(rows[c].name(new) for new, c in zip(names, cells, strict=True)))


def _counted(typed: Typed, name: str, where: str, columns: Mapping[str, Any]) -> Reading:
    """What was read of a table, by one question."""
    judged = typed.judged
    found = judged.group_by("reason").agg(n=judged.count(), first=judged.date.min(), last=judged.date.max())
    rows = {row["reason"]: row for row in found.to_pyarrow().to_pylist()}
    used = rows.pop(None, {"n": 0, "first": None, "last": None})
    aside = {reason: row["n"] for reason, row in rows.items()}
    first, last = (moment.date() if moment else None for moment in (used["first"], used["last"]))
    return Reading(name, where, used["n"] + sum(aside.values()), used["n"], aside, first, last, dict(columns))


def is_placed(address: str) -> bool:
    """Whether the tables at ``address`` are asked where they are; those of other addresses are brought here."""
    return address.partition("://")[0].lower() in SCHEMES


def find_placed(address: str, map_file: Path | None) -> tuple[Placed, Map]:
    """The tables at ``address``, by their own names or as the mapping says.

    Raises
    ------
    DataError, Faults
        The engine is not installed or cannot be reached, or no table is recognised.
    """
    if address.lower().startswith("pyspark"):
        asked = spark.place(address)
        con = spark.connect(asked)
        names = spark.tables_at(con, asked)
        lend = partial(spark.lent, con, asked)
        placed = Placed(asked.shown, con, lambda name: spark.read(con, asked, names[name]), spark.local, lend)
    else:
        con = postgres.connect(address)
        names = {name: name for name in con.list_tables()}
        placed = Placed(mask(address), con, con.table, postgres.local)
    return placed, chosen(names, map_file, placed.shown, lambda name: placed.read(name).columns)


def chosen(names: Iterable[str], map_file: Path | None, shown: str, columns: Callable[[str], Iterable[str]]) -> Map:
    """Which of the tables ``names`` is which of ours, and their columns: as the mapping says, or told from the names.

    Raises
    ------
    DataError, Faults
        None is recognised, or the mapping names one that is not there.
    """
    present = list(names)
    mapping = read_mapping(map_file) if map_file else Map({}, where=shown, guessed=True)
    by_name = {plain(t): t for t in reversed(present)}
    tables = {n: replace(t, table=t.table or n) for n, t in mapping.tables.items()} or {
        c.name: TableMap(table=next(by_name[p] for p in map(plain, (c.name, *c.names)) if p in by_name))
        for c in contracts().values()
        if any(plain(n) in by_name for n in (c.name, *c.names))
    }
    if not tables:
        fix = "Say in a --map which is which (table:)."
        raise DataError(shown, f"no table recognised among {', '.join(present) or 'none'}.", fix)
    for name, table in tables.items():
        if table.table not in present:
            raise DataError(shown, f"no table {table.table}.", f"It has {', '.join(present)}.")
        if not table.columns:
            tables[name] = replace(table, columns=guess_columns(contracts()[name], list(columns(table.table))))
    return replace(mapping, tables=tables)
