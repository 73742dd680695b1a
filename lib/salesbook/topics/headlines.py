"""The few figures by which one run is held against another: each of the last days of the data, with its interval."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from salesbook import metrics
from salesbook.errors import DataError
from salesbook.tables import Book, contracts
from salesbook.tables.grouping import of_client

WINDOW_DAYS = 90


@dataclass(frozen=True)
class Headline:
    """A figure of the days ``first`` to ``last`` with its interval, resting on ``n``; ``unit`` is how it is written.

    Units: points (of NPS), share (0-1), money, number.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class _Source:
    """Where a headline comes from: the measure's table, its function, and its columns value, low, high, n."""

    table: str
    function: Callable[..., ibis.Table]
    columns: tuple[str, str, str, str]
    unit: str
    windowed: bool = False  # the measure takes its own window
    kind: str = ""  # of survey answers; those without a kind count as nps, as the measures have it


SOURCES: Mapping[str, _Source] = {
    "nps": _Source("surveys", metrics.nps, ("nps", "nps_low", "nps_high", "answered"), "points", kind="nps"),
    "csat": _Source("surveys", metrics.csat, ("csat_rate", "csat_low", "csat_high", "answered"), "share", kind="csat"),
    "order_value": _Source(
        "orders", metrics.order_value, ("order_value", "order_value_low", "order_value_high", "orders"), "money"
    ),
    "frequency": _Source(
        "orders", metrics.frequency, ("frequency_per_month", "frequency_low", "frequency_high", "clients"), "number"
    ),
    "retention": _Source(
        "orders", metrics.retention, ("retention_rate", "retention_low", "retention_high", "start"), "share", True
    ),
}


def headlines(book: Book, *, window_days: int = WINDOW_DAYS) -> list[Headline]:
    """The headline figures of ``book`` that its tables give, each of its table's last ``window_days`` days.

    Retention compares that window with the one before it. What a table lacks the columns for is left out.
    """
    return headlines_by(book, "", window_days=window_days).get("", [])


def headlines_by(book: Book, by: str, *, window_days: int = WINDOW_DAYS) -> dict[str, list[Headline]]:
    """The headline figures of each value of column ``by``, all of the same days, so that they can be compared."""
    found: dict[str, list[Headline]] = {}
    for name, source in SOURCES.items():
        if source.table in book.tables:
            try:
                for label, headline in _headlines(book, name, source, by, window_days):
                    found.setdefault(label, []).append(headline)
            except DataError:
                continue  # said where the table is checked
    return found


def _headlines(book: Book, name: str, source: _Source, by: str, window_days: int) -> Iterator[tuple[str, Headline]]:
    groups = [of_client(source.table, by)] if by else []
    rows, last = _dated(book.table(source.table, by=groups), source)
    if last is None:
        return
    first = last - dt.timedelta(days=window_days - 1)
    date = _date(source.table, rows)
    within = rows if source.windowed else rows.filter(rows[date].date() >= ibis.date(first.isoformat()))
    given: dict[str, Any] = {"window_days": window_days} if source.windowed else {}
    for row in source.function(within, by=groups, **given).to_pyarrow().to_pylist():
        value, low, high, n = (row[column] for column in source.columns)
        label = row[groups[0]] if by else ""
        if value is not None and label is not None:
            yield str(label), Headline(name, value, low, high, n, source.unit, first, last)


def _date(table: str, rows: ibis.Table) -> str:
    return next((c for c in contracts()[table].dates if c in rows.columns), "")


def _dated(rows: ibis.Table, source: _Source) -> tuple[ibis.Table, dt.date | None]:
    """The rows that ``source`` reads and the last day that one of them counts for."""
    if source.kind and "kind" in rows.columns:
        own = rows.kind == source.kind
        rows = rows.filter(own | rows.kind.isnull() if source.kind == "nps" else own)
    elif source.kind == "csat":
        return rows, None
    date = _date(source.table, rows)
    if not date:
        return rows, None
    counted = metrics.purchases(rows) if source.table == "orders" else rows.filter(rows.score.notnull())
    found = counted.aggregate(last=counted[date].max().date()).to_pyarrow().to_pylist()[0]["last"]
    return rows, found
