"""The day that a measure looks back from where none is given: that of the whole company, also for a part of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import ibis

from salesbook.metrics.purchases import CHOICES, counted

MOMENTS = {
    "complaints": ("opened_at", "answered_at", "resolved_at"),
    "contacts": ("contacted_at",),
    "points": ("changed_at",),
    "surveys": ("answered_at",),
}


def last_day(name: str, rows: ibis.Table, given: Mapping[str, Any]) -> dt.date | None:
    """The last day of table ``name``; of orders the last purchase day, under the rules among ``given``.

    None where the table has no row that tells.

    Raises
    ------
    RequestError
        A rule that is none.
    """
    if name == "orders":
        rows = counted(rows, **{rule: given[rule] for rule in CHOICES if rule in given})
        days = [rows.day.max(where=rows.bought)]
    else:
        days = [rows[c].max().date() for c in MOMENTS[name] if c in rows.columns]
    if not days:
        return None
    found = rows.aggregate(**{f"day_{place}": day for place, day in enumerate(days)}).to_pyarrow().to_pylist()[0]
    return max((day for day in found.values() if day is not None), default=None)
