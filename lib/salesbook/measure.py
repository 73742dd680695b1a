"""One measure of a company, by name: the table it reads, the columns it groups by, and how to say what came out."""

import datetime as dt
import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import ibis

from salesbook.errors import AbsentColumn, RequestError, SalesbookError, raise_all
from salesbook.metrics import MEASURES, order_lines
from salesbook.metrics.purchases import CHOICES
from salesbook.tables import Book


@dataclass(frozen=True)
class Measured:
    """A measure's result, with what a chart or a finding needs to speak of it.

    ``table`` is None where the company has not the columns for it; then ``absent`` says which.
    """

    name: str
    table: ibis.Table | None
    by: tuple[str, ...]
    lang: str
    currency: str = ""
    absent: str = ""

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The result, computed once."""
        return [] if self.table is None else self.table.to_pyarrow().to_pylist()

    def _repr_html_(self) -> str:
        return self.absent if self.table is None else self.table.to_pandas()._repr_html_()


def measure(
    book: Book, name: str, *, by: str | Sequence[str] = (), also: Sequence[str] = (), **parameters: Any
) -> Measured:
    """Compute measure ``name`` of the company in ``book``; where it lacks a column for it, say so and go on.

    Parameters
    ----------
    by
        Columns to group by: the table's own, one of ``clients``, or ``year``, ``quarter``, ``month``, ``week``.
    also
        Further columns of ``clients`` to carry along, as far as the company has them.
    **parameters
        The measure's own parameters.

    Raises
    ------
    RequestError, Faults
        There is no such measure, or it has no such parameter.
    DataError
        The table that it reads is absent or unreadable.
    """
    try:
        return measure_strictly(book, name, by=by, also=also, **parameters)
    except AbsentColumn as error:
        groups = (by,) if isinstance(by, str) else tuple(by)
        return Measured(name, None, groups, book.lang, book.company.currency, str(error))


def measure_strictly(
    book: Book, name: str, *, by: str | Sequence[str] = (), also: Sequence[str] = (), **parameters: Any
) -> Measured:
    """As :func:`measure`, but an absent column is an error."""
    groups = tuple(c for c in ((by,) if isinstance(by, str) else by) if c)
    function = _function(name)
    _check_parameters(name, parameters, groups)
    table = MEASURES[name].table
    carried = [c for c in also if _is_there(book, table, c)]
    period = parameters.get("period") or _default(function, "period")
    rows = book.table(table, by=[*groups, *carried, *([period] if period else [])])
    keywords = {**parameters, **({"by": [*carried, *groups]} if groups or carried else {})}
    return Measured(name, function(rows, **keywords), groups, book.lang, book.company.currency)


def parameters_of(name: str) -> dict[str, type]:
    """The parameters of measure ``name`` that a command may set, with their types."""
    function = _function(name)
    own = inspect.signature(function).parameters.values()
    simple = {p.name: p.annotation for p in own if p.annotation in (int, float, str)}
    rules = CHOICES if any(p.kind is p.VAR_KEYWORD for p in own) else {}
    return {
        **simple,
        **dict.fromkeys(rules, str),
        **({"as_of": dt.date} if "as_of" in inspect.signature(function).parameters else {}),
    }


def lines_behind(book: Book, name: str) -> Measured | None:
    """For a measure of orders: how many lines its rules leave in and out."""
    if MEASURES[name].table != "orders" or name == "order_lines":
        return None
    return Measured("order_lines", order_lines(book.table("orders")), (), book.lang)


def _function(name: str) -> Any:
    if name not in MEASURES:
        raise RequestError(name, "no such measure.", nearest(name, MEASURES))
    return MEASURES[name].function


def _default(function: Any, parameter: str) -> Any:
    own = inspect.signature(function).parameters.get(parameter)
    return own.default if own else None


def _check_parameters(name: str, given: dict[str, Any], by: Sequence[str]) -> None:
    known = parameters_of(name)
    faults: list[SalesbookError] = [
        RequestError(name, f"no parameter {key}.", nearest(key, known)) for key in given if key not in known
    ]
    if by and "by" not in inspect.signature(_function(name)).parameters:
        faults.append(RequestError(name, "cannot be grouped.", "Leave out --by."))
    raise_all(faults)


def _is_there(book: Book, table: str, column: str) -> bool:
    try:
        book.table(table, by=[column])
    except AbsentColumn:
        return False
    return True


def nearest(name: str, known: Any) -> str:
    """Help for a misspelt name: the one meant, or all there are."""
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(sorted(known)) or 'none'}."
