"""One measure of a company, by name: the table it reads, the columns it groups by, and how to say what came out."""

import datetime as dt
import inspect
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, partial
from html import escape
from typing import Any

import ibis

from salesbook.errors import AbsentColumn, RequestError, SalesbookError, TooLittle, raise_all
from salesbook.metrics import MEASURES, order_lines
from salesbook.metrics.last_day import last_day
from salesbook.metrics.purchases import CHOICES
from salesbook.tables import Book, contracts, open

_OWN: dict[Any, tuple[str, ...]] = {}  # what measures give ungrouped
SIMPLE: dict[Any, type] = {int: int, float: float, str: str, float | None: float}  # what a command can be told


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
        return escape(self.absent) if self.table is None else self.table.to_pandas()._repr_html_()


def measure(
    book: Book, name: str, *, by: str | Sequence[str] = (), also: Sequence[str] = (), **parameters: Any
) -> Measured:
    """Compute measure ``name`` of the company in ``book``; where it lacks columns or data for it, say so and go on.

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
    except (AbsentColumn, TooLittle) as error:
        groups = (by,) if isinstance(by, str) else tuple(by)
        return Measured(name, None, groups, book.lang, book.company.currency, str(error))


def measure_strictly(
    book: Book, name: str, *, by: str | Sequence[str] = (), also: Sequence[str] = (), **parameters: Any
) -> Measured:
    """As :func:`measure`, but an absent column is an error."""
    groups = tuple(dict.fromkeys(c for c in ((by,) if isinstance(by, str) else by) if c))
    function = _function(name)
    _check_parameters(name, parameters, groups)
    reads = MEASURES[name]
    period = parameters.get("period") or _default(function, "period")
    rows = [book.table(reads.table, by=[*groups, *([period] if period else [])])]
    _check_tables(book, reads.also)
    rows += [book.table(other) for other in reads.also]
    given = _end_of_all(book, name, parameters) | _company_s(book, function) | parameters
    given |= {other: book.table(other) for other in reads.maybe if other in book.tables}
    if groups:
        _check_groups(name, groups, _own_columns(name, rows, given))
    result = function(*rows, **given, **({"by": list(groups)} if groups else {}))
    for column in also:
        result = _carried(result, column, book, reads.table)
    return Measured(name, result, groups, book.lang, book.company.currency)


def parameters_of(name: str) -> dict[str, type]:
    """The parameters of measure ``name`` that a command may set, with their types."""
    function = _function(name)
    own = inspect.signature(function).parameters.values()
    simple = {p.name: SIMPLE[p.annotation] for p in own if p.annotation in SIMPLE}
    rules = CHOICES if any(p.kind is p.VAR_KEYWORD for p in own) else {}
    return {
        **simple,
        **dict.fromkeys(rules, str),
        **({"as_of": dt.date} if "as_of" in inspect.signature(function).parameters else {}),
    }


def names(data: str, *, map: str = "", company: str = "", product: str = "") -> dict[str, str]:
    """``company`` and ``product`` that a lesson speaks of: those given, or else the name and best seller of ``data``.

    Aggregates only: no client and no comment. Without ``data`` nothing is read.
    """
    found = names_of(open(data, map=map or None)) if data and not (company and product) else {}
    return {"company": company or found.get("company", ""), "product": product or found.get("product", "")}


def names_of(book: Book) -> dict[str, str]:
    """``company`` and ``product`` of ``book``; empty where its data does not tell."""
    try:
        sold = measure(book, "best_sellers").rows if "orders" in book.tables else []
    except SalesbookError:
        sold = []  # a broken table is said where it is needed; the lesson has a product of its own to speak of
    return {"company": book.company.name, "product": str(sold[0]["product"]) if sold else ""}


def lines_behind(book: Book, name: str) -> Measured | None:
    """For a measure of orders: how many lines its rules leave in and out."""
    if MEASURES[name].table != "orders" or name == "order_lines":
        return None
    return Measured("order_lines", order_lines(book.table("orders")), (), book.lang)


def _function(name: str) -> Any:
    if name not in MEASURES:
        raise RequestError(name, "no such measure.", nearest(name, MEASURES))
    return MEASURES[name].function


def _company_s(book: Book, function: Any) -> dict[str, Any]:
    """What the company's mapping says of itself and the measure asks for."""
    rate = book.company.margin_rate
    asked = "margin_rate" in inspect.signature(function).parameters
    return {"margin_rate": rate} if asked and rate is not None else {}


def _end_of_all(book: Book, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The last day of the whole company, where none is given: of a part's own, one that fell asleep would look awake.

    It is asked once: a measure that is told the day need not look for it, in a question a third as long again.
    """
    ends = MEASURES[name].ends
    if "as_of" in given or ends not in book.tables or "as_of" not in inspect.signature(_function(name)).parameters:
        return {}
    whole = copy(book)
    whole.only = ""
    rules = {rule: given[rule] for rule in CHOICES if rule in given}
    asked = ("last_day", ends, book.privacy, *rules.items())
    return {"as_of": book.once(asked, partial(_last_day, whole, ends, rules))}


def _last_day(book: Book, name: str, rules: dict[str, Any]) -> dt.date | None:
    last: dt.date | None = last_day(name, book.table(name), rules).to_pyarrow()["last"][0].as_py()
    return last


def _check_tables(book: Book, others: Sequence[str]) -> None:
    """A measure of several tables has nothing to say where the company lacks one of the others: no reason to stop."""
    for other in others:
        if other not in book.tables:
            fix = f"It has {', '.join(book.tables)}; add {other} to its folder."
            raise AbsentColumn(book.source, f"the company has no table {other}.", fix)


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


def _own_columns(name: str, rows: Sequence[ibis.Table], given: dict[str, Any]) -> tuple[str, ...]:
    """The columns that the measure gives ungrouped: asked of empty tables, once for tables of the same columns."""
    told = tuple((k, v.columns if isinstance(v, ibis.Table) else repr(v)) for k, v in sorted(given.items()))
    asked = (name, tuple(table.columns for table in rows), told)
    if asked not in _OWN:
        _OWN[asked] = _function(name)(*(table.limit(0) for table in rows), **given).columns
    return _OWN[asked]


def _check_groups(name: str, by: Sequence[str], own: Sequence[str]) -> None:
    fix = "Leave it out, or give yours another name in tables.yaml: columns: {my_name: its name}."
    raise_all([RequestError(name, f"the result has a column {c} of its own.", fix) for c in by if c in own])


def _carried(result: ibis.Table, column: str, book: Book, table: str) -> ibis.Table:
    """``result`` with one value of ``column`` for each client: that of ``clients``, or else the last in ``table``.

    The rows are not grouped by it: a client whose name is spelt in two ways, or who changed hands, stays one.
    """
    for name in ("clients", table):
        rows = book.table(name) if name in book.tables else None
        if rows is not None and {"client_id", column} <= set(rows.columns):
            own, dates = rows[column], [c for c in contracts()[name].dates if c in rows.columns]
            last = own.argmax(rows[dates[0]]) if dates and name == table else own.max()
            each = rows.group_by("client_id").agg(**{column: last})
            placed = result.mutate(_place=ibis.row_number())  # a join loses the order that the measure gave
            both = placed.left_join(each, "client_id").order_by("_place")
            return both.drop("client_id_right", "_place")
    return result


def nearest(name: str, known: Any) -> str:
    """Help for a misspelt name: the one meant, or all there are."""
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"There are {', '.join(sorted(known)) or 'none'}."
