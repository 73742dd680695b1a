"""Whether an amount includes VAT, where a tax stands beside it and no name says. Asked, for figures rest on it."""

from collections.abc import Mapping, Sequence
from statistics import median

from salesbook.intake.candidates import vat
from salesbook.intake.content import numbers
from salesbook.intake.field import Field, Found, Question
from salesbook.intake.likeness import speaks

OURS = "vat_included"
ANSWERS = {"with VAT": "yes", "without VAT": "no"}  # as they are chosen from, and as the table has them
MOST = 0.5  # of the amount that a tax may be; a taxpayer's number is more


def ask_vat(
    fields: Sequence[Field], certain: Mapping[str, Found], words: Mapping[str, Mapping[str, str]], where: str
) -> list[Question]:
    """A question where “Сумма” stands beside “Сумма НДС”; none where a name or the layout says it."""
    amount = next((f for f in fields if "amount" in certain and f.name == certain["amount"].theirs), None)
    if amount is None or vat(amount) or certain["amount"].why == "profile" or OURS in {*certain, *words}:
        return []
    tax = next((f for f in fields if f is not amount and _is_tax(f, amount)), None)
    if tax is None:
        return []
    values = {"column": amount.name, "tax": tax.name}
    return [Question(f"{where}:value.{OURS}", "import.ask.vat_in", values, tuple(ANSWERS))]


def _is_tax(field: Field, amount: Field) -> bool:
    if field.kind != "number" or vat(field) or not speaks("vat.itself", field.name):
        return False
    taxes, sums = (list(map(abs, numbers(each))) for each in (field, amount))
    return bool(taxes and sums) and median(taxes) <= MOST * median(sums)
