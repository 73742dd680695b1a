"""The flat rows of a sheet as it was understood → a file of text under our names, its sums held against its totals."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any

from salesbook.intake.lines import Left
from salesbook.intake.marks import low
from salesbook.intake.numbers import currency
from salesbook.intake.sheet import Cell, Row
from salesbook.intake.understand import Understood
from salesbook.intake.write import NUMBER, TextWriter, as_column, as_number, total, trimmed
from salesbook.tables import contracts, disarmed
from salesbook.tables.names import unique
from salesbook.words import say

FIGURES = re.compile(r"[-+\d.,\s]*").fullmatch  # beside which no currency stands
CHUNK = 20_000  # rows that are in memory at once
ADDS_UP = ("amount", "quantity", "cost", "profit", "points")
SOURCE, ROW = "source_file", "source_row"
EACH, MOST = 0.005, 1e-4  # what rounding may do: half a cent a line, one in ten thousand of the sum
Cells = list[str | None]


@dataclass(frozen=True)
class Total:
    """What the lines of our column add up to, what the report says they do (None: nothing), and whether they agree.

    Agreement leaves room for rounding: half a cent a line, and one in ten thousand of the sum.
    """

    column: str
    lines: float
    said: float | None
    agrees: bool = True


@dataclass(frozen=True)
class Tidy:
    """A sheet written to ``path``: ``lines`` of it, and what was left out by which value of which column."""

    path: Path
    lines: int
    kept_out: Mapping[tuple[str, str], int]
    totals: tuple[Total, ...]
    left: Left


@dataclass
class _Pass:
    """What is counted while a sheet is written."""

    lines: int = 0
    kept_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    left: Left = field(default_factory=Left)


def write_tidy(
    what: Understood, path: Path, aside: Path, told: Callable[[int], object] = lambda _: None, lang: str = "en"
) -> Tidy:
    """Write the lines of ``what`` to the Parquet file ``path``, those that are no sales to ``aside``.

    ``told`` is called with the number of rows read so far; reasons are in ``lang``.
    """
    names, reads = _columns(what)
    seen = _Pass()
    out = unique([*names, *what.constants, SOURCE, ROW])
    constants = [*what.constants.values(), what.where]
    with TextWriter(path, out) as writer, _Aside(aside, what.table.names) as aside_file:
        for chunk in _chunks(what.table.rows(seen.left)):
            cells = list(zip(*(row for _, row in chunk), strict=True))
            columns = [as_text_column(cells[place]) for place, as_text_column in reads]
            for name, column in zip(names, columns, strict=True):
                seen.sums[name] += total(column) if name in ADDS_UP else 0  # type: ignore[assignment]
            kept = _kept(what, chunk, seen, aside_file)
            rows = [chunk[k][0] + 1 for k in (range(len(chunk)) if kept is None else kept)]
            writer.write(columns, kept, constants, rows)
            seen.lines += len(rows)
            told(chunk[-1][0] + 1)
        for n, row in seen.left.torn:
            aside_file.write(n, say("import.torn", lang), row)
    return Tidy(path, seen.lines, dict(seen.kept_out), tuple(_totals(what, names, seen)), seen.left)


def written_columns(what: Understood) -> tuple[list[str], list[tuple[int, Callable[[Cell], str | None]]]]:
    """Names to write, ours where they are mapped, and of each its place and how it is read."""
    place = {name: n for n, name in enumerate(what.table.names)}
    mapped = what.columns
    names = [*mapped, *(name for name in place if name not in mapped.values() and name not in mapped)]
    reads = []
    for name in names:
        theirs = mapped.get(name, name)
        read = what.readings[theirs].text
        words = what.match.words.get(name)
        reads.append((place[theirs], _translated(read, words) if words else read))
    return names, reads


def _columns(what: Understood) -> tuple[list[str], list[tuple[int, Callable[[Sequence[Cell]], Any]]]]:
    """As :func:`written_columns`, for many cells at once."""
    names, reads = written_columns(what)
    return names, [(place, _of_many(what, name, read)) for name, (place, read) in zip(names, reads, strict=True)]


def _of_many(what: Understood, name: str, read: Callable[[Cell], str | None]) -> Callable[[Sequence[Cell]], Any]:
    reading = what.readings[what.columns.get(name, name)]
    if not (reading.numbers or reading.moments or what.match.words.get(name)):
        return lambda cells: trimmed(cells, read)
    plain = (
        reading.numbers
        and reading.numbers.decimal == "."
        and "." not in reading.numbers.doubt
        and reading.factor == "1"
    )
    return lambda cells: as_column(cells, read, NUMBER if plain and not what.match.words.get(name) else "")


def _translated(read: Callable[[Cell], str | None], words: Mapping[str, str]) -> Callable[[Cell], str | None]:
    """``read`` with their words in ours; a word that is not known stays."""
    ours = {low(theirs): word for theirs, word in words.items()}

    def said(cell: Cell) -> str | None:
        text = read(cell)
        return ours.get(low(text), text) if text else text

    return said


def _chunks(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[list[tuple[int, list[Cell]]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def counted_money(what: Understood) -> dict[str, str]:
    """Their columns of money → the currency that is counted; empty where no sign stands beside the first amounts."""
    columns = contracts()[what.match.table].columns
    money = [name for ours, name in what.columns.items() if ours in columns and columns[ours].unit == "money"]
    signs = {name: (numbers.currencies or ("",))[0] for name in money if (numbers := what.readings[name].numbers)}
    return {**signs, **what.money}


def no_sale(what: Understood) -> Callable[[Sequence[Cell]], tuple[str, str] | None]:
    """Flat row → which of their columns says by which value that it does not count; None where it does."""
    place = {name: n for n, name in enumerate(what.table.names)}
    keep = [(name, place[name], frozenset(map(low, values))) for name, values in what.match.keep.items()]
    money = [(name, place[name], code) for name, code in counted_money(what).items()]

    def said(row: Sequence[Cell]) -> tuple[str, str] | None:
        for name, at, values in keep:
            if low(value := str(row[at] or "")) not in values:
                return name, value
        return next(
            ((name, sign) for name, at, code in money if (sign := currency(str(row[at]))) not in ("", code)), None
        )

    return said


def _kept(what: Understood, chunk: Sequence[tuple[int, list[Cell]]], seen: _Pass, aside: "_Aside") -> list[int]:
    """Places in ``chunk`` of the lines that count."""
    at = [what.table.names.index(name) for name in counted_money(what)]
    said, found = no_sale(what), []
    for k, (n, row) in enumerate(chunk):
        plain = not what.match.keep and all(not isinstance(row[c], str) or FIGURES(str(row[c])) for c in at)
        no = None if plain else said(row)
        if no is None:
            found.append(k)
        else:
            seen.kept_out[no] += 1
            aside.write(n, " = ".join(no), row)
    return found


def _totals(what: Understood, names: Sequence[str], seen: _Pass) -> Iterator[Total]:
    """What the report says of each column that adds up: the total that agrees, else the last one."""
    for name in names:
        if name not in ADDS_UP or name not in what.columns:
            continue
        theirs = what.columns[name]
        sources = what.table.sources[what.table.names.index(theirs)]
        read = what.readings[theirs].text
        said = [value for _, row in seen.left.totals if (value := _said(row, sources, read)) is not None]
        tops = [value for _, row in seen.left.tops if (value := _said(row, sources, read)) is not None]
        claims = [*said, *([sum(said)] if len(said) > 1 else [])] or ([sum(tops)] if tops else [])
        lines = seen.sums[name]
        near = next((c for c in claims if abs(c - lines) <= 0.01 + min(EACH * seen.lines, MOST * abs(lines))), None)
        last = said[-1] if said else claims[0] if claims else None
        yield Total(name, lines, last if near is None else near, near is not None or last is None)


def _said(row: Row, sources: Sequence[int], read: Callable[[Cell], str | None]) -> float | None:
    texts = [read(row[c]) for c in sources if c < len(row) and row[c] is not None]
    values = [as_number(text) for text in texts if text]
    return sum(values) if values else None


class _Aside:
    """A CSV of the lines that are left out, written when there is the first of them."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._path, self._names = path, names
        self._file: IO[str] | None = None

    def __enter__(self) -> "_Aside":
        return self

    def __exit__(self, *_: Any) -> None:
        if self._file:
            self._file.close()

    def write(self, n: int, why: str, row: Sequence[Cell]) -> None:
        """One line of the sheet, with its row and why it is left out."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(map(disarmed, ["row", "reason", *self._names]))
        cells = ["" if cell is None else str(cell) for cell in row]
        csv.writer(self._file).writerow(map(disarmed, [str(n + 1), why, *cells]))
