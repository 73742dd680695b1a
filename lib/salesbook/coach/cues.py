"""Words that show a thing was said, found whatever apostrophe, letter case or look-alike the learner typed."""

import re
import unicodedata
from collections.abc import Sequence

ALIKE = str.maketrans({"ё": "е", "ґ": "г", "’": "'", "ʼ": "'", "`": "'", "\N{PRIME}": "'", "\N{NO-BREAK SPACE}": " "})
LATIN = str.maketrans("aceopxyiAKMHBT", "асеорхуіАКМНВТ")
CYRILLIC = re.compile("[\N{CYRILLIC CAPITAL LETTER IE WITH GRAVE}-\N{CYRILLIC SMALL LETTER GHE WITH UPTURN}]")


def plain(text: str) -> str:
    """``text`` without what people type differently: case, accents' forms, apostrophes, runs of spaces.

    >>> plain("  Що САМЕ  заважає, Мар’яно? ") == plain("що саме заважає, Мар'яно?")
    True
    """
    text = unicodedata.normalize("NFC", text).casefold().translate(ALIKE)
    among = bool(CYRILLIC.search(text))
    words = [word.translate(LATIN) if _meant(word, among) else word for word in text.split()]
    return " ".join(words)


def _meant(word: str, among: bool) -> bool:
    """Whether ``word`` is Cyrillic, typed with a Latin letter or two; one letter is, ``among`` Cyrillic words."""
    return bool(CYRILLIC.search(word)) or (among and len(word) == 1)


def find_cues(text: str, cues: Sequence[str]) -> str:
    """The first of ``cues`` that stands in ``text``, as the learner wrote it; nothing where none does."""
    said = plain(text)
    for cue in cues:
        place = said.find(plain(str(cue)))
        if place >= 0:
            end = said.find(" ", place + len(plain(str(cue))))
            return said[said.rfind(" ", 0, place + 1) + 1 : end if end >= 0 else len(said)]
    return ""
