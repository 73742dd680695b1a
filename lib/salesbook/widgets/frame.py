"""What every card has around its field: what is asked, what it is judged by, the hint, a place for the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict
from salesbook.lessons import Exercise
from salesbook.widgets.shared import column, html, layout, looks
from salesbook.widgets.text import at, figure, line, markdown
from salesbook.words import say

TWICE = 0.3  # seconds between the clicks of a double one
MARKED = ("several", "order", "sort", "match")  # kinds whose verdict marks what to change
SIGNS = {"good": "✓", "part": "◐", "poor": "✗", "wait": "→"}


@dataclass(frozen=True)
class Shown:
    """What a card is given beside its field: words, language, its place in the lesson, whether a part ends here."""

    exercise: Exercise
    words: Mapping[str, Any]
    lang: str
    where: str = ""
    last: bool = False

    def say(self, key: str, n: float | None = None, **values: Any) -> str:
        """A phrase of the workbook in the card's language."""
        return say(key, self.lang, n, **values)

    def line(self, place: str) -> str:
        """A text of the lesson as safe HTML of one line."""
        return line(at(self.words, place))


def asked(shown: Shown, judged_by: str) -> w.HTML:
    """Where the learner is, what is asked, and what points are given for."""
    where = f'<h3 class="where">{line(shown.where)}</h3>' if shown.where else ""
    return html(f'{where}<div class="ask">{markdown(at(shown.words, "ask"))}</div>{judged_by}')


class Button(w.Button):
    """A button that takes a double click for one: whoever is new to this clicks twice, and would undo the first.

    The browser's clock says how far apart the clicks were: a busy kernel hears two slow ones at once.
    """

    _clicked, _heard = 0.0, -inf

    def _handle_msg(self, msg: Mapping[str, Any]) -> None:
        sent = msg["header"]["date"]
        self._clicked = (datetime.fromisoformat(sent) if isinstance(sent, str) else sent).timestamp()
        super()._handle_msg(msg)

    def _handle_button_msg(self, _: Any, content: Mapping[str, Any], buffers: Any) -> None:
        if self._clicked - self._heard > TWICE:
            self._heard = self._clicked
            super()._handle_button_msg(_, content, buffers)


def button(text: str, look: str) -> Button:
    """A button whose width and height follow its text; ``look`` is a class of card.css."""
    made = Button(description=text, layout=layout(), style=looks(w.ButtonStyle))
    made.add_class(look)
    return made


def buttons_in(widget: w.Widget) -> Iterator[w.Button]:
    """Every button of ``widget``, however deep."""
    if isinstance(widget, w.Button):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from buttons_in(child)


def frame(*parts: w.Widget) -> w.VBox:
    """``parts`` one under another, as one card."""
    made = column(parts)
    for name in ("sb", "card"):
        made.add_class(name)
    return made


class Hint:
    """A hint that opens in its place at a click, and closes at the next."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self.button, self.text = button(shown.say("card.hint"), "quiet"), html()
        self.button.on_click(lambda _: self.turn())

    def turn(self) -> None:
        """Open what is closed, close what is open."""
        opened = not self.text.value
        hint = markdown(at(self._shown.words, "hint"))
        self.text.value = f'<div class="hint" role="status">{hint}</div>' if opened else ""
        self.button.description = self._shown.say("card.hide" if opened else "card.hint")


def verdict_place() -> w.HTML:
    """Where the verdict will be said: it has its height before, so that nothing jumps."""
    place = html()
    place.add_class("verdict-place")
    return place


def box(mood: str, said: str, rest: str = "") -> str:
    """What is said of an answer; a sign and words tell the mood, colour only adds to them."""
    return f'<div class="verdict {mood}" role="status"><p class="said">{SIGNS[mood]} {said}</p>{rest}</div>'


def mood(verdict: Verdict) -> str:
    """Right, partly right, or not yet."""
    return "good" if verdict.right else "part" if verdict.share > 0 else "poor"


def earned(shown: Shown, verdict: Verdict) -> str:
    """Points of how many."""
    points, most = (figure(round(value, 1), shown.lang) for value in (verdict.points, shown.exercise.points))
    return shown.say("card.points", None, points=points, most=most)


def next_step(shown: Shown, verdict: Verdict) -> str:
    """What to do now: go on, or try again in the way that helps with this kind."""
    kind = "several" if isinstance(shown.exercise.key.get("answer"), list) else shown.exercise.kind
    name = ("last" if shown.last else "right") if verdict.right else "marked" if kind in MARKED else kind
    return f'<p class="next">→ {shown.say(f"next.{name}")}</p>'
