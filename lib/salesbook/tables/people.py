"""A person's name as it is written → its parts: which is the given name, in which case it stands, a woman or a man."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from salesbook.tables.personal_words import dictionary, fold, is_cyrillic, known, listed, read

PIECE = re.compile(r"[^\W\d_](?=\.)\.|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
GIVEN, PATRONYMIC, SURNAME, INITIAL = "given", "patronymic", "surname", "initial"
MARKS = {GIVEN: "Name", PATRONYMIC: "Patr", SURNAME: "Surn"}
CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct", "voct")
SAME = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "й": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ь": None, "'": None}
)
ENDING = re.compile(
    r"(?<=(?:ск|цк|ов|ев|ин))(?:ии|ого|ому|им|ои|ая|ую|ою|а|у|е)$|(?<=енк)[оауе]$|(?<=ук|юк)(?:а|у|ом|ови)$"
)


@dataclass(frozen=True)
class Part:
    """A word of a name: ``role`` (given, patronymic, surname, initial), and ``stem``, the same in every case."""

    start: int
    end: int
    role: str
    stem: str


@dataclass(frozen=True)
class Person:
    """``gender``: f, m, or empty where the name does not tell. ``case``: one of :data:`CASES`."""

    parts: tuple[Part, ...]
    gender: str
    case: str


def person(name: str) -> Person:
    """The parts of ``name``, in whatever order they come."""
    pieces = list(PIECE.finditer(name))
    roles = _roles([p.group() for p in pieces])
    told = [_readings(p.group(), role) for p, role in zip(pieces, roles, strict=True)]
    gender, case = _agree(told)
    if not gender and pieces and not is_cyrillic(fold(pieces[0].group())):
        gender = _gender_of_latin([p.group() for p, role in zip(pieces, roles, strict=True) if role == GIVEN])
    parts = [
        Part(p.start(), p.end(), role, _stem(p.group(), role, readings, gender, case))
        for p, role, readings in zip(pieces, roles, told, strict=True)
    ]
    return Person(tuple(parts), gender, case)


def _roles(words: Sequence[str]) -> list[str]:
    """What each word is; where several could be the given name, the likeliest one is."""
    roles = [INITIAL if w.endswith(".") else PATRONYMIC if read(w).patronymic else "" for w in words]
    free = [at for at, role in enumerate(roles) if not role]
    if INITIAL in roles and PATRONYMIC not in roles:
        chosen = -1
    else:
        chosen = max(free, key=lambda at: _likely_given(words, roles, at), default=-1)
        chosen = chosen if chosen >= 0 and _is_given(words, chosen, len(free)) else -1
    for at in free:
        roles[at] = GIVEN if at == chosen else SURNAME
    return roles


def _likely_given(words: Sequence[str], roles: Sequence[str], at: int) -> tuple[bool, ...]:
    about, low = read(words[at]), fold(words[at])
    usual = about.subject and low in listed("more_given") | listed("doubtful")
    before_patronymic = at + 1 < len(roles) and roles[at + 1] == PATRONYMIC
    latin_first = not is_cyrillic(low) and at == 0
    return (before_patronymic, about.given and (latin_first or usual), about.given, not about.surname, latin_first)


def _is_given(words: Sequence[str], at: int, free: int) -> bool:
    return read(words[at]).given or (free > 1 and not _is_surely_surname(words[at]))


def _is_surely_surname(word: str) -> bool:
    return read(word).surname and not read(word).given


@lru_cache(50_000)
def _readings(word: str, role: str) -> tuple[tuple[str, str, str], ...]:
    """(gender, case, nominative) of each reading as that part of a name; none in Latin letters."""
    low = fold(word)
    if role not in MARKS or not is_cyrillic(low):
        return ()
    found: list[tuple[str, str, str]] = []
    for lang in ("uk", "ru"):
        for parse in dictionary(lang).parse(low):
            if MARKS[role] in parse.tag and _is_same_word(parse, low, lang):
                found.append((_gender(parse.tag), str(parse.tag.case), parse.normal_form))
    return tuple(dict.fromkeys(found))


def _is_same_word(parse: Any, low: str, lang: str) -> bool:
    """A form that the dictionary has, or one that it builds by the ending, the plural aside."""
    return "plur" not in parse.tag and (dictionary(lang).word_is_known(low) or parse.normal_form[:2] == low[:2])


def _gender(tag: Any) -> str:
    return "f" if "femn" in tag else "m" if "masc" in tag and "GNdr" not in tag else ""


def _agree(told: Sequence[Sequence[tuple[str, str, str]]]) -> tuple[str, str]:
    """The gender and the case that most parts can have; the nominative where nothing speaks against it."""
    votes: dict[tuple[str, str], float] = {}
    for readings in told:
        for gender, case in {(g, c) for g, c, _ in readings if c in CASES}:
            for each in (gender,) if gender else ("f", "m"):
                votes[each, case] = votes.get((each, case), 0) + 1
    if not votes:
        return "", "nomn"
    most = max(votes.values())
    best = [pair for pair, n in votes.items() if n == most]
    case = min((c for _, c in best), key=CASES.index)
    genders = {g for g, c in best if c == case}
    return (genders.pop() if len(genders) == 1 else ""), case


def _gender_of_latin(given: Sequence[str]) -> str:
    low = fold(given[0]) if given else ""
    women, men = (any(low == fold(n) for n in known("en")[key]) for key in ("women", "men"))
    return "f" if women and not men else "m" if men else ""


def _stem(word: str, role: str, readings: Sequence[tuple[str, str, str]], gender: str, case: str) -> str:
    """What stays the same in every case and spelling of the word."""
    low = fold(word)
    fitting = [n for g, c, n in readings if c == case and g in ("", gender)] or [n for _, _, n in readings]
    usual = [n for n in fitting if n in listed("more_given")] if role == GIVEN else []
    nominative = (usual or ([low] if low in fitting else []) or fitting or [low])[0]
    stem = nominative.translate(SAME)
    return ENDING.sub("", stem) if role == SURNAME else stem.removesuffix("о")
