"""Bars of one column of a result, upright for periods and lying for groups."""

from collections.abc import Callable

from matplotlib.figure import Figure

from salesbook.charts.chart import (
    ACCENT,
    GRID,
    INK,
    Chart,
    Result,
    at_most,
    canvas,
    column_label,
    group_label,
    is_timeline,
    make_room,
    nothing,
    short,
    title,
)
from salesbook.words import number, say


def bars(result: Result, column: str, base: str, write: Callable[[float], str]) -> Chart:
    """``column`` of each row as a bar, ``base`` as its n; written out by ``write``."""
    name = column_label(column, result.lang)
    groups = " · ".join(column_label(c, result.lang) for c in result.by)
    heading = title(say("chart.by", result.lang, measure=name, column=groups) if groups else name)
    rows, left_out = at_most([row for row in result.rows if row[column] is not None], result, base)
    if not rows:
        return nothing(result)
    if not is_timeline(result):
        rows = sorted(rows, key=lambda row: -row[column])
    labels = [group_label(row, result.by, result.lang) for row in rows]
    values, counts = [row[column] for row in rows], [number(row[base], result.lang) for row in rows]
    currency = result.currency if column in ("order_value", "revenue") else ""
    axis = ", ".join(filter(None, (name, currency)))
    if is_timeline(result):
        figure = _upright(heading, labels, values, axis, left_out, result.lang)
    else:
        written = [f"{write(v)}   n = {n}" for v, n in zip(values, counts, strict=True)]
        figure = _lying(heading, labels, values, written, " · ".join(filter(None, (axis, left_out))))
    said = "; ".join(f"{label}: {write(v)} (n = {n})" for label, v, n in zip(labels, values, counts, strict=True))
    return Chart(figure, ". ".join(filter(None, (heading, left_out, said))))


def _upright(heading: str, labels: list[str], values: list[float], axis: str, below: str, lang: str) -> Figure:
    figure, axes = canvas(3.4, heading)
    places = range(len(labels))
    axes.bar(places, values, color=ACCENT, width=0.72)
    step = max(1, len(labels) // 9)
    axes.set_xticks([p for p in places if p % step == 0], [labels[p] for p in places if p % step == 0])
    axes.grid(axis="y", color=GRID, lw=0.8)
    digits = 0 if max(values) >= 10 else 2
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang, digits))
    axes.set_ylabel(axis, fontsize=9, color=INK)
    axes.set_xlabel(below, fontsize=9, color=INK)
    axes.margins(x=0.02)
    return figure


def _lying(heading: str, labels: list[str], values: list[float], written: list[str], axis: str) -> Figure:
    figure, axes = canvas(1.2 + 0.34 * len(labels), heading)
    places = range(len(labels))
    drawn = axes.barh(places, values, color=ACCENT, height=0.62)
    axes.set_yticks(places, [short(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_xlabel(axis, fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))
    return figure
