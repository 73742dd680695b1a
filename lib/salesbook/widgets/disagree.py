"""The learner's view beside the verdict of a coach: a quiet button, and a word that the view is kept."""

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict
from salesbook.widgets.frame import Shown, button
from salesbook.widgets.shared import html, row

COACHES = ("spin", "objections")  # that read what a text does; words that were looked for are no opinion
Keep = Callable[[Any, Verdict], None]


class Disagree:
    """A button after a verdict, good for one press; ``keep`` is called with the response and the verdict on it."""

    def __init__(self, shown: Shown, keep: Keep | None) -> None:
        self._shown, self._keep = shown, keep
        self._about: tuple[Any, Verdict] | None = None
        self.button, self.told = button(shown.say("coached.disagree"), "quiet"), html()
        self.button.on_click(lambda _: self.press())
        self._row = row([self.button, self.told]).add_class("buttons").add_class("own-view")
        self.close()

    @property
    def parts(self) -> tuple[w.Widget, ...]:
        """What stands on the card: nothing where no coach judges, or nobody keeps views."""
        exercise = self._shown.exercise
        coached = exercise.kind == "call" or (exercise.kind == "text" and exercise.key.get("coach") in COACHES)
        return (self._row,) if coached and self._keep else ()

    def offer(self, verdict: Verdict, response: Any) -> None:
        """Show the button, for ``verdict`` on ``response``."""
        self._about, self.told.value = (response, verdict), ""
        self._row.remove_class("gone")

    def close(self) -> None:
        """Where no verdict stands there is nothing to disagree with."""
        self._about, self.told.value = None, ""
        self._row.add_class("gone")

    def press(self) -> None:
        """Keep the view, then say so; the button stays, and with it the focus, but there is no second view."""
        if self._about and self._keep:
            self._keep(*self._about)
            self.kept()

    def kept(self) -> None:
        """Say that the view of this verdict is kept."""
        self._about = None
        self.told.value = f'<p class="where" role="status">✓ {self._shown.say("coached.disagreed")}</p>'
