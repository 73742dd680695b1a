"""A company's data, opened: its tables by name, and what was read, used and set aside of each."""

import os
import tempfile
import weakref
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import ibis

from salesbook.errors import AbsentColumn, DataError, RequestError, SalesbookError
from salesbook.tables.aside import aside, malformed_reasons
from salesbook.tables.cast import judge
from salesbook.tables.contracts import contracts
from salesbook.tables.duckdb_backend import THREADS, connect, is_small, pass_on
from salesbook.tables.grouping import PERIODS, by_their_name, only_part, with_columns
from salesbook.tables.mapping import Company
from salesbook.tables.names import FILE, REASON, ROW
from salesbook.tables.parts import Parts
from salesbook.tables.privacy import LEVELS, Veil
from salesbook.tables.privacy_key import key_for
from salesbook.tables.reading import Loaded, Reading, extent, none_left
from salesbook.tables.shared import Shared, share, shared
from salesbook.tables.source import Source, find_source, known_source
from salesbook.tables.veiled import veiled
from salesbook.temporary import new_folder, remove
from salesbook.words import say

PRIVACY = "SALESBOOK_PRIVACY"
ibis.options.sql.fuse_selects = False  # databases do it themselves; here it takes a third of the way to SQL
INTERRUPTED = "Query interrupted"  # what DuckDB makes of Ctrl-C


class Book:
    """The tables of a company by name (``book.orders``), each read when it is first asked for.

    Raises
    ------
    DataError
        A table that the company has not, or one that breaks its contract beyond use.
    """

    def __init__(self, source: Source, con: Any, work: Path, lang: str, only: str, privacy: str) -> None:
        self._source, self._con, self._work, self._loaded = source, con, work, {}  # type: ignore[var-annotated]
        self._veiled: dict[tuple[str, str], ibis.Table] = {}
        self._answers: dict[Hashable, Any] = {}
        self._parts = Parts(None if source.placed else con)  # shared by copies of the book, as the tables are
        self.lang, self.only, self.privacy = lang, only, privacy
        if not source.placed:
            weakref.finalize(con, _clean, con.con, work)  # a table may outlive the book that it came from

    @property
    def source(self) -> str:
        """Where the data came from, without passwords."""
        return self._source.shown

    @property
    def source_files(self) -> tuple[Path, ...]:
        """The files that the tables are read from."""
        return self._source.files

    @property
    def company(self) -> Company:
        """Name, currency, time zone and margin, as far as they are given."""
        return self._source.mapping.company

    @property
    def mapping(self) -> Any:
        """How files and columns were understood."""
        return self._source.mapping

    @property
    def unknown(self) -> tuple[str, ...]:
        """Files of the source that were not recognised as a table."""
        return self._source.unknown

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that the company has."""
        return tuple(self._source.mapping.tables)

    def __getattr__(self, name: str) -> ibis.Table:
        if name.startswith("_") or name not in contracts():
            raise AttributeError(name)
        return self.table(name)

    def table(self, name: str, by: Sequence[str] = ()) -> ibis.Table:
        """Rows of table ``name`` that keep its contract, with the columns ``by`` added where they can be.

        A column of ``by`` may be the table's own, one of ``clients`` (joined by ``client_id``), or ``year``,
        ``quarter``, ``month`` or ``week`` of the table's date.
        """
        asked = (name, self.privacy, self.only, tuple(c for c in by if c))
        return self._parts.get(asked, lambda: self._part(name, asked[-1]))

    def once(self, question: Hashable, answer: Callable[[], Any]) -> Any:
        """The ``answer`` to a question about the company, asked the first time; parts of the book share it."""
        if question not in self._answers:
            self._answers[question] = answer()
        return self._answers[question]

    def _part(self, name: str, by: Sequence[str]) -> ibis.Table:
        rows = by_their_name(self._shown(name), self.mapping.tables[name].columns, by)
        # clients are read only where they are asked for: a broken clients.csv must not stop the orders
        foreign = bool(self.only) or any(c not in rows.columns and c not in PERIODS for c in by)
        clients = self._clients() if foreign and name != "clients" else None
        if self.only:
            rows = only_part(rows, name, self.only, clients, self.source)
            self._check_only(rows, clients)
        return with_columns(rows, name, by, clients, self.source)

    def _check_only(self, rows: ibis.Table, clients: ibis.Table | None) -> None:
        """A part that no table knows of is refused: it would be the whole company under a part's name."""
        column = self.only.partition("=")[0]
        if column in rows.columns or (clients is not None and column in clients.columns):
            return
        if not any(column in rows.columns for rows in self._readable()):
            raise AbsentColumn(self.source, f"no table has a column {column}.", f"It has {', '.join(self.tables)}.")

    def _readable(self) -> Iterator[ibis.Table]:
        for name in self.tables:
            with suppress(SalesbookError):
                yield self._load(name).rows

    @property
    def loaded(self) -> tuple[str, ...]:
        """The tables that were read so far."""
        return tuple(self._loaded)

    def _clients(self) -> ibis.Table | None:
        return self._shown("clients") if "clients" in self.tables else None

    def _shown(self, name: str) -> ibis.Table:
        """The rows of ``name`` with as much of what is personal as this book shows."""
        rows = self._load(name).rows
        if self.privacy == "off" or self._source.shared:  # shared as they are to be shown
            return rows
        known = (name, self.privacy)
        if known not in self._veiled:
            hidden = veiled(rows, contracts()[name], Veil(key_for(self.privacy), self.lang), self.privacy)
            kept = hidden if self._source.placed else self._con.create_table(f"{name}_{self.privacy}", hidden)
            self._veiled[known] = kept
        return self._veiled[known]

    def share(self, source: str, map: str, folder: Path) -> None:
        """Leave the tables in ``folder`` for books that are opened of ``source`` and ``map`` as this one was."""
        if self._source.placed:  # they stay where they are
            self._source.placed.lend()
            return
        readings = {reading.table: reading for reading in self.check()[0]}
        asked = (source, map, self.lang, self.privacy)
        made = Shared(asked, self.source, self.mapping, self.source_files, self.unknown, readings)
        share(made, self._shown, folder)

    def unveiled(self) -> "Book":
        """The same book with names and phones as they are: for call lists, and for nothing else."""
        raw = copy(self)
        raw.privacy = "off"
        return raw

    def reading(self, name: str) -> Reading:
        """What was read, used and set aside of table ``name``."""
        return self._load(name).reading

    def set_aside(self, name: str) -> ibis.Table:
        """The rows of ``name`` that cannot be used: ``file``, ``row``, ``reason``, then the cells as they came."""
        kept = self._load(name).aside
        return self._read_source(name).aside if kept is None else kept

    def check(self) -> tuple[list[Reading], list[SalesbookError]]:
        """Read every table; what was read, and what stopped a table from being read."""
        readings, faults = [], []
        for name in self.tables:
            try:
                readings.append(self.reading(name))
            except SalesbookError as error:
                faults += list(getattr(error, "faults", (error,)))
        return readings, faults

    def _load(self, name: str) -> Loaded:
        if name not in self.tables:
            have = ", ".join(self.tables)
            raise DataError(
                self.source, f"the company has no table {name}.", f"It has {have}; add {name} to its folder."
            )
        if name not in self._loaded:
            try:
                self._loaded[name] = self._read(name)
            except SalesbookError:
                raise
            except Exception as error:  # the engine's own kinds
                if str(error) == INTERRUPTED:
                    raise KeyboardInterrupt from None
                raise _no_room(name, error) from error
        return self._loaded[name]

    def _read(self, name: str) -> Loaded:
        if self._source.placed:
            return self._source.placed.load(name, self.mapping, self.lang)
        here = self._source.shared
        loaded = here.load(self._con, name) if here and name in here.readings else self._read_source(name)
        pass_on(self._con, loaded.reading.used)
        return loaded

    def _read_source(self, name: str) -> Loaded:
        spec, contract = self.mapping.tables[name], contracts()[name]
        where = ", ".join(spec.file) or spec.table
        raw = self._source.load(self._con, name, spec)
        judged = judge(raw.table, contract, spec, self.company, where, partial(say, lang=self.lang))
        table = self._con.create_table(f"{name}_judged", judged.table)
        used = table.filter(table[REASON].isnull()).drop(REASON, FILE, ROW)
        reasons = table.filter(table[REASON].notnull()).group_by(REASON).agg(n=ibis._.count())
        counts = {row[REASON]: row["n"] for row in reasons.to_pyarrow().to_pylist()}
        why = malformed_reasons(self.lang)
        for kind in raw.malformed["kind"].to_pylist():
            counts[why[kind]] = counts.get(why[kind], 0) + 1
        good, first, last = extent(used, contract)
        notes = list(judged.notes)
        if raw.replaced:
            notes.append(("note.replaced", {"n": raw.replaced, "encoding": ", ".join(raw.encodings)}))
        read = good + sum(counts.values())
        reading = Reading(name, where, read, good, counts, first, last, dict(spec.columns), tuple(notes))
        if read and not good:
            raise none_left(reading)
        return Loaded(used, aside(raw, table, self._con, name, self.lang), lambda: reading)


