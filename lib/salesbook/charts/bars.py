"""Bars of one column of a result with their intervals, upright for periods and lying for groups."""

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from salesbook.charts.chart import ACCENT, GRID, INK, Chart, at_most, canvas, contrast, make_room, nothing
from salesbook.labels import Result, column_label, group_label, is_timeline, short, title
from salesbook.words import currency_word, number, say

Spans = tuple[list[float], list[float]]  # how far the interval reaches below and above each bar's end
WHISKER = {"ecolor": INK, "elinewidth": 1.2, "capsize": 3}


def bars(
    result: Result, columns: tuple[str, str, str], base: str, write: Callable[[float], str], heading: str = ""
) -> Chart:
    """The first of ``columns`` as a bar, the others as its interval, ``base`` as its n; written out by ``write``.

    ``heading`` is the finding in the title; where not given, the lowest and the highest group.
    """
    column = columns[0]
    name = column_label(column, result.lang)
    groups = " · ".join(column_label(c, result.lang) for c in result.by)
    about = heading or title(say("chart.by", result.lang, measure=name, column=groups) if groups else name)
    found = heading or contrast(result, *columns)
    rows, left_out = at_most([row for row in result.rows if row[column] is not None], result, base)
    if not rows:
        return nothing(result)
    if not is_timeline(result):
        rows = sorted(rows, key=lambda row: -row[column])
    labels = [group_label(row, result.by, result.lang) for row in rows]
    values, counts = [row[column] for row in rows], [number(row[base], result.lang) for row in rows]
    spans = _spans(rows, columns)
    currency = result.currency if column in ("acquisition_cost", "client_value", "order_value", "revenue") else ""
    axis = ", ".join(filter(None, (name, currency_word(currency, result.lang))))
    line = say("chart.line", result.lang) if any(down or up for down, up in zip(*spans, strict=True)) else ""
    if is_timeline(result):
        around = (axis, " · ".join(filter(None, (line, left_out))))
        figure = _upright(found, labels, values, spans, around, result.lang)
    else:
        written = [f"{write(v)}   n = {n}" for v, n in zip(values, counts, strict=True)]
        below = " · ".join(filter(None, (axis, line, left_out)))
        figure = _lying(found, labels, values, spans, written, below)
    said = "; ".join(f"{label}: {write(v)} (n = {n})" for label, v, n in zip(labels, values, counts, strict=True))
    return Chart(figure, ". ".join(filter(None, (about, left_out, said))))


def _spans(rows: list[dict[str, Any]], columns: tuple[str, str, str]) -> Spans:
    """How far each interval reaches down and up; nothing where there are too few for one."""
    value, low, high = columns
    down = [row[value] - (row[value] if row[low] is None else row[low]) for row in rows]
    up = [(row[value] if row[high] is None else row[high]) - row[value] for row in rows]
    return down, up


def _upright(
    heading: str, labels: list[str], values: list[float], spans: Spans, around: tuple[str, str], lang: str
) -> Figure:
    figure, axes = canvas(3.4, heading)
    places = range(len(labels))
    axes.bar(places, values, color=ACCENT, width=0.72, yerr=spans, error_kw=WHISKER)
    step = max(1, len(labels) // 9)
    axes.set_xticks([p for p in places if p % step == 0], [labels[p] for p in places if p % step == 0])
    axes.grid(axis="y", color=GRID, lw=0.8)
    digits = 0 if max(values) >= 10 else 2
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang, digits))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(around[0], fontsize=9, color=INK)
    axes.set_xlabel(around[1], fontsize=9, color=INK)
    axes.margins(x=0.02)
    return figure


def _lying(heading: str, labels: list[str], values: list[float], spans: Spans, written: list[str], axis: str) -> Figure:
    figure, axes = canvas(1.2 + 0.34 * len(labels), heading)
    places = range(len(labels))
    drawn = axes.barh(places, values, color=ACCENT, height=0.62, xerr=spans, error_kw=WHISKER)
    axes.set_xlim(left=0)
    axes.set_yticks(places, [short(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_xlabel(axis, fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))
    return figure
