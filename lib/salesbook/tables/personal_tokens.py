"""The words of a comment, each with what it may be in a person's name."""

import re
from dataclasses import dataclass
from functools import cache

from salesbook.tables.personal_words import Word, fold, is_common_form, is_cyrillic, is_unknown, listed, read, stems

PARTICLES = ("van", "der", "den", "de", "von", "di", "del", "la", "bin", "ter")
INITIAL, GIVEN, DOUBTFUL, PATRONYMIC, SURNAME, MAYBE, UNKNOWN = "IGgPSsU"
TOKEN = re.compile(r"[^\W\d_](?=\.)\.|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
QUOTED = re.compile('[«“„"]([^«»“”„"\n]{1,40})[»”“"]')
START = re.compile(r"(?:^|[.!?…\n])[\s«“„\"(–—-]*$")


@dataclass(frozen=True)
class Token:
    """A word of the comment. ``kind``: one of the signs above, or empty; ``first``: of its sentence."""

    start: int
    end: int
    text: str
    kind: str
    first: bool
    quoted: bool

    @property
    def latin(self) -> bool:
        """Whether it is written in Latin letters: there the given name comes first."""
        return not is_cyrillic(fold(self.text.rstrip(".")))


def tokens(text: str) -> list[Token]:
    """The words of ``text`` and, for those that may be part of a name, as what."""
    quoted = [m.span() for m in QUOTED.finditer(text) if len(m.group(1).split()) <= 4]
    shouting = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    found = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        if re.search("['’]s$", word):
            word, end = word[:-2], end - 2
        first = bool(START.search(text, max(0, start - 8), start)) if start else True
        inside = any(a < start < b for a, b in quoted)
        found.append(Token(start, end, word, _kind(word, shouting and len(word) > 1 and word.isupper()), first, inside))
    return found


def _kind(word: str, shouted: bool) -> str:
    """As what ``word`` may stand; ``shouted``: in capitals, as most of the comment is, so that they tell nothing."""
    if word.endswith("."):
        return INITIAL if word[0].isupper() else ""
    if word in PARTICLES:
        return UNKNOWN
    if not word[0].isupper() or shouted:
        return GIVEN if is_common_form(fold(word)) else ""
    abbreviation = word.isupper() and len(word) <= 4
    if len(word) == 1 or abbreviation or fold(word) in _no_names() or stems("roles").fullmatch(fold(word)):
        return ""
    about = read(word)
    if about.given and not is_cyrillic(fold(word)) and fold(word) in listed("stop"):
        return MAYBE  # June
    if not about.name and "-" in word:
        about = read(word.rpartition("-")[2])
    return _part(about, word)


def _part(about: Word, word: str) -> str:
    """As what ``word`` may stand in a name."""
    if about.patronymic and not (about.common and not re.search("[внч]", fold(word)[-5:])):
        return PATRONYMIC
    if about.given:
        return DOUBTFUL if about.common or (about.place and not is_cyrillic(fold(word))) else GIVEN
    if about.surname:
        return MAYBE if about.common or about.place else SURNAME
    return UNKNOWN if is_unknown(word) else ""


@cache
def _no_names() -> frozenset[str]:
    """Words with a capital that are no names, whatever the lists say; months are, before a surname."""
    return frozenset(w for w in listed("stop") | listed("titles") if not (w.isascii() and read(w).given))
