"""NPS by group or period, always on the scale −100 to 100."""

from typing import Any

from salesbook.charts.chart import Chart
from salesbook.charts.intervals import Scale, intervals
from salesbook.labels import Result
from salesbook.words import say, signed

TICKS = (-100, -50, 0, 50, 100)


def nps(result: Result) -> Chart:
    """One line per group: the score, its interval, and how many answered."""
    lang = result.lang

    def says(row: dict[str, Any]) -> str:
        points = {key.removeprefix("nps_"): signed(row[key], lang) for key in ("nps", "nps_low", "nps_high")}
        return say("nps.point", lang, None, **points, answers=say("count.answers", lang, row["answered"]))

    label = say("nps.axis", lang)
    scale = Scale("nps", "nps_low", "nps_high", "answered", TICKS, label, lambda value: signed(value, lang))
    return intervals(result, scale, says)
