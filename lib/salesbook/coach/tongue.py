"""Which of the three languages a text is in: its letters tell, else its words, else what people there usually write."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from salesbook.coach.cues import plain
from salesbook.lessons.read import read_yaml
from salesbook.words import LANGUAGES

LOOKED_AT = 2000  # letters; a language shows sooner
MIXED = 2  # so many Latin letters to a Cyrillic one are English with a foreign name in it
LATIN, CYRILLIC = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[\u0400-\u052f]")
LETTERS = {"uk": re.compile("[іїє]"), "ru": re.compile("[ыэъ]")}
OWN = {  # what plain() does away with: it makes one of ґ and г, of ё and е, of all apostrophes
    "uk": re.compile(r"ґ|(?<=[бвмпрфзкн])['’ʼ](?=[юяєї])", re.IGNORECASE),
    "ru": re.compile("ё", re.IGNORECASE),
}
BUILT = {  # how words are built and end, where neither letters nor small words tell
    "uk": re.compile(r"ськ|цьк|ьо|нн[яю]\b|ю(?:ть|ться)\b|[иую]ти(?:ся)?\b|[аи]в(?:ся)?\b|л(?:ися|ася)\b"),
    "ru": re.compile(
        r"сч|[еию]т(?:е|ся)\b|\wют\b|[аеу]ть(?:ся)?\b|ни[еяю]\b|[аеия]лся\b|[иеая]е\b|[аую]я\b|ия\b|\bот\w"
    ),
}
WORD = re.compile(r"[^\W\d_]+")


def tongue(text: str, usual: str = "en") -> str:
    """``en``, ``uk`` or ``ru``; ``usual`` where a Cyrillic text, or one without letters, does not tell.

    >>> tongue("Compared with what?"), tongue("Порівняно з чим?"), tongue("По сравнению с чем?")
    ('en', 'uk', 'ru')
    """
    text = text[:LOOKED_AT]
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if not cyrillic:
        return "en" if latin or usual not in LANGUAGES else usual
    if latin > MIXED * cyrillic:
        return "en"
    votes = _letters(text) or _small_words(text) or _endings(text)
    if votes:
        return "uk" if votes > 0 else "ru"
    return usual if usual in LETTERS else "uk"


def _letters(text: str) -> int:
    """How many letters tell of Ukrainian, less those that tell of Russian."""
    return _more(LETTERS, plain(text)) + _more(OWN, text)


def _small_words(text: str) -> int:
    said, known = WORD.findall(plain(text)), _known()
    return sum(word in known["uk"] for word in said) - sum(word in known["ru"] for word in said)


def _endings(text: str) -> int:
    return _more(BUILT, plain(text))


def _more(telling: Mapping[str, re.Pattern[str]], text: str) -> int:
    return len(telling["uk"].findall(text)) - len(telling["ru"].findall(text))


@cache
def _known() -> Mapping[str, frozenset[str]]:
    """Language → its telling words."""
    with as_file(files("salesbook.coach") / "data" / "tongue.yaml") as path:
        return {lang: frozenset(map(str, words)) for lang, words in read_yaml(path).items()}
