"""Periods of a table's own date: which are the last two, and whether a period has ended."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

UNITS = ("year", "quarter", "month", "week")
MONDAY = dt.date(1970, 1, 5)


def last_two(rows: ibis.Table, period: str) -> ibis.Table:
    """The rows of the last two periods that there are, with ``_now``: whether a row is of the last."""
    dated = rows.filter(rows[period].notnull())
    places = dated.select(_period=dated[period]).distinct()
    places = places.mutate(_place=ibis.row_number().over(order_by=ibis.desc("_period")))
    both = dated.inner_join(places, dated[period] == places["_period"])
    return both.filter(both["_place"] < 2).mutate(_now=both["_place"] == 0).drop("_place", "_period")


def two_of(rows: ibis.Table, values: Sequence[str]) -> ibis.Table:
    """A table of two rows with ``_now`` as one row: each of ``values`` as ``…_before`` and ``…_after``; else no row."""
    after, before = rows.filter(rows["_now"]).mutate(_one=1), rows.filter(~rows["_now"]).mutate(_one=1)
    named = {f"{value}_before": f"{value}_0" for value in values} | {f"{value}_after": value for value in values}
    return after.inner_join(before, "_one", rname="{name}_0").select(**{k: ibis._[v] for k, v in named.items()})


def ended(last_day: Any, as_of: Any, period: str) -> Any:
    """Whether the period that ``last_day`` lies in is over on the evening of ``as_of``; null for a period unknown."""
    if period not in UNITS:
        return ibis.null("boolean")
    return _index(as_of + ibis.interval(days=1), period) > _index(last_day, period)


def _index(day: Any, period: str) -> Any:
    """The number of the period that ``day`` lies in."""
    if period == "week":
        return day.delta(ibis.date(MONDAY.isoformat()), unit="day") // 7
    months = {"year": 12, "quarter": 3, "month": 1}[period]
    return (day.year().cast("int64") * 12 + day.month().cast("int64") - 1) // months


def with_as_of(result: ibis.Table, rows: ibis.Table, moment: str, as_of: dt.date | None) -> ibis.Table:
    """``result`` with ``_as_of``: the day given, or else that of the last ``moment`` of ``rows``; null without any."""
    if as_of is not None:
        return result.mutate(_as_of=ibis.date(as_of.isoformat()))
    if moment not in rows.columns:
        return result.mutate(_as_of=ibis.null("date"))
    return result.cross_join(rows.aggregate(_as_of=rows[moment].max().date()))
