"""The call lists that came back, held against what the clients bought since."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis

from salesbook import metrics
from salesbook.intake.call_lists import Filled, read_call_lists
from salesbook.metrics.calls_made import OUTCOMES, REASONS
from salesbook.tables import Book
from salesbook.words import say

CODES = {"outcome": OUTCOMES, "reason": REASONS}
KINDS = {
    "client_id": "string", "listed_on": "date", "called_on": "date", "outcome": "string", "reason": "string",
    "manager_id": "string",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Rows with what a table or a chart needs to speak of them."""

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


@dataclass(frozen=True)
class Called(Part):
    """The measure :func:`salesbook.metrics.calls_made`, with the reasons, and what could not be taken as written.

    ``reasons`` is the measure :func:`salesbook.metrics.call_reasons`; ``faults`` are sentences.
    """

    reasons: Part | None = None
    faults: tuple[str, ...] = ()


def calls(book: Book, path: str, *, by: str = "", window_days: int = 60) -> Called:
    """What came of the filled-in call list at ``path``, or of all in that folder; without one, that there is none.

    Raises
    ------
    DataError
        There is no such list, or it is none of ours; or there is no table ``orders``.
    """
    groups = (by,) if by else ()
    if not path:
        nothing = say("calls.none", book.lang)
        absent = Part("call_reasons", None, (), book.lang, absent=say("calls.no_reasons", book.lang))
        return Called("calls_made", None, groups, book.lang, absent=nothing, reasons=absent)
    orders = book.table("orders")
    filled = read(path, book.lang)
    known = orders.filter(orders.client_id.notnull()).select("client_id").distinct()
    table = _table(filled)
    unknown = table.anti_join(known, "client_id").count().to_pyarrow().as_py()
    faults = (*filled.faults, *([say("calls.unknown", book.lang, unknown)] if unknown else ()))
    made = metrics.calls_made(table, orders, by=groups, window_days=window_days)
    reasons = Part("call_reasons", metrics.call_reasons(table), (), book.lang)
    return Called("calls_made", made, groups, book.lang, book.company.currency, reasons=reasons, faults=faults)


def read(path: str, lang: str) -> Filled:
    """The rows of the filled-in lists at ``path``, as they were written."""
    return read_call_lists(Path(path).expanduser(), CODES, lang)


def last_calls(path: str, lang: str) -> dict[str, dict[str, Any]]:
    """Each client who was called, with the last of the calls."""
    last: dict[str, dict[str, Any]] = {}
    for row in sorted(read(path, lang).rows, key=lambda r: _day(r) or dt.date.min) if path else ():
        if row["outcome"] is not None:
            last[row["client_id"]] = {**row, "on": _day(row)}
    return last


def _day(row: dict[str, Any]) -> dt.date | None:
    day: dt.date | None = row["called_on"] or row["listed_on"]
    return day


def _table(filled: Filled) -> ibis.Table:
    """The rows as the measure reads them; a row without any day cannot be held against purchases."""
    columns = {name: [row[name] for row in filled.rows if _day(row)] for name in KINDS}
    return ibis.memtable(columns, schema=KINDS)
