"""A part of a lesson: its heading, cards that are made when it is opened, and the same printed."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as w

from salesbook.widgets.frame import button
from salesbook.widgets.heading import Heading
from salesbook.widgets.shared import row
from salesbook.words import say


class Block(w.VBox):
    """A block on the screen; where nothing can be clicked, the same printed.

    A lesson has some hundreds of widgets: to make those of one part only is what lets a phone show it at once.
    """

    def __init__(self, heading: Heading, cards: Callable[[], Sequence[w.Widget]], printed_as: str, lang: str) -> None:
        self._heading, self._cards, self._printed_as = heading, cards, printed_as
        opener = button(say("learn.open_part", lang), "main").add_class("opener")
        opener.on_click(lambda _: self.unfold())
        super().__init__([heading.widget, row([opener]).add_class("sb")])
        self.unfolded = False

    def unfold(self) -> "Block":
        """Show the reading and the cards."""
        if not self.unfolded:
            self.unfolded = True
            self._heading.unfold()
            self.children = [self._heading.widget, *self._cards()]
        return self

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**how), "text/html": self._printed_as}
