"""The day that a measure looks back from where none is given: that of the whole company, also for a part of it."""

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


def last_day(name: str, rows: ibis.Table, given: Mapping[str, Any]) -> ibis.Table:
    """The last day of table ``name``, one row: ``last`` (date), the latest of its moments.

    Of orders it is the last purchase day, under the rules among ``given``. Null where no row or column tells.

    Raises
    ------
    RequestError
        A rule that is none.
    """
    if name == "orders":
        rows = counted(rows, **{rule: given[rule] for rule in CHOICES if rule in given})
        return rows.aggregate(last=rows.day.max(where=rows.bought))
    moments = [rows.select(moment=rows[c].date()) for c in MOMENTS[name] if c in rows.columns]
    if not moments:
        return ibis.memtable([{"last": None}], schema={"last": "date"})
    both = moments[0].union(*moments[1:]) if moments[1:] else moments[0]
    return both.aggregate(last=both.moment.max())
