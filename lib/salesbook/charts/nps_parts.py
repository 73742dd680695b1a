"""What lies behind an NPS: groups against the rest, their change, and what clients do beside what they say."""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, Chart, canvas, make_room, nothing
from salesbook.charts.intervals import Scale, intervals
from salesbook.labels import Result, column_label, group_label, short
from salesbook.words import number, say, share, signed

SURE = 0.05
SAID = ("promoter", "passive", "detractor")
STATES = {"stopped": (ACCENT, ""), "buying": (PALE, ""), "no_rhythm": ("white", "////")}  # they differ in grey too


@dataclass(frozen=True)
class Labelled:
    """Rows that are named by their ``label``."""

    rows: list[dict[str, Any]]
    lang: str
    currency: str = ""
    absent: str = ""
    by: tuple[str, ...] = ("label",)


def labelled(result: Result) -> list[dict[str, Any]]:
    """Groups of several columns with a ``label`` that tells which column each is of."""
    return [{**row, "label": f"{row['group']} ({column_label(row['column'], result.lang)})"} for row in result.rows]


def mark_zero(chart: Chart) -> Chart:
    """``chart`` with a line where there is no difference."""
    if chart.figure is not None:
        chart.figure.axes[0].axvline(0, color=INK, lw=1)
    return chart


def nps_drivers(result: Result) -> Chart:
    """One line per group: its NPS less that of all others, the surest first."""
    lang = result.lang
    rows = labelled(result)
    sure = [row for row in rows if row["p_corrected"] < SURE]
    heading = say("nps.drivers_alike", lang)
    if sure:
        direction = say("nps.above_word" if sure[0]["difference"] > 0 else "nps.below_word", lang)
        heading = say("nps.drivers_title", lang, group=sure[0]["group"], direction=direction)
    rows.sort(key=lambda row: row["difference"])
    names = ("difference", "difference_low", "difference_high", "answered")
    shown = Labelled(rows, lang, absent=result.absent or say("chart.alone", lang))
    return _points(shown, names, say("nps.difference_axis", lang), heading)


def nps_segments(result: Result) -> Chart:
    """One line per group: how far its NPS moved from one period to the next."""
    lang = result.lang
    changed = [row for row in result.rows if row["change"] is not None]
    rows = [{**row, "label": group_label(row, result.by, lang)} for row in changed]
    sure = [row for row in rows if row["p_value"] < SURE]
    heading = say("nps.change_alike", lang)
    if sure:
        heading = say("nps.change_title", lang, group=max(sure, key=lambda row: abs(row["change"]))["label"])
    periods = {key: rows[0][key] for key in ("before", "after")} if rows else {"before": "", "after": ""}
    rows.sort(key=lambda row: row["change"])
    names = ("change", "change_low", "change_high", "answered_after")
    return _points(Labelled(rows, lang, absent=result.absent), names, say("nps.change_axis", lang, **periods), heading)


def _points(result: Labelled, names: tuple[str, str, str, str], axis: str, heading: str) -> Chart:
    lang, (value, low, high, base) = result.lang, names
    far = 200 if any(abs(row[end]) > 100 for row in result.rows for end in (low, high)) else 100

    def says(row: dict[str, Any]) -> str:
        points = {key: signed(row[name], lang) for key, name in zip(("difference", "low", "high"), names, strict=False)}
        return say("nps.difference_point", lang, None, **points, answers=say("count.answers", lang, row[base]))

    ticks = (-far, -far / 2, 0, far / 2, far)
    scale = Scale(value, low, high, base, ticks, axis, lambda points: signed(points, lang))
    return mark_zero(intervals(result, scale, says, heading))


def nps_behaviour(result: Result) -> Chart:
    """A bar for promoters, passives and detractors: how many stopped buying, still buy, or buy too seldom to tell."""
    lang = result.lang
    rows = sorted((row for row in result.rows if not result.by), key=lambda row: SAID.index(row["said"]))
    if not rows:
        return nothing(result)
    heading = _heading(rows, lang)
    figure, axes = canvas(1.7 + 0.5 * len(rows), heading)
    ends = _stacked(axes, rows, lang)
    axes.set_yticks(range(len(rows)), [say(f"value.said_{row['said']}", lang) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel(say("nps.behaviour_axis", lang), fontsize=9, color=INK)
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_xlim(left=0)
    drawn, names = axes.get_legend_handles_labels()
    figure.legend(drawn, names, loc="outside lower center", ncols=3, frameon=False, fontsize=9, labelcolor=INK)
    make_room(axes, ends)
    said = "; ".join(_says(row, lang) for row in rows)
    return Chart(figure, f"{heading}. {said}")


def _heading(rows: list[dict[str, Any]], lang: str) -> str:
    of: dict[str, dict[str, Any]] = {row["said"]: row for row in rows}
    empty = {"stopped": 0, "buying": 0}
    ours, theirs = of.get("promoter", empty), of.get("detractor", empty)
    counts = {
        "stopped": ours["stopped"], "known": ours["stopped"] + ours["buying"],
        "buying": theirs["buying"], "critics": theirs["stopped"] + theirs["buying"],
    }  # fmt: skip
    return say("nps.behaviour_title", lang, None, **{key: number(value, lang) for key, value in counts.items()})


def _stacked(axes: Axes, rows: list[dict[str, Any]], lang: str) -> list[Any]:
    left = [0] * len(rows)
    for state, (colour, hatch) in STATES.items():
        widths = [row[state] for row in rows]
        axes.barh(range(len(rows)), widths, 0.6, left=left, color=colour, hatch=hatch, edgecolor=ACCENT, lw=0.6,
                  label=short(column_label(state, lang)))  # fmt: skip
        left = [a + b for a, b in zip(left, widths, strict=True)]
    written = [_share(row, lang) for row in rows]
    room = 0.02 * max(left)
    return [axes.text(x + room, y, text, va="center", fontsize=9, color=INK)
            for y, (x, text) in enumerate(zip(left, written, strict=True))]  # fmt: skip


def _share(row: dict[str, Any], lang: str) -> str:
    if row["stopped_rate"] is None:
        return f"n = {number(row['clients'], lang)}"
    rate, low, high = (share(row[f"stopped_{key}"], lang) for key in ("rate", "low", "high"))
    return f"n = {number(row['clients'], lang)} ({rate}; {low} – {high})"


def _says(row: dict[str, Any], lang: str) -> str:
    counts = {key: number(row[key], lang) for key in STATES}
    return say("nps.behaviour_point", lang, None, said=say(f"value.said_{row['said']}", lang), **counts)
