"""A learner's own results: the share of points reached in each part of a lesson, drawn anew at each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as w

from salesbook.widgets.text import line, plain, style
from salesbook.words import say, share


@dataclass(frozen=True)
class Part:
    """What was reached in one part: its title, points of the best tries, how many exercises are answered."""

    title: str
    points: float
    most: float
    answered: int
    exercises: int


class Results(w.HTML):
    """A bar for each part, with its figures beside it; in a place that shows no widget, the same as text."""

    def __init__(self, parts: Sequence[Part], lang: str) -> None:
        super().__init__()
        self._lang, self._says = lang, ""
        self.add_class("sb")
        self.draw(parts)

    def draw(self, parts: Sequence[Part]) -> None:
        """Show ``parts``."""
        if not any(part.answered for part in parts):
            self._says = say("learn.none_yet", self._lang)
            self.value = f"{style()}<p>{self._says}</p>"
            return
        told = [self._told(part) for part in parts]
        self._says = "; ".join(f"{plain(part.title)}: {text}" for part, text in zip(parts, told, strict=True))
        rows = "".join(self._row(part, text) for part, text in zip(parts, told, strict=True))
        self.value = f'{style()}<h3>{say("learn.results", self._lang)}</h3><ol class="results">{rows}</ol>'

    def _told(self, part: Part) -> str:
        reached = share(part.points / part.most if part.most else 0, self._lang)
        return say("learn.part", self._lang, None, share=reached, answered=part.answered, all=part.exercises)

    def _row(self, part: Part, told: str) -> str:
        width = round(100 * part.points / part.most) if part.most else 0
        bar = f'<span class="bar" aria-hidden="true"><i style="width: {width}%"></i></span>'
        return f"<li><span>{line(part.title)}</span>{bar}<span>{told}</span></li>"

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**how), "text/plain": self._says}
