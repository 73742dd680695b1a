"""A sheet of an export as it came: its first and last rows in memory, all of them on request."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from salesbook.errors import DataError

Cell = str | float | dt.datetime | None  # numbers and dates only where the file itself types them
Row = tuple[Cell, ...]
Note = tuple[str, dict[str, Any]]  # key of a phrase in the locale, and its values
HEAD, TAIL = 1_000, 50
WIDEST = 2_000  # columns


@dataclass(frozen=True)
class Sheet:
    """Rows of one table of a file. Cells are never ``""``; leading spaces stay, for they may tell groups."""

    file: str  # as shown: "a.zip/b.csv" inside an archive
    name: str  # of the sheet; "" for text
    head: tuple[Row, ...]  # the first HEAD rows; blank ones are ()
    tail: tuple[Row, ...]  # the last TAIL rows
    length: int
    rows: Callable[[], Iterator[Row]]  # all of them, anew at each call
    levels: Mapping[int, int] = field(default_factory=dict)  # row, from 0 → outline level, or indent of its first cell
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    notes: tuple[Note, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)  # encoding and delimiter as found
    flat: list[tuple[Any, Any]] = field(
        default_factory=list, compare=False, repr=False
    )  # its last shapes, each as rows


@dataclass(frozen=True)
class Ends:
    """The first and last rows of many, and how many there are."""

    head: tuple[Row, ...]
    tail: tuple[Row, ...]
    length: int

    @property
    def filled(self) -> bool:
        """Whether any row of them has a cell that is not empty."""
        return any(self.head) or any(self.tail) or self.length > HEAD


def text_cell(text: str) -> str | None:
    """``text`` without spaces at its end; None where nothing is left.

    >>> text_cell("  Kyiv "), text_cell("\N{NO-BREAK SPACE}")
    ('  Kyiv', None)
    """
    return text.rstrip() or None


def row_of(cells: Iterable[Cell]) -> Row:
    """``cells`` as a row: () where all of them are empty."""
    row = tuple(cells)
    return row if any(cell is not None for cell in row) else ()


def ends(rows: Iterator[list[Any]], clean: Callable[[list[Any]], Row], where: str) -> Ends:
    """Head, tail and length of ``rows`` in one pass; only the rows kept are cleaned.

    Raises
    ------
    DataError
        A row with more than WIDEST cells.
    """
    first = [clean(_narrow(row, where)) for row in islice(rows, HEAD)]
    last: deque[list[Any]] = deque(maxlen=TAIL)
    length = len(first)
    for row in rows:
        last.append(_narrow(row, where))
        length += 1
    tail = (first + [clean(row) for row in last])[-TAIL:]
    return Ends(tuple(first), tuple(tail), length)


def _narrow(row: list[Any], where: str) -> list[Any]:
    if len(row) > WIDEST:
        what = f"a row has {len(row):,} cells; {WIDEST:,} are read."
        raise DataError(where, what, "Export fewer columns, or check the delimiter.")
    return row


def no_rows(where: str) -> DataError:
    """What is said of a file in which not one cell is filled."""
    return DataError(where, "the file has no rows.", "Export it again, or take it out.")
