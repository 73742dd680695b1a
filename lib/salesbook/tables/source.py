"""Where a company's tables come from: a folder, a file, a DuckDB file, or a database's address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis

from salesbook.errors import DataError, SalesbookError, raise_all
from salesbook.tables.address import bring_back, is_address, mask, scrub, secrets_in
from salesbook.tables.contracts import contracts
from salesbook.tables.guess import guess_columns, guess_files
from salesbook.tables.mapping import FILE_NAME, Mapping, TableMap, read_mapping
from salesbook.tables.names import listed
from salesbook.tables.placed import Placed, chosen, find_placed, is_placed
from salesbook.tables.raw import Raw, header, is_readable, load_files, numbered
from salesbook.tables.shared import Shared
from salesbook.tables.text import GLOB

DATABASES = {".duckdb", ".ddb", ".db"}


@dataclass(frozen=True)
class Source:
    """``shown`` carries no password; ``load(con, name, spec)`` brings one table as text, if it is not ``placed``."""

    shown: str
    mapping: Mapping
    load: Callable[[Any, str, TableMap], Raw]
    files: tuple[Path, ...] = ()
    unknown: tuple[str, ...] = ()
    placed: Placed | None = None
    shared: Shared | None = None


def known_source(shared: Shared | None, find: Callable[[], Source]) -> Source:
    """The source whose tables are ``shared``; what of it is not, or a source that is not at all, is looked for."""
    if not shared:
        return find()
    return Source(
        shared.shown, shared.mapping, lambda *asked: find().load(*asked), shared.files, shared.unknown, shared=shared
    )


def find_source(source: str | Path, map_file: Path | None, work: Path) -> Source:
    """Look at ``source`` without reading its rows.

    Raises
    ------
    DataError, Faults
        There is no such source, its mapping is at fault, or no table is recognised in it.
    """
    text = str(source)
    if is_address(text) and is_placed(text):
        placed, mapping = find_placed(bring_back(text), map_file)
        return Source(placed.shown, mapping, _stays, placed=placed)
    if is_address(text):
        return _database(mask(text), bring_back(text), map_file)
    path = Path(text).expanduser()
    if not path.exists():
        raise DataError(path, "no such file or folder.", "Check the path given to --data.")
    if path.is_dir():
        return _folder(path, map_file, work)
    if path.suffix.lower() in DATABASES:
        return replace(_database(str(path), str(path), map_file), files=(path,))
    return _one_file(path, map_file, work)


def _folder(folder: Path, map_file: Path | None, work: Path) -> Source:
    own = folder / FILE_NAME
    mapping = read_mapping(map_file or own) if map_file or own.exists() else None
    if mapping and mapping.tables:
        tables = _listed(folder, mapping, work)
        return Source(str(folder), replace(mapping, tables=tables), _loader(folder, work), _all_files(folder, tables))
    headers, broken = _headers([p for p in sorted(folder.iterdir()) if p.is_file() and is_readable(p)], work)
    if not headers:
        raise_all(broken)
        raise DataError(folder, "no tables in it.", "Put CSV, Excel or Parquet files there, or name another folder.")
    tables = {name: TableMap(file=tuple(p.name for p in paths)) for name, paths in guess_files(headers).items()}
    if not tables:
        fix = "Say in tables.yaml which file is which table, or name them orders, surveys, clients and so on."
        raise DataError(folder, f"no table recognised among {', '.join(p.name for p in headers)}.", fix)
    guessed = {
        name: replace(t, columns=guess_columns(contracts()[name], headers[folder / t.file[0]]))
        for name, t in tables.items()
    }
    known = {name for table in tables.values() for name in table.file}
    unknown = tuple(p.name for p in headers if p.name not in known)
    company = mapping.company if mapping else Mapping({}).company
    return Source(
        str(folder),
        Mapping(guessed, company, str(folder), guessed=True),
        _loader(folder, work),
        _all_files(folder, guessed),
        unknown,
    )


def _one_file(path: Path, map_file: Path | None, work: Path) -> Source:
    loader = _loader(path.parent, work)
    if map_file:
        mapping = read_mapping(map_file)
        tables = {
            n: replace(t, file=(path.name,)) for n, t in mapping.tables.items() if not t.file or path.name in t.file
        }
        tables = _listed(path.parent, replace(mapping, tables=tables), work)
        if not tables:
            raise DataError(
                map_file,
                f"says nothing of {path.name}.",
                "Name it under a table's file:, or leave file: out.",
            )
        return Source(str(path), replace(mapping, tables=tables), loader, (path,))
    if not is_readable(path):
        raise DataError(path, "not a kind of file that can be read.", "CSV, TSV, Excel, Parquet or DuckDB, please.")
    headers, broken = _headers([path], work)
    raise_all(broken)
    tables = {
        name: TableMap(file=(path.name,), columns=guess_columns(contracts()[name], headers[path]))
        for name in guess_files(headers)
    }
    if not tables:
        fix = "Give it a --map, or name the file orders, surveys, clients and so on."
        raise DataError(path, f"not recognised as a table. Its columns are {listed(headers[path])}.", fix)
    return Source(str(path), Mapping(tables, where=str(path), guessed=True), loader, (path,))


def _listed(folder: Path, mapping: Mapping, work: Path) -> dict[str, TableMap]:
    """The tables of a written mapping; where it names no columns they are told from the header."""
    faults: list[SalesbookError] = []
    tables = {}
    for name, table in mapping.tables.items():
        if not table.file:
            faults.append(DataError(mapping.where, f"{name} names no file.", f"Add file: under {name}:."))
            continue
        try:
            paths = _matching(folder, table.file)
            columns = table.columns
            if not columns and table.header:
                columns = guess_columns(contracts()[name], header(paths[0], table, work))
        except DataError as error:
            faults.append(error)
            continue
        tables[name] = replace(table, columns=columns)
    raise_all(faults)
    return tables


def _headers(paths: Sequence[Path], work: Path) -> tuple[dict[Path, tuple[str, ...]], list[SalesbookError]]:
    found: dict[Path, tuple[str, ...]] = {}
    broken: list[SalesbookError] = []
    for path in paths:
        try:
            found[path] = header(path, TableMap(), work)
        except DataError as error:
            broken.append(error)
    return found, broken


def _matching(folder: Path, patterns: Sequence[str]) -> list[Path]:
    """The files that ``patterns`` name, each one once, in the order given."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        matches = [folder / pattern]
        if not matches[0].is_file() and any(c in pattern for c in GLOB):
            base = Path(matches[0].anchor) if Path(pattern).is_absolute() else folder
            matches = sorted(base.glob(str(matches[0].relative_to(base)) if base != folder else pattern))
        if not matches or not all(p.is_file() for p in matches):
            raise DataError(folder / pattern, "no such file.", "Check its name in tables.yaml.")
        found.update(dict.fromkeys(matches))
    return list(found)


