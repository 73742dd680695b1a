"""A point with its interval for each group or period, how many stand behind it written at its side."""

from collections.abc import Callable
from dataclasses import dataclass

from salesbook.charts.chart import ACCENT, GRID, INK, Chart, at_most, canvas, contrast, make_room, nothing
from salesbook.labels import Result, group_label, short
from salesbook.words import number


@dataclass(frozen=True)
class Scale:
    """The columns to draw, the axis they share, and how a value is written."""

    value: str
    low: str
    high: str
    base: str
    ticks: tuple[float, ...]
    label: str
    write: Callable[[float], str]


def intervals(result: Result, scale: Scale, says: Callable[[dict], str], heading: str = "") -> Chart:
    """One line per row of ``result`` that has a base; ``says`` puts a row in words.

    ``heading`` is the finding in the title; where not given, the lowest and the highest group.
    """
    rows = [row for row in result.rows if row[scale.base]]
    if not rows:
        return nothing(result)
    rows, left_out = at_most(rows, result, scale.base)
    labels = [group_label(row, result.by, result.lang) for row in rows]
    found = heading or contrast(result, scale.value, scale.low, scale.high)
    figure, axes = canvas(1.2 + 0.36 * len(rows), found)
    places, (first, last) = range(len(rows)), (scale.ticks[0], scale.ticks[-1])
    room = last - first
    axes.hlines(places, [r[scale.low] for r in rows], [r[scale.high] for r in rows], color=ACCENT, lw=3, alpha=0.45)
    axes.plot([r[scale.value] for r in rows], places, "o", color=ACCENT, ms=7)
    written = [f"{scale.write(r[scale.value])}   n = {number(r[scale.base], result.lang)}" for r in rows]
    beside = last + 0.035 * room
    texts = [axes.text(beside, y, text, va="center", fontsize=9, color=INK) for y, text in enumerate(written)]
    axes.set_yticks(places, [short(label) for label in labels])
    axes.set_xticks(scale.ticks, [scale.write(tick) for tick in scale.ticks])
    axes.set(xlim=(first - 0.02 * room, last + 0.27 * room), ylim=(len(rows) - 0.4, -0.6))
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_xlabel(" · ".join(filter(None, (scale.label, left_out))), fontsize=9, color=INK)
    make_room(axes, texts)
    said = "; ".join(f"{label}: {says(row)}" for label, row in zip(labels, rows, strict=True))
    return Chart(figure, ". ".join(filter(None, (heading, left_out, said))))
