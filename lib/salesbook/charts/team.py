"""Pictures of the sales team: volume beside loyalty for each rep, and what a bonus scheme would pay."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, WIDTH, Chart, Result, canvas, make_room, nothing, short
from salesbook.words import catalogue, currency_word, initials, money, number, say, share, signed

Row = dict[str, Any]
LOYALTY = ("nps", "late_rate", "retention_rate", "contacted_rate")
ESTIMATE = ("estimate_low", "estimate", "estimate_high")
MOST = 15  # reps, the largest revenue first


def rep_label(row: Row, lang: str) -> str:
    """A rep by id and initials, or a team by its name; nobody where nobody looks after the clients."""
    if "team" in row:
        return str(row["team"]) if row["team"] is not None else say("team.nobody", lang)
    if row["manager_id"] is None:
        return say("team.nobody", lang)
    name = initials(row.get("manager_name") or "").replace(" ", "\N{NO-BREAK SPACE}")
    return "\N{NO-BREAK SPACE}".join(filter(None, (short(str(row["manager_id"]), 14), name)))


def scheme_word(name: str, lang: str) -> str:
    """What a bonus scheme is called: ours in the language, a company's own as it calls it."""
    return str(catalogue(lang).get(f"value.scheme_{name}", name))


def team_loyalty(result: Result) -> Chart:
    """Revenue of each rep, and beside it what the loyalty of the clients is likely to be, with luck taken off."""
    lang, rows = result.lang, [row for row in result.rows if row["measure"] in LOYALTY]
    reps = list({rep_label(row, lang): row for row in result.rows}.items())
    reps = sorted(reps, key=lambda rep: -rep[1]["revenue"])[:MOST]
    if not reps:
        return nothing(result)
    shown = [m for m in LOYALTY if any(row["measure"] == m for row in rows)]
    worse = list(dict.fromkeys(rep_label(row, lang) for row in rows if row["stands"] == "worse"))
    heading = say("team.worse_title", lang, reps=", ".join(worse)) if worse else say("team.alike_title", lang)
    figure = Figure(figsize=(WIDTH, 1.9 + 0.34 * len(reps)), layout="constrained")
    panels = figure.subplots(1, 1 + len(shown), squeeze=False)[0]
    figure.suptitle(textwrap.fill(heading, 76), x=0.01, ha="left", fontsize=11, color=INK, fontweight="bold")
    _volume(panels[0], reps, result)
    said = [_panel(axes, m, reps, rows, lang) for axes, m in zip(panels[1:], shown, strict=True)]
    legend = textwrap.fill(say("team.axis", lang), 112)
    figure.supxlabel(legend, fontsize=8, color=INK, x=0.01, ha="left")
    volume = "; ".join(f"{name}: {money(row['revenue'], lang, result.currency)}" for name, row in reps)
    return Chart(figure, ". ".join((heading, volume, *said)))


def _volume(axes: Axes, reps: Sequence[tuple[str, Row]], result: Result) -> None:
    drawn = axes.barh(
        range(len(reps)), [row["revenue"] for _, row in reps], color=PALE, edgecolor=INK, lw=0.5, height=0.6
    )
    written = [money(row["revenue"], result.lang, "") for _, row in reps]
    unit = currency_word(result.currency, result.lang)
    _quiet(axes, ", ".join(filter(None, (say("column.revenue", result.lang), unit))), len(reps))
    axes.set_yticks(range(len(reps)), [name for name, _ in reps], fontsize=9)
    axes.set_xticks([])
    axes.set_xlim(0, 1.9 * max(row["revenue"] for _, row in reps) or 1)
    for text in axes.bar_label(drawn, written, padding=3, fontsize=8, color=INK):
        text.set_in_layout(False)


