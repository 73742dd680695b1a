"""The board of all parts: their headline figures side by side, each with its interval and a small picture of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salesbook.findings.change import figure, value
from salesbook.labels import column_label, title
from salesbook.tables import Book
from salesbook.topics.headlines import Headline
from salesbook.words import say

WIDE, EDGE = 96, 4  # of the picture, in its own units
EMPTY: Mapping[str, Any] = {"by": "", "head": [], "rows": {}}


@dataclass(frozen=True)
class Tongue:
    """How figures are written."""

    lang: str
    currency: str


@dataclass(frozen=True)
class Cell:
    """One figure of one part: as it is read, what it is sorted by, and where it lies in the picture, left to right."""

    shown: str
    range: str
    sort: float
    low: float
    at: float
    high: float
    whole: float | None


def board(book: Book, by: str, parts: Mapping[str, Sequence[Headline]], whole: Sequence[Headline]) -> dict[str, Any]:
    """``by``, ``head``: what the columns are called; ``rows``: part → a cell, or nothing, for each column."""
    names = list(dict.fromkeys(each.name for figures in parts.values() for each in figures))
    by_name = {part: {each.name: each for each in figures} for part, figures in parts.items()}
    scales = {name: _scale([own[name] for own in by_name.values() if name in own]) for name in names}
    means = {each.name: each.value for each in whole}
    tongue = Tongue(book.lang, book.company.currency)
    rows = {
        part: [_cell(own[name], scales[name], means.get(name), tongue) if name in own else None for name in names]
        for part, own in by_name.items()
    }
    return {
        "by": title(column_label(by, book.lang)),
        "head": [title(figure(name, book.lang)) for name in names],
        "rows": rows,
    }


def _scale(figures: Sequence[Headline]) -> tuple[float, float]:
    """From the lowest end of an interval to the highest."""
    ends = [end for each in figures for end in (each.low, each.value, each.high) if end is not None]
    low, high = min(ends), max(ends)
    return (low, high) if high > low else (low - 1, high + 1)


def _cell(headline: Headline, scale: tuple[float, float], whole: float | None, tongue: Tongue) -> Cell:
    def place(amount: float) -> float:
        share = (amount - scale[0]) / (scale[1] - scale[0])
        return round(EDGE + (WIDE - 2 * EDGE) * min(max(share, 0.0), 1.0), 1)

    low, high = (headline.value if end is None else end for end in (headline.low, headline.high))
    ends = [value(end, headline.unit, tongue) for end in (headline.low, headline.high)]
    known = say("board.range", tongue.lang, headline.n, low=ends[0], high=ends[1])
    between = known if headline.low is not None else say("board.n", tongue.lang, headline.n)
    return Cell(
        value(headline.value, headline.unit, tongue), between, headline.value, place(low),
        place(headline.value), place(high), None if whole is None else place(whole),
    )  # fmt: skip
