"""Bars of one column of a result, upright for periods and lying for groups."""

from collections.abc import Callable

from matplotlib.axes import Axes

from salesbook.charts.chart import (
    ACCENT,
    GRID,
    INK,
    Chart,
    Result,
    canvas,
    column_label,
    group_label,
    nothing,
    short,
    title,
)
from salesbook.words import number, say

UPRIGHT = {"year", "quarter", "month", "week"}
MOST = 30


def bars(result: Result, column: str, base: str, write: Callable[[float], str]) -> Chart:
    """``column`` of each row as a bar, ``base`` as its n; written out by ``write``."""
    name = column_label(column, result.lang)
    groups = " · ".join(column_label(c, result.lang) for c in result.by)
    heading = title(say("chart.by", result.lang, measure=name, column=groups) if groups else name)
    rows = [row for row in result.rows if row[column] is not None]
    if not rows:
        return nothing(result)
    upright = set(result.by) <= UPRIGHT and bool(result.by)
    rows = rows[-MOST:] if upright else sorted(rows, key=lambda r: -r[column])[:MOST]
    labels = [group_label(row, result.by, result.lang) for row in rows]
    values, counts = [row[column] for row in rows], [row[base] for row in rows]
    figure, axes = canvas(3.4 if upright else 1.2 + 0.34 * len(rows), heading)
    (_upright if upright else _lying)(
        axes,
        labels,
        values,
        [f"{write(v)}   n = {number(n, result.lang)}" for v, n in zip(values, counts, strict=True)],
    )
    name += f", {result.currency}" if result.currency and column in ("order_value", "revenue") else ""
    (axes.set_ylabel if upright else axes.set_xlabel)(name, fontsize=9, color=INK)
    axes.margins(x=0.02 if upright else 0.3)
    says = "; ".join(
        f"{label}: {write(v)} (n = {number(n, result.lang)})"
        for label, v, n in zip(labels, values, counts, strict=True)
    )
    return Chart(figure, f"{heading}. {says}")


def _upright(axes: Axes, labels: list[str], values: list[float], _: list[str]) -> None:
    places = range(len(labels))
    axes.bar(places, values, color=ACCENT, width=0.72)
    step = max(1, len(labels) // 9)
    axes.set_xticks([p for p in places if p % step == 0], [labels[p] for p in places if p % step == 0])
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.yaxis.set_major_formatter(lambda v, _: f"{v:,.0f}".replace(",", "\N{NO-BREAK SPACE}"))


def _lying(axes: Axes, labels: list[str], values: list[float], written: list[str]) -> None:
    drawn = axes.barh([short(label) for label in labels], values, color=ACCENT, height=0.62)
    axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK)
    axes.invert_yaxis()
    axes.set_xticks([])
