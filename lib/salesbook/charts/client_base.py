"""Pictures of the client base: how long clients stay, classes by revenue and regularity, segments."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Text

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, Chart, canvas, make_room, nothing
from salesbook.charts.intervals import Scale, intervals
from salesbook.labels import Result, Rows, column_label, group_label, short, title
from salesbook.words import catalogue, number, say, share

MONTH_DAYS = 30.4375
FEW = 10  # clients still followed below which a curve is not drawn on: a single one moves it by a tenth
LINES = ("-", "--", ":", "-.", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (1, 3)))
TONES = ("#1d5fa8", "#b8550f", "#1f2933", "#7a4fa3", "#2f7d5b", "#8a8f98")
QUIET = "cannot_lose", "at_risk"  # segments of those who bought much or often


def survival(result: Result) -> Chart:
    """The share that still buys by months after the first purchase; with its interval where it is one curve."""
    curves = _curves(result)
    if not curves:
        return nothing(result)
    lang = result.lang
    name = column_label("staying_rate", lang)
    groups = " · ".join(column_label(c, lang) for c in result.by)
    said = [f"{label}: {_ends(rows, lang)}" for label, rows in curves.items()]
    last = next(iter(curves.values()))[-1]
    days, rate = say("count.days", lang, last["stay_days"]), share(last["staying_rate"], lang)
    heading = (
        say("survival.groups", lang, column=groups) if groups else say("survival.title", lang, days=days, rate=rate)
    )
    figure, axes = canvas(3.6, heading)
    texts = [_curve(axes, rows, at, label, not groups) for at, (label, rows) in enumerate(curves.items())]
    least = min(row["staying_low"] or row["staying_rate"] for rows in curves.values() for row in rows)
    axes.set_ylim(0 if least < 0.5 else 0.5, 1.02)
    longest = max(rows[-1]["stay_days"] for rows in curves.values()) / MONTH_DAYS
    step = next((s for s in (1, 3, 6, 12) if longest / s <= 8), 24)
    axes.set_xticks(range(0, int(longest) + 1, step))
    axes.set_xlim(left=0)
    axes.yaxis.set_major_formatter(lambda value, _: share(value, lang))
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.set_ylabel(title(name), fontsize=9, color=INK)
    note = "" if groups else say("survival.band", lang)
    axes.set_xlabel(" · ".join(filter(None, (column_label("stay_months", lang), note))), fontsize=9, color=INK)
    if groups:
        _apart(axes, texts)
        make_room(axes, texts)
    return Chart(figure, "; ".join(said))


def survival_summary(result: Result) -> Chart:
    """The share that stays for so many days, with its interval, by group."""
    lang = result.lang
    rows = [row for row in result.rows if row["staying_low"] is not None]
    if not rows:
        return nothing(result)
    days = say("count.days", lang, rows[0]["at_days"])
    label = say("chart.bar", lang, label=f"{column_label('staying_rate', lang)}, {days}")
    low = min(row["staying_low"] for row in rows)
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0) if low < 0.5 else (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    scale = Scale("staying_rate", "staying_low", "staying_high", "clients", ticks, label, lambda v: share(v, lang))
    return intervals(Rows(result, rows), scale, lambda r: f"{share(r['staying_rate'], lang)} (n = {r['clients']})")


def abc_xyz_groups(result: Result) -> Chart:
    """Nine fields: share of revenue down, regularity across, each with how many there are and what they bring."""
    cells = {(row["abc"], row["xyz"]): row for row in result.rows}
    if not cells:
        return nothing(result)
    lang, columns = result.lang, [*"XYZ", *([None] if any(xyz is None for _, xyz in cells) else [])]
    main = [row for row in result.rows if row["abc"] == "A"]
    members, everybody = (number(sum(r["members"] for r in rows), lang) for rows in (main, result.rows))
    brought = share(sum(r["revenue_share"] for r in main), lang)
    figure, axes = canvas(3.2, say("abc_xyz.title", lang, members=members, all=everybody, share=brought))
    shades = [[0.75 * cells[a, x]["revenue_share"] if (a, x) in cells else 0 for x in columns] for a in "ABC"]
    axes.imshow(shades, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (abc, xyz), row in cells.items():
        ink = "white" if row["revenue_share"] > 0.85 else INK
        text = (
            f"{_count(row['members'], lang)}\n{say('abc_xyz.cell', lang, share=share(row['revenue_share'], lang, 1))}"
        )
        axes.text(columns.index(xyz), "ABC".index(abc), text, ha="center", va="center", fontsize=9, color=ink)
    names = [say(f"abc_xyz.{x}" if x else "abc_xyz.new", lang) for x in columns]
    axes.set_xticks(range(len(columns)), names)
    axes.set_yticks(range(3), [say(f"abc_xyz.{a}", lang) for a in "ABC"])
    axes.spines[:].set_visible(False)
    said = [
        f"{abc}{xyz or ''}: {_count(r['members'], lang)}, {share(r['revenue_share'], lang, 1)}"
        for (abc, xyz), r in cells.items()
    ]
    return Chart(figure, "; ".join(said))


def rfm_segments(result: Result) -> Chart:
    """What each segment brought, with how many clients it has; those who have gone quiet stand out."""
    rows = result.rows
    if not rows:
        return nothing(result)
    lang, words = result.lang, catalogue(result.lang)
    quiet = sum(r["revenue_share"] for r in rows if r["rfm_segment"] in QUIET)
    names = [words.get(f"value.rfm_segment_{r['rfm_segment']}", r["rfm_segment"]) for r in rows]
    written = [f"{share(r['revenue_share'], lang, 1)}   n = {number(r['clients'], lang)}" for r in rows]
    figure, axes = canvas(1.2 + 0.34 * len(rows), say("rfm.title", lang, share=share(quiet, lang, 1)))
    drawn = axes.barh(range(len(rows)), [r["revenue_share"] for r in rows], color=PALE, height=0.62)
    for bar, row in zip(drawn, rows, strict=True):
        if row["rfm_segment"] in QUIET:
            bar.set_color(ACCENT)
    axes.set_yticks(range(len(rows)), [short(name) for name in names])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set(xticks=[], xlim=(0, max(r["revenue_share"] for r in rows) or 1))
    axes.set_xlabel(column_label("revenue_share", lang), fontsize=9, color=INK)
    make_room(axes, axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))
    return Chart(figure, "; ".join(f"{name}: {text}" for name, text in zip(names, written, strict=True)))


def _curves(result: Result) -> dict[str, list[dict[str, Any]]]:
    """Group → its rows while enough clients are followed; the largest groups, where there are more than lines."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in result.rows:
        if row["at_risk"] >= FEW:
            found.setdefault(group_label(row, result.by, result.lang), []).append(row)
    largest = sorted(found, key=lambda label: -found[label][0]["at_risk"])[: len(LINES)]
    return {label: found[label] for label in found if label in largest}


