"""What the columns of a flat table hold, told from their cells."""

import datetime as dt
import re
from collections.abc import Sequence

from salesbook.intake.field import Field
from salesbook.intake.flat import Table
from salesbook.intake.moments import WHOLE, find_moments, is_moment, read
from salesbook.intake.moments import canonical as day_text
from salesbook.intake.numbers import as_text, canonical, find_numbers, is_number
from salesbook.intake.sheet import Cell
from salesbook.tables.names import blank_name

MOST = 0.8  # share of the cells that say what a column is
SAMPLES = 200  # distinct cells that are shown to whoever matches columns
CODE = re.compile(r"0\d+|\d{12,}|(?=.*\d)[\w\-/.]*[^\W\d][\w\-/.]*|\{?[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}\}?")


def fields(table: Table) -> list[Field]:
    """One for each column of ``table``; a column whose name is only its place has no name."""
    cells = [[row[place] for _, row in table.sample] for place in range(len(table.names))]
    return [_field(name, place, column) for place, (name, column) in enumerate(zip(table.names, cells, strict=True), 1)]


def _field(name: str, place: int, cells: Sequence[Cell]) -> Field:
    filled = [cell for cell in cells if cell is not None]
    kind = kind_of(filled)
    if name == blank_name(place) and kind == "number" and find_moments(filled, numeric=True).order == WHOLE:
        kind = "date" if all(read(as_text(cell) or "", WHOLE) for cell in filled) else kind
    if kind == "number" and sum(str(cell).endswith("%") for cell in filled) >= MOST * len(filled):
        kind = "text"  # shares are neither money nor pieces
    texts = list(map(_reader(kind, filled), filled))
    distinct = dict.fromkeys(text for text in texts if text)
    known = "" if name == blank_name(place) else name
    share = len(distinct) / len(texts) if texts else 0.0
    return Field(known, kind, tuple(distinct)[:SAMPLES], len(filled) / max(len(cells), 1), share)


def kind_of(cells: Sequence[Cell]) -> str:
    """``number``, ``date``, ``id``, ``text`` or ``empty``.

    >>> kind_of(["00017", "00018"]), kind_of(["1 234,50 грн", "7"]), kind_of(["31.01.2024"]), kind_of(["C536", "536"])
    ('id', 'number', 'date', 'id')
    """
    if not cells:
        return "empty"
    most = MOST * len(cells)
    if sum(is_moment(cell) for cell in cells) >= most:
        return "date"
    codes = sum(isinstance(cell, str) and CODE.fullmatch(cell.strip()) is not None for cell in cells)
    numbers = sum(is_number(cell) for cell in cells)
    padded = any(isinstance(cell, str) and re.fullmatch(r"0\d+|\d{12,}", cell.strip()) for cell in cells)
    if numbers >= most and not padded:
        return "number"
    whole = sum(str(cell).strip().isdecimal() for cell in cells)
    return "id" if (padded and numbers >= most) or codes + whole >= most else "text"


def _reader(kind: str, cells: Sequence[Cell]):  # type: ignore[no-untyped-def]
    """How a cell of such a column is shown as text."""
    if kind == "number":
        decimal = find_numbers(cells).decimal
        return lambda cell: canonical(cell, decimal)
    if kind == "date":
        order = find_moments(cells, numeric=True).order
        return lambda cell: day_text(cell, order)
    return as_text


def is_typed(cells: Sequence[Cell]) -> bool:
    """Whether the file itself says that these are numbers or days."""
    return all(isinstance(cell, float | dt.datetime) for cell in cells if cell is not None)
