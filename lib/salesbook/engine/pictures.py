"""The picture of a figure, the very one that IPython makes of it, drawn once where once will do."""

import importlib
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

PLAIN = frozenset({  # where these stand is known before they are drawn
    "matplotlib.axes._axes.Axes", "matplotlib.axis.XAxis", "matplotlib.axis.YAxis",
    "matplotlib.collections.FillBetweenPolyCollection", "matplotlib.collections.LineCollection",
    "matplotlib.collections.PathCollection", "matplotlib.collections.PolyCollection", "matplotlib.image.AxesImage",
    "matplotlib.legend.Legend", "matplotlib.lines.Line2D", "matplotlib.patches.Polygon",
    "matplotlib.patches.Rectangle", "matplotlib.patches.StepPatch", "matplotlib.patches.Wedge",
    "matplotlib.spines.Spine", "matplotlib.text.Annotation", "matplotlib.text.Text",
})  # fmt: skip
Printing = Callable[..., Any]
Key = Callable[[Any], tuple[Hashable, ...] | None]
KNOWN: ContextVar[dict[Hashable, Any] | None] = ContextVar(
    "what is known of the picture that this thread makes", default=None
)


def draw_once() -> None:
    """Have IPython draw plain figures once.

    To cut a picture at what is drawn on it, ``bbox_inches="tight"``, matplotlib draws it, throws that away, measures,
    and draws again: a third of the time for nothing where it can measure as well before.
    """
    tools: Any = importlib.import_module("IPython.core.pylabtools")
    if not hasattr(tools.print_figure, "__wrapped__"):
        tools.print_figure = _once(tools.print_figure)


def _once(print_figure: Printing) -> Printing:
    @wraps(print_figure)
    def printed(figure: Any, fmt: str = "png", bbox_inches: Any = "tight", **asked: Any) -> Any:
        if fmt != "png" or bbox_inches != "tight" or asked.keys() - {"base64"} or not _is_plain(figure):
            return print_figure(figure, fmt, bbox_inches, **asked)
        pad = importlib.import_module("matplotlib").rcParams["savefig.pad_inches"]
        for axes in sorted(figure.axes, key=lambda each: each.get_zorder()):
            _ = axes.viewLim  # limits that are still to be found are found in the order in which axes are drawn
        with _asked_once():
            cut = figure.get_tightbbox(figure.canvas.get_renderer()).padded(pad)
            return print_figure(figure, fmt, cut, **asked)

    return printed


@contextmanager
def _asked_once() -> Iterator[None]:
    """Find the ticks of an axis and measure a text once, while the axis is as long and the text says the same.

    To measure what is drawn, to set titles and labels apart, and to draw it, matplotlib asks for both ten times over.
    """
    axis, text = (importlib.import_module(f"matplotlib.{name}") for name in ("axis", "text"))
    _remembered(axis.Axis, "_update_ticks", _length)
    _remembered(text.Text, "_get_layout", _words)
    before = KNOWN.set({})
    try:
        yield
    finally:
        KNOWN.reset(before)


def _remembered(owner: Any, name: str, key: Key) -> None:
    """Have method ``name`` answer an object of the same ``key`` once a picture; where there is none, all is as ever."""
    asks = getattr(owner, name, None)
    if asks is None or hasattr(asks, "__wrapped__"):
        return

    @wraps(asks)
    def answer(self: Any, *given: Any) -> Any:
        known = KNOWN.get()
        if known is None or (now := key(self)) is None:
            return asks(self, *given)
        if (name, self, now) not in known:
            known[name, self, now] = asks(self, *given)
        return known[name, self, now]

    setattr(owner, name, answer)


def _length(axis: Any) -> tuple[Hashable, ...]:
    """What the ticks of an axis hang on."""
    box = axis.axes.bbox  # where it stands changes, by as much as is cut off
    return (*axis.get_view_interval(), round(box.width, 3), round(box.height, 3), axis.get_figure(root=True).dpi)


def _words(text: Any) -> tuple[Hashable, ...] | None:
    """What the measures of a text hang on; None where they hang on its place too."""
    if text.get_wrap():
        return None
    align = (text.get_horizontalalignment(), text.get_verticalalignment())
    return (text.get_text(), text.get_rotation(), *align, text.get_figure(root=True).dpi)


def _is_plain(figure: Any) -> bool:
    """Whether nothing on it is laid out only when it is drawn."""
    if not hasattr(figure.canvas, "get_renderer") or figure.get_layout_engine() is not None:
        return False
    drawn = [*figure.get_children(), *(each for axes in figure.axes for each in axes.get_children())]
    its = {f"{type(each).__module__}.{type(each).__qualname__}" for each in drawn}
    return bool(figure.axes) and its <= PLAIN and all(map(_stands_still, figure.axes))


def _stands_still(axes: Any) -> bool:
    """Whether neither a locator nor an aspect moves the axes, their limits, or others beside them."""
    alone = len(axes.figure.axes) == 1 and axes.get_adjustable() == "box"
    return axes.get_axes_locator() is None and (alone or axes.get_aspect() == "auto")
