"""Pictures of the sales team: volume beside loyalty for each rep, and what a bonus scheme would pay."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from salesbook.charts.chart import ACCENT, GRID, INK, PALE, WIDTH, Chart, canvas, make_room, nothing, surround
from salesbook.labels import LOYALTY, Result, rep_label, scheme_word
from salesbook.words import currency_word, money, number, say, share, signed

Row = dict[str, Any]
ESTIMATE = ("estimate_low", "estimate", "estimate_high")
MOST = 15  # reps, the largest revenue first
GAP = 0.08  # between two panels, of the width of one
STEP = 1 + GAP


def team_loyalty(result: Result) -> Chart:
    """Revenue of each rep, and beside it what the loyalty of the clients is likely to be, with luck taken off."""
    lang = result.lang
    rows = [row for row in result.rows if row["measure"] in LOYALTY and row["estimate"] is not None]
    reps = list({rep_label(row, lang): row for row in result.rows}.items())
    reps = sorted(reps, key=lambda rep: -rep[1]["revenue"])[:MOST]
    if not reps:
        return nothing(result)
    worse = list(dict.fromkeys(rep_label(row, lang) for row in rows if row["stands"] == "worse"))
    heading = say("team.worse_title", lang, reps=", ".join(worse)) if worse else say("team.alike_title", lang)
    figure = Figure(figsize=(WIDTH, 1.9 + 0.34 * len(reps)))
    axes = figure.subplots()  # one for all panels: five would take twice as long to draw
    shown = [m for m in LOYALTY if any(row["measure"] == m for row in rows)]
    panels = [_Panel.of(n, m, [name for name, _ in reps], rows, lang) for n, m in enumerate(shown, start=1)]
    words = _frame(axes, panels, [name for name, _ in reps], result)
    _volume(axes, reps, result)
    _estimates(axes, panels, lang)
    surround(axes, words, textwrap.fill(heading, 76), textwrap.fill(say("team.axis", lang), 112))
    volume = "; ".join(f"{name}: {money(row['revenue'], lang, result.currency)}" for name, row in reps)
    return Chart(figure, ". ".join((heading, volume, *(panel.says(lang) for panel in panels))))


@dataclass(frozen=True)
class _Panel:
    """One measure's share of the axis, one unit wide: where it begins, and which values its edges are."""

    measure: str
    name: str
    drawn: Sequence[tuple[int, str, Row]]  # the place of each rep who can be judged
    left: float
    low: float
    high: float

    @classmethod
    def of(cls, column: int, measure: str, reps: Sequence[str], rows: Sequence[Row], lang: str) -> "_Panel":
        own = {rep_label(row, lang): row for row in rows if row["measure"] == measure}
        drawn = [(place, rep, own[rep]) for place, rep in enumerate(reps) if rep in own]
        values = [row[c] for _, _, row in drawn for c in (*ESTIMATE, "team_mean")] or [0.0, 1.0]
        low, high = min(values), max(values)
        room = 0.05 * (high - low) or 0.5
        return cls(measure, say(f"value.measure_{measure}", lang), drawn, column * STEP, low - room, high + room)

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values, so far from the edges that those of the next panel do not touch them."""
        values = MaxNLocator(3).tick_values(self.low, self.high)
        return [value for value in values if self.left + 0.08 <= self.x(value) <= self.left + 0.92]

    def write(self, value: float, lang: str) -> str:
        return number(value, lang) if self.measure == "nps" else share(value, lang)

    def says(self, lang: str) -> str:
        reps = []
        for _, rep, row in self.drawn:
            least, likely, most = (self.write(row[c], lang) for c in ESTIMATE)
            reps.append(f"{rep}: {likely} ({least} … {most}; n = {number(row['base'], lang)})")
        return f"{self.name}: " + "; ".join(reps)


def _frame(axes: Axes, panels: Sequence[_Panel], reps: Sequence[str], result: Result) -> list[Text]:
    """The reps at the left, the name of each panel above it and its values below: the words given back."""
    axes.set_axis_off()  # its own ticks take as long as all that is drawn here, even unseen
    axes.set(xticks=[], yticks=[])
    bottom, lang = len(reps) - 0.4, result.lang
    axes.set_xlim(0, (len(panels) + 1) * STEP - GAP)
    axes.set_ylim(bottom, -0.6)
    volume = ", ".join(filter(None, (say("column.revenue", lang), currency_word(result.currency, lang))))
    heads = {0.0: volume, **{panel.left: panel.name for panel in panels}}
    marks = {panel.x(value): panel.write(value, lang) for panel in panels for value in panel.ticks()}
    axes.hlines([bottom] * len(heads), list(heads), [left + 1 for left in heads], color=GRID, lw=1, clip_on=False)
    axes.vlines(list(marks), bottom, -0.6, color=GRID, lw=0.8)
    write: Any = partial(axes.annotate, textcoords="offset points", color=INK, annotation_clip=False)
    words = [write(rep, (0, y), (-4, 0), ha="right", va="center", fontsize=9) for y, rep in enumerate(reps)]
    words += [write(mark, (x, bottom), (0, -4), ha="center", va="top", fontsize=8) for x, mark in marks.items()]
    for left, name in heads.items():
        wrapped = textwrap.fill(name, 15, break_long_words=False)
        words.append(write(wrapped, (left, -0.6), (0, 4), va="bottom", fontsize=8.5))
    return words


def _volume(axes: Axes, reps: Sequence[tuple[str, Row]], result: Result) -> None:
    """The first panel: what each rep sold, written beside the bar; the longest leaves room for that."""
    sold = [row["revenue"] for _, row in reps]
    full = 1.9 * max(sold) or 1
    drawn = axes.barh(
        range(len(reps)), [amount / full for amount in sold], color=PALE, edgecolor=INK, lw=0.5, height=0.6
    )
    written = [money(amount, result.lang, "") for amount in sold]
    axes.bar_label(drawn, written, padding=3, fontsize=8, color=INK)


def _estimates(axes: Axes, panels: Sequence[_Panel], lang: str) -> None:
    """A point and its interval a rep, the team's mean a line; who stands apart is drawn full."""
    every = [(panel, place, row) for panel in panels for place, _, row in panel.drawn]
    for apart, colour, marker, face in ((False, ACCENT, "o", "white"), (True, INK, "D", INK)):
        part = [(panel, place, row) for panel, place, row in every if (row["stands"] is not None) is apart]
        places = [place for _, place, _ in part]
        low, middle, high = ([panel.x(row[c]) for panel, _, row in part] for c in ESTIMATE)
        axes.hlines(places, low, high, color=colour, lw=2.5, alpha=0.5)
        axes.plot(middle, places, marker, ms=6, ls="", mfc=face, mec=colour)
    means = {panel.x(row["team_mean"]) for panel, _, row in every if row["team_mean"] is not None}
    axes.vlines(sorted(means), *axes.get_ylim(), color=INK, lw=1, ls=(0, (4, 3)))
    for panel, place, row in every:
        base = number(row["base"], lang)
        axes.text(panel.left + 1, place - 0.32, base, ha="right", va="center", fontsize=6.5, color=INK)


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
