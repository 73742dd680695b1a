"""What a chart is given, and what it gives back: a picture that shows itself once and says what it shows."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from salesbook.labels import Result, column_label, group_label, is_timeline, short, title
from salesbook.words import number, say

INK, ACCENT, PALE, GRID = "#1f2933", "#1d5fa8", "#b8cbe0", "#d9dee4"
WIDTH = 7.6
DPI = 144
MOST = 30


@dataclass(frozen=True)
class Chart:
    """A figure, and what it says for those who cannot see it. ``figure`` is None where there is nothing to draw."""

    figure: Figure | None
    says: str

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.figure is None:
            return {"text/plain": self.says}, {}
        return {"image/png": self.png, "text/plain": self.says}, {"image/png": {"alt": self.says}}

    @cached_property
    def png(self) -> bytes:
        """The picture, drawn once."""
        assert self.figure is not None
        image = BytesIO()
        # savefig would lay everything out twice; packing it tighter takes as long as drawing it
        _agg(self.figure).print_png(image, metadata={"Software": None}, pil_kwargs={"compress_level": 3})
        return image.getvalue()

    @property
    def base64(self) -> str:
        """The picture as a page carries it."""
        return b64encode(self.png).decode()


def _agg(figure: Figure) -> FigureCanvasAgg:
    """What ``figure`` is laid out and drawn on: one for both, for it remembers how wide each text is."""
    for text in figure.findobj(Text):
        text.set_parse_math(False)  # a name with $ in it is no formula
    figure.set_dpi(DPI)
    return figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)


def nothing(result: Result) -> Chart:
    """Why there is no picture: a column is absent, or no row is left."""
    return Chart(None, result.absent or say("chart.nothing", result.lang))


def canvas(height: float, title: str) -> tuple[Figure, Axes]:
    """An empty figure titled with the finding, quiet but for the data."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots()
    # told where it stands: looking for ticks that it might touch takes a fifth of the drawing
    axes.set_title(title, y=1, loc="left", fontsize=11, color=INK, fontweight="bold", wrap=True, pad=12)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, length=0, labelsize=9)
    axes.set_axisbelow(True)
    return figure, axes


def contrast(result: Result, column: str, low: str, high: str) -> str:
    """A title that names the lowest and the highest group where their intervals bear it, and says so where not."""
    name = column_label(column, result.lang)
    rows = [r for r in result.rows if r[column] is not None and r[low] is not None]
    if len(rows) < 2 or not result.by:
        return title(name)
    bottom, top = (pick(rows, key=lambda r: r[column]) for pick in (min, max))
    if bottom[high] < top[low]:
        names = [short(group_label(row, result.by, result.lang)) for row in (bottom, top)]
        return title(say("chart.differs", result.lang, measure=name, low=names[0], high=names[1]))
    return title(say("chart.alike", result.lang, measure=name, column=column_label(result.by[0], result.lang)))


def at_most(rows: list[dict[str, Any]], result: Result, base: str) -> tuple[list[dict[str, Any]], str]:
    """The rows that there is room for, the last periods or the largest groups, and a word of those left out."""
    if len(rows) <= MOST:
        return rows, ""
    least = sorted((row[base] for row in rows), reverse=True)[MOST - 1]
    large = rows[-MOST:] if is_timeline(result) else [row for row in rows if row[base] >= least][:MOST]
    of, shown = number(len(rows), result.lang), number(len(large), result.lang)
    return large, say("chart.shown", result.lang, shown=shown, of=of)


def make_room(axes: Axes, texts: Sequence[Text]) -> None:
    """Widen the axis until ``texts``, written beside their points, lie within the picture."""
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    _agg(figure)
    for text in texts:
        text.set_in_layout(False)  # or else the layout shrinks the picture to make room for them
    _lay_out(figure, axes)
    left, width = axes.get_xlim()[0], axes.get_window_extent().width
    ends = [text.get_window_extent() for text in texts]
    starts = [axes.transData.inverted().transform((end.x0, 0))[0] - left for end in ends]
    needed = [start * width / max(width - 1.1 * end.width, 1) for start, end in zip(starts, ends, strict=True)]
    axes.set_xlim(left, left + max(needed))


def _lay_out(figure: Figure, axes: Axes) -> None:
    """Once, and not again when it is drawn, unless the title, wrapped by now, takes other room than it was given."""
    layout, title = figure.get_layout_engine(), axes._left_title  # type: ignore[attr-defined]
    assert layout is not None
    before = title.get_window_extent().height
    layout.execute(figure)
    after = title.get_window_extent()
    if after.height == before and after.y1 <= figure.bbox.y1:
        figure.set_layout_engine("none")


def surround(axes: Axes, words: Sequence[Text], title: str, note: str) -> None:
    """``title`` above all and ``note`` below, and ``axes`` with the ``words`` at its edges filling what they leave.

    For a picture of many texts: a layout engine would look twice through each of them.
    """
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    renderer = _agg(figure).get_renderer()
    width, height, pad = figure.bbox.width, figure.bbox.height, 0.07 * DPI
    head = figure.text(0.01, 1 - pad / height, title, va="top", fontsize=11, color=INK, fontweight="bold")
    foot = figure.text(0.01, pad / height, note, va="bottom", fontsize=8, color=INK)
    top, bottom = (text.get_window_extent(renderer).height for text in (head, foot))
    inner, outer = axes.get_window_extent(), Bbox.union([text.get_window_extent(renderer) for text in words])
    left, below, above = inner.x0 - outer.x0 + pad, inner.y0 - outer.y0 + bottom + 2 * pad, outer.y1 - inner.y1 + top
    axes.set_position(
        (left / width, below / height, 1 - (left + pad) / width, 1 - (below + above + 2.5 * pad) / height)
    )
