"""How a sheet is built: titles, header, groups of lines, columns that are months, rows that are measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesbook.intake.cross import Cross, find_cross
from salesbook.intake.header import BODY, Header, filled, find_header, holds_values, is_label
from salesbook.intake.marks import is_total
from salesbook.intake.moments import Period, find_periods, is_moment
from salesbook.intake.numbers import as_text, is_number
from salesbook.intake.sheet import Cell, Row, Sheet

MOSTLY = 0.6  # share of the lines in which an attribute is filled
INDENTED = 0.3  # share of rows from which leading spaces are no accident
INDENT = " \N{NO-BREAK SPACE}\t"


@dataclass(frozen=True)
class Groups:
    """Lines that stand under rows which only head and sum them.

    label
        The column in which groups and lines are called.
    attributes
        Columns that lines fill and groups do not; none: a group is what stands over deeper rows.
    own
        Whether lines have a label of their own in that column.
    """

    label: int
    attributes: tuple[int, ...]
    names: tuple[str, ...]
    own: bool = True


@dataclass(frozen=True)
class Shape:
    """What stands where in ``sheet``; columns by their place from 0.

    columns
        The places of the columns that hold anything.
    period
        The only period that the titles speak of.
    down
        Column → rows whose empty cell means what stands above, as merged cells say.
    """

    header: Header
    columns: tuple[int, ...]
    titles: tuple[str, ...]
    period: Period | None
    groups: Groups | None
    cross: Cross | None
    down: Mapping[int, frozenset[int]]
    below: int | None = None  # the row from which another table stands under this one


def find_shape(sheet: Sheet, year: int | None = None) -> Shape:
    """Look at the first and last rows of ``sheet``; ``year``: of months that stand without one."""
    header = find_header(sheet)
    body = [row for row in sheet.head[header.body :] if filled(row)]
    titles = tuple(text for row in sheet.head[: header.start] if (text := _joined(row)))
    periods = find_periods(titles)
    columns = _columns(sheet, header, [*body, *sheet.tail])
    cross = find_cross(header, columns, body, periods, year)
    down = _down(sheet, header)
    groups = None if cross or down else find_groups(sheet, header, columns)
    same = {(each.first, each.last) for each in periods}
    period = periods[0] if len(same) == 1 else None
    return Shape(header, columns, titles, period, groups, cross, down, find_below(sheet, header, columns))


def find_below(sheet: Sheet, header: Header, columns: Sequence[int]) -> int | None:
    """The row of another header under the lines: words alone, after a blank row or a title, where lines have values."""
    body = [row for row in sheet.head[header.body :] if filled(row)]
    values = [c for c in columns if header.rows and holds_values(body, c)]
    own = {tuple(filter(None, row)) for row in sheet.head[header.start : header.body]}
    for n in range(header.body + 1, len(sheet.head)):
        row = sheet.head[n]
        told = [cell for cell in row if cell is not None]
        if len(told) > 1 and filled(sheet.head[n - 1]) < 2 and all(isinstance(cell, str) for cell in told):
            named = any(_cell(row, c) is not None for c in values) and all(map(is_label, told))
            if named and not any(map(is_total, map(str, told))) and tuple(told) not in own:
                return n
    return None


def _joined(row: Row) -> str:
    return " ".join(text for cell in row if (text := as_text(cell)))


def _columns(sheet: Sheet, header: Header, rows: Sequence[Row]) -> tuple[int, ...]:
    """Columns that have a cell, or a name of their own: not that of a cell merged over them."""
    width = max([len(header.levels), *map(len, rows)], default=0)
    rest = {c for first, left, _, right in sheet.merged if first < header.body for c in range(left + 1, right + 1)}
    named = {c for c, levels in enumerate(header.levels) if levels} - rest
    held = {c for row in rows for c, cell in enumerate(row) if cell is not None}
    return tuple(c for c in range(width) if c in held or c in named)


def _down(sheet: Sheet, header: Header) -> dict[int, frozenset[int]]:
    """Cells below the first of those merged over several rows."""
    found: dict[int, set[int]] = {}
    for top, left, bottom, right in sheet.merged:
        if top >= header.body and bottom > top and left == right:
            found.setdefault(left, set()).update(range(top + 1, bottom + 1))
    return {column: frozenset(rows) for column, rows in found.items()}


def level(sheet: Sheet, n: int, cell: Cell) -> int:
    """How deep row ``n`` is: what the workbook says, or the spaces before its first words."""
    if n in sheet.levels:
        return sheet.levels[n]
    return len(cell) - len(cell.lstrip(INDENT)) if isinstance(cell, str) else 0


def find_groups(sheet: Sheet, header: Header, columns: Sequence[int]) -> Groups | None:
    """Groups told by indentation, or by rows that leave empty what all others fill; None where there are none."""
    rows = [(n, row) for n, row in enumerate(sheet.head) if n >= header.body and filled(row)][:BODY]
    label = _label_column([row for _, row in rows], columns)
    heading = _heading_column(rows, columns)
    if label is None or (heading is not None and heading < label):
        return _headed(header, columns, rows)
    lines = [(n, row) for n, row in rows if not is_total(str(_cell(row, label) or ""))]
    attributes = _attributes([row for _, row in lines], columns, label)
    deep = {level(sheet, n, _cell(row, label)) for n, row in lines}
    sparse = [n for n, row in lines if attributes and is_sparse(row, label, attributes)]
    if sparse and len(sparse) < 0.8 * len(lines) and (len(deep) > 1 or _heads(lines, sparse)):
        return Groups(label, attributes, _parts(header, label))
    indented = sum(level(sheet, n, _cell(row, label)) > min(deep) for n, row in lines)
    if len(deep) > 1 and not sparse and label in columns[:2] and indented >= INDENTED * len(lines):
        return Groups(label, (), _parts(header, label))
    return None


def _headed(header: Header, columns: Sequence[int], rows: Sequence[tuple[int, Row]]) -> Groups | None:
    """Groups in a column of their own, which lines leave empty."""
    heading = _heading_column(rows, columns)
    if heading is None:
        return None
    return Groups(heading, tuple(c for c in columns if c != heading), _parts(header, heading), own=False)


def _heading_column(rows: Sequence[tuple[int, Row]], columns: Sequence[int]) -> int | None:
    """The first column that is filled only where nothing else is, at least twice, and before the first line."""
    told = [row for _, row in rows if not is_total(str(next((cell for cell in row if cell is not None), "")))]
    for column in columns[:3]:
        heads = [row for row in told if _cell(row, column) is not None]
        alone = sum(filled(row) == 1 for row in heads)
        if told and 2 <= alone == len(heads) < len(told) and _cell(told[0], column) is not None:
            return column
    return None


def _heads(lines: Sequence[tuple[int, Row]], sparse: Sequence[int]) -> bool:
    """Whether the sparse rows head the others: the first row is one, the last is none."""
    return lines[0][0] == sparse[0] and lines[-1][0] != sparse[-1]


def is_sparse(row: Row, label: int, attributes: Sequence[int]) -> bool:
    """Whether ``row`` has a label and none of the attributes that lines have."""
    return _cell(row, label) is not None and all(_cell(row, c) is None for c in attributes)


def _label_column(rows: Sequence[Row], columns: Sequence[int]) -> int | None:
    """The first column of words that nearly every row fills."""
    for column in columns:
        cells = [_cell(row, column) for row in rows]
        told = [cell for cell in cells if is_moment(cell) or (isinstance(cell, str) and not is_number(cell))]
        words = sum(not is_moment(cell) for cell in told)  # days may stand among them, as a level of groups
        if rows and len(told) >= 0.8 * len(rows) and words >= 0.3 * len(rows):
            return column
    return None


def _attributes(rows: Sequence[Row], columns: Sequence[int], label: int) -> tuple[int, ...]:
    """Columns of words or days beside the label that most lines fill."""
    found = []
    for column in columns:
        cells = [cell for row in rows if (cell := _cell(row, column)) is not None]
        words = sum(not is_number(cell) for cell in cells)
        if column != label and len(cells) >= MOSTLY * len(rows) and words >= 0.5 * len(cells):
            found.append(column)
    return tuple(found)


def _parts(header: Header, label: int) -> tuple[str, ...]:
    """The names of the levels, outermost first: «Сектор / Клиент», or one under another in the header."""
    if label >= len(header.levels):
        return ()
    return tuple(part.strip() for name in header.levels[label] for part in name.split("/") if part.strip())


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None
