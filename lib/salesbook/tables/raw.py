"""Files and databases → one DuckDB table a contract, all of it text, each row with its file and number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from salesbook.errors import DataError
from salesbook.tables.mapping import TableMap
from salesbook.tables.text import prepare

EXCEL = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}
TEXT = {".csv", ".tsv", ".txt"}
FILE, ROW = "_file", "_row"
MALFORMED = {"line": pa.uint64(), "csv_line": pa.string(), "file": pa.string()}


@dataclass(frozen=True)
class Raw:
    """A table of text, not yet judged. ``malformed``: rows that had not the header's number of cells."""

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
    parts = [_load(con, f"{name}_{i}", path, spec, work) for i, path in enumerate(files)]
    columns = list(dict.fromkeys(c for part in parts for c in part.table.columns))
    wide = [part.table.mutate(**_absent(part.table, columns)).select(columns) for part in parts]
    table = wide[0] if len(wide) == 1 else ibis.union(*wide)
    malformed = pa.concat_tables([part.malformed for part in parts])
    encodings = tuple(dict.fromkeys(e for part in parts for e in part.encodings))
    return Raw(table, malformed, encodings, sum(p.replaced for p in parts), tuple(files))


def _absent(table: ibis.Table, columns: list[str]) -> dict[str, Any]:
    return {c: ibis.null("string") for c in columns if c not in table.columns}


def header(path: Path, spec: TableMap, work: Path) -> tuple[str, ...]:
    """The names of the columns of ``path``, without reading the whole of it where that can be helped."""
    suffix = path.suffix.lower()
    if suffix in EXCEL:
        return tuple(_excel(path, spec, rows=1).column_names)
    if suffix == ".parquet":
        return tuple(pa.parquet.read_schema(path).names) if _parquet_ok(path) else ()
    return prepare(path, spec, work).header


def _load(con: Any, name: str, path: Path, spec: TableMap, work: Path) -> Raw:
    suffix = path.suffix.lower()
    if not path.exists():
        raise DataError(path, "no such file.", "Check the name in tables.yaml.")
    if path.stat().st_size == 0:
        raise DataError(path, "the file is empty.", "Export it again, or take it out of the folder.")
    if suffix in EXCEL:
        return _numbered(con, name, path, con.create_table(f"{name}_cells", _excel(path, spec), temp=False))
    if suffix == ".parquet":
        _parquet_ok(path)
        return _numbered(con, name, path, con.read_parquet(str(path)))
    return _load_text(con, name, path, spec, work)


def _load_text(con: Any, name: str, path: Path, spec: TableMap, work: Path) -> Raw:
    text = prepare(path, spec, work)
    rejects = f"{name}_rejects"
    scan = con.read_csv(
        str(text.path),
        table_name=f"{name}_scan",
        columns=dict.fromkeys(text.header, "VARCHAR"),
        auto_detect=False, header=spec.header, skip=spec.skip_rows, delim=text.delimiter, quote='"', escape='"',
        store_rejects=True, rejects_table=rejects, rejects_scan=f"{name}_scans", rejects_limit=0,
    )  # fmt: skip
    raw = _numbered(con, name, path, scan)
    malformed = con.table(rejects).select("line", "csv_line").distinct().to_pyarrow()
    malformed = malformed.append_column("file", pa.array([path.name] * len(malformed), pa.string()))
    return Raw(raw.table, malformed, (text.encoding,), text.replaced)


def _numbered(con: Any, name: str, path: Path, scan: ibis.Table) -> Raw:
    """Read ``scan`` once, into a table that knows of each row where it stood."""
    numbered = scan.mutate(**{FILE: ibis.literal(path.name), ROW: ibis.row_number() + 1})
    table = con.create_table(name, numbered, overwrite=True)
    return Raw(table, no_rows())


def no_rows() -> pa.Table:
    """What ``malformed`` is where every row has the header's number of cells."""
    return pa.table({name: pa.array([], kind) for name, kind in MALFORMED.items()})


def _excel(path: Path, spec: TableMap, rows: int | None = None) -> pa.Table:
    """A sheet as text: ``00017`` stays ``00017``."""
    try:
        frame = pd.read_excel(
            path, sheet_name=spec.sheet, engine="calamine", dtype=str, header=0 if spec.header else None,
            skiprows=spec.skip_rows, keep_default_na=False, na_values=[""], nrows=rows,
        )  # fmt: skip
    except Exception as error:  # calamine raises its own kinds, one a format
        raise DataError(
            path, f"not readable as a workbook ({error}).", "Check the sheet's name, or save it as .xlsx."
        ) from None
    frame.columns = [
        f"column_{i}" if str(c).startswith("Unnamed:") or not spec.header else str(c).strip()
        for i, c in enumerate(frame.columns, 1)
    ]
    if not len(frame.columns):
        raise DataError(path, "the sheet is empty.", "Choose another with sheet: in tables.yaml.")
    return pa.table(
        {c: pa.array([None if v is None or v != v else str(v) for v in frame[c]], pa.string()) for c in frame.columns}
    )


def _parquet_ok(path: Path) -> bool:
    try:
        pa.parquet.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        raise DataError(path, "not a Parquet file.", "Export it again.") from None
    return True
