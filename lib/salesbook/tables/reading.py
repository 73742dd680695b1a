"""What became of one table: its rows, those set aside with their reasons, and how many there were of each."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from salesbook.errors import DataError


@dataclass(frozen=True)
class Reading:
    """What became of one table: ``read`` = ``used`` + the rows set aside, by reason."""

    table: str
    source: str
    read: int
    used: int
    set_aside: Mapping[str, int]
    first: dt.date | None
    last: dt.date | None
    columns: Mapping[str, Any]
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Loaded:
    """The ``rows`` that can be used, those ``aside`` (None: not here), and the counts of both, made when asked for."""

    rows: ibis.Table
    aside: ibis.Table | None
    count: Callable[[], Reading]

    @cached_property
    def reading(self) -> Reading:
        """What was read, used and set aside.

        Raises
        ------
        DataError
            Not one of the rows can be used.
        """
        counted = self.count()
        if counted.read and not counted.used:
            raise none_left(counted)
        return counted


def extent(used: ibis.Table, contract: Any) -> tuple[int, dt.date | None, dt.date | None]:
    """Number of rows, and the first and last day of the table's own date."""
    date = next((c for c in contract.dates if c in used.columns), None)
    first, last = (used[date].min(), used[date].max()) if date else (ibis.null("timestamp"), ibis.null("timestamp"))
    row = used.aggregate(n=used.count(), first=first, last=last).to_pyarrow().to_pylist()[0]
    return row["n"], *(moment.date() if moment else None for moment in (row["first"], row["last"]))


def none_left(reading: Reading) -> DataError:
    """What to say of a table that has rows and none of use."""
    reason = max(reading.set_aside, key=reading.set_aside.__getitem__)
    comma = any(key == "note.comma" for key, _ in reading.notes)
    fix = 'Write decimal: "," under its name in tables.yaml.' if comma else "Mend the export or tables.yaml."
    what = f"not one of {reading.read} rows of {reading.table} can be used ({reason})."
    return DataError(reading.source, what, fix)
