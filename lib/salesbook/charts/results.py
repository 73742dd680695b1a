"""A learner's own results: the share of points reached in each part of a lesson."""

from salesbook.charts.chart import ACCENT, INK, PALE, Chart, Result, canvas, make_room, short
from salesbook.words import say, share


def results(result: Result) -> Chart:
    """A bar for each part; a part not begun yet has an empty one."""
    lang = result.lang
    if not any(row["answered"] for row in result.rows):
        return Chart(None, say("learn.none_yet", lang))
    labels = [short(row["block"], 40) for row in result.rows]
    written = [
        say(
            "learn.part",
            lang,
            None,
            share=share(row["points_share"] or 0, lang),
            answered=row["answered"],
            all=row["exercises"],
        )
        for row in result.rows
    ]
    figure, axes = canvas(1.1 + 0.42 * len(labels), say("learn.results", lang))
    places = range(len(labels))
    axes.barh(places, [1] * len(labels), color=PALE, height=0.55, alpha=0.45)
    axes.barh(places, [row["points_share"] or 0 for row in result.rows], color=ACCENT, height=0.55)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.set(xticks=[], xlim=(0, 1.45))
    make_room(axes, [axes.text(1.02, y, text, va="center", fontsize=9, color=INK) for y, text in enumerate(written)])
    return Chart(figure, "; ".join(f"{row['block']}: {text}" for row, text in zip(result.rows, written, strict=True)))
