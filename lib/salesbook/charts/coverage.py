"""How many rows each month, week or day has: gaps crossed, what is cut short hatched."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, Chart
from salesbook.words import date, month, number, say

SIZE = (4.2, 1.8)  # inches: small enough to be read on a phone as it is
LABELS = 3


class Period(Protocol):
    """A month, week or day, its rows, and whether the data covers it from end to end."""

    @property
    def start(self) -> dt.date: ...
    @property
    def rows(self) -> int: ...
    @property
    def whole(self) -> bool: ...


def coverage(periods: Sequence[Period], unit: str, lang: str) -> Chart:
    """Bars of rows by ``unit`` (``month``, ``week`` or ``day``), in the order of time."""
    names = [month(p.start, lang) if unit == "month" else date(p.start, lang) for p in periods]
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, length=0, labelsize=9)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, lw=0.8)
    whole, cut = ([i for i, p in enumerate(periods) if p.whole is kind] for kind in (True, False))
    axes.bar(whole, [periods[i].rows for i in whole], color=ACCENT, width=0.78)
    axes.bar(cut, [periods[i].rows for i in cut], color=PALE, edgecolor=ACCENT, hatch="////", lw=0.8, width=0.78)
    empty = [i for i, p in enumerate(periods) if not p.rows]
    if empty:
        axes.plot(empty, [0] * len(empty), "x", color=INK, ms=6, mew=1.6, clip_on=False, zorder=3)
    last = len(periods) - 1
    ticks = sorted({round(i * last / (LABELS - 1)) for i in range(LABELS)}) if last >= LABELS else range(last + 1)
    axes.set_xticks(ticks, [names[i] for i in ticks])
    labels = axes.get_xticklabels()
    if len(labels) > 1:
        labels[0].set_horizontalalignment("left")
        labels[-1].set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.set_ylim(bottom=0)
    axes.set_title(say(f"quality.by_{unit}", lang), y=1, loc="left", fontsize=9, color=INK)
    return Chart(figure, _says(periods, names, unit, lang))


def _says(periods: Sequence[Period], names: Sequence[str], unit: str, lang: str) -> str:
    """What the picture shows, for those who cannot see it."""
    said = [f"{say(f'quality.by_{unit}', lang)}, {names[0]} – {names[-1]}"]
    empty = [name for p, name in zip(periods, names, strict=True) if not p.rows]
    cut = [name for p, name in zip(periods, names, strict=True) if not p.whole]
    said += [f"{say('quality.drawn_empty', lang)}: {', '.join(empty)}"] if empty else []
    said += [f"{say('quality.drawn_cut', lang)}: {', '.join(cut)}"] if cut else []
    return ". ".join(said)
