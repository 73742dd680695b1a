"""Which days, weeks and months a table covers: gaps, days without sales, periods cut short at its ends."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import ibis

Days = Mapping[dt.date, int]  # day → rows
Run = tuple[dt.date, dt.date, int]  # first and last of some days without sales, and how many of them are usual ones
DAY = dt.timedelta(days=1)
USUAL, SEEN = 0.8, 8  # a weekday is usual if there were sales on four of five of at least eight
MISSED = 3  # usual days that a first or last month may lack before it is called cut short
THIN = 1 / 3  # of the median month
BY_MONTH, BY_WEEK = 120, 28  # days that a table covers from which on it is drawn by months, or weeks


@dataclass(frozen=True)
class Period:
    """A month, week or day: its first day, its rows, and whether the table covers it from end to end."""

    start: dt.date
    rows: int
    whole: bool


@dataclass(frozen=True)
class Coverage:
    """A table's rows by ``unit``: ``month``, ``week`` or ``day``; periods without a row are there with 0."""

    unit: str
    periods: tuple[Period, ...]


def days_of(rows: ibis.Table, date: str) -> dict[dt.date, int]:
    """How many rows each day has, in order."""
    dated = rows.filter(rows[date].notnull())
    each = dated.group_by(day=dated[date].date()).agg(n=dated.count()).order_by("day")
    return {_day(row["day"]): row["n"] for row in each.to_pyarrow().to_pylist()}


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def coverage(days: Days) -> Coverage:
    """Rows by month, week or day, whichever shows the table's whole period at a glance."""
    first, last = min(days), max(days)
    span = (last - first).days
    unit = "month" if span >= BY_MONTH else "week" if span >= BY_WEEK else "day"
    counted: dict[dt.date, int] = {}
    start = start_of(first, unit)
    while start <= last:
        counted[start], start = 0, after(start, unit)
    for day, n in days.items():
        counted[start_of(day, unit)] += n
    ends = {s for s, cut in ((start_of(first, unit), cut_first(days)), (start_of(last, unit), cut_last(days))) if cut}
    return Coverage(unit, tuple(Period(s, n, s not in ends or unit == "day") for s, n in counted.items()))


def start_of(day: dt.date, unit: str) -> dt.date:
    """The first day of the month or week of ``day``, or itself."""
    if unit == "month":
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if unit == "week" else day


def after(start: dt.date, unit: str) -> dt.date:
    """The first day of the period behind the one that begins on ``start``."""
    length = {"month": calendar.monthrange(start.year, start.month)[1], "week": 7}.get(unit, 1)
    return start + dt.timedelta(days=length)


def usual_weekdays(days: Days) -> frozenset[int]:
    """Weekdays (Monday is 0) that have rows nearly always; none where there are too few weeks to tell."""
    every = [min(days) + DAY * i for i in range((max(days) - min(days)).days + 1)]
    seen = {w: [d in days for d in every if d.weekday() == w] for w in range(7)}
    return frozenset(w for w, hits in seen.items() if len(hits) >= SEEN and sum(hits) >= USUAL * len(hits))


def runs_without(days: Days) -> list[Run]:
    """Runs of usual days that have no row, in order; days that are not usual break no run."""
    usual, runs, day = usual_weekdays(days), list[Run](), min(days)
    going = False
    while day <= max(days):
        if day in days:
            going = False
        elif day.weekday() in usual:
            first, _, n = runs.pop() if going else (day, day, 0)
            runs.append((first, day, n + 1))
            going = True
        day += DAY
    return runs


def cut_first(days: Days) -> bool:
    """Whether the first month (or week, in a short table) begins before the table does."""
    first = min(days)
    return _is_cut(days, start_of(first, _ends(days)), first - DAY)


def cut_last(days: Days) -> bool:
    """Whether the last month (or week) goes on after the table ends."""
    last, unit = max(days), _ends(days)
    return _is_cut(days, last + DAY, after(start_of(last, unit), unit) - DAY)


def _ends(days: Days) -> str:
    return "month" if (max(days) - min(days)).days >= BY_MONTH else "week"


def _is_cut(days: Days, first: dt.date, last: dt.date) -> bool:
    """Whether too many days from ``first`` to ``last`` are missing for a table like this one."""
    if usual := usual_weekdays(days):
        return sum((first + DAY * i).weekday() in usual for i in range((last - first).days + 1)) >= MISSED
    apart = ((max(days) - min(days)).days + 1) / len(days)  # days from one with rows to the next, as a rule
    return (last - first).days + 1 >= MISSED * max(apart, 1)


def gaps(covered: Coverage) -> list[dt.date]:
    """Months or weeks without a single row."""
    return [p.start for p in covered.periods if not p.rows] if covered.unit != "day" else []


def thin(covered: Coverage) -> list[Period]:
    """Whole months or weeks with less than a third of the rows of a middling one."""
    whole = [p for p in covered.periods if p.whole and p.rows]
    if len(whole) < 6 or covered.unit == "day":
        return []
    middling = median(p.rows for p in whole)
    return [p for p in whole if p.rows < THIN * middling]
