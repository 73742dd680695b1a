"""Which rows are sales and in which money: columns of state and of currency."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from salesbook.intake.content import is_sale, is_state
from salesbook.intake.field import Field, Found, Question
from salesbook.intake.likeness import meanings, speaks
from salesbook.intake.marks import low


def ask_states(fields: Sequence[Field], used: Collection[str], where: str) -> list[Question]:
    """A question for each column that tells sales from what is none, or from what is unknown."""
    free = [f for f in fields if f.name not in used]
    asked = [q for f in free if (q := _ask_flag(f, where))]
    for field in free:
        if is_state(field) and not all(map(is_sale, field.samples)):
            asked.append(keep_question(field, where))
    return asked


def keep_question(field: Field, where: str) -> Question:
    """Which values of ``field`` are sales; its words suggest an answer."""
    suggested = "; ".join(filter(is_sale, field.samples))
    values = {"column": field.name, "n": len(field.samples)}
    return Question(f"{where}:keep.{field.name}", "import.ask.keep", values, field.samples, suggested)


def _ask_flag(field: Field, where: str) -> Question | None:
    """A column of yes and no that says whether a document counts: posted, paid, cancelled."""
    words = {low(s) for s in field.samples}
    if not 1 < len(words) <= 2 or not words <= {*meanings()["agree"], *meanings()["deny"]}:
        return None
    for name, good in (("voided", "deny"), ("posted", "agree")):
        if speaks(name, field.name):
            suggested = "; ".join(s for s in field.samples if low(s) in meanings()[good])
            values = {"column": field.name, "n": len(field.samples)}
            return Question(f"{where}:keep.{field.name}", "import.ask.keep", values, field.samples, suggested)
    return None


def ask_currency(fields: Iterable[Field], columns: Mapping[str, Found], where: str) -> list[Question]:
    """Amounts in several currencies are never added: one of them has to be chosen."""
    theirs = columns["currency"].theirs if "currency" in columns else None
    return [
        Question(f"{where}:currency.{f.name}", "import.ask.currency", {"column": f.name}, f.samples)
        for f in fields
        if f.name == theirs and len({low(s) for s in f.samples}) > 1
    ]
