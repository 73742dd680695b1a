"""What a verdict on a short text rests on: the parts of the text, and the learner's own words in them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from salesbook.coach.cues import plain
from salesbook.coach.features import LONGEST, met
from salesbook.coach.model import Model

PARTS = 5  # of a long letter; who writes more is not read to the end
SHOWN = 3  # words a label
LETTERS = re.compile(r"[a-z\u0400-\u052f]", re.IGNORECASE)
END = re.compile(r"(?<=[.!?…\n])\s+")
STEM, NAMING = 4, 5  # how much of a word stays the same in its forms; how long a word is that names something


def legible(text: str) -> bool:
    """Whether there is a letter of our languages in ``text``."""
    return LETTERS.search(text[: PARTS * LONGEST]) is not None


def parts(text: str) -> list[str]:
    """``text`` as pieces that the model reads whole, cut after a sentence where there is one."""
    rest, found = text[: PARTS * LONGEST].strip(), list[str]()
    while len(rest) > LONGEST:
        ends = [end.end() for end in END.finditer(rest, 0, LONGEST)]
        cut = ends[-1] if ends else rest.rfind(" ", 1, LONGEST) + 1 or LONGEST
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [each for each in [*found, rest] if each]


def sentences(text: str) -> list[str]:
    """The sentences of ``text``, as its marks part them."""
    return [each.strip() for each in END.split(text[: PARTS * LONGEST]) if legible(each)]


def because(model: Model, text: str, label: str) -> tuple[str, ...]:
    """The words that show ``label``: cues of its family; where none stands there, those that move the model most."""
    hits = met(text, model.task).get(label) or []
    if not hits:
        return tuple(word for word in model.because(text[:LONGEST], label, SHOWN) if word)
    whole = [hit for hit in dict.fromkeys(hits) if not any(hit != other and hit in other for other in hits)]
    best = sorted(whole, key=len, reverse=True)[:SHOWN]
    return tuple(_typed(text, hit) for hit in sorted(best, key=plain(text).find))


def taken_up(text: str, other: str) -> tuple[str, ...]:
    """The words of ``text`` that name what ``other`` names, in whatever form.

    >>> taken_up("So the delivery takes too long?", "Your deliveries are late")
    ('delivery',)
    """
    stems = {word[:STEM] for word in _naming(other)}
    hits = dict.fromkeys(word for word in _naming(text) if word[:STEM] in stems)
    return tuple(_typed(text, word) for word in list(hits)[:SHOWN])


def _naming(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"[^\W\d_]+", plain(text[:LONGEST])) if len(word) >= NAMING)


def _typed(text: str, hit: str) -> str:
    """``hit``, found in the plain text, as the learner typed it."""
    typed, said = " ".join(unicodedata.normalize("NFC", text).split()), plain(text)
    at = said.find(hit)
    return typed[at : at + len(hit)] if at >= 0 and len(typed) == len(said) else hit


def joined(found: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Words of several places, each once, no more than are shown."""
    return tuple(dict.fromkeys(word for words in found for word in words))[:SHOWN]
