"""What numbers are counted in, where a header or a title says it: thousands, cents. Asked, for a title may be old."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from salesbook.intake.field import Question
from salesbook.intake.flat import Table
from salesbook.intake.marks import low, marks
from salesbook.intake.readings import Reading
from salesbook.intake.sheet import Note
from salesbook.tables.contracts import Contract

AS_IS = "1"


@cache
def _scales() -> Mapping[str, str]:
    return {word: factor for factor, words in marks()["scales"].items() for word in words}


def scale(text: str) -> str:
    """By what the numbers under ``text`` are to be multiplied; nothing where it does not say.

    >>> scale("Сума, тис. грн"), scale("amount_cents"), scale("Amount")
    ('1000', '0.01', '')
    """
    words = re.findall(r"[^\W\d_]+|000s?\b", low(text))
    return next((_scales()[word] for word in words if word in _scales()), "")


def ask_scales(
    table: Table, wanted: Mapping[str, str], contract: Contract | None, titles: Sequence[str], where: str
) -> list[Question]:
    """A question for each column of numbers whose header, or of money whose title, speaks of thousands or cents."""
    asked = []
    for ours, theirs in wanted.items():
        column = contract.columns.get(ours) if contract else None
        if column is None or column.type != "number":
            continue
        said = [theirs, *(titles if column.unit == "money" else ())]
        words, factor = next(((text, found) for text in said if (found := scale(text))), ("", ""))
        if not factor and column.unit == "money" and (words := _in_cents(table, theirs)):
            factor = "0.01"
        if factor:
            values = {"column": theirs, "words": words[:80]}
            asked.append(Question(f"{where}:scale.{theirs}", "import.ask.scale", values, (factor, AS_IS), factor))
    return asked


def _in_cents(table: Table, theirs: str) -> str:
    """An id of a payment service that counts in cents, where all of ``theirs`` are whole."""
    place = table.names.index(theirs)
    cells = [str(row[place]) for _, row in table.sample if row[place] is not None]
    ids = (str(cell) for _, row in table.sample[:1] for cell in row if cell is not None)
    known = next((each for each in ids if each.startswith(tuple(marks()["counts_cents"]))), "")
    return known if cells and all(re.fullmatch(r"-?\d+(\.0)?", cell) for cell in cells) else ""


def money_notes(table: Table, wanted: Mapping[str, str], readings: Mapping[str, Reading]) -> list[Note]:
    """Where some amounts have a currency, beside them or in a column of it, and others have none."""
    if name := wanted.get("currency"):
        place, money = table.names.index(name), table.names.index(wanted.get("amount", name))
        cells = [row[place] for _, row in table.sample if row[money] is not None]
        told = [str(cell) for cell in cells if cell is not None]
        values = {"column": name, "n": len(cells) - len(told), "currency": told[0] if told else ""}
        return [("import.money_some", values)] if 0 < len(told) < len(cells) else []
    found = [(name, n) for name in dict.fromkeys(wanted.values()) if (n := readings[name].numbers)]
    return [
        ("import.money_some", {"column": name, "n": n.unsigned, "currency": n.currencies[0]})
        for name, n in found
        if n.unsigned and len(n.currencies) == 1
    ]
