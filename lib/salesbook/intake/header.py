"""Where the header of a sheet stands, how many rows it takes, and how its columns are called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from salesbook.intake.marks import low, marks
from salesbook.intake.moments import is_moment, period_named
from salesbook.intake.numbers import is_number
from salesbook.intake.sheet import Cell, Sheet

LOOK = 60  # rows in which a header is looked for
BODY = 200  # rows below it that say what its columns hold
LONGEST = 500  # letters of a name; a survey asks long questions
LEVELS = 4  # rows of a header at most
JOIN = " / "
LAST = 3  # rows at the end that may be remarks
NOTHING = {"n/a", "na", "-", "–", "—", "null", "none", "nan", "?"}  # a cell of a line that stands for an empty one
KEY = re.compile(
    r"[^\W\d]+(?: [^\W\d]+){0,2}:(?:\s.*)?", re.DOTALL
)  # a row of such cells alone is a title: «Период: …»
IMPORT_ID = '{"ImportId"'  # the third header row of Qualtrics
QUALTRICS = frozenset(
    {
        *(
            "StartDate",
            "EndDate",
            "Status",
            "IPAddress",
            "Progress",
            "Duration",
            "Finished",
            "RecordedDate",
            "ResponseId",
        ),
        *("RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude"),
        *("LocationLongitude", "DistributionChannel", "UserLanguage"),
    }
)  # columns that are the same in every survey; the words under them are in the survey's language
Row = Sequence[Cell]
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Header:
    """``start``: its first row (from 0), ``rows``: how many (0: there is none); what stands before it are titles.

    levels
        Of each column the names from above to below, empty ones left out.
    body
        The first row that may be a line.
    """

    start: int
    rows: int
    levels: tuple[tuple[str, ...], ...]
    body: int

    @property
    def names(self) -> tuple[str, ...]:
        """Of each column its levels in one; empty where there is none."""
        return tuple(JOIN.join(each) for each in self.levels)


def find_header(sheet: Sheet) -> Header:
    """The first row that names most columns, with the rows above and below it that name them too."""
    rows = sheet.head
    width = _width(rows)
    at = next((n for n in range(min(len(rows), LOOK)) if _names(rows, n, width)), None)
    above = at and _is_above(rows[at - 1], rows[at], at - 1, sheet.merged)  # a survey's options come again below
    if at is None or (_is_line(rows, at) and not above):
        start = next((n for n, row in enumerate(rows) if filled(row) * 2 >= width), 0)
        return Header(start, 0, ((),) * max(map(len, rows), default=0), start)
    first = at
    while first and at - first < LEVELS and _is_above(rows[first - 1], rows[at], first - 1, sheet.merged):
        first -= 1
    last = at
    while last - first < LEVELS and _is_below(rows, last, sheet.merged):
        last += 1
    last = max(last, _survey_rows(rows, at))
    body = last + 1 + (last + 1 < len(rows) and _numbers_columns(rows[last + 1]))
    return Header(first, last - first + 1, _levels(rows[first : last + 1], first, sheet.merged), body)


def filled(row: Row) -> int:
    """How many cells are not empty."""
    return sum(cell is not None for cell in row)


def is_label(cell: Cell) -> bool:
    """Whether ``cell`` may name a column: words, or a year, month or share that heads one."""
    if cell is None:
        return False
    if isinstance(cell, str) and len(cell) <= LONGEST and not is_number(cell) and not is_moment(cell):
        return True
    if is_moment(cell):
        return False
    return _is_year(cell) or (isinstance(cell, str) and (cell.strip().endswith("%") or period_named(cell) is not None))


def _is_year(cell: Cell) -> bool:
    return str(cell).removesuffix(".0") in _YEARS


_YEARS = frozenset(map(str, range(1990, 2100)))


def _width(rows: Sequence[Row]) -> int:
    """How many cells a line fills as a rule: exceeded by a quarter of the rows that fill two or more."""
    counts = sorted(n for row in rows if (n := filled(row)) > 1)
    return counts[len(counts) * 3 // 4] if counts else 1


def _names(rows: Sequence[Row], n: int, width: int) -> bool:
    """Whether row ``n`` names most of the columns, and is not one line among others like it."""
    row = rows[n]
    count = filled(row)
    if not count or count * 2 < width:
        return False
    if all(isinstance(cell, str) and KEY.fullmatch(cell.strip()) for cell in row if cell is not None):
        return False
    labels = sum(is_label(cell) for cell in row)
    return labels >= 0.8 * count and any(isinstance(cell, str) for cell in row)


def _is_line(rows: Sequence[Row], n: int) -> bool:
    """Whether row ``n`` is a line itself: most of its words come again below, each in its own column."""
    row, below = rows[n], [each for each in rows[n + 1 : n + 1 + BODY] if filled(each)]
    again = [column for column, cell in enumerate(row) if cell is not None and _comes_again(cell, column, below)]
    values = [column for column in range(len(row)) if holds_values(below, column)]
    named = [column for column in values if row[column] is not None and not is_number(row[column])]
    return len(again) * 2 >= filled(row) and not named and len(below) > 2


def _comes_again(cell: Cell, column: int, below: Sequence[Row]) -> bool:
    return sum(len(row) > column and row[column] == cell for row in below) > 0


def holds_values(rows: Sequence[Row], column: int) -> bool:
    """Whether the cells of ``column`` are numbers or days as a rule."""
    cells = [row[column] for row in rows if len(row) > column and row[column] is not None]
    return bool(cells) and sum(is_number(cell) or is_moment(cell) for cell in cells) >= 0.8 * len(cells)


def _is_above(above: Row, row: Row, n: int, merged: Sequence[Range]) -> bool:
    """Whether the row over a header is a level of it: it heads several columns together, and is no title of all."""
    count = filled(above)
    if not count or not all(is_label(cell) for cell in above if cell is not None):
        return False
    wide = max(len(row), 1)
    spans = [r for r in merged if r[0] == n and r[3] > r[1]]
    if spans:
        return all(r[3] - r[1] + 1 < wide * 0.8 for r in spans) and any(r[1] > 0 for r in spans)
    return count > 1 and (above[0] is None or row[0] is None)


def _is_below(rows: Sequence[Row], n: int, merged: Sequence[Range]) -> bool:
    """Whether row ``n + 1`` goes on naming what row ``n`` began."""
    if n + 1 >= len(rows) or not filled(rows[n + 1]):
        return False
    below = rows[n + 1]
    named = [column for column, cell in enumerate(below) if cell is not None]
    if not all(is_label(below[column]) for column in named):
        return False
    spanned = {c for r in merged if r[0] <= n <= r[2] and r[3] > r[1] for c in range(r[1], r[3] + 1)}
    if any(r[0] <= n < r[2] for r in merged) or (spanned and set(named) <= spanned):
        return True
    body = [each for each in rows[n + 2 : n + 2 + BODY] if filled(each)]
    if any(holds_values(body, column) and str(below[column]).strip().lower() not in NOTHING for column in named):
        return True
    return len(named) == 1 and _stacked(rows, n + 1, named[0])


def _stacked(rows: Sequence[Row], n: int, column: int) -> bool:
    """Whether row ``n`` names a level of groups: alone in ``column``, as no row further down is."""
    after = next((k for k in range(n, len(rows)) if not _only(rows[k], column)), len(rows))
    body = [row for row in rows[after : after + BODY] if filled(row)]
    return after - n < LEVELS and len(body) > LAST and not any(_only(row, column) for row in body[:-LAST])


def _only(row: Row, column: int) -> bool:
    """Whether ``column`` is all that ``row`` fills."""
    return filled(row) == 1 and column < len(row) and row[column] is not None


def _survey_rows(rows: Sequence[Row], at: int) -> int:
    """The last header row of a Qualtrics export: its ids, or its questions under V1, V2, …; else ``at``."""
    for n in range(at + 1, min(at + 3, len(rows))):
        ids = sum(isinstance(cell, str) and cell.startswith(IMPORT_ID) for cell in rows[n])
        if ids and ids * 2 >= filled(rows[n]):
            return n
    return at + 1 if [str(cell) for cell in rows[at][:3]] == ["V1", "V2", "V3"] and len(rows) > at + 1 else at


def _numbers_columns(row: Row) -> bool:
    """Whether ``row`` only numbers the columns: 1, 2, 3, …"""
    cells = [cell for cell in row if cell is not None]
    digits = [int(float(str(cell))) for cell in cells if re.fullmatch(r"\d{1,3}(?:\.0)?", str(cell))]
    return len(digits) == len(cells) > 2 and digits[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(digits))


def _levels(rows: Sequence[Row], first: int, merged: Sequence[Range]) -> tuple[tuple[str, ...], ...]:
    """Of each column its names; a name that heads several columns stands in each of them."""
    width = max(map(len, rows))
    grid = [[_label(row[c]) if c < len(row) else "" for c in range(width)] for row in rows]
    if any(IMPORT_ID in name for name in grid[-1]):
        grid = grid[:-1]
    across = {
        (n, c): grid[n][r[1]]
        for n in range(len(grid))
        for r in merged
        if r[0] == first + n
        for c in range(r[1], min(r[3], width - 1) + 1)
    }
    for n, names in enumerate(grid):
        for c in range(width):
            lower = n + 1 < len(grid) and grid[n + 1][c]
            if not names[c] and (n, c) in across:
                names[c] = across[n, c]
            elif not names[c] and c and lower and not merged:
                names[c] = names[c - 1]
    return tuple(_own([names[c] for names in grid]) for c in range(width))


def _own(names: Sequence[str]) -> tuple[str, ...]:
    """The levels of one column that say something: no repetition, no ``Response`` of a survey, no V1 over a name."""
    kept = [name for name in dict.fromkeys(names) if name]
    if len(kept) > 1 and low(kept[-1]) in marks()["responses"]:
        return tuple(kept[:-1])
    if len(kept) > 1 and re.fullmatch(r"V\d+", kept[0]):
        return tuple(kept[1:])
    if len(kept) > 1 and kept[0].split(" (")[0] in QUALTRICS:
        return tuple(kept[:1])
    return tuple(kept)


def _label(cell: Cell) -> str:
    if cell is None:
        return ""
    return " ".join(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).split())
