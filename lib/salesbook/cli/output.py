"""Rows on a terminal: a table for people, CSV and JSON for programs."""

import csv
import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from typing import IO, Any

FORMATS = ("table", "csv", "json")
FORMULA, NUMBER = re.compile(r"[=+\-@\t\r]"), re.compile(r"[+\-]?[0-9 .,]+")


def write_rows(table: Any, form: str, file: IO[str]) -> None:
    """Write an ibis table. JSON is a list of objects: unrounded numbers, ids as text, ISO dates, null for missing."""
    columns, rows = table.columns, table.to_pyarrow().to_pylist()
    write_records(columns, rows, form, file)


def write_records(columns: Any, rows: list[dict[str, Any]], form: str, file: IO[str]) -> None:
    """As :func:`write_rows`, for rows at hand."""
    plain = [{c: _plain(row[c]) for c in columns} for row in rows]
    if form == "json":
        json.dump(plain, file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")
    elif form == "csv":
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain)
    else:
        _table(list(columns), plain, file)


def text_only(cell: Any) -> Any:
    """A cell that a spreadsheet would take for a formula, made text."""
    formula = isinstance(cell, str) and FORMULA.match(cell) and not NUMBER.fullmatch(cell)
    return f"'{cell}" if formula else cell


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _table(columns: list[str], rows: list[dict[str, Any]], file: IO[str]) -> None:
    cells = [[_short(row[c]) for c in columns] for row in rows]
    right = [all(isinstance(row[c], int | float) or row[c] is None for row in rows) for c in columns]
    write_table(columns, cells, right, file)


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], file: IO[str]) -> None:
    """Texts in columns under their heads; those of ``right`` end at one line, as numbers do."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for line in (heads, *rows):
        padded = (cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(line, widths, right, strict=True))
        file.write("  ".join(padded).rstrip() + "\n")


def _short(value: Any) -> str:
    return "" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
