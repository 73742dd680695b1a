"""Files and databases → one DuckDB table a contract, all of it text, each row with its file and number."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet

from salesbook.errors import DataError
from salesbook.tables.mapping import TableMap
from salesbook.tables.names import FILE, ROW, unique
from salesbook.tables.text import GLOB, Text, prepare

EXCEL = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}
TEXT = {".csv", ".tsv", ".txt"}
MALFORMED = {"row": pa.int64(), "text": pa.string(), "kind": pa.string(), "file": pa.string()}
KINDS = {"UNQUOTED VALUE": "unclosed", "LINE SIZE OVER MAXIMUM": "too_long"}  # DuckDB's → ours; the rest: malformed


@dataclass(frozen=True)
class Raw:
    """A table of text, not yet judged. ``malformed``: rows that could not be parted into the header's cells.

    ``replaced`` characters could not be read; ``encodings`` are those of the files where they stood.
    """

    table: ibis.Table
    malformed: pa.Table
    encodings: tuple[str, ...] = ()
    replaced: int = 0
    files: tuple[Path, ...] = field(default=())


def is_readable(path: Path) -> bool:
    """Whether ``path`` has the ending of a file the reader knows."""
    suffixes = [s.lower() for s in path.suffixes]
    last = suffixes[-2:-1] if suffixes[-1:] == [".gz"] else suffixes[-1:]
    return bool(last) and last[0] in TEXT | EXCEL | {".parquet"} and not path.name.startswith((".", "~$"))


def load_files(con: Any, name: str, files: Sequence[Path], spec: TableMap, work: Path) -> Raw:
    """Read ``files`` into one table ``name`` of ``con``; a column that one file lacks is empty there."""
    shown = _short(files)
    parts = [_load(con, f"{name}_{i}", path, shown[i], spec, work) for i, path in enumerate(files)]
    known: dict[str, str] = {}
    tables = [_same_case(part.table, known) for part in parts]
    wide = [t.mutate(*(ibis.null("string").name(c) for c in known.values() if c not in t.columns)) for t in tables]
    table = wide[0] if len(wide) == 1 else ibis.union(*(t.select(list(known.values())) for t in wide))
    malformed = pa.concat_tables([part.malformed for part in parts])
    encodings = tuple(dict.fromkeys(e for part in parts if part.replaced for e in part.encodings))
    return Raw(table, malformed, encodings, sum(p.replaced for p in parts), tuple(files))


def _short(files: Sequence[Path]) -> list[str]:
    """Names of files to tell rows by: with their folders where two files bear the same name."""
    names = [path.name for path in files]
    if len(set(names)) == len(names):
        return names
    top = os.path.commonpath([path.resolve().parent for path in files])
    return [path.resolve().relative_to(top).as_posix() for path in files]


def _same_case(table: ibis.Table, known: dict[str, str]) -> ibis.Table:
    """``table`` with its columns called as in the first file that had them: ``Amount`` is ``amount``."""
    ours = {known.setdefault(c.casefold(), c): c for c in table.columns}
    other = {new: old for new, old in ours.items() if new != old}
    return table.rename(other) if other else table


def header(path: Path, spec: TableMap, work: Path) -> tuple[str, ...]:
    """The names of the columns of ``path``, without reading the whole of it where that can be helped."""
    suffix = path.suffix.lower()
    if suffix in EXCEL:
        return tuple(_excel(path, spec, rows=2).column_names)
    if suffix == ".parquet":
        return unique(_parquet_names(path))
    return prepare(path, spec, work).header


def _load(con: Any, name: str, path: Path, shown: str, spec: TableMap, work: Path) -> Raw:
    suffix = path.suffix.lower()
    if not path.exists():
        raise DataError(path, "no such file.", "Check the name in tables.yaml.")
    if path.stat().st_size == 0:
        raise DataError(path, "the file is empty.", "Export it again, or take it out of the folder.")
    if suffix in EXCEL:
        return numbered(con, name, shown, con.create_table(f"{name}_cells", _excel(path, spec)))
    if suffix == ".parquet":
        _parquet_names(path)
        return numbered(con, name, shown, con.read_parquet(str(_no_pattern(path, work))))
    return _load_text(con, name, shown, prepare(path, spec, work), spec)


def _load_text(con: Any, name: str, shown: str, text: Text, spec: TableMap) -> Raw:
    rejects = f"{name}_rejects"
    scan = con.read_csv(
        str(text.path),
        table_name=f"{name}_scan",
        columns=dict.fromkeys(text.header, "VARCHAR"),
        auto_detect=False, header=spec.header, skip=text.skip, delim=text.delimiter, quote='"', escape='"',
        store_rejects=True, rejects_table=rejects, rejects_scan=f"{name}_scans", rejects_limit=0,
    )  # fmt: skip
    raw = numbered(con, name, shown, scan)
    malformed = _malformed(con.table(rejects), shown, text.skip + spec.header)
    table = _renumbered(con, name, raw.table, malformed) if len(malformed) else raw.table
    return Raw(table, malformed, (text.encoding,), text.replaced)


def _malformed(rejects: ibis.Table, shown: str, before: int) -> pa.Table:
    """The rows that DuckDB refused, one each, numbered like the others: ``before`` lines are no rows."""
    if not rejects.count().to_pyarrow().as_py():
        return no_rows()
    kind = ibis.cases(*((rejects.error_type == theirs, ours) for theirs, ours in KINDS.items()), else_="malformed")
    lines = rejects.mutate(kind=kind).group_by("line").agg(text=ibis._.csv_line.min(), kind=ibis._.kind.max())
    rows = lines.select(
        row=lines.line.cast("int64") - before,
        text=lines.text.strip(),
        kind=lines.kind,
        file=ibis.literal(shown),
    )
    return rows.order_by("row").to_pyarrow().cast(pa.schema(list(MALFORMED.items())))


def _renumbered(con: Any, name: str, table: ibis.Table, malformed: pa.Table) -> ibis.Table:
    """``table`` whose rows count those that DuckDB refused before them, so that each is found where it stands."""
    refused = malformed["row"].to_pylist()
    steps: dict[int, int] = {}  # from this number of a good row on → so many refused rows before it
    for before, row in enumerate(refused):
        steps[row - before] = before + 1
    shifts = con.create_table(f"{name}_shifts", pa.table({"at": list(steps), "by": list(steps.values())}))
    later = table.asof_join(shifts, table[ROW] >= shifts["at"])
    moved = later.mutate(**{ROW: later[ROW] + later["by"].fill_null(0)}).select(table.columns).order_by(ROW)
    return con.create_table(f"{name}_renumbered", moved)


def numbered(con: Any, name: str, shown: str, scan: ibis.Table) -> Raw:
    """Read ``scan`` once, into a table of text that knows of each row where it stood."""
    names = unique(scan.columns)
    other = {new: old for new, old in zip(names, scan.columns, strict=True) if new != old}
    known = scan.rename(other) if other else scan
    stored = con.create_table(name, known)
    # the engine numbers what it has stored, in order; to count while it reads would keep it to one processor
    return Raw(stored.mutate(**{FILE: ibis.literal(shown), ROW: stored.rowid() + 1}), no_rows())


def no_rows() -> pa.Table:
    """What ``malformed`` is where every row has the header's number of cells."""
    return pa.Table.from_batches([], pa.schema(MALFORMED))  # pa.array would import pandas