def _no_room(name: str, error: Exception) -> DataError:
    said = str(error).splitlines()[0]
    if "No space left" in said or "disk" in said.lower():
        return DataError(
            tempfile.gettempdir(),
            f"no room on the disk to read {name}.",
            "Free some, or set TMPDIR to a larger one.",
        )
    return DataError(name, f"could not be read ({said}).", "Look at the export in a text editor near that place.")


def open(
    source: str | Path, *, map: str | Path | None = None, lang: str = "en", only: str = "", privacy: str = ""
) -> Book:
    """Open a company's data: a folder, a file, a DuckDB file, or the address of a database.

    Parameters
    ----------
    source
        Where the tables are. Without a ``tables.yaml`` (or ``map``), files and columns are told from their names.
    map
        A mapping file to use instead of the folder's own ``tables.yaml``.
    lang
        Language of reasons and notes: ``en``, ``uk`` or ``ru``.
    only
        One part of the company, ``column=value``: a column of each table, or of ``clients``.
    privacy
        How much of people is shown: ``off`` all, ``initials`` no names, phones or addresses (reports), ``full``
        invented names and ids (training), ``shifted`` with all dates moved by some weeks as well. By default what
        ``SALESBOOK_PRIVACY`` says, else ``off``.

    Raises
    ------
    DataError, Faults
        No such source, a fault in the mapping, or no table recognised.
    RequestError
        No such level of privacy.
    """
    privacy = privacy or os.environ.get(PRIVACY, "") or "off"
    if privacy not in LEVELS:
        raise RequestError(PRIVACY, f"no level {privacy!r}.", f"Choose one of {', '.join(LEVELS)}.")
    work = new_folder()
    try:
        asked = (str(source), str(map or ""), lang, privacy)
        found = known_source(shared(asked), lambda: find_source(source, Path(map) if map else None, work))
        if found.placed:
            remove(work)
            return Book(found, found.placed.con, work, lang, only, privacy)
        con = connect(work, in_memory=bool(found.shared) or is_small(found.files))
    except BaseException:
        remove(work)
        raise
    return Book(found, con, work, lang, only, privacy)


def _clean(con: Any, work: Path) -> None:
    con.close()
    remove(work)


__all__ = ["PRIVACY", "THREADS", "Book", "Reading", "open"]
