"""The words by which the parts of a report are told: totals, months, currencies (marks.yaml)."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def marks() -> Mapping[str, Any]:
    """marks.yaml, read once."""
    found: dict[str, Any] = yaml.safe_load((files("salesbook.intake") / "marks.yaml").read_text("utf-8"))
    return found


def low(text: str) -> str:
    """``text`` for comparing: one space between words, lower case, ё as е.

    >>> low("  ИТОГО\\N{NO-BREAK SPACE} всё ")
    'итого все'
    """
    return " ".join(text.casefold().replace("ё", "е").split())


@cache
def _totals() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(map(re.escape, sorted(marks()["totals"], key=len, reverse=True)))
    of = "|".join(map(re.escape, marks()["of"]))
    return re.compile(rf"(?:{words})(?:\W*|\s+(?:{of})\s.*)"), re.compile(rf".*\s(?:{words})\W*")


def is_total(label: str) -> bool:
    """Whether a row that begins with ``label`` is a sum of others.

    >>> [is_total(each) for each in ("Итого по складу:", "РАЗОМ", "Total Energy Ltd", "Всього потроху")]
    [True, True, False, False]
    """
    return _totals()[0].fullmatch(low(label)) is not None


def ends_as_total(label: str) -> bool:
    """Whether ``label`` may be that of a sum: ``Ivanov Total``, which could be a name too."""
    return _totals()[1].fullmatch(low(label)) is not None


def total_of(label: str) -> str:
    """What ``label`` sums, where it may be a name too: ``Total Acorn Ltd`` → ``acorn ltd``."""
    said = low(label)
    word = max((w for w in marks()["totals"] if said.startswith(f"{w} ")), key=len, default="")
    return said.removeprefix(f"{word} ") if word else ""


@cache
def month_numbers() -> Mapping[str, int]:
    """Name of a month in any form → 1 to 12."""
    return {name: n for n, names in enumerate(marks()["months"], 1) for name in names}
