"""Whether the cells of a column are what a contract's column holds."""

import re
from collections.abc import Callable

from salesbook.intake.field import Field
from salesbook.intake.likeness import meanings, speaks
from salesbook.intake.marks import low
from salesbook.tables.contracts import Column

SERIALS = (20_000, 80_000)  # days of Excel, 1954 to 2119
MOST = 0.9
DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}(\D|$)")
LABELLED = re.compile(r"(10|\d)\s*(?:[-–—:.)(]\s*[^\W\d].*)?", re.DOTALL)  # “10 - Extremely likely”


def numbers(field: Field) -> tuple[float, ...]:
    """The cells that are numbers."""
    return tuple(float(s) for s in field.samples if re.fullmatch(r"-?\d+(\.\d+)?", s))


def fits(column: Column, field: Field) -> bool:
    """Whether ``field`` can be ``column`` by its content; an empty one can be anything."""
    if field.kind == "empty" or not field.samples:
        return True
    return {"id": _id, "text": _text, "date": _date, "number": _number, "whole": _whole, "yes_no": _yes_no}[
        column.type
    ](column, field)


def _id(_: Column, field: Field) -> bool:
    return field.kind != "date"


def _text(column: Column, field: Field) -> bool:
    return field.kind in ("text", "id") or (field.kind == "number" and not column.one_of)


def _date(_: Column, field: Field) -> bool:
    if field.kind in ("date", "text"):  # “not closed yet” stands among days in many cells, and is one text
        return field.kind == "date" or _share(field, lambda s: DAY.match(s) is not None) >= MOST
    return _share(field, _day_in_digits) >= MOST


def _day_in_digits(text: str) -> bool:
    if re.fullmatch(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])?", text):
        return True
    return bool(re.fullmatch(r"\d{5}(\.\d+)?", text)) and SERIALS[0] <= float(text) <= SERIALS[1]


def _number(_: Column, field: Field) -> bool:
    return field.kind == "number" or (field.kind == "id" and len(numbers(field)) >= MOST * len(field.samples))


def _whole(column: Column, field: Field) -> bool:
    low_end, high_end = column.min or 0, column.max if column.max is not None else float("inf")
    return _share(field, lambda s: _scale_point(s, low_end, high_end)) >= MOST


def _scale_point(text: str, low_end: float, high_end: float) -> bool:
    found = re.fullmatch(r"(\d+)(\.0+)?", text) or LABELLED.fullmatch(text)
    return found is not None and low_end <= float(found[1]) <= high_end


def _yes_no(_: Column, field: Field) -> bool:
    return len(field.samples) <= 3 and all(low(s) in meanings()["agree"] + meanings()["deny"] for s in field.samples)


def _share(field: Field, test: Callable[[str], bool]) -> float:
    return sum(map(test, field.samples)) / len(field.samples)


def is_scale(field: Field) -> bool:
    """Whether the cells are points of a scale within 0 to 10, more than three of them or with a word beside each."""
    if field.kind in ("date", "empty") or not field.samples:
        return False
    return len(field.samples) <= 21 and _share(field, lambda s: _scale_point(s, 0, 10)) >= MOST


def points(field: Field) -> set[int]:
    """The points of the scale that were chosen."""
    found = (re.fullmatch(r"(\d+)(\.0+)?", s) or LABELLED.fullmatch(s) for s in field.samples)
    return {int(f[1]) for f in found if f}


def is_state(field: Field) -> bool:
    """Whether the column tells sales from what is no sale, by its name or by its words."""
    if field.kind not in ("text", "id") or len(field.samples) > 40:
        return False
    known = sum(speaks("sale", s) or speaks("no_sale", s) for s in field.samples)
    if speaks("status", field.name):
        return known > 0
    both = any(is_sale(s) for s in field.samples) and any(speaks("no_sale", s) for s in field.samples)
    return both and known * 2 >= len(field.samples)


def is_sale(state: str) -> bool:
    """Whether a deal or an order of this state is a sale, by its words.

    >>> is_sale("Closed Won"), is_sale("Не оплачен"), is_sale("Возврат")
    (True, False, False)
    """
    return speaks("sale", state) and not speaks("no_sale", state)
