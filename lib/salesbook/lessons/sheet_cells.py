"""A workbook of a spreadsheet program → its cells as they were meant. The one place that reads xlsx."""

import datetime as dt
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from salesbook.lessons.finding import Finding, Phrase, Place

LAST_ROW, LAST_COLUMN = 5_000, 60
UNSEEN = re.compile("_x000D_|\r|[\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}]")


@dataclass(frozen=True)
class Spoilt:
    """A cell of which the spreadsheet program made something else than was typed."""

    what: Phrase
    fix: str = "advice.as_text"


@dataclass(frozen=True)
class Merged:
    """What a merged cell shows in the rows below its first."""

    value: "str | float | Spoilt"


DATE = Spoilt(Phrase("finding.date"))
Value = str | float | Spoilt | Merged
Grid = Sequence[Sequence[Value | None]]


def read_cells(path: Path) -> Mapping[str, Grid]:
    """The cells of each sheet. A merged cell stands in each of its rows, as people see it.

    Raises
    ------
    ContentError
        The file is no such workbook, is protected by a password, or has too many rows.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of the file that openpyxl does not keep; we only read
            book = load_workbook(path, data_only=True)
    except OSError as error:
        if error.errno is not None:  # the disk's own fault, not the file's
            raise
        raise _unreadable(path) from error
    except Exception as error:  # zip, XML and styles each fail in a way of their own
        raise _unreadable(path) from error
    return {sheet.title: _grid(sheet, path) for sheet in book.worksheets}


def _unreadable(path: Path) -> Finding:
    return Finding(path.name, "finding.unreadable", "advice.save_unlocked")


def _grid(sheet: Worksheet, path: Path) -> Grid:
    if sheet.max_row > LAST_ROW:
        what = Phrase("finding.too_long", last=sheet.max_row, most=LAST_ROW)
        raise Finding(Place(sheet.title, file=path.name), what, "advice.delete_rows")
    columns = range(1, min(sheet.max_column, LAST_COLUMN) + 1)
    grid: list[list[Value | None]] = [
        [_value(sheet.cell(row, column)) for column in columns] for row in range(1, sheet.max_row + 1)
    ]
    for area in sheet.merged_cells.ranges:
        if area.min_col <= LAST_COLUMN and (shown := _value(sheet.cell(area.min_row, area.min_col))) is not None:
            for row in range(area.min_row, area.max_row):
                grid[row][area.min_col - 1] = Merged(shown)
    return grid


def _value(cell: Any) -> str | float | Spoilt | None:
    value = cell.value
    if cell.data_type == "e":
        return Spoilt(Phrase("finding.formula", value=value))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return DATE
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if "%" in str(cell.number_format) else float(value)
    text = UNSEEN.sub("", str(value or "")).strip()
    return text or None
