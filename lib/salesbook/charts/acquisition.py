"""Pictures of winning clients: what they cost, when they pay back, and against keeping those one has."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from salesbook.charts.bars import bars
from salesbook.charts.chart import ACCENT, GRID, INK, PALE, WIDTH, Chart, canvas, nothing
from salesbook.labels import Result, group_label, short
from salesbook.words import currency_word, money, number, say

PANELS, ACROSS, LONGEST = 6, 2, 24  # panels in all and in a row; months shown at most
Row = dict[str, Any]
COST = ("acquisition_cost", "acquisition_cost_low", "acquisition_cost_high")
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
RATIOS = (("cost_ratio", "clients", "new_clients"), ("sale_ratio", "sales", "first_orders"))


def acquisition_cost(result: Result) -> Chart:
    """Spend per new client with its interval, by channel or period."""
    return bars(result, COST, "new_clients", lambda v: money(v, result.lang, result.currency))


def payback_curve(result: Result) -> Chart:
    """What a client has earned by each age against what it cost: where the line meets the bar, it is paid back."""
    groups: dict[str, list[Row]] = {}
    for row in result.rows:
        groups.setdefault(group_label(row, result.by, result.lang), []).append(row)
    shown = sorted(groups.items(), key=lambda item: -item[1][0]["clients"])[:PANELS]
    if not shown:
        return nothing(result)
    down, across = -(-len(shown) // ACROSS), min(len(shown), ACROSS)
    figure = Figure(figsize=(WIDTH, 1.4 + 2.0 * down), layout=ConstrainedLayoutEngine(h_pad=0.1))
    heading = _heading(shown, result)
    figure.suptitle(heading, x=0.01, ha="left", fontsize=11, color=INK, fontweight="bold")
    panels = figure.subplots(down, across, squeeze=False).flatten()
    until = _until([rows for _, rows in shown])
    for axes, (group, rows) in zip(panels, shown, strict=False):
        _panel(axes, _soon(short(group, 20), rows, result.lang), rows, until, result.lang)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    for axes in panels[max(0, len(shown) - ACROSS) : len(shown)]:
        axes.set_xlabel(say("payback.axis", result.lang), fontsize=8, color=INK)
    unit = f", {currency_word(result.currency, result.lang)}" if result.currency else ""
    legend = [say(f"payback.{key}", result.lang) + unit for key in ("margin", "cost")]
    figure.legend(panels[0].lines[:2], legend, loc="outside lower left", frameon=False, fontsize=9, ncols=2)
    said = "; ".join(_soon(group, rows, result.lang) for group, rows in shown)
    return Chart(figure, f"{heading}: {said}")


def _heading(shown: list[tuple[str, list[Row]]], result: Result) -> str:
    """When the last of the groups has paid back, where all have."""
    back = [_covered(rows) for _, rows in shown]
    latest = max((age for age in back if age is not None), default=None)
    if latest is None or None in back or len(back) < 2:
        return say("payback.title", result.lang)
    return say("payback.title_all", result.lang, within=say("payback.within", result.lang, latest + 1))


def _until(groups: list[list[Row]]) -> int:
    """The age up to which the pictures go: twice as far as the last pay-back, so that where the lines meet is seen."""
    back = [_covered(rows) for rows in groups]
    longest = max(row["age_months"] + 1 for rows in groups for row in rows)
    wanted = LONGEST if None in back else max(4, 2 * max(age + 1 for age in back if age is not None))
    return max(2, min(longest, LONGEST, wanted))


def _panel(axes: Axes, heading: str, rows: list[Row], until: int, lang: str) -> None:
    rows = [row for row in rows if row["age_months"] < until]
    ages = [row["age_months"] + 1 for row in rows]
    axes.plot(ages, [row["margin_amount"] for row in rows], color=ACCENT, lw=2)
    axes.plot(ages, [row["acquisition_cost"] for row in rows], color=INK, lw=1.6, ls="--")
    axes.fill_between(ages, [r["margin_low"] for r in rows], [r["margin_high"] for r in rows], color=PALE, alpha=0.8)
    last = rows[0]
    if last["acquisition_cost_high"] is not None:
        axes.axhspan(last["acquisition_cost_low"], last["acquisition_cost_high"], color=GRID, alpha=0.7, zorder=0)
    axes.set_title(heading, y=1, loc="left", fontsize=9, color=INK)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, length=0, labelsize=8)
    axes.set_xlim(1, until)
    axes.set_ylim(0, 1.05 * max(max(r["margin_high"], r["acquisition_cost"]) for r in rows))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.set_xticks(range(1, until + 1, 1 if until < 10 else 3))


def _covered(rows: list[Row]) -> int | None:
    """The first age at which the cost is covered."""
    return min((row["age_months"] for row in rows if row["covered"]), default=None)


def _soon(group: str, rows: list[Row], lang: str) -> str:
    covered, n = _covered(rows), number(rows[0]["clients"], lang)
    if covered is None:
        return f"{say('payback.panel_later', lang, group=group)} (n = {n})"
    within = say("payback.within", lang, covered + 1)
    return f"{say('payback.panel_soon', lang, group=group, within=within)} (n = {n})"


def new_against_existing(result: Result) -> Chart:
    """Both ratios with their intervals, the sources' figures beside them."""
    row = result.rows[0] if result.rows else None
    drawn = [] if row is None else [each for each in RATIOS if row[each[0]] is not None]
    if row is None or not drawn:
        return nothing(result)
    lang = result.lang
    sure = all(row[f"{name}_low"] > 1 for name, *_ in drawn)
    figure, axes = canvas(2.5, say(f"new_against_existing.{'title' if sure else 'title_plain'}", lang))
    axes.set_xscale("log")
    said = [_ratio(axes, place, row, each, lang) for place, each in enumerate(drawn)]
    axes.axvline(1, color=GRID, lw=1.2)
    most = 1.4 * max(max(row[f"{name}_high"], row[f"source_{name}"]) for name, *_ in drawn)
    least = min(0.8, *(row[f"{name}_low"] for name, *_ in drawn))
    ticks = [tick for tick in TICKS if least <= tick <= most]
    axes.set_xticks(ticks, [number(tick, lang, 1 if tick < 1 else 0) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(least, most)
    axes.set_yticks(range(len(drawn)), [say(f"new_against_existing.{label}", lang) for _, label, _ in drawn])
    axes.set_ylim(len(drawn) - 0.5, -0.6)
    axes.set_xlabel(say("new_against_existing.axis", lang), fontsize=9, color=INK)
    return Chart(figure, "; ".join(said))


def _ratio(axes: Axes, place: int, row: Row, drawn: tuple[str, str, str], lang: str) -> str:
    """One ratio with its interval and the source's figure; what it says."""
    name, label, base = drawn
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    axes.hlines(place, low, high, color=ACCENT, lw=3, alpha=0.45)
    axes.plot([row[name]], [place], "o", color=ACCENT, ms=8)
    axes.plot([row[f"source_{name}"]], [place], "D", color=INK, ms=7, mfc="white")
    figures = {"ratio": row[name], "low": low, "high": high}
    written: Row = {key: number(value, lang, 1) for key, value in figures.items()}
    n = number(row[base], lang)
    beside = f"{written['ratio']} ({written['low']} … {written['high']}), n = {n}"
    axes.text(row[name], place - 0.2, beside, ha="right" if row[name] > 10 else "center", fontsize=9, color=INK)
    point = say("new_against_existing.point", lang, **written, source=number(row[f"source_{name}"], lang))
    return f"{say(f'new_against_existing.{label}', lang)}: {point}, n = {n}"