def _curve(axes: Axes, rows: list[dict[str, Any]], at: int, label: str, alone: bool) -> Text:
    months = [0.0, *(row["stay_days"] / MONTH_DAYS for row in rows)]
    axes.step(months, [1.0, *(r["staying_rate"] for r in rows)], where="post", color=TONES[at], ls=LINES[at], lw=1.8)
    if alone:
        low, high = ([1.0, *(1.0 if r[c] is None else r[c] for r in rows)] for c in ("staying_low", "staying_high"))
        axes.fill_between(months, low, high, step="post", color=ACCENT, alpha=0.18, lw=0)
    text = "" if alone else f" {short(label)} (n = {rows[0]['at_risk']})"
    return axes.text(months[-1], rows[-1]["staying_rate"], text, va="center", fontsize=8, color=TONES[at])


def _apart(axes: Axes, texts: list[Text]) -> None:
    """Labels one under another, at the end of the longest curve, in the order of their curves."""
    right, least = max(text.get_position()[0] for text in texts), 0.062 * (axes.get_ylim()[1] - axes.get_ylim()[0])
    above = 2.0
    for text in sorted(texts, key=lambda text: -text.get_position()[1]):
        above = min(text.get_position()[1], above - least)
        text.set_position((right, above))


def _ends(rows: list[dict[str, Any]], lang: str) -> str:
    """Where a curve ends, in words."""
    last = rows[-1]
    rate, days = share(last["staying_rate"], lang, 1), say("count.days", lang, last["stay_days"])
    return f"{rate}, {days} (n = {rows[0]['at_risk']})"


def _count(members: int, lang: str) -> str:
    return f"n = {number(members, lang)}"
