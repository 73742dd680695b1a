"""Faults of a reply to an objection that single phrases show: coach/data/faults."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files

from salesbook.coach.cues import plain
from salesbook.coach.evidence import PARTS
from salesbook.coach.features import LONGEST, pattern
from salesbook.lessons.read import read_yaml
from salesbook.words import LANGUAGES

DENIED = "denied"
NEAR = 2  # words before a phrase in which it may be denied
Phrases = Sequence[tuple[re.Pattern[str], frozenset[str]]]


def faults(reply: str) -> dict[str, str]:
    """Fault → the phrase that shows it.

    >>> faults("OK, I can take 10% off"), faults("I can't take 10% off")
    ({'discount': '10% off'}, {})
    """
    said = plain(reply[: PARTS * LONGEST])
    return {fault: hit for fault, known in _phrases().items() if (hit := _first(said, known))}


def _first(said: str, known: Phrases) -> str:
    """The first phrase of ``known`` in ``said`` that nothing before it denies; nothing where there is none."""
    for phrase, denied in known:
        for hit in phrase.finditer(said):
            if not denied & set(re.findall(r"[\w']+", said[: hit.start()])[-NEAR:]):
                return hit[0]
    return ""


@cache
def _phrases() -> Mapping[str, Phrases]:
    """Fault → its phrases in all languages, each with the words of that language that deny it."""
    found: dict[str, list[tuple[re.Pattern[str], frozenset[str]]]] = {}
    for lang in LANGUAGES:
        with as_file(files("salesbook.coach") / "data" / f"faults.{lang}.yaml") as path:
            listed = read_yaml(path)
        denied = frozenset(plain(str(word)) for word in listed.pop(DENIED))
        for fault, cues in listed.items():
            found.setdefault(fault, []).extend((_pattern(str(cue)), denied) for cue in cues)
    return found


def _pattern(cue: str) -> re.Pattern[str]:
    """As any cue, # for a number."""
    return re.compile(pattern(cue).pattern.replace(r"\#", r"\d+(?:[.,]\d+)?"))
