"""A table whose columns have types already, held against its contract; nothing is computed until it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import ibis

from salesbook.errors import DataError, raise_all
from salesbook.tables.cast import EXACT, Say, join, missing, one_of, yes_no
from salesbook.tables.columns import find_cells, other_columns
from salesbook.tables.contracts import Column, Contract
from salesbook.tables.mapping import Company, TableMap

Local = Callable[[Any, str], Any]  # (moment with an offset, time zone) → the moment there, in the engine's own words
INFINITE = float("inf")
KINDS = {"date": "a date or a timestamp", "yes_no": "a boolean"}


@dataclass(frozen=True)
class Typed:
    """``used``: the rows that keep the contract. ``judged``: ``reason`` (null: used) and ``date`` of each row.

    ``aside``: the other rows as they came, with ``reason``.
    """

    used: ibis.Table
    judged: ibis.Table
    aside: ibis.Table


def hold(
    raw: ibis.Table, contract: Contract, spec: TableMap, company: Company, where: str, say: Say, local: Local
) -> Typed:
    """Hold every column of ``raw`` against ``contract``; where its type differs only in width, cast it.

    Raises
    ------
    DataError, Faults
        Columns are missing, or are of another kind (a date kept as text): all at once.
    """
    raw = raw.select([column for column in raw.columns if _plain(raw[column].type())])
    cells = find_cells(raw, contract, spec, where)
    values, reasons = _values(cells, contract, where, say, lambda cell: local(cell, company.timezone))
    for column in contract.columns.values():
        reasons += missing(column, values, {}, say)
    columns = {**values, **other_columns(raw, cells, values, spec)}
    # one guess for the planner of a server, which takes every NOT for half of the rows
    wrong = reduce(or_, (condition for condition, _ in reasons), ibis.literal(False)).fill_null(False)
    date = next((values[c] for c in contract.dates if c in values), ibis.null("timestamp"))
    reason = join(reasons).name("reason")
    return Typed(
        raw.filter(~wrong).select([value.name(name) for name, value in columns.items()]),
        raw.select(reason, date.name("date")),
        raw.filter(wrong).select(reason, *(raw[c].cast("string").name(f"cell_{c}") for c in raw.columns)),
    )


def _values(
    cells: Mapping[str, Any], contract: Contract, where: str, say: Say, here: Callable[[Any], Any]
) -> tuple[dict[str, Any], list[tuple[Any, str]]]:
    values: dict[str, Any] = {}
    reasons: list[tuple[Any, str]] = []
    faults: list[DataError] = []
    for name, cell in cells.items():
        column = contract.columns[name]
        try:
            values[name], wrong = _value(column, cell, say, here)
            reasons += wrong
        except TypeError:
            kind = KINDS.get(column.type, "a number")
            fix = f"Make it {kind} there or in a view of it."
            faults.append(DataError(where, f"{name} is {str(cell.type()).partition('(')[0]}, not {kind}.", fix))
    raise_all(faults)
    return values, reasons


def _plain(kind: Any) -> bool:
    """Whether a cell is one value: lists, structures and bytes are no columns of a contract."""
    tests = (kind.is_string, kind.is_numeric, kind.is_boolean, kind.is_date, kind.is_timestamp, kind.is_uuid)
    return any(test() for test in tests)


def _value(column: Column, cell: Any, say: Say, here: Callable[[Any], Any]) -> tuple[Any, list[tuple[Any, str]]]:
    """The value of a cell in the contract's type, and (condition, reason) for what may be wrong with it."""
    kind = cell.type()
    if column.type == "id":
        return _id(cell), []
    if column.type == "text":
        return one_of(column, cell.cast("string").strip().nullif(""), say)
    if column.type == "date":
        return _moment(cell, here), []
    if column.type == "yes_no":
        return (cell, []) if kind.is_boolean() else yes_no(column, cell.cast("string").strip().nullif(""), say)
    if not kind.is_numeric() or kind.is_boolean():
        raise TypeError(kind)
    return _number(column, cell.cast("int64" if kind.is_integer() else "float64"), say)


def _number(column: Column, value: Any, say: Say) -> tuple[Any, list[tuple[Any, str]]]:
    """The number in the contract's type, and (condition, reason) for what may be wrong with it."""
    faults = []
    if value.type().is_floating():
        faults.append((value.isnan() | (value.abs() == INFINITE), say("reason.not_a_number", column=column.name)))
    if column.min is not None:
        faults.append((value < column.min, say("reason.below", column=column.name, limit=column.min)))
    if column.max is not None:
        faults.append((value > column.max, say("reason.above", column=column.name, limit=column.max)))
    if column.type != "whole":
        return value.cast("float64"), faults
    if value.type().is_floating():
        faults.append((value != value.round(), say("reason.not_whole", column=column.name)))
        value = ibis.ifelse(value.abs() <= EXACT, value, ibis.null("float64")).round().cast("int64")
    return value, faults


def _id(cell: Any) -> Any:
    kind = cell.type()
    if kind.is_floating() or kind.is_decimal():
        cell = cell.round().cast("int64")
    return cell.cast("string").strip().nullif("")


def _moment(cell: Any, here: Callable[[Any], Any]) -> Any:
    """A moment without an offset in the company's time zone."""
    kind = cell.type()
    if kind.is_date():
        return cell.cast("timestamp")
    if not kind.is_timestamp():
        raise TypeError(kind)
    return cell if kind.timezone is None else here(cell)