def _excel(path: Path, spec: TableMap, rows: int | None = None) -> pa.Table:
    """A sheet as text: ``00017`` stays ``00017``."""
    import pandas as pd  # a quarter of a second, which nobody waits for who has no workbook

    try:
        frame = pd.read_excel(
            path, sheet_name=spec.sheet, engine="calamine", dtype=str, header=None,
            skiprows=spec.skip_rows, keep_default_na=False, na_values=[""], nrows=rows,
        )  # fmt: skip
    except Exception as error:  # calamine raises its own kinds, one a format
        fix = "Check the sheet's name and the file's ending, or save it as .xlsx."
        raise DataError(path, f"not readable as a workbook ({error}).", fix) from None
    if frame.empty:
        raise DataError(path, "the sheet is empty.", "Choose another with sheet: in tables.yaml.")
    cells = [[None if pd.isna(v) else str(v) for v in frame[c]] for c in frame]
    names = unique([(column[0] or "") if spec.header else "" for column in cells])
    first = int(spec.header)
    return pa.table({n: pa.array(column[first:], pa.string()) for n, column in zip(names, cells, strict=True)})


def _parquet_names(path: Path) -> list[str]:
    try:
        return list(pa.parquet.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        raise DataError(path, "not a Parquet file.", "Export it again.") from None


def _no_pattern(path: Path, work: Path) -> Path:
    """``path``, or a copy of it where DuckDB would take its name for a pattern."""
    if not any(c in str(path) for c in GLOB):
        return path
    copy = work / f"{abs(hash(path))}.parquet"
    shutil.copyfile(path, copy)
    return copy
