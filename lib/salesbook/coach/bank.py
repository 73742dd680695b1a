"""The labelled bank as a source of better wordings: of what was asked well about the same matter."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from salesbook.coach.cues import plain
from salesbook.words import say

BANK = Path(__file__).resolve().parents[3] / "exercises" / "bank"
STEM = 5  # letters; endings change
USUAL = 0.02  # share of questions from which a word tells no matter
SHORT, LONG = 4, 16  # words of a question that is worth showing


def like(text: str, label: str, lang: str) -> str:
    """A clean question of type ``label`` in ``lang`` on the matter of ``text``: most stems in common, then likeness.

    Where the bank has none on that matter, the workbook's own example of the type.
    """
    matter, asked = stems(text) - _usual(lang), _questions(label, lang)
    most = max((len(matter & own) for own, _ in asked), default=0)
    if not most:
        return say(f"asked_well.{label}", lang)
    near = [question for own, question in asked if len(matter & own) == most]
    found = process.extractOne(plain(text), [plain(question) for question in near], scorer=fuzz.ratio)
    return near[found[2]]


def stems(text: str) -> frozenset[str]:
    """The beginnings of the long words: what a matter is told by, whatever the endings."""
    return frozenset(word[:STEM] for word in re.findall(r"\w+", plain(text)) if len(word) >= STEM)


@cache
def _questions(label: str, lang: str) -> list[tuple[frozenset[str], str]]:
    """The clean and easy ones worth showing, each with its stems."""
    wanted = (label, "easy", "")
    clean = [row["text"] for row in _rows(lang) if (row["label"], row["level"], row["faults"]) == wanted]
    fit = (t for t in clean if t.endswith("?") and t[:1].isupper() and SHORT <= len(t.split()) <= LONG)
    return [(stems(text), text) for text in fit]


@cache
def _usual(lang: str) -> frozenset[str]:
    """Stems that so many questions have that they tell no matter."""
    count = Counter(stem for row in _rows(lang) for stem in stems(row["text"]))
    return frozenset(stem for stem, n in count.items() if n > len(_rows(lang)) * USUAL)


@cache
def _rows(lang: str) -> list[dict[str, str]]:
    file = BANK / f"spin.{lang}.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))