def _all_files(folder: Path, tables: dict[str, TableMap]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(p for t in tables.values() for p in _matching(folder, t.file)))


def _loader(folder: Path, work: Path) -> Callable[[Any, str, TableMap], Raw]:
    def load(con: Any, name: str, spec: TableMap) -> Raw:
        return load_files(con, name, _matching(folder, spec.file), spec, work)

    return load


def _stays(con: Any, name: str, spec: TableMap) -> Raw:
    raise NotImplementedError(f"{name} stays where it is")


def _connect(address: str) -> Any:
    """A connection to the database at ``address``, or to the DuckDB file of that path; it never makes one."""
    if not is_address(address):
        return ibis.duckdb.connect(address, read_only=True)
    kind, _, rest = address.partition("://")
    if kind.lower() == "sqlite" and not Path(rest.removeprefix("/") if rest[2:3] == ":" else rest).is_file():
        raise FileNotFoundError("no such file")
    return ibis.connect(address, **({"read_only": True} if kind.lower() == "duckdb" else {}))


def _broken(shown: str, what: str, error: Exception, address: str) -> DataError:
    """What a driver said, without the password that it may repeat."""
    said = scrub(str(error).splitlines()[0] if str(error) else type(error).__name__, secrets_in(address))
    fix = "Check the address, and that its driver is installed." if is_address(shown) else "Is it a DuckDB file?"
    return DataError(shown, f"{what} ({said}).", fix)


def _database(shown: str, address: str, map_file: Path | None) -> Source:
    """Tables of a database, by their own names or as the mapping says; copied once, then read like files."""
    try:
        remote = _connect(address)
        present = remote.list_tables()
    except Exception as error:  # every driver has its own kinds
        raise _broken(shown, "cannot be opened", error, address) from None
    mapping = chosen(present, map_file, shown, lambda name: remote.table(name).columns)

    def load(con: Any, name: str, spec: TableMap) -> Raw:
        try:
            con.con.register(f"{name}_reader", remote.table(spec.table).to_pyarrow_batches())
            return numbered(con, f"{name}_raw", spec.table, con.table(f"{name}_reader"))
        except Exception as error:
            raise _broken(shown, "cannot be read", error, address) from None

    return Source(shown, mapping, load)
