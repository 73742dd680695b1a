"""Rows of a report → its lines, each with the groups it stands under; what is no line is kept apart and named."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from salesbook.intake.header import BODY, filled
from salesbook.intake.marks import ends_as_total, is_total, low, total_of
from salesbook.intake.numbers import is_number
from salesbook.intake.shape import Shape, is_sparse, level
from salesbook.intake.sheet import Cell, Row, Sheet

AROUND, TORN = 50, 10_000  # rows of a kind that are remembered whole; more are only counted
NAMED = 100_000  # names that a total may name again
WORDED = 0.8  # share of the lines that fill a column with words


@dataclass(frozen=True)
class Line:
    """A row ``n`` of the sheet, from 0, that is a line; ``groups`` from the outermost."""

    n: int
    cells: Row
    groups: tuple[tuple[int, Row], ...] = ()


@dataclass
class Left:
    """Rows that are no lines, as they are met: totals, groups, repeated headers, remarks and blank rows."""

    totals: list[tuple[int, Row]] = field(default_factory=list)
    groups: int = 0
    tops: list[tuple[int, Row]] = field(default_factory=list)  # groups that stand in no other
    headers: int = 0
    blank: int = 0
    remarks: list[tuple[int, Row]] = field(default_factory=list)
    remarked: int = 0
    torn: list[tuple[int, Row]] = field(default_factory=list)  # more cells than the header: nobody knows which is which
    tears: int = 0


def lines(sheet: Sheet, shape: Shape, left: Left, rows: Iterator[Row]) -> Iterator[Line]:
    """The lines among ``rows`` of ``sheet``, from its first; the others go into ``left``."""
    usual, worded = _usual(sheet, shape), _worded(sheet, shape)
    names = {_key(sheet.head[n]) for n in range(shape.header.start, shape.header.body) if n < len(sheet.head)}
    above: dict[int, Cell] = {}
    labels: set[str] = set()
    held: list[Line] = []
    width = len(shape.header.levels) if "delimiter" in sheet.settings and shape.header.rows else sys.maxsize
    plainly = _plainly(shape, usual, width, {key[0] for key in names if key})
    for n, row in enumerate(rows):
        if n < shape.header.body:
            continue
        if n == shape.below:
            break
        if plainly(row):
            yield from held
            held.clear()
            if len(labels) < NAMED and not str(row[0])[:1].isdigit():
                labels.add(low(str(row[0])))
            yield Line(n, row)
        elif not filled(row):
            left.blank += 1
        elif _key(row) in names:
            left.headers += 1
        elif len(row) > width and any(cell is not None for cell in row[width:]):
            left.tears += 1
            left.torn += [(n, row)] if len(left.torn) < TORN else []
        elif _is_total(row, shape, usual, labels) or (worded and _is_unnamed_sum(row, worded)):
            left.totals.append((n, row))
        elif _is_remark(row, shape, usual, bool(left.totals)):
            left.remarked += 1
            left.remarks += [(n, row)] if len(left.remarks) < AROUND else []
        else:
            labels.update(_labels(row))
            held.append(Line(n, _filled_down(n, row, shape, above)))
            if not left.totals or filled(row) >= usual:
                yield from held
                held.clear()
    left.remarked += len(held)  # short rows below the last total, and no line after them
    left.remarks += [(line.n, line.cells) for line in held[:AROUND]]


def _plainly(shape: Shape, usual: int, width: int, heads: set[str]) -> Callable[[Row], bool]:
    """A quick test of what is a line beyond doubt, as nearly all rows of a large file are; it may say no to lines."""
    if shape.groups is not None or shape.down:
        return lambda row: False
    least = max(usual, 3)

    def said(row: Row) -> bool:
        if len(row) > width or len(row) - row.count(None) < least:
            return False
        first = row[0]
        return type(first) is str and first not in heads and (first[0].isdigit() or not _may_be_sum(first))

    return said


@lru_cache(1 << 16)
def _may_be_sum(label: str) -> bool:
    return is_total(label) or ends_as_total(label) or bool(total_of(label))


def _usual(sheet: Sheet, shape: Shape) -> int:
    """How many cells most lines fill at least: one of the lower fifth."""
    rows = [row for row in sheet.head[shape.header.body :] if filled(row) and not _may_sum(row)]
    counts = sorted(map(filled, rows))
    return counts[len(counts) // 5] if counts else 1


def _worded(sheet: Sheet, shape: Shape) -> tuple[int, ...]:
    """Columns of words or days that nearly all lines fill."""
    rows = [row for row in sheet.head[shape.header.body :][:BODY] if filled(row) and not _may_sum(row)]
    rows = [row for row in rows if not _is_unnamed_sum(row, ())]
    return tuple(
        c for c in shape.columns if rows and sum(_is_word(_cell(row, c)) for row in rows) >= WORDED * len(rows)
    )


def _is_word(cell: Cell) -> bool:
    return cell is not None and not is_number(cell)


def _is_unnamed_sum(row: Row, worded: Sequence[int]) -> bool:
    """Numbers alone, behind columns that lines fill with words: a sum that does not say so."""
    told = [cell for cell in row if cell is not None]
    return row[0] is None and all(map(is_number, told)) and all(_cell(row, c) is None for c in worded)


def _may_sum(row: Row) -> bool:
    """Whether the first words of ``row`` are those of a sum, or of a name like one."""
    return _may_be_sum(next((cell for cell in row if isinstance(cell, str)), ""))


def _key(row: Row) -> tuple[str, ...]:
    return tuple(str(cell) for cell in row if cell is not None)


def _labels(row: Row) -> list[str]:
    """What a total may name again: the first words of ``row``."""
    return [low(cell) for cell in row[:3] if isinstance(cell, str)][:1]


def _is_total(row: Row, shape: Shape, usual: int, labels: set[str]) -> bool:
    """A row that says so; one that may be a name too must also leave empty what lines fill, or name one above again."""
    words = [cell for cell in row if isinstance(cell, str)]
    if not words:
        return False
    short = filled(row) < usual or bool(shape.groups and shape.groups.attributes and _bare(row, shape))
    again = short and total_of(words[0]) in labels
    return again or is_total(words[0]) or (short and (any(map(is_total, words)) or ends_as_total(words[0])))


def _bare(row: Row, shape: Shape) -> bool:
    return shape.groups is not None and is_sparse(row, shape.groups.label, shape.groups.attributes)


def _is_remark(row: Row, shape: Shape, usual: int, after_total: bool) -> bool:
    """One or two words where lines fill much more, and what stands below the last total."""
    if shape.groups is not None:  # what stands below them all heads nothing, and is found out so
        return False
    return filled(row) <= (2 if after_total else 1) and usual > 2


def _filled_down(n: int, row: Row, shape: Shape, above: dict[int, Cell]) -> Row:
    """``row`` with the cells that are merged with those above."""
    if not shape.down:
        return row
    cells = list(row) + [None] * (max(shape.down) + 1 - len(row))
    for column, merged in shape.down.items():
        cells[column] = above.get(column) if n in merged else cells[column]
        above[column] = cells[column]
    return tuple(cells)


def grouped(sheet: Sheet, shape: Shape, found: Iterator[Line], left: Left) -> Iterator[Line]:
    """``found`` without the rows that head others; those stand in each line's ``groups``."""
    if shape.groups is None:
        yield from found
        return
    stack: list[tuple[int, int, Row]] = []  # level, row, cells
    pending: list[tuple[int, int, Row]] = []
    told, deepest = bool(sheet.levels) or _indented(sheet, shape), 0
    for line, after in _with_next(found):
        depth = level(sheet, line.n, _cell(line.cells, shape.groups.label))
        if _is_group(line, after, depth, sheet, shape):
            left.groups += 1
            pending.append((depth, line.n, line.cells))
            continue
        if told:
            for each in pending:
                stack = [*(open_ for open_ in stack if open_[0] < each[0]), each]
            if not shape.groups.attributes:
                stack = [open_ for open_ in stack if open_[0] < depth]
        elif pending:
            deepest = max(deepest, len(pending))
            stack = [*stack[: deepest - len(pending)], *pending]
        left.tops += [(n, cells) for _, n, cells in stack[:1] if pending and (n, cells) not in left.tops[-1:]]
        pending = []
        yield Line(line.n, line.cells, tuple((n, cells) for _, n, cells in stack))
    left.remarks += [(n, cells) for _, n, cells in pending]
    left.remarked += len(pending)


def _indented(sheet: Sheet, shape: Shape) -> bool:
    label = shape.groups.label if shape.groups else 0
    rows = enumerate(sheet.head)
    return len({level(sheet, n, _cell(row, label)) for n, row in rows if n >= shape.header.body and filled(row)}) > 1


def _is_group(line: Line, after: Line | None, depth: int, sheet: Sheet, shape: Shape) -> bool:
    if shape.groups is None:
        return False
    if shape.groups.attributes:
        return is_sparse(line.cells, shape.groups.label, shape.groups.attributes)
    return after is not None and level(sheet, after.n, _cell(after.cells, shape.groups.label)) > depth


def _with_next(found: Iterator[Line]) -> Iterator[tuple[Line, Line | None]]:
    before: Line | None = None
    for line in found:
        if before is not None:
            yield before, line
        before = line
    if before is not None:
        yield before, None


def _cell(row: Sequence[Cell], column: int) -> Cell:
    return row[column] if column < len(row) else None
