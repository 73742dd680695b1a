"""A company's data, opened: its tables by name, and what was read, used and set aside of each."""

import datetime as dt
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ibis

from salesbook.errors import AbsentColumn, DataError, RequestError, SalesbookError
from salesbook.tables.aside import aside, malformed_reasons
from salesbook.tables.cast import judge
from salesbook.tables.contracts import contracts
from salesbook.tables.grouping import PERIODS, by_their_name, only_part, with_columns
from salesbook.tables.mapping import Company
from salesbook.tables.names import FILE, REASON, ROW
from salesbook.tables.parts import Parts
from salesbook.tables.privacy import LEVELS, Veil
from salesbook.tables.privacy_key import key_for
from salesbook.tables.source import Source, find_source
from salesbook.tables.veiled import veiled
from salesbook.words import say

MEMORY, PRIVACY = "SALESBOOK_MEMORY", "SALESBOOK_PRIVACY"
INTERRUPTED = "Query interrupted"  # what DuckDB makes of Ctrl-C


@dataclass(frozen=True)
class Reading:
    """What became of one table: ``read`` = ``used`` + the rows set aside, by reason."""

    table: str
    source: str
    read: int
    used: int
    set_aside: AbstractMapping[str, int]
    first: dt.date | None
    last: dt.date | None
    columns: AbstractMapping[str, Any]
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class _Loaded:
    rows: ibis.Table
    aside: ibis.Table
    reading: Reading


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
        self._parts = Parts(con)  # shared by copies of the book, as the tables are
        self.lang, self.only, self.privacy = lang, only, privacy
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

    def _part(self, name: str, by: Sequence[str]) -> ibis.Table:
        rows = by_their_name(self._shown(name), self.mapping.tables[name].columns, by)
        # clients are read only where they are asked for: a broken clients.csv must not stop the orders
        foreign = bool(self.only) or any(c not in rows.columns and c not in PERIODS for c in by)
        clients = self._clients() if foreign and name != "clients" else None
        if self.only:
            rows = only_part(rows, self.only, clients, self.source)
            self._check_only(rows, clients)
        return with_columns(rows, name, by, clients, self.source)

    def _check_only(self, rows: ibis.Table, clients: ibis.Table | None) -> None:
        """A part that no table knows of is refused: it would be the whole company under a part's name."""
        column = self.only.partition("=")[0]
        if column in rows.columns or (clients is not None and column in clients.columns):
            return
        others = [reading.table for reading in self.check()[0]]
        if not any(column in self._load(name).rows.columns for name in others):
            raise AbsentColumn(self.source, f"no table has a column {column}.", f"It has {', '.join(self.tables)}.")

    @property
    def loaded(self) -> tuple[str, ...]:
        """The tables that were read so far."""
        return tuple(self._loaded)

    def _clients(self) -> ibis.Table | None:
        return self._shown("clients") if "clients" in self.tables else None

    def _shown(self, name: str) -> ibis.Table:
        """The rows of ``name`` with as much of what is personal as this book shows."""
        rows = self._load(name).rows
        if self.privacy == "off":
            return rows
        known = (name, self.privacy)
        if known not in self._veiled:
            hidden = veiled(rows, contracts()[name], Veil(key_for(self.privacy), self.lang), self.privacy)
            self._veiled[known] = self._con.create_table(f"{name}_{self.privacy}", hidden)
        return self._veiled[known]

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
        return self._load(name).aside

    def check(self) -> tuple[list[Reading], list[SalesbookError]]:
        """Read every table; what was read, and what stopped a table from being read."""
        readings, faults = [], []
        for name in self.tables:
            try:
                readings.append(self.reading(name))
            except SalesbookError as error:
                faults += list(getattr(error, "faults", (error,)))
        return readings, faults

    def _load(self, name: str) -> _Loaded:
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

    def _read(self, name: str) -> _Loaded:
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
        good, first, last = _extent(used, contract)
        notes = list(judged.notes)
        if raw.replaced:
            notes.append(("note.replaced", {"n": raw.replaced, "encoding": ", ".join(raw.encodings)}))
        read = good + sum(counts.values())
        reading = Reading(name, where, read, good, counts, first, last, dict(spec.columns), tuple(notes))
        if read and not good:
            raise _none_left(where, reading)
        return _Loaded(used, aside(raw, table, self._con, name, self.lang), reading)


def _extent(used: ibis.Table, contract: Any) -> tuple[int, dt.date | None, dt.date | None]:
    """Number of rows, and the first and last day of the table's own date."""
    date = next((c for c in contract.dates if c in used.columns), None)
    first, last = (used[date].min(), used[date].max()) if date else (ibis.null("timestamp"), ibis.null("timestamp"))
    row = used.aggregate(n=used.count(), first=first, last=last).to_pyarrow().to_pylist()[0]
    return row["n"], *(moment.date() if moment else None for moment in (row["first"], row["last"]))


def _none_left(where: str, reading: Reading) -> DataError:
    reason = max(reading.set_aside, key=reading.set_aside.__getitem__)
    comma = any(key == "note.comma" for key, _ in reading.notes)
    fix = 'Write decimal: "," under its name in tables.yaml.' if comma else "Mend the export or tables.yaml."
    return DataError(where, f"not one of {reading.read} rows of {reading.table} can be used ({reason}).", fix)


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
    work = Path(tempfile.mkdtemp(prefix="salesbook-"))
    try:
        found = find_source(source, Path(map) if map else None, work)
        con = ibis.duckdb.connect(
            str(work / "work.duckdb"),
            memory_limit=os.environ.get(MEMORY, "1GB"),
            temp_directory=str(work),
            autoinstall_known_extensions=False,
        )
        con.raw_sql("SET enable_progress_bar = false")  # a slow question would leave its bar in a report
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Book(found, con, work, lang, only, privacy)


def _clean(con: Any, work: Path) -> None:
    con.close()
    shutil.rmtree(work, ignore_errors=True)


__all__ = ["Book", "Reading", "open"]
