"""The picture of a figure, the very one that IPython makes of it, drawn once where once will do."""

import importlib
from collections.abc import Callable
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
        if fmt == "png" and bbox_inches == "tight" and not asked.keys() - {"base64"} and _is_plain(figure):
            pad = importlib.import_module("matplotlib").rcParams["savefig.pad_inches"]
            bbox_inches = figure.get_tightbbox(figure.canvas.get_renderer()).padded(pad)
        return print_figure(figure, fmt, bbox_inches, **asked)

    return printed


def _is_plain(figure: Any) -> bool:
    """Whether nothing on it is laid out only when it is drawn."""
    if not hasattr(figure.canvas, "get_renderer") or figure.get_layout_engine() is not None:
        return False
    drawn = [*figure.get_children(), *(each for axes in figure.axes for each in axes.get_children())]
    its = {f"{type(each).__module__}.{type(each).__qualname__}" for each in drawn}
    return bool(figure.axes) and its <= PLAIN and all(map(_stands_still, figure.axes))


def _stands_still(axes: Any) -> bool:
    """Whether neither a locator nor an aspect moves the axes or their limits."""
    return axes.get_axes_locator() is None and (axes.get_aspect() == "auto" or axes.get_adjustable() == "box")
