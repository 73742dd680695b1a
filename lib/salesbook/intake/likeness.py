"""How like a header of theirs is to a name of ours, whatever stands around it: units, VAT, the table's noun."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import fuzz

from salesbook.intake.marks import low, marks
from salesbook.tables.guess import plain

LEVEL, NOUN, ROLE = 0.97, 0.97, 0.92  # what is left of the confidence when such words had to be taken off
STANDS_IN, MISSPELT = 0.75, 0.7
LONGEST = 400  # letters of a header or a cell that are looked at
MEMORY = 20_000  # texts
SIMILAR = 88  # of 100: “Custmer ID”, and no farther
NOISE = re.compile(r"response|open-?ended response|\{.*import_?id.*\}|unnamed.*|column\d*|", re.IGNORECASE)


@cache
def meanings() -> Mapping[str, Any]:
    """meanings.yaml, read once."""
    found: dict[str, Any] = yaml.safe_load((files("salesbook.intake") / "meanings.yaml").read_text("utf-8"))
    return found


@lru_cache(MEMORY)
def speaks(pattern: str, text: str) -> bool:
    """Whether the words of ``meanings.yaml`` under ``pattern`` (``vat.with``) are in ``text``.

    >>> speaks("vat.with", "Сумма с НДС, руб"), speaks("never.number", "Количество (план)")
    (True, True)
    """
    found: Any = meanings()
    for part in pattern.split("."):
        found = found[part]
    return re.search(found, _spoken(text[:LONGEST])) is not None


def _spoken(text: str) -> str:
    return low(re.sub(r"(?<=[a-zа-яіїє])(?=[A-ZА-ЯІЇЄ])", " ", text.replace("_", " ")).replace("’", "'"))


@lru_cache(MEMORY)
def levels(name: str) -> tuple[str, ...]:
    """The levels of a header that tell something, the lowest first.

    >>> levels("How likely are you to recommend us? / Response")
    ('How likely are you to recommend us?',)
    """
    parts = [part.strip() for part in name[: 4 * LONGEST].split(" / ")]
    return tuple(part for part in reversed(parts) if not NOISE.fullmatch(part))


@lru_cache(MEMORY)
def bare(name: str) -> str:
    """A header without the unit or currency beside it.

    >>> bare("Сумма, руб."), bare("Кол-во (шт)"), bare("Total ($)")
    ('Сумма', 'Кол-во', 'Total')
    """
    if len(name) > LONGEST:
        return name
    units = {*marks()["units"], *(u for known in marks()["currencies"].values() for u in known)}
    left = name
    for part in re.findall(r"[,(\[]\s*([^,()\[\]]+?)\s*[)\]]?\s*$", name):
        if low(part).rstrip(".") in units:
            left = re.sub(r"[,(\[]\s*" + re.escape(part) + r"\s*[)\]]?\s*$", "", name)
    return left.strip() or name


@lru_cache(MEMORY)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a header, “camelCase” taken apart."""
    return tuple(re.findall(r"[^\W_]+", _spoken(text[:LONGEST])))


def _starts(token: str, stems: list[str]) -> bool:
    return any(token == stem or (len(stem) > 2 and token.startswith(stem)) for stem in stems)


@lru_cache(MEMORY)
def variants(name: str, table: str) -> Mapping[str, float]:
    """What ``name`` may be compared as (without spaces and case) → what is left of the confidence."""
    found: dict[str, float] = {}
    for text, factor in _parts(name):
        for words, left in _shorter(text, table):
            key = plain("".join(words))
            if key and left * factor > found.get(key, 0):
                found[key] = left * factor
    return found


def _parts(name: str) -> Iterator[tuple[str, float]]:
    yield name, 1.0
    yield bare(name), 1.0
    told = levels(name)
    for level in told:
        yield bare(level), 1.0 if len(told) == 1 else LEVEL


def _shorter(text: str, table: str) -> Iterator[tuple[tuple[str, ...], float]]:
    words = tokens(text)
    nouns, roles = meanings()["nouns"].get(table, []), meanings()["roles"]
    filler = set(meanings()["filler"])
    without_vat = tokens(re.sub(f"{meanings()['vat']['with']}|{meanings()['vat']['without']}", " ", _spoken(text)))
    plain_role = tuple(w for w in without_vat if w not in filler and not _starts(w, roles))
    own = tuple(w for w in words if not _starts(w, nouns))
    yield words, 1.0
    yield own, NOUN
    yield plain_role, ROLE
    yield tuple(w for w in plain_role if not _starts(w, nouns)), ROLE * NOUN


@lru_cache(10 * MEMORY)
def likeness(name: str, known: str, table: str) -> float:
    """0 to 1: how surely a column called ``name`` is what ``known`` names.

    >>> likeness("Deal Owner", "owner", "orders"), likeness("Сумма, руб", "сумма", "orders")
    (0.97, 1.0)
    """
    goal = _plain(known)
    exact = variants(name, table).get(goal, 0.0)
    if exact or len(goal) < 4:
        return exact
    if _stands_in(name, known):
        return STANDS_IN
    near = (text for text in variants(name, table) if abs(len(text) - len(goal)) <= 2 and len(goal) > 5)
    return MISSPELT if any(fuzz.ratio(text, goal) >= SIMILAR for text in near) else 0.0


_plain = cache(plain)  # of the few hundred names in contracts.yaml


def _stands_in(name: str, known: str) -> bool:
    """Whether the words of ``known`` lead a Cyrillic header or end a Latin one, as the main word does."""
    words, goal = tokens(name), tokens(known)
    if len(words) <= len(goal) or len(words) > 8:
        return False
    cyrillic = re.search("[а-яіїєґ]", goal[0]) is not None
    part = words[: len(goal)] if cyrillic else words[-len(goal) :]
    if not cyrillic:
        return part == goal
    return all(a[: max(4, len(b) - 2)] == b[: max(4, len(b) - 2)] for a, b in zip(part, goal, strict=True))
