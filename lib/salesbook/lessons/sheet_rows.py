"""Cells → rows with named columns, found by their headers in whatever order and language they stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from salesbook.lessons.finding import Finding, Phrase, Place
from salesbook.lessons.sheet_cells import Grid, Merged, Spoilt, Value
from salesbook.lessons.sheet_terms import named
from salesbook.words import LANGUAGES, say

HEADER_WITHIN = 30  # rows from the top
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?$")
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}$")


@dataclass
class Notes:
    """What is found on the way: where each place of the lesson stands in the sheet, and what is wrong there.

    ``short`` are exercises that lost a piece to a fault: that too few are left needs no saying.
    """

    places: dict[str, Place] = field(default_factory=dict)
    faults: dict[Place, Finding] = field(default_factory=dict)
    short: set[Place] = field(default_factory=set)

    def fault(self, where: Place, what: Phrase | str, fix: Phrase | str) -> None:
        """Note a fault; what follows from an earlier one at the same cell is not said again."""
        self.faults.setdefault(where, Finding(where, what, fix))


@dataclass(frozen=True)
class Row:
    """One row: its texts by column, and which of them were numbers to the spreadsheet."""

    n: int
    texts: Mapping[str, str]
    numbers: Mapping[str, float] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """What stands in ``column``; nothing where it is empty."""
        return self.texts.get(column, "")


@dataclass(frozen=True)
class Table:
    """The rows under a header of ``group``, in its language; ``sheet`` is named where it is not that of exercises."""

    rows: Sequence[Row]
    heads: Mapping[str, str]
    lang: str
    group: str = "col"
    sheet: str = ""

    def head(self, column: str) -> str:
        """A column's header, as it stands there or should."""
        return self.heads.get(column) or say(f"sheet.{self.group}_{column}", self.lang)

    def where(self, n: int, column: str = "") -> Place:
        """Row ``n``, or its cell in ``column``."""
        return Place(self.sheet, n, self.head(column) if column else "")


def table(grid: Grid, group: str, notes: Notes, sheet: str = "", least: int = 3) -> Table | None:
    """The rows of ``grid`` under the first row that holds ``least`` headers of ``group``; nothing where none does."""
    for top in range(min(HEADER_WITHIN, len(grid))):
        named_cells = ((c, named(group, cell)) for c, cell in enumerate(grid[top]) if isinstance(cell, str))
        heads = {c: column for c, column in named_cells if column}
        if len(set(heads.values())) >= least:
            break
    else:
        return None
    shown = {column: str(grid[top][c]).strip() for c, column in reversed(heads.items())}
    made = Table([], shown, _language(group, shown), group, sheet)
    rows: list[Row] = []
    for n, cells in enumerate(grid[top + 1 :], top + 2):
        row = _row(n, {column: cells[c] for c, column in reversed(heads.items())}, made, notes)
        if row.texts:
            rows.append(row)
    return replace(made, rows=rows)


def _row(n: int, cells: Mapping[str, Value | None], made: Table, notes: Notes) -> Row:
    """A row; one that only shows what was merged into it is empty, and a merged piece is one piece."""
    texts, numbers = {}, {}
    if all(value is None or isinstance(value, Merged) for value in cells.values()):
        return Row(n, {})
    for column, given in cells.items():
        value = given.value if isinstance(given, Merged) else given
        if isinstance(given, Merged) and column in ("piece", "piece_id", "id"):
            continue
        if isinstance(value, Spoilt):
            notes.fault(made.where(n, column), value.what, value.fix)
        elif isinstance(value, float):
            numbers[column] = value
            texts[column] = shown_number(value, made.lang)
        elif value:
            texts[column] = value
    return Row(n, texts, numbers)


def _language(group: str, heads: Mapping[str, str]) -> str:
    """The language in which most of the headers are written."""

    def fits(lang: str) -> int:
        return sum(say(f"sheet.{group}_{column}", lang) == head for column, head in heads.items())

    return max(LANGUAGES, key=fits)


def shown_number(value: float, lang: str) -> str:
    """A number as it is typed in ``lang``."""
    return f"{value:.10g}" if lang == "en" else f"{value:.10g}".replace(".", ",")


def read_number(row: Row, column: str, unit: str = "") -> float | None:
    """The number in ``column``, whatever blanks, comma or minus sign was typed; None where there is none to read.

    ``12,000`` and ``1.125`` are not read: they may be twelve thousand or twelve.
    """
    value = row.numbers.get(column)
    if value is None:
        typed = re.sub(r"\s+", "", row.text(column)).replace("\N{MINUS SIGN}", "-")
        digits = typed.removesuffix("%")
        if not NUMBER.match(digits) or THOUSANDS.match(digits):
            return None
        value = float(digits.replace(",", ".")) / (100 if typed != digits and unit == "share" else 1)
    return int(value) if value.is_integer() else value
