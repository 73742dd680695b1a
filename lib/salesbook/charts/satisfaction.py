"""Satisfaction and complaints: shares with their intervals, always on the scale 0 to 100 %."""

from typing import Any

from salesbook.charts.chart import Chart
from salesbook.charts.intervals import Scale, intervals
from salesbook.charts.nps_parts import SURE, Labelled, labelled, mark_zero
from salesbook.labels import Result
from salesbook.words import number, say, share, signed

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def csat(result: Result) -> Chart:
    """One line per group: the share of satisfied answers, its interval, and how many answered."""
    lang = result.lang

    def says(row: dict[str, Any]) -> str:
        shares = {key.removeprefix("csat_"): share(row[key], lang) for key in ("csat_low", "csat_high")}
        answers = say("count.answers", lang, row["answered"])
        return say("csat.point", lang, None, csat=share(row["csat_rate"], lang), **shares, answers=answers)

    columns = "csat_rate", "csat_low", "csat_high", "answered"
    return intervals(result, Scale(*columns, TICKS, say("csat.axis", lang), lambda value: share(value, lang)), says)


def complaints(result: Result) -> Chart:
    """One line per group: the share of complaints answered in time, its interval, and how many there are."""
    lang = result.lang

    def says(row: dict[str, Any]) -> str:
        names = {"rate": "in_time_rate", "low": "in_time_low", "high": "in_time_high"}
        shares = {key: share(row[column], lang) for key, column in names.items()}
        return say("complaints.point", lang, None, count=number(row["judged"], lang), **shares)

    columns = "in_time_rate", "in_time_low", "in_time_high", "judged"
    scale = Scale(*columns, TICKS, say("complaints.axis", lang), lambda value: share(value, lang))
    return intervals(result, scale, says)


def complaints_groups(result: Result) -> Chart:
    """One line per group: its share answered in time less that of all others, in percentage points."""
    lang = result.lang
    rows = sorted(labelled(result), key=lambda row: row["difference"])
    slow = [row for row in rows if row["p_corrected"] < SURE and row["difference"] < 0]
    heading = say("complaints.groups_alike", lang)
    if slow:
        heading = say("complaints.groups_title", lang, None, group=slow[0]["group"])

    def says(row: dict[str, Any]) -> str:
        names = {"rate": "difference", "low": "difference_low", "high": "difference_high"}
        points = {key: signed(100 * row[name], lang) for key, name in names.items()}
        return say("complaints.point", lang, None, count=number(row["judged"], lang), **points)

    ticks, axis = (-1.0, -0.5, 0.0, 0.5, 1.0), say("complaints.groups_axis", lang)
    scale = Scale("difference", "difference_low", "difference_high", "judged", ticks, axis,
                  lambda value: signed(100 * value, lang))  # fmt: skip
    chart = intervals(Labelled(rows, lang, absent=result.absent or say("chart.alone", lang)), scale, says, heading)
    return mark_zero(chart)
