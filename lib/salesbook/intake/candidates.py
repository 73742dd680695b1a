"""Which columns of theirs could be which of ours, how surely, and who gets it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salesbook.intake.content import fits, is_scale, numbers, points
from salesbook.intake.field import CERTAIN, NEAR, POSSIBLE, Field
from salesbook.intake.likeness import STANDS_IN, likeness, meanings, speaks, tokens
from salesbook.intake.marks import low
from salesbook.tables.contracts import Column, Contract
from salesbook.tables.guess import plain

OWN, SYNONYM, BY_WORDS, BY_RATING, CONTENT = 1.0, 0.97, 0.95, 0.9, 0.5
UNFIT = 0.55  # what is left where the content does not fit the name
NEVER = 0.4  # … where the name says that it is a plan, a share, a discount
NAMELESS = re.compile(r"\d+|(level|group|column)[ _]\d+")  # as the flat table calls what has no name
MANY_CLIENTS = 20
WIDEST = 500  # columns that are compared by name: 4 ms each
REGISTERS = {("clients", "client_id"), ("team", "manager_id"), ("complaints", "complaint_id")}  # one row each
MEASURES = ("amount", "quantity", "unit_price", "cost", "profit", "points")


@dataclass(frozen=True)
class Candidate:
    """A column of theirs that may be ``ours``."""

    ours: str
    field: Field
    confidence: float
    why: str
    rank: int = 0  # of the synonym: earlier ones go first
    fit: bool = True


def candidates(contract: Contract, fields: Sequence[Field]) -> list[Candidate]:
    """Every possible pair, the surest first."""
    found = [
        c for column in contract.columns.values() for f in fields[:WIDEST] if (c := _judge(contract.name, column, f))
    ]
    return sorted(found, key=lambda c: (-c.confidence, c.rank))


def _judge(table: str, column: Column, field: Field) -> Candidate | None:
    confidence, why, rank = _by_name(table, column, field)
    if confidence < POSSIBLE:
        return None
    fit = fits(column, field) and _is_register_key(table, column, field) and _has_words(table, column, field)
    confidence *= 1 if fit else UNFIT
    if _never(column, field, table):
        confidence *= NEVER
    if column.type == "id" and set(tokens(field.name)) & set(meanings()["id_words"]):
        confidence = min(1.0, confidence + 0.015)  # a code before the name beside it
    return Candidate(column.name, field, confidence, why, rank, fit) if confidence > POSSIBLE * UNFIT else None


def _by_name(table: str, column: Column, field: Field) -> tuple[float, str, int]:
    if table == "surveys" and column.name in ("score", "comment"):
        confidence = _by_question(column, field)
        if confidence:
            longer_first = (
                -sum(map(len, field.samples)) // max(1, len(field.samples)) if column.name == "comment" else 0
            )
            return confidence, "synonym", longer_first
    best = (0.0, "", 0)
    for rank, known in enumerate((column.name, *column.names)):
        like = likeness(field.name, known, table)
        confidence = like * (SYNONYM if rank else OWN)
        if confidence > best[0]:
            best = confidence, ("like" if like < 0.8 else "synonym" if rank else "name"), rank
    perhaps = meanings()["perhaps"].get(table, {}).get(column.name, [])
    return max(best, (STANDS_IN, "like", 99)) if plain(field.name) in map(plain, perhaps) else best


def _by_question(column: Column, field: Field) -> float:
    if column.name == "comment":
        asked = len(tokens(field.name)) > 2 and speaks("comment", field.name) and field.kind in ("text", "id", "empty")
        return BY_WORDS if asked and not is_scale(field) else 0.0
    if speaks("recommend", field.name) and not speaks("comment", field.name):
        return BY_WORDS
    return BY_RATING if speaks("satisfied", field.name) and is_scale(field) else 0.0


def _is_register_key(table: str, column: Column, field: Field) -> bool:
    return (table, column.name) not in REGISTERS or field.distinct >= 0.9 or not field.samples


def _has_words(table: str, column: Column, field: Field) -> bool:
    """Whether a column of fixed words that a row cannot do without holds some of them, in any language."""
    if not (column.one_of and column.required and field.samples):
        return True
    patterns = meanings()["words"].get(table, {}).get(column.name, {})
    return any(
        s in column.one_of or any(re.match(rf"\W*(?:{p})\b", low(s)) for p in patterns.values()) for s in field.samples
    )


def _never(column: Column, field: Field, table: str) -> bool:
    if "%" not in field.name and plain(field.name) in {plain(n) for n in (column.name, *column.names)}:
        return False
    if column.type == "date":
        return speaks("never.date", field.name) and column.name not in ("promised_by", "expires_on", "birthday")
    if column.type != "number":
        return False
    tax = column.name == "amount" and speaks("vat.itself", field.name) and not vat(field)
    return tax or speaks("never.number", field.name)


def vat(field: Field) -> str:
    """What the name says of VAT: ``with``, ``without`` or nothing."""
    return next((word for word in ("with", "without") if speaks(f"vat.{word}", field.name)), "")


def assign(found: Sequence[Candidate]) -> dict[str, Candidate]:
    """Ours → the surest candidate; each column of theirs serves once."""
    taken: dict[str, Candidate] = {}
    for one in found:
        if one.ours not in taken and all(one.field is not other.field for other in taken.values()):
            taken[one.ours] = one
    return taken


def rivals(one: Candidate, found: Sequence[Candidate], taken: Mapping[str, Candidate]) -> list[Candidate]:
    """Other columns that could nearly as surely be the same, and serve nothing else as well."""
    near = [c for c in found if c.ours == one.ours and c is not one and c.confidence > one.confidence - NEAR]
    used = {id(t.field): t.confidence for t in taken.values()}
    near = [c for c in near if c.confidence >= used.get(id(c.field), 0) and c.fit and c.confidence >= CERTAIN - NEAR]
    if one.ours.endswith("_id"):
        coded = set(tokens(one.field.name)) & set(meanings()["id_words"])
        return [] if coded else [c for c in near if c.rank and one.rank]
    return near


def by_content(column: Column, fields: Sequence[Field]) -> list[Field]:
    """Columns that hold what ``column`` holds, where no name tells: never certain."""
    if column.type == "whole":
        return [f for f in fields if is_scale(f) and max(points(f)) > 6]
    plausible = [f for f in fields if f.samples and fits(column, f) and not _never(column, f, "")]
    if column.type == "number":
        return [f for f in plausible if f.kind == "number" and numbers(f)]
    if column.name == "client_id":
        listed = [f for f in plausible if f.kind in ("id", "text") and 0 < f.distinct < 1]
        return [f for f in listed if NAMELESS.fullmatch(f.name) or len(f.samples) >= MANY_CLIENTS]
    return plausible if column.type == "date" else []