def _panel(axes: Axes, measure: str, reps: Sequence[tuple[str, Row]], rows: Sequence[Row], lang: str) -> str:
    """One measure: a point and its interval a rep, the team's mean a line; who stands apart is drawn full."""
    write = _writer(measure, lang)
    own = {rep_label(row, lang): row for row in rows if row["measure"] == measure}
    drawn = [(place, name, own[name]) for place, (name, _) in enumerate(reps) if name in own]
    drawn = [each for each in drawn if each[2]["estimate"] is not None]
    for apart, colour, marker, face in ((False, ACCENT, "o", "white"), (True, INK, "D", INK)):
        part = [(place, row) for place, _, row in drawn if (row["stands"] is not None) is apart]
        places, low, middle, high = ([p for p, _ in part], *([row[c] for _, row in part] for c in ESTIMATE))
        axes.hlines(places, low, high, color=colour, lw=2.5, alpha=0.5)
        axes.plot(middle, places, marker, ms=6, ls="", mfc=face, mec=colour)
    small: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 6.5, "color": INK}
    said = []
    for place, name, row in drawn:
        base = number(row["base"], lang)
        axes.text(1, place - 0.32, base, transform=axes.get_yaxis_transform(), **small).set_in_layout(False)
        least, likely, most = (write(row[c]) for c in ESTIMATE)
        said.append(f"{name}: {likely} ({least} … {most}; n = {base})")
    mean = next((row["team_mean"] for row in own.values() if row["team_mean"] is not None), None)
    if mean is not None:
        axes.axvline(mean, color=INK, lw=1, ls=(0, (4, 3)))
    name = say(f"value.measure_{measure}", lang)
    _quiet(axes, name, len(reps))
    axes.set_yticks([])  # the reps stand beside the first panel
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(lambda value, _: write(value))
    axes.grid(axis="x", color=GRID, lw=0.8)
    return f"{name}: " + "; ".join(said)


def _writer(measure: str, lang: str) -> Callable[[float], str]:
    return (lambda v: number(v, lang)) if measure == "nps" else (lambda v: share(v, lang))


def _quiet(axes: Axes, name: str, reps: int) -> None:
    axes.set_title(textwrap.fill(name, 15, break_long_words=False), y=1, fontsize=8.5, color=INK, loc="left")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, length=0, labelsize=8)
    axes.set_ylim(reps - 0.4, -0.6)
    axes.set_axisbelow(True)


def bonus(result: Result) -> Chart:
    """What each rep would get by one scheme (full point) and by the other (hollow)."""
    lang, rows = result.lang, list(result.rows)[:MOST]
    if not rows:
        return nothing(result)
    more, less = (sum(side * row["difference_amount"] > 0 for row in rows) for side in (1, -1))
    schemes: dict[str, Any] = {
        "scheme": scheme_word(rows[0]["scheme"], lang), "other": scheme_word(rows[0]["other_scheme"], lang)
    }  # fmt: skip
    heading = say("bonus.title", lang, more=number(more, lang), less=number(less, lang), **schemes)
    figure, axes = canvas(1.6 + 0.36 * len(rows), heading)
    places = range(len(rows))
    ours, theirs = ([row[c] for row in rows] for c in ("bonus_amount", "other_amount"))
    axes.hlines(places, ours, theirs, color=PALE, lw=4)
    axes.plot(theirs, places, "o", mfc="white", mec=INK, ms=7, ls="", label=schemes["other"])
    axes.plot(ours, places, "o", color=ACCENT, ms=7, ls="", label=schemes["scheme"])
    labels = [rep_label(row, lang) for row in rows]
    written = [
        f"{money(row['bonus_amount'], lang, result.currency)} ({signed(row['difference_amount'], lang)})"
        for row in rows
    ]
    ends = [max(a, b) for a, b in zip(ours, theirs, strict=True)]
    gap = 0.03 * max(ends, default=1)
    texts = [
        axes.text(end + gap, y, text, va="center", fontsize=9, color=INK)
        for y, end, text in zip(places, ends, written, strict=True)
    ]
    axes.set_yticks(places, labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.grid(axis="x", color=GRID, lw=0.8)
    unit = currency_word(result.currency, lang)
    axes.set_xlabel(", ".join(filter(None, (say("bonus.axis", lang), unit))), fontsize=9, color=INK)
    axes.legend(frameon=False, fontsize=9, ncols=2, loc="lower right", bbox_to_anchor=(1, -0.02))
    make_room(axes, texts)
    said = "; ".join(f"{label}: {text}" for label, text in zip(labels, written, strict=True))
    return Chart(figure, f"{heading}. {said}")
