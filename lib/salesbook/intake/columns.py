"""From candidates to what is certain and what has to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from salesbook.intake.candidates import Candidate, assign, by_content, candidates, rivals, vat
from salesbook.intake.content import fits, numbers
from salesbook.intake.field import CERTAIN, Field, Found, Question
from salesbook.intake.likeness import STANDS_IN
from salesbook.tables.contracts import Column, Contract

HARMLESS = STANDS_IN * 0.9  # enough for a column of words that no figure rests on
MANY_LINES = 0.9  # orders to rows: below it orders have several lines
SAME_SHARE = 0.9  # as many different amounts as orders, but for chance
PLAIN_DATE = 0.93  # a date of payment is no date of an answer
ASKED = ("ordered_at", "client_id", "amount", "score", "contacted_at", "opened_at", "changed_at")


@dataclass(frozen=True)
class Columns:
    """What is certain, what is asked, and what no column could be."""

    certain: Mapping[str, Found]
    questions: tuple[Question, ...]
    lacks: tuple[str, ...]
    notes: tuple[tuple[str, dict[str, str]], ...] = ()


def settle_columns(contract: Contract, fields: Sequence[Field], where: str, given: Sequence[Candidate] = ()) -> Columns:
    """Each column of ``contract`` found among ``fields``, asked about, or lacking. ``given``: what a profile knows."""
    used = {id(g.field) for g in given}
    theirs = {g.ours for g in given}
    rest = [f for f in fields if id(f) not in used]
    found = [*given, *(c for c in candidates(contract, rest) if c.ours not in theirs)]
    taken = assign(found)
    notes = _leave_sums_of_orders(taken)
    certain: dict[str, Found] = {}
    questions: list[Question] = []
    lacks: list[str] = []
    for column in contract.columns.values():
        one = taken.get(column.name)
        near = rivals(one, found, taken) if one and column.name in ASKED and one.why not in ("profile", "said") else []
        if one and not near and _is_certain(one, column, taken):
            certain[column.name] = Found(one.field.name, round(one.confidence, 3), one.why)
        elif column.name in _needed(contract, taken):
            question = _ask(column, one, near, [f for f in fields if _free(f, taken, column.name)], where)
            (questions.append(question) if question else lacks.append(column.name))
    if contract.name == "orders" and lacks == ["client_id"]:
        return Columns(certain, tuple(questions), (), (*notes, ("import.no_client", {})))
    return Columns(certain, tuple(questions), tuple(lacks), notes)


def _leave_sums_of_orders(taken: dict[str, Candidate]) -> tuple[tuple[str, dict[str, str]], ...]:
    """The sum of an order repeated on each of its lines is no amount of a line: quantity and price are."""
    amount, order = taken.get("amount"), taken.get("order_id")
    if amount is None or order is None or amount.why == "said" or not amount.field.samples:
        return ()
    share = order.field.distinct
    if share > MANY_LINES or not SAME_SHARE * share <= amount.field.distinct <= share + 0.01:
        return ()
    said = {"column": amount.field.name}
    if all(
        name in taken and taken[name].confidence >= CERTAIN and taken[name].fit for name in ("quantity", "unit_price")
    ):
        del taken["amount"]
        return (("import.order_sum", said),)
    return (("import.order_sum_repeated", said),)


def _needed(contract: Contract, taken: Mapping[str, Candidate]) -> set[str]:
    """Columns without which the table is of no use, unless others stand in for them."""
    needed = {name for name, c in contract.columns.items() if c.required or c.key}
    for name in tuple(needed):
        others = contract.columns[name].or_else
        stands_in = bool(others) and all(o in taken and taken[o].confidence >= CERTAIN for o in others)
        own = taken.get(name)
        if stands_in and (own is None or own.confidence < CERTAIN):
            needed.remove(name)
    return needed


def _is_certain(one: Candidate, column: Column, taken: Mapping[str, Candidate]) -> bool:
    if not one.fit or (column.name == "cost" and _is_cost_of_one(one, taken)):
        return False
    if column.type == "date" and not column.required:
        return one.confidence >= PLAIN_DATE
    enough = HARMLESS if column.type == "text" and not (column.required or column.one_of) else CERTAIN
    return one.confidence >= enough


def _is_cost_of_one(cost: Candidate, taken: Mapping[str, Candidate]) -> bool:
    """Whether the cost is of the size of the price while things sell by the dozen: then it is no cost of the line."""
    price, quantity = taken.get("unit_price"), taken.get("quantity")
    if price is None or quantity is None:
        return False
    values = [numbers(c.field) for c in (cost, price, quantity)]
    return all(values) and median(values[2]) >= 3 and median(values[0]) < 2 * median(values[1])


def _free(field: Field, taken: Mapping[str, Candidate], ours: str) -> bool:
    return all(c.field is not field or c.ours == ours or c.confidence < CERTAIN for c in taken.values())


def _ask(
    column: Column, one: Candidate | None, near: Sequence[Candidate], free: Sequence[Field], where: str
) -> Question | None:
    named = [c.field.name for c in ((one, *near) if one else ())]
    content = [f.name for f in by_content(column, free) if f.name not in named]
    id = f"{where}:columns.{column.name}"
    if not named and not content:
        free_text = Question(id.replace(":columns.", ":value."), "import.ask.date", {"column": column.name})
        return free_text if column.name == "ordered_at" else None
    suggested = named[0] if named else content[0] if len(content) == 1 and column.name != "client_id" else ""
    values = {"column": column.name, "found": suggested}
    if near and len({vat(c.field) for c in (one, *near) if c}) > 1:
        return Question(id, "import.ask.vat", values, (*named, *content), suggested)
    if one and not one.fit:
        return Question(id, "import.ask.unfit", values, (*named, *content), "")
    key = "import.ask.column" if named else "import.ask.content"
    return Question(id, key, values, (*named, *content), suggested if one is None or fits(column, one.field) else "")
