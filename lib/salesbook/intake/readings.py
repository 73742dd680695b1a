"""How each column of a flat table is read: which mark is the decimal one, which number the day; or what to ask."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from salesbook.intake import moments, numbers
from salesbook.intake.field import Question
from salesbook.intake.flat import SAMPLE, Table
from salesbook.intake.kinds import kind_of
from salesbook.intake.lines import Left
from salesbook.intake.moments import DAY_FIRST, MONTH_FIRST, Moments, find_moments
from salesbook.intake.numbers import Numbers, as_text, find_numbers
from salesbook.intake.sheet import Cell
from salesbook.tables.contracts import Contract

LOOK, CHUNK = 200_000, 10_000  # rows in which an answer is looked for before a person is asked; and at once in memory
NUMBERS, DATE = ("number", "whole"), "date"  # kinds of columns, as contracts call them
UTC = re.compile(r"\b(?:UTC|GMT)\b")  # in the name of a column of moments
DECIMALS = {"1.5": ".", "1,5": ","}  # as they are shown


@dataclass(frozen=True)
class Reading:
    """How the cells of one column become text: as they are, as numbers (times ``factor``), or as days (in UTC)."""

    numbers: Numbers | None = None
    moments: Moments | None = None
    utc: bool = False
    factor: str = "1"

    @property
    def text(self) -> Callable[[Cell], str | None]:
        """Cell → canonical text."""
        if self.numbers:
            decimal, doubt = self.numbers.decimal, self.numbers.doubt
            if self.factor != "1":
                return lambda cell: numbers.times(numbers.canonical(cell, decimal, doubt), self.factor)
            return lambda cell: numbers.canonical(cell, decimal, doubt)
        if self.moments:
            order, zone = self.moments.order, dt.UTC if self.utc else None
            return lambda cell: moments.canonical(cell, order, zone)
        return as_text

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked."""
        return (self.numbers or self.moments or Numbers()).certain

    @property
    def unshown(self) -> bool:
        """Whether these are numbers in text of which none shows its decimal mark."""
        return self.numbers is not None and self.numbers.of > 0 and not self.numbers.shown

    @property
    def unsure(self) -> bool:
        """Whether one more cell could tell more."""
        return not self.certain or self.unshown


def find_readings(table: Table, columns: Mapping[str, str], contract: Contract | None) -> dict[str, Reading]:
    """Name of theirs → its reading. ``columns``: ours → theirs; those outside the contract are told from content.

    One program writes all numbers of an export alike: what one column tells holds for another that could be either.
    """
    kinds = {
        theirs: contract.columns[name].type for name, theirs in columns.items() if contract and name in contract.columns
    }
    found = {
        name: _reading([row[place] for _, row in table.sample], kinds.get(name, ""))
        for place, name in enumerate(table.names)
    }
    if len(table.sample) == SAMPLE:
        found |= _looked_again(table, {name: kinds[name] for name in found if name in kinds and found[name].unsure})
    for name, reading in found.items():
        found[name] = replace(reading, utc=reading.moments is not None and UTC.search(name) is not None)
    return _agreed(found)


def _agreed(found: Mapping[str, Reading]) -> dict[str, Reading]:
    """``found`` with the decimal mark that the certain columns show, in those that are not."""
    shown = {r.numbers.decimal for r in found.values() if r.numbers and r.numbers.shown}
    if len(shown) != 1:
        return dict(found)
    mark = shown.pop()
    return {name: _told(r, mark) if r.numbers and not r.numbers.shown else r for name, r in found.items()}


def _told(reading: Reading, mark: str) -> Reading:
    """``reading`` with the decimal ``mark`` that another column shows, unless its own cells speak against it."""
    if reading.numbers is None or reading.numbers.doubt not in ("", ".,"):
        return reading
    return replace(reading, numbers=replace(reading.numbers, decimal=mark, certain=True, doubt=""))


def _reading(cells: Iterable[Cell], kind: str) -> Reading:
    filled = [cell for cell in cells if cell is not None]
    return _as_kind(filled, kind or kind_of(filled))


def _as_kind(cells: Iterable[Cell] | Mapping[Cell, int], kind: str) -> Reading:
    if kind in NUMBERS:
        return Reading(numbers=find_numbers(cells))
    if kind == DATE:
        return Reading(moments=find_moments(cells, numeric=True))
    return Reading()


def _looked_again(table: Table, kinds: Mapping[str, str]) -> dict[str, Reading]:
    """A sample was not enough: one cell further down may tell. All rows are read once, for later answers too."""
    asked = {name: (table.names.index(name), NUMBERS[0] if kind in NUMBERS else kind) for name, kind in kinds.items()}
    if new := [each for each in asked.values() if each not in table.told]:
        every = dict.fromkeys([*new, *(each for each in _doubtful(table) if each not in table.told)])
        cells = _counted(table, {place for place, _ in every})
        table.told.update({(place, kind): _as_kind(cells[place], kind) for place, kind in every})
    return {name: table.told[each] for name, each in asked.items()}


def _doubtful(table: Table) -> Iterator[tuple[int, str]]:
    """Place and kind of each column that a person may yet choose, and whose sample would not be enough then."""
    for place, kind in product(range(len(table.names)), (NUMBERS[0], DATE)):
        cells = [row[place] for _, row in table.sample]
        reading = _reading(cells, kind)
        read = (reading.numbers or reading.moments or Numbers()).read
        if reading.unsure and (read or 2 * len(set(cells)) <= SAMPLE):  # what repeats costs next to nothing
            yield place, kind


def _counted(table: Table, places: Iterable[int]) -> dict[int, Counter[Cell]]:
    """How often which cell stands in the columns at ``places``, in the order of the rows."""
    counted = {place: Counter[Cell]() for place in places}
    rows = islice(table.rows(Left()), LOOK)
    while chunk := list(islice(rows, CHUNK)):
        for place, counter in counted.items():
            counter.update(row[place] for _, row in chunk)
    return counted


def ask_readings(readings: Mapping[str, Reading], used: Sequence[str], where: str) -> list[Question]:
    """A question for each column in use that can be read in two ways. Others stay text."""
    asked = []
    for name in used:
        reading = readings[name]
        if reading.moments and not reading.certain:
            values = {"column": name, "example": reading.moments.example}
            asked.append(
                Question(f"{where}:date.{name}", "import.ask.day", values, (DAY_FIRST, MONTH_FIRST), DAY_FIRST)
            )
        if reading.numbers and not reading.certain:
            values = {"column": name, "example": reading.numbers.example}
            suggested = next(shown for shown, mark in DECIMALS.items() if mark == reading.numbers.decimal)
            asked.append(Question(f"{where}:decimal.{name}", "import.ask.decimal", values, tuple(DECIMALS), suggested))
        if reading.numbers and len(reading.numbers.currencies) > 1:
            values = {"column": name, "found": ", ".join(reading.numbers.currencies)}
            asked.append(Question(f"{where}:money.{name}", "import.ask.money", values, reading.numbers.currencies))
    return asked


def said(reading: Reading, answer: str) -> Reading:
    """``reading`` as a person has decided."""
    if reading.moments:
        return replace(reading, moments=replace(reading.moments, order=answer, certain=True))
    if reading.numbers:
        return replace(reading, numbers=replace(reading.numbers, decimal=DECIMALS[answer], certain=True, doubt=""))
    return reading
