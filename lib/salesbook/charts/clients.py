"""Pictures of the client base: order value, retention, cohorts, sleeping clients."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesbook.charts.bars import bars
from salesbook.charts.chart import ACCENT, INK, WIDTH, Chart, canvas, make_room, nothing
from salesbook.charts.intervals import Scale, intervals
from salesbook.labels import Result, column_label
from salesbook.words import money, number, say, share

STATES = ("late", "sleeping", "lost")
OLDEST, LONGEST = 18, 13


def order_value(result: Result) -> Chart:
    """Money per order, by group or period."""
    columns = ("order_value", "order_value_low", "order_value_high")
    return bars(result, columns, "orders", lambda v: money(v, result.lang, result.currency))


def frequency(result: Result) -> Chart:
    """Orders per client and month, by group."""
    columns = ("frequency_per_month", "frequency_low", "frequency_high")
    return bars(result, columns, "clients", lambda v: number(v, result.lang, 2))


def retention(result: Result) -> Chart:
    """The share kept, with its interval, by group."""
    lang = result.lang

    def says(row: dict[str, Any]) -> str:
        return f"{share(row['retention_rate'], lang)} (n = {number(row['start'], lang)})"

    label = say("chart.bar", lang, label=column_label("retention_rate", lang))
    ticks = (0, 0.25, 0.5, 0.75, 1)
    scale = Scale("retention_rate", "retention_low", "retention_high", "start", ticks, label, lambda v: share(v, lang))
    return intervals(result, scale, says)


def cohorts(result: Result) -> Chart:
    """A triangle: month of the first purchase down, age in months across; a month in progress is left white."""
    return _triangle(result, "retention_rate", "cohorts.title")


def cohort_revenue(result: Result) -> Chart:
    """The same triangle of what each cohort spent, against its first month."""
    return _triangle(result, "revenue_rate", "cohorts.revenue_title")


def _triangle(result: Result, column: str, title: str) -> Chart:
    months = sorted({row["cohort_month"] for row in result.rows})[-OLDEST:]
    if not months:
        return nothing(result)
    kept = {(r["cohort_month"], r["age_months"]): r[column] for r in result.rows}
    width = min(LONGEST, max(age for month, age in kept if month in months) + 1)
    cells = [[kept.get((month, age)) for age in range(width)] for month in months]
    figure = Figure(figsize=(WIDTH, 1.3 + 0.27 * len(months)), layout="constrained")
    axes = figure.subplots()
    _shade(axes, cells)
    sizes = {row["cohort_month"]: number(row["clients"], result.lang) for row in result.rows}
    axes.set_yticks(range(len(months)), [f"{m:%Y-%m}   n = {sizes[m]}" for m in months], fontsize=8)
    axes.set_xticks(range(width))
    axes.tick_params(length=0, labelsize=8, colors=INK)
    axes.spines[:].set_visible(False)
    axes.set_title(say(title, result.lang), loc="left", fontsize=11, fontweight="bold", color=INK, pad=12, wrap=True)
    axes.set_xlabel(column_label("age_months", result.lang), fontsize=9, color=INK)
    first, last = (f"{month:%Y-%m}" for month in (months[0], months[-1]))
    said = [say("cohorts.says", result.lang, len(months), first=first, last=last)]
    for m, row in zip(months, cells, strict=True):
        said.append(f"{m:%Y-%m} (n = {sizes[m]}): " + " ".join(f"{100 * c:.0f}" for c in row if c is not None))
    return Chart(figure, "\n".join(said))


def _shade(axes: Axes, cells: list[list[float | None]]) -> None:
    """Cells darker where more came back, each with its number; unknown ones stay white."""
    shades = [[float("nan") if cell is None else 0.8 * min(cell, 1) for cell in row] for row in cells]
    axes.imshow(shades, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            if cell is not None:
                ink = "white" if cell > 0.7 else INK
                axes.text(x, y, f"{100 * cell:.0f}", ha="center", va="center", fontsize=8, color=ink)


def sleeping(result: Result) -> Chart:
    """How many clients are late, sleeping and lost, and what they used to buy a month."""
    if not result.rows:
        return nothing(result)
    lang = result.lang
    states = {state: [r for r in result.rows if r["state"] == state] for state in STATES}
    amounts = [sum(r["monthly_amount"] or 0 for r in states[s]) for s in STATES]
    labels = [say(f"sleeping.{state}", lang) for state in STATES]
    monthly = [say("sleeping.a_month", lang, money=money(amount, lang, result.currency)) for amount in amounts]
    written = [f"{say('count.clients', lang, len(states[s]))}, {m}" for s, m in zip(STATES, monthly, strict=True)]
    figure, axes = canvas(2.3, say("sleeping.title", lang, len(result.rows)))
    drawn = axes.barh(labels, amounts, color=ACCENT, height=0.6)
    axes.invert_yaxis()
    axes.set(xticks=[], xlim=(0, max(amounts) or 1))
    axes.set_xlabel(say("sleeping.axis", lang), fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=6, fontsize=9, color=INK))
    return Chart(figure, "; ".join(f"{label}: {text}" for label, text in zip(labels, written, strict=True)))
