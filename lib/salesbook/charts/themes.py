"""What detractors and promoters write about: two bars a theme, dark and pale."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from salesbook.charts.chart import ACCENT, INK, PALE, Chart, canvas, make_room, nothing
from salesbook.labels import Result
from salesbook.words import number, say, share

SIDES = {"detractors": (ACCENT, -0.19), "promoters": (PALE, 0.19)}  # dark and pale: they differ without colour too
THICK = 0.36


def themes(result: Result) -> Chart:
    """How many comments of detractors and of promoters each theme has, those of most detractors first."""
    lang = result.lang
    rows = sorted(
        (row for row in result.rows if row["comments"]), key=lambda row: (-row["detractors"], -row["promoters"])
    )
    if not rows:
        return nothing(result)
    heading = say("themes.title", lang)
    figure, axes = canvas(1.5 + 0.5 * len(rows), heading)
    texts = [text for side in SIDES for text in _bars(axes, rows, side, lang)]
    axes.set_yticks(range(len(rows)), [say(f"theme.{row['theme']}", lang) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xticks([])
    axes.set_xlabel(say("themes.axis", lang), fontsize=9, color=INK)
    _legend(figure, axes)
    make_room(axes, texts)
    return Chart(figure, f"{heading}. {'; '.join(_says(row, lang) for row in rows)}")


def _bars(axes: Axes, rows: list[dict[str, Any]], side: str, lang: str) -> list[Any]:
    colour, shift = SIDES[side]
    places, name = [place + shift for place in range(len(rows))], say(f"themes.{side}", lang)
    drawn = axes.barh(places, [row[side] for row in rows], THICK, color=colour, edgecolor=ACCENT, lw=0.6, label=name)
    written = [f"{number(row[side], lang)} ({share(row[side] / row['comments'], lang)})" for row in rows]
    return list(axes.bar_label(drawn, written, padding=5, fontsize=9, color=INK))


def _legend(figure: Figure, axes: Axes) -> None:
    drawn, names = axes.get_legend_handles_labels()
    figure.legend(drawn, names, loc="outside lower center", ncols=2, frameon=False, fontsize=9, labelcolor=INK)


def _says(row: dict[str, Any], lang: str) -> str:
    counts: dict[str, Any] = {key: number(row[key], lang) for key in ("comments", "detractors", "promoters")}
    return say("themes.point", lang, None, theme=say(f"theme.{row['theme']}", lang), **counts)
