"""Widgets that share one layout and one style: a part has hundreds of them, and each model is a message to the page."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import ipywidgets as w


@cache
def layout() -> w.Layout:
    """The layout of everything: sizes follow the content, card.css does the rest."""
    return w.Layout(width="auto", height="auto")


@cache
def looks(kind: type) -> Any:
    """The style of all widgets of ``kind``."""
    return kind()


def html(value: str = "") -> w.HTML:
    """A text."""
    return w.HTML(value, layout=layout(), style=looks(w.widgets.widget_string.HTMLStyle))


def row(children: Sequence[w.Widget]) -> w.HBox:
    """Widgets beside each other."""
    return w.HBox(children, layout=layout())


def column(children: Sequence[w.Widget]) -> w.VBox:
    """Widgets one under another."""
    return w.VBox(children, layout=layout())
