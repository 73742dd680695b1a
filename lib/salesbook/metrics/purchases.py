"""Order lines → the purchases that every measure of buying counts, under rules that are parameters."""

import datetime as dt
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal, TypedDict, get_args, get_type_hints

import ibis

from salesbook.errors import AbsentColumn, RequestError, raise_all

MONTH_DAYS = 30.4375
MADE = ("day", "bought", "as_of")  # columns that purchases adds


class Rules(TypedDict, total=False):
    """Which lines count. The defaults are the first of each choice.

    ``unknown_clients``: lines without a client. ``returns``: lines with quantity or amount below zero are no purchase
    and no purchase day; ``net`` subtracts them from the amounts. ``zero_amounts``: lines worth nothing.
    ``duplicates``: lines that repeat another in every column.
    """

    unknown_clients: Literal["exclude", "keep"]
    returns: Literal["exclude", "net"]
    zero_amounts: Literal["exclude", "keep"]
    duplicates: Literal["keep", "drop"]


CHOICES = {name: get_args(kind) for name, kind in get_type_hints(Rules).items()}


def rules_in_force(rules: Mapping[str, Any]) -> dict[str, str]:
    """Every rule with the choice that holds.

    Raises
    ------
    RequestError, Faults
        No such rule, or a choice that a rule does not have.
    """
    faults = []
    for name, choice in rules.items():
        if name not in CHOICES:
            close = get_close_matches(name, CHOICES, n=1)
            fix = f"Did you mean {close[0]}?" if close else f"There are {', '.join(CHOICES)}."
            faults.append(RequestError("orders", f"no rule {name}.", fix))
        elif choice not in CHOICES[name]:
            faults.append(RequestError(name, f"no choice {choice}.", f"It may be {' or '.join(CHOICES[name])}."))
    raise_all(faults)
    return {name: str(rules.get(name, choices[0])) for name, choices in CHOICES.items()}


def purchases(orders: ibis.Table, *, as_of: dt.date | None = None, by: Sequence[str] = (), **rules: Any) -> ibis.Table:
    """The lines that count, with ``day`` (date), ``bought`` (false for a return) and ``as_of`` (date) added.

    ``as_of`` is the last purchase day of the whole table unless given; lines after it are left out.

    Raises
    ------
    DataError
        A column of ``by`` is missing.
    RequestError
        A rule or ``as_of`` that is none, or a column of ``by`` that bears the name of one that is added.
    """
    lines = counted(orders, by=by, **rules)
    if as_of is not None:
        end = end_of(as_of)
        return lines.filter(lines.day <= end).mutate(as_of=end)
    last = lines.filter(lines.bought).aggregate(as_of=ibis._.day.max())
    lines = lines.cross_join(last)
    return lines.filter(lines.day <= lines.as_of)


def counted(orders: ibis.Table, *, by: Sequence[str] = (), **rules: Any) -> ibis.Table:
    """The lines that count on any day, with ``day`` (date) and ``bought`` (false for a return) added.

    Raises
    ------
    DataError, RequestError
        As in :func:`purchases`.
    """
    check_columns(orders, "orders", by)
    _check_made(by)
    force = rules_in_force(rules)
    lines = orders.distinct() if force["duplicates"] == "drop" else orders
    lines = lines.drop(*(c for c in MADE if c in lines.columns))
    lines = lines.mutate(day=lines.ordered_at.date(), bought=~is_return(lines))
    keep = []
    if force["unknown_clients"] == "exclude":
        keep.append(lines.client_id.notnull())
    if force["zero_amounts"] == "exclude":
        keep.append(lines.amount != 0)
    if force["returns"] == "exclude":
        keep.append(lines.bought)
    return lines.filter(keep) if keep else lines


def _check_made(by: Sequence[str]) -> None:
    for column in by:
        if column in MADE:
            fix = f"Give it another name in tables.yaml, e.g. columns: {{sales_{column}: {column}}}."
            raise RequestError("orders", f"the measures make a column {column} of their own.", fix)


def end_of(as_of: Any) -> Any:
    """The last day that counts, as a date of the engine.

    Raises
    ------
    RequestError
        ``as_of`` is no date.
    """
    if not isinstance(as_of, dt.date):
        raise RequestError("as_of", f"{as_of!r} is not a date.", "Write it like datetime.date(2026, 6, 30).")
    return ibis.date((as_of.date() if isinstance(as_of, dt.datetime) else as_of).isoformat())


def with_end(rows: ibis.Table, lines: ibis.Table, as_of: dt.date | None) -> ibis.Table:
    """``rows`` with ``end``: the day ``as_of``, or where none was given that of the purchases ``lines``."""
    return rows.mutate(end=end_of(as_of)) if as_of else rows.cross_join(lines.aggregate(end=lines.as_of.max()))


def is_return(lines: ibis.Table) -> Any:
    """Whether a line takes goods or money back."""
    back = lines.amount < 0
    return back | (lines.quantity < 0).fill_null(False) if "quantity" in lines.columns else back


def orders_in(lines: ibis.Table) -> Any:
    """The number of orders among purchases: distinct ``order_id``; a line without one is an order of its own."""
    if "order_id" not in lines.columns:
        return lines.bought.sum().fill_null(0)
    named = lines.order_id.nunique(where=lines.bought)
    return named + (lines.bought & lines.order_id.isnull()).sum().fill_null(0)


def order_lines(orders: ibis.Table) -> ibis.Table:
    """How many lines there are and how many each rule is about, one row.

    Columns: ``lines``, ``unknown_clients``, ``returns``, ``zero_amounts``, ``duplicates`` (counts of lines), ``last``
    (date of the last line).
    """
    same = ibis.literal("␟").join([orders[c].cast("string").fill_null("␀") for c in orders.columns])
    return orders.aggregate(
        lines=orders.count(),
        unknown_clients=orders.client_id.isnull().sum().fill_null(0),
        returns=is_return(orders).sum().fill_null(0),
        zero_amounts=(orders.amount == 0).sum().fill_null(0),
        duplicates=orders.count() - same.hash().nunique(),
        last=orders.ordered_at.max().date(),
    )


def check_columns(table: ibis.Table, name: str, columns: Sequence[str]) -> None:
    """Raise an AbsentColumn that names the columns which ``table`` has not."""
    for column in columns:
        if column not in table.columns:
            raise AbsentColumn(name, f"no column {column}.", f"It has {', '.join(table.columns)}.")
