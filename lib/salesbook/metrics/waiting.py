"""How long complaints waited: hours to the answer and to the solution, open ones included."""

import datetime as dt
from typing import Any

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.purchases import check_columns

DAY_HOURS = 24


def waited(complaints: ibis.Table, limit_days: float, as_of: dt.date | None) -> ibis.Table:
    """Complaints opened until ``as_of`` with what was known on its evening.

    Added: ``_as_of`` (date), ``_opened`` (date), ``_asked_hours`` (from opening to that evening), ``_answer_hours``,
    ``_solve_hours`` (null where not yet), ``_in_time``, ``_late`` (answered within the limit; later, or waiting
    longer; neither: it can still be in time).
    """
    if not limit_days > 0:
        raise RequestError("limit_days", f"{limit_days} is no limit.", "Give days above 0, e.g. 3.")
    check_columns(complaints, "complaints", ["opened_at", "answered_at"])
    moments = [c for c in ("opened_at", "answered_at", "resolved_at") if c in complaints.columns]
    rows = complaints.filter(complaints.opened_at.notnull())
    if as_of is not None:
        rows = rows.mutate(_as_of=ibis.date(as_of.isoformat()))
    else:
        lasts = rows.aggregate(**{f"_{c}": rows[c].max().date() for c in moments})
        last = lasts[f"_{moments[0]}"]
        for c in moments[1:]:
            later = lasts[f"_{c}"]
            last = ibis.ifelse(later.notnull() & (later > last), later, last)
        rows = rows.cross_join(lasts.select(_as_of=last))
    rows = rows.filter(rows.opened_at.date() <= rows["_as_of"])
    rows = rows.mutate(
        _opened=rows.opened_at.date(),
        _asked_hours=_hours(rows.opened_at, rows["_as_of"] + ibis.interval(days=1)),
        _answer_hours=_known(rows, "answered_at"),
        _solve_hours=_known(rows, "resolved_at"),
    )
    limit = limit_days * DAY_HOURS
    answer = rows["_answer_hours"]
    return rows.mutate(
        _in_time=(answer <= limit).fill_null(False),
        _late=(answer > limit).fill_null(rows["_asked_hours"] > limit),
    )


def of_last(rows: ibis.Table, period: str) -> ibis.Table:
    """The complaints of the last period that there is in column ``period``; all where none is named."""
    if not period:
        return rows
    check_columns(rows, "complaints", [period])
    last = rows.aggregate(_last_period=rows[period].max())
    return rows.cross_join(last).filter(ibis._[period] == ibis._["_last_period"])


def _known(rows: ibis.Table, column: str) -> Any:
    """Hours from opening until ``column``; null where it is not there, or not yet on the evening of ``_as_of``."""
    if column not in rows.columns:
        return ibis.null("float64")
    moment = rows[column]
    hours = _hours(rows.opened_at, moment)
    hours = ibis.ifelse(hours < 0, 0.0, hours)  # answered on the day it was written down with a later hour
    return ibis.ifelse(moment.date() <= rows["_as_of"], hours, ibis.null("float64"))


def _hours(start: Any, end: Any) -> Any:
    """Hours from ``start`` to ``end``: whole days between the dates, and the clock's difference."""
    days = (end.date() if end.type().is_timestamp() else end).delta(start.date(), unit="day")
    return days * float(DAY_HOURS) + _clock(end) - _clock(start)


def _clock(moment: Any) -> Any:
    """Hours since midnight."""
    if not moment.type().is_timestamp():
        return ibis.literal(0.0)
    return moment.hour() + moment.minute() / ibis.literal(60.0) + moment.second() / ibis.literal(3600.0)
