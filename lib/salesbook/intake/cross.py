"""Cross-tabs: months in columns, and measures in columns or in rows that take turns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salesbook.intake.header import JOIN, Header
from salesbook.intake.marks import is_total, low, month_numbers
from salesbook.intake.moments import Period, period_named
from salesbook.intake.sheet import Cell, Row

FEWEST = 3  # columns that are months, quarters or years
MEASURES = range(2, 7)  # rows of different measures that take turns


@dataclass(frozen=True)
class Cross:
    """Columns of periods.

    cells
        Column → its period, and what it measures ("" where it is not said).
    sums
        Columns that add up others.
    year_unknown
        Months without a year: it is to be asked, and is taken for 1 of the calendar until then.
    turns
        The column that says what each row measures, where rows take turns; and the words in their order.
    """

    cells: dict[int, tuple[Period, str]]
    sums: tuple[int, ...]
    year_unknown: bool = False
    turns: int | None = None
    measures: tuple[str, ...] = ()


def find_cross(
    header: Header, columns: Sequence[int], body: Sequence[Row], periods: Sequence[Period], said: int | None = None
) -> Cross | None:
    """The columns of ``header`` that are periods, if there are three; ``said``: the year, where it was asked."""
    year = periods[0].first.year if periods and periods[0].first.year == periods[0].last.year else said
    read = {c: _column(header.levels[c], year) for c in columns if c < len(header.levels) and header.levels[c]}
    cells = {c: (period, measure) for c, (period, measure) in read.items() if period}
    if len({(p.first, p.last) for p, _ in cells.values()}) < FEWEST:
        return None
    unknown = year is None and any(not re.search(r"(19|20)\d\d", JOIN.join(header.levels[c])) for c in cells)
    rest = [c for c in columns if c not in cells]
    sums = tuple(
        c for c in rest if any(is_total(name) for name in (header.levels[c] if c < len(header.levels) else ()))
    )
    turns, measures = _turns([c for c in rest if c not in sums], body)
    return Cross(cells, sums, unknown, turns, measures)


UNKNOWN_YEAR = 1990  # stands until the year is told


def _column(levels: Sequence[str], year: int | None) -> tuple[Period | None, str]:
    """The period in the names of a column, and what is left of them."""
    if any(is_total(name) for name in levels):
        return None, ""
    whole = [name for name in levels if _speaks_of_time(name)]
    others = [name for name in levels if not _speaks_of_time(name)]
    said = " ".join(whole)
    found = period_named(said) or (period_named(f"{said} {year or UNKNOWN_YEAR}") if _months(said) else None)
    return found, JOIN.join(others)


def _months(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d]+", low(text)) if word in month_numbers()]


def _speaks_of_time(name: str) -> bool:
    """Whether ``name`` is a month, quarter or year and little else."""
    words = re.findall(r"[^\W\d]+", low(name))
    months = _months(name)
    if months and len(words) <= len(months) + 1:
        return True
    return period_named(name) is not None and len(words) <= 2


def _turns(columns: Sequence[int], body: Sequence[Row]) -> tuple[int | None, tuple[str, ...]]:
    """The column whose few words come again in the same order, row by row."""
    for column in columns:
        words = [str(cell) for row in body if (cell := _cell(row, column)) is not None]
        order = tuple(dict.fromkeys(words))
        full = len(order) in MEASURES and len(words) == len(body) >= 2 * len(order)
        if full and all(word == order[n % len(order)] for n, word in enumerate(words)):
            return column, order
    return None, ()


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None
