"""A sheet of any shape as flat rows: groups become columns, months rows, measures that take turns columns."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Any

from salesbook.intake.header import JOIN
from salesbook.intake.lines import Left, Line, grouped, lines
from salesbook.intake.marks import marks
from salesbook.intake.moments import is_moment
from salesbook.intake.numbers import as_text
from salesbook.intake.shape import Shape
from salesbook.intake.sheet import Cell, Sheet
from salesbook.tables.names import unique

PERIOD, VALUE, LEVEL = "period", "value", "group"
SAMPLE = 1_000  # flat rows by which columns are told
SHAPES = 4  # of a sheet that are remembered, and what was read under them: an answer may be taken back
Flat = tuple[int, list[Cell]]  # row of the sheet from 0, cells


@dataclass(frozen=True)
class Table:
    """Flat rows under ``names``; ``rows(left)`` reads the sheet anew and puts into ``left`` what is no line.

    sources
        The columns of the sheet that each comes from, for sums to be compared.
    added
        Names that the sheet has not: of groups, documents and periods.
    told
        What all rows were read for once, by place and kind; further columns behind do not change it.
    """

    names: tuple[str, ...]
    rows: Callable[[Left], Iterator[Flat]]
    sample: tuple[Flat, ...]
    sources: tuple[tuple[int, ...], ...] = ()
    added: tuple[str, ...] = ()
    told: dict[tuple[int, str], Any] = field(default_factory=dict, compare=False, repr=False)


def flatten(sheet: Sheet, shape: Shape) -> Table:
    """``sheet`` as one table; the same one as before where its shape is."""
    found = next((table for known, table in sheet.flat if known == shape), None)
    if found is None:
        found = _flattened(sheet, shape)
        sheet.flat[:] = [*sheet.flat[-SHAPES + 1 :], (shape, found)]
    return found


def _flattened(sheet: Sheet, shape: Shape) -> Table:
    if shape.cross:
        table = _crossed(sheet, shape)
    elif shape.groups:
        table = _ungrouped(sheet, shape)
    else:
        table = _plain(sheet, shape)
    return _with_period(_with_documents(table), shape)


def _name(shape: Shape, column: int) -> str:
    return JOIN.join(shape.header.levels[column]) if column < len(shape.header.levels) else ""


def _cell(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _lines(sheet: Sheet, shape: Shape, left: Left) -> Iterator[Line]:
    return grouped(sheet, shape, lines(sheet, shape, left, sheet.rows()), left)


def _table(
    names: Sequence[str],
    rows: Callable[[Left], Iterator[Flat]],
    sources: Sequence[tuple[int, ...]],
    added: Sequence[str] = (),
) -> Table:
    return Table(unique(names), rows, tuple(islice(rows(Left()), SAMPLE)), tuple(sources), tuple(added))


def _plain(sheet: Sheet, shape: Shape) -> Table:
    names = [_name(shape, c) for c in shape.columns]

    def rows(left: Left) -> Iterator[Flat]:
        for line in _lines(sheet, shape, left):
            yield line.n, [_cell(line.cells, c) for c in shape.columns]

    return _table(names, rows, [(c,) for c in shape.columns])


def _ungrouped(sheet: Sheet, shape: Shape) -> Table:
    """Columns of the groups first, from the outermost; a line under fewer groups leaves the first of them empty."""
    groups = shape.groups
    assert groups is not None
    depth = max((len(line.groups) for line in islice(_lines(sheet, shape, Left()), SAMPLE)), default=0)
    heads = [*(f"{LEVEL}_{n + 1}" for n in range(depth)), *([_name(shape, groups.label)] if groups.own else [])]
    for place, part in zip(range(len(heads) - 1, -1, -1), reversed(groups.names), strict=False):
        heads[place] = part
    rest = [c for c in shape.columns if c != groups.label]

    def rows(left: Left) -> Iterator[Flat]:
        for line in _lines(sheet, shape, left):
            above = [_trimmed(_cell(cells, groups.label)) for _, cells in line.groups][:depth]
            own = [_trimmed(_cell(line.cells, groups.label))] if groups.own else []
            yield line.n, [*([None] * (depth - len(above))), *above, *own, *(_cell(line.cells, c) for c in rest)]

    return _table(
        [*heads, *(_name(shape, c) for c in rest)], rows, [*([()] * len(heads)), *((c,) for c in rest)], heads[:-1]
    )


def _trimmed(cell: Cell) -> Cell:
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def _crossed(sheet: Sheet, shape: Shape) -> Table:
    cross = shape.cross
    assert cross is not None
    kept = [c for c in shape.columns if c not in cross.cells and c not in cross.sums and c != cross.turns]
    kept = [
        c for c in kept if _name(shape, c) or any(_cell(row, c) is not None for row in sheet.head[shape.header.body :])
    ]
    measured = tuple(dict.fromkeys(measure for _, measure in cross.cells.values()))
    measures = cross.measures or tuple(measure or VALUE for measure in measured)
    periods = sorted({(p.first, p.last) for p, _ in cross.cells.values()})
    place = {(p.first, measure): c for c, (p, measure) in cross.cells.items()}

    def rows(left: Left) -> Iterator[Flat]:
        for block in _blocks(_lines(sheet, shape, left), cross.turns, cross.measures):
            for first, _ in periods:
                if cross.turns is None:
                    cells = [_cell(block[0].cells, place[first, m]) if (first, m) in place else None for m in measured]
                else:
                    cells = [_cell(line.cells, place[first, measured[0]]) for line in block]
                if any(cell is not None for cell in cells):
                    yield (
                        block[0].n,
                        [*(_cell(block[0].cells, c) for c in kept), dt.datetime(first.year, first.month, 1), *cells],
                    )

    told = [tuple(c for c, (_, m) in cross.cells.items() if m == measure) for measure in measured]
    sources = [*((c,) for c in kept), (), *(told if cross.turns is None else [()] * len(measures))]
    return _table([*(_name(shape, c) for c in kept), PERIOD, *measures], rows, sources, [PERIOD])


def _blocks(found: Iterator[Line], turns: int | None, measures: Sequence[str]) -> Iterator[list[Line]]:
    """Lines by themselves; where rows take turns, those of one round together."""
    block: list[Line] = []
    for line in found:
        block.append(line)
        if turns is None or len(block) == len(measures):
            yield block
            block = []


def _with_period(table: Table, shape: Shape) -> Table:
    """The first day of the period in the title, where no column has days."""
    period = shape.period
    if period is None or PERIOD in table.names or any(_holds_days(table, c) for c in range(len(table.names))):
        return table
    day = dt.datetime.combine(period.first, dt.time())
    return _with(table, [PERIOD], lambda _: [day])


def with_empty(table: Table, name: str) -> Table:
    """``table`` with one more column, which has nothing."""
    return _with(table, [name], lambda _: [None])


def _with(table: Table, names: Sequence[str], more: Callable[[list[Cell]], list[Cell]]) -> Table:
    """``table`` with more columns behind, made from each row."""

    def rows(left: Left) -> Iterator[Flat]:
        for n, cells in table.rows(left):
            yield n, [*cells, *more(cells)]

    sample = tuple((n, [*cells, *more(cells)]) for n, cells in table.sample)
    sources = (*table.sources, *([()] * len(names)))
    called, added = unique([*table.names, *names]), (*table.added, *names)
    return replace(table, names=called, rows=rows, sample=sample, sources=sources, added=added)


def _holds_days(table: Table, column: int) -> bool:
    cells = [cell for _, row in table.sample[:200] if (cell := row[column]) is not None]
    return bool(cells) and sum(map(is_moment, cells)) >= 0.8 * len(cells)


@cache
def _document() -> re.Pattern[str]:
    """«Реализация товаров 0000-000123 от 12.01.2024 10:15:00»: what is before the number, the number, the day."""
    of = "|".join(map(re.escape, marks()["documents"]))
    years = "|".join(map(re.escape, marks()["years"]))
    day = r"\d{1,2}\.\d{1,2}\.\d{2,4}(?: \d{1,2}:\d\d(?::\d\d)?)?"
    number = r"(?:№\s*)?([\w\-/]*\d[\w\-/]*)"
    return re.compile(rf".*?{number}\s+(?:{of})\s+({day})(?: ?(?:{years})\.?)?", re.IGNORECASE)


DOCUMENT, DAY = "order_id", "ordered_at"


def _with_documents(table: Table) -> Table:
    """A column of documents gives two more: the number of the document, and its day."""
    column = next((c for c in range(len(table.names)) if _holds_documents(table, c)), None)
    if column is None or any(_holds_days(table, c) for c in range(len(table.names))):
        return table

    def told(cells: list[Cell]) -> list[Cell]:
        found = _document().fullmatch(_said(cells[column]))
        return [found[1], found[2]] if found else [None, None]

    return _with(table, [DOCUMENT, DAY], told)


def _holds_documents(table: Table, column: int) -> bool:
    cells = [cell for _, row in table.sample[:200] if (cell := row[column]) is not None]
    found = sum(isinstance(cell, str) and _document().fullmatch(_said(cell)) is not None for cell in cells)
    return bool(cells) and found >= 0.8 * len(cells)


def _said(cell: Cell) -> str:
    return " ".join((as_text(cell) or "").split())
