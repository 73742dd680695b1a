"""What a question is about: topics, each known by the beginnings of words that a question on it would have."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from salesbook.coach.cues import plain
from salesbook.coach.features import LONGEST

ALIKE = 85  # per cent from which a beginning counts as the same, mistyped
SHORTEST = 5  # letters of a beginning that may be mistyped
WORD = re.compile(r"[\w'-]+")

Topics = Mapping[str, Sequence[str]]


def matches(text: str, topics: Topics) -> dict[str, int]:
    """Topic → how many of its beginnings stand in ``text``; typing errors count where nothing else does.

    >>> matches("Is the delivery ever late?", {"late": ["deliver", "late"], "price": ["price"]})
    {'late': 2}
    >>> matches("Is the delviery on time?", {"late": ["deliver", "late"], "price": ["price"]})
    {'late': 1}
    """
    said = plain(text[:LONGEST])
    found = {topic: sum(bool(_begins(stem).search(said)) for stem in about) for topic, about in topics.items()}
    if not any(found.values()):
        words = WORD.findall(said)
        found = {topic: sum(_mistyped(plain(stem), words) for stem in about) for topic, about in topics.items()}
    return {topic: hits for topic, hits in found.items() if hits}


def nearest(text: str, topics: Topics, first: Collection[str] = ()) -> str:
    """The topic with most matches; of equals those of ``first``, then the one that sounds most like ``text``."""
    found = matches(text, topics)
    if not found:
        return ""
    most = [topic for topic, hits in found.items() if hits == max(found.values())]
    most = [topic for topic in most if topic in first] or most
    said = plain(text[:LONGEST])
    return max(most, key=lambda topic: fuzz.token_set_ratio(said, plain(" ".join(topics[topic]))))


def content(text: str) -> list[str]:
    """Beginnings of the longer words of ``text``: by them a question that takes it up is known.

    >>> content("The days when the van is due are a bit nervous.")
    ['nervo']
    """
    return [word[: max(SHORTEST, len(word) - 3)] for word in WORD.findall(plain(text)) if len(word) > SHORTEST + 1]


@lru_cache(maxsize=4096)
def _begins(stem: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])" + re.escape(plain(stem)))


def _mistyped(stem: str, words: Sequence[str]) -> bool:
    """Whether a word begins like ``stem`` but for one slip; its last letter must be there."""
    if len(stem) < SHORTEST or " " in stem:
        return False
    begun = (word[: len(stem) + more] for word in words for more in (-1, 0, 1))
    return any(begin[-1:] == stem[-1] and fuzz.ratio(stem, begin) >= ALIKE for begin in begun)
