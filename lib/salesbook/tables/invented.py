"""Names that nobody bears, drawn by a key: the same word always gets the same one, in the case it stood in."""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from salesbook.tables.people import CASES, GIVEN, INITIAL, PATRONYMIC, Part, Person
from salesbook.tables.personal_words import dictionary, known

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are taken for another


def digest(key: bytes, what: str, value: str) -> int:
    """A number that only ``key`` tells from ``value``; another one for each ``what``."""
    return int.from_bytes(hmac.digest(key, f"{what}\0{value}".encode(errors="replace"), hashlib.sha256), "big")


def code(number: int, length: int) -> str:
    """``length`` letters and digits of ``number``.

    >>> code(1000, 4)
    '00Z8'
    """
    signs = []
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        signs.append(LETTERS[rest])
    return "".join(reversed(signs))


def part(key: bytes, lang: str, one: Part, whole: Person, written: str) -> str:
    """The invented word for one part of a name: its role, gender and case are the original's."""
    pools = known(lang)["invented"]
    number = digest(key, one.role, one.stem)
    gender = whole.gender or "fm"[digest(key, "gender", one.stem) % 2]
    if one.role == INITIAL:
        given = pools["women"] + pools["men"]
        return f"{given[number % len(given)][0]}."
    if one.role == GIVEN:
        pool = pools["women" if gender == "f" else "men"]
        return inflected(pool[number % len(pool)], lang, whole.case, gender, "Name")
    if one.role == PATRONYMIC:
        pool = pools.get("patronymics" if gender == "f" else "fathers", ())
        return inflected(pool[number % len(pool)], lang, whole.case, gender, "Patr") if pool else ""
    return _surname(number, lang, whole.case, gender)


def _surname(number: int, lang: str, case: str, gender: str) -> str:
    lists = known(lang)
    pool = _surnames(lang)
    name = pool[number % len(pool)]
    if gender == "f":
        name = _turned(name, lists["of_women"])
    if case not in CASES[1:6]:
        return name
    forms = lists["endings"]["women" if gender == "f" else "men"]
    return _turned(name, {ending: each[CASES.index(case) - 1] for ending, each in forms.items()})


def _turned(name: str, endings: dict[str, str]) -> str:
    for ending, other in endings.items():
        if name.endswith(ending):
            return name.removesuffix(ending) + other
    return name


@lru_cache(8)
def _surnames(lang: str) -> tuple[str, ...]:
    pools = known(lang)["invented"]
    made = [stem + end for stem in pools.get("surname_stems", ()) for end in pools.get("surname_endings", ())]
    return (*pools.get("surnames", ()), *made)


@lru_cache(10_000)
def inflected(word: str, lang: str, case: str, gender: str, mark: str) -> str:
    """``word`` in ``case``, where the dictionary of ``lang`` can; else as it is."""
    if lang == "en" or case == "nomn":
        return word
    wanted = "femn" if gender == "f" else "masc"
    parses = [p for p in dictionary(lang).parse(word.lower()) if {"nomn", wanted} <= p.tag.grammemes]
    best: Any = next((p for p in parses if mark in p.tag), parses[0] if parses else None)
    form = best.inflect({case, "sing"}) or best.inflect({case}) if best else None
    return form.word.capitalize() if form else word


def firm(key: bytes, lang: str, stem: str) -> str:
    """An invented firm: two words and a number by chance, so that few firms of a company share one."""
    pools = known(lang)["invented"]
    number = digest(key, "company", stem)
    number, first = divmod(number, len(pools["firms"]))
    number, second = divmod(number, len(pools["firm_endings"]))
    number, third = divmod(number, 98)
    joint = " " if lang == "en" or " " in pools["firms"][first] else "-"
    return f"{pools['firms'][first]}{joint}{pools['firm_endings'][second]} {third + 2}"
