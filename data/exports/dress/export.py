"""An export: the files that a system gave, and what must come of them. Both are made of one list of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from .forms import plain, typed
from .truth import canonical


class Col(NamedTuple):
    """A column: as the export calls it, as the tidy table does (None: it is not there), its truth, its dress."""

    head: str
    name: str | None
    of: Any  # attribute of a row, or a function of it
    form: Any = plain


@dataclass(frozen=True)
class Export:
    """Files and truth of one export.

    totals
        Column → what the export itself prints as its sum.
    difference
        Column → (printed, sum of the lines), where they do not agree.
    questions
        Kinds that must be open before anything is written; ``may_ask``: kinds that a profile may settle, or ask about.
    answers
        What to say to the questions, so that ``rows`` come.
    others
        Columns that no contract knows → number, date, id or text.
    """

    name: str
    language: str
    shape: str
    files: Mapping[str, bytes]
    table: str = "orders"
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    period: tuple[str, str] | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Any] = field(default_factory=dict)
    difference: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    questions: Sequence[str] = ()
    may_ask: Sequence[str] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    profile: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    any_order: bool = False
    refused: str = ""


def value(col: Col, row: Any) -> Any:
    return col.of(row) if callable(col.of) else getattr(row, col.of) if col.of else None


def heads(cols: Sequence[Col]) -> list[str]:
    return [col.head for col in cols]


def dressed(cols: Sequence[Col], rows: Sequence[Any]) -> list[list[Any]]:
    """``rows`` as the export writes them."""
    return [[col.form(value(col, row)) for col in cols] for row in rows]


def in_book(cols: Sequence[Col], rows: Sequence[Any]) -> list[list[Any]]:
    """``rows`` as a workbook holds them, where a column says nothing else."""
    return [[(typed if col.form is plain else col.form)(value(col, row)) for col in cols] for row in rows]


def tidy(cols: Sequence[Col], rows: Sequence[Any]) -> dict[str, Any]:
    """Header and rows of the tidy table, as the fields of an Export."""
    kept = [col for col in cols if col.name]
    return {
        "header": [col.name for col in kept],
        "rows": [[canonical(value(col, row)) for col in kept] for row in rows],
    }


def money(number: Decimal) -> float | int:
    """A sum as YAML writes it shortest."""
    return int(number) if number == number.to_integral() else float(number)
