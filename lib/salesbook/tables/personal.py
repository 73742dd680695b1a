"""Personal data in text: names, phones, e-mails, cards, addresses, papers; in three languages at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salesbook.tables.personal_names import names
from salesbook.tables.personal_shapes import shapes

KINDS = ("name", "phone", "email", "card", "address", "id")
MOST = 0.6  # of the samples of a column, for the column to be personal
LONG = 5  # words: text that people wrote, not a name


@dataclass(frozen=True, order=True)
class Span:
    """The characters of a text from ``start`` to before ``end`` that are personal, and of which of :data:`KINDS`."""

    start: int
    end: int
    kind: str


def find(text: str) -> list[Span]:
    """What is personal in ``text``, from left to right, without overlap; each text is read in all three languages.

    >>> find("Call Helen Ivanov on +1 212 555 0147")
    [Span(start=5, end=17, kind='name'), Span(start=21, end=36, kind='phone')]
    """
    taken = bytearray(len(text))
    found = []
    for start, end, kind in (*shapes(text), *names(text)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Span(start, end, kind))
    return sorted(found)


def looks_personal(samples: Sequence[str]) -> str:
    """What a column of such values holds: one of :data:`KINDS`, ``text`` that people wrote, or nothing personal.

    A column is of a kind where most values are of that kind and of nothing else.
    """
    values = [value for value in dict.fromkeys(s.strip() for s in samples if s) if value]
    if not values:
        return ""
    kinds = [_only(value) for value in values]
    for kind in KINDS:
        if kinds.count(kind) > MOST * len(values):
            return kind
    long = [value for value in values if len(value.split()) >= LONG]
    return "text" if len(long) > len(values) / 2 or any(map(_mentions, values)) else ""


def _only(value: str) -> str:
    """The kind of a value that is nothing else; a name has two words at least, for brands have one."""
    spans = find(value)
    kinds = {span.kind for span in spans}
    inside = sum(len(re.sub(r"\W", "", value[s.start : s.end])) for s in spans)
    if len(kinds) != 1 or inside < 0.8 * len(re.sub(r"\W", "", value)):
        return ""
    kind = kinds.pop()
    return "" if kind == "name" and len(value.split()) < 2 else kind


def _mentions(value: str) -> bool:
    return any(span.kind in ("email", "phone", "card") for span in find(value))
