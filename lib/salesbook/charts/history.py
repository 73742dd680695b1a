"""Each headline figure run by run, with its interval and the steps of the plan."""

import datetime as dt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from salesbook.charts.chart import ACCENT, GRID, INK, WIDTH, Chart
from salesbook.labels import column_label
from salesbook.words import catalogue, date, number, say, share

ACROSS, MOST_TICKS = 2, 3


def history(past: Any) -> Chart:
    """A panel for each figure of ``past``, a :class:`salesbook.topics.history.History`; filled: this run."""
    lang = past.lang
    drawn = [move for move in past.moves if move.past]
    if not drawn:
        return Chart(None, say("history.first_run", lang))
    down, across = -(-len(drawn) // ACROSS), min(len(drawn), ACROSS)
    figure = Figure(figsize=(WIDTH, 1.2 + 2.1 * down), layout=ConstrainedLayoutEngine(h_pad=0.1))
    heading = _heading(drawn, lang)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=11, color=INK, fontweight="bold", wrap=True)
    panels = figure.subplots(down, across, squeeze=False).flatten()
    for axes, move in zip(panels, drawn, strict=False):
        _panel(axes, move, [step.since for step in past.steps if step.figure == move.now.name], past)
    for axes in panels[len(drawn) :]:
        axes.set_visible(False)
    figure.supxlabel(say("history.axis", lang), fontsize=9, color=INK)
    said = "; ".join(_said(move, past) for move in drawn)
    return Chart(figure, f"{heading}. {said}")


def _heading(drawn: list[Any], lang: str) -> str:
    """Which figures moved more than chance, between measurements that share no days."""
    sure = [_name(m.now.name, lang) for m in drawn if m.change.more_than_chance and not m.overlaps]
    return say("history.title", lang, figures=", ".join(sure)) if sure else say("history.title_none", lang)


def _panel(axes: Axes, move: Any, steps: list[dt.date], past: Any) -> None:
    every = [*move.past, move.now]
    days = [date2num(each.last) for each in every]
    for day, each in zip(days, every, strict=True):
        if each.low is not None and each.high is not None:
            axes.vlines(day, each.low, each.high, color=ACCENT, lw=3, alpha=0.45)
    axes.plot(days, [each.value for each in every], color=ACCENT, lw=1)
    axes.plot(days[:-1], [each.value for each in every[:-1]], "o", color=ACCENT, mfc="white", ms=6)
    axes.plot(days[-1:], [move.now.value], "o", color=ACCENT, ms=7)
    for since in steps:
        axes.axvline(date2num(since), color=INK, lw=1.2, ls=":")
    name = f"{_name(move.now.name, past.lang)} (n = {number(move.now.n, past.lang)})"
    axes.set_title(name, y=1, loc="left", fontsize=9, color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.tick_params(colors=INK, length=0, labelsize=8)
    axes.yaxis.set_major_formatter(lambda value, _: _written(value, move.now.unit, past.lang))
    span = max(days) - min(days) or 1
    axes.set_xlim(min(days) - 0.2 * span, max(days) + 0.2 * span)
    shown = [days[0], days[-1]] if len(days) > MOST_TICKS else days
    axes.set_xticks(shown, [date(every[days.index(day)].last, past.lang) for day in shown])


def _written(value: float, unit: str, lang: str) -> str:
    if unit == "share":
        return share(value, lang)
    return number(value, lang, 2 if abs(value) < 10 and unit != "points" else 0)


def _said(move: Any, past: Any) -> str:
    each = (f"{date(m.last, past.lang)}: {_written(m.value, m.unit, past.lang)}" for m in (*move.past, move.now))
    return f"{_name(move.now.name, past.lang)} – {', '.join(each)}"


def _name(figure: str, lang: str) -> str:
    return str(catalogue(lang).get(f"headline.{figure}", column_label(figure, lang)))
