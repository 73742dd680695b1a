"""A card: an exercise shown, an answer taken, a verdict said. It shows; it does not judge."""

from collections.abc import Callable
from typing import Any, Protocol

import ipywidgets as w

from salesbook.coach import Verdict
from salesbook.widgets.criteria import after, before, coached
from salesbook.widgets.disagree import Disagree, Keep
from salesbook.widgets.frame import (
    Hint,
    Shown,
    asked,
    box,
    button,
    buttons_in,
    earned,
    frame,
    mood,
    next_step,
    verdict_place,
)
from salesbook.widgets.shared import row

Judge = Callable[[Any], Verdict]


class Field(Protocol):
    """Where the learner answers: a widget, the answer in it, and a way to put an earlier one back."""

    widget: w.Widget

    def response(self) -> Any:
        """The answer, or None while it is not whole."""

    def missing(self) -> str:
        """The phrase that says what an answer still lacks."""

    def put(self, response: Any) -> None:
        """Show an earlier answer."""


class Card:
    """The frame of every exercise: what is asked, the field, check and hint, the verdict."""

    def __init__(self, shown: Shown, field: Field, judge: Judge, keep: Keep | None = None) -> None:
        self.shown, self.field, self._judge = shown, field, judge
        self.verdict, self.disagree = verdict_place(), Disagree(shown, keep)
        self.check = button(shown.say("card.check"), "main")
        self.check.on_click(lambda _: self.answer())
        hint = Hint(shown)
        self.help, self.hint = hint.button, hint.text
        buttons = row([self.check, self.help]).add_class("buttons")
        ask = asked(shown, before(shown))
        self.widget = frame(ask, field.widget, buttons, self.hint, self.verdict, *self.disagree.parts)
        for each in buttons_in(field.widget):
            each.on_click(lambda _: self.verdict.add_class("old"))

    def answer(self) -> None:
        """Judge what is in the field and say the verdict; a field not filled asks to be filled."""
        response = self.field.response()
        self.verdict.remove_class("old")
        if response is None:
            self.disagree.close()
            self.verdict.value = box("wait", self.shown.say(self.field.missing()))
            return
        self.show(self._judge(response), response)

    def show(self, verdict: Verdict, response: Any) -> None:
        """Say ``verdict``: right or not in words and a sign, each criterion, then why, then what to do next."""
        shown, tone = self.shown, mood(verdict)
        said = f"{shown.say(f'card.{tone}')} {earned(shown, verdict)}"
        rest = coached(shown, verdict) + after(shown, verdict, response) + self._why(verdict, response)
        rest += next_step(shown, verdict)
        self.verdict.value = box(tone, said, rest)
        self.disagree.offer(verdict, response)

    def _why(self, verdict: Verdict, response: Any) -> str:
        """The words that explain; where each part has its own, they stand with the parts."""
        if self.shown.exercise.kind == "sort" or (self.shown.exercise.kind == "choice" and isinstance(response, list)):
            return ""
        model = f"<b>{self.shown.say('card.model')}</b> " if self.shown.exercise.kind == "text" else ""
        return "".join(f"<p>{model}{self.shown.line(place)}</p>" for place in verdict.feedback)
