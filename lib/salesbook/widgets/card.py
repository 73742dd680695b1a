"""A card: an exercise shown, an answer taken, a verdict said. It shows; it does not judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import ipywidgets as w

from salesbook.coach import Verdict
from salesbook.lessons import Exercise
from salesbook.widgets.text import at, line, markdown
from salesbook.words import number, say

Judge = Callable[[Any], Verdict]


class Field(Protocol):
    """Where the learner answers: a widget, the answer in it, and a way to put an earlier one back."""

    widget: w.Widget

    def response(self) -> Any:
        """The answer, or None while it is not whole."""

    def put(self, response: Any) -> None:
        """Show an earlier answer."""


@dataclass(frozen=True)
class Shown:
    """What a card is given beside its field: words, language, and where in the lesson it stands."""

    exercise: Exercise
    words: Mapping[str, Any]
    lang: str
    where: str = ""


class Card:
    """The frame of every exercise: what is asked, the field, check and hint, the verdict."""

    def __init__(self, shown: Shown, field: Field, judge: Judge) -> None:
        self.shown, self.field, self._judge = shown, field, judge
        self.verdict = w.HTML()
        self.hint = w.HTML()
        self.check = w.Button(description=say("card.check", shown.lang), button_style="primary", layout=_auto())
        self.help = w.Button(description=say("card.hint", shown.lang), layout=_auto())
        self.check.on_click(lambda _: self.answer())
        self.help.on_click(lambda _: self._show_hint())
        asked = markdown(at(shown.words, "ask"))
        heading = f'<div class="where">{line(shown.where)}</div><div class="ask">{asked}</div>'
        buttons = w.HBox([self.check, self.help], layout=w.Layout(flex_flow="row wrap"))
        self.widget = w.VBox([w.HTML(heading), field.widget, buttons, self.hint, self.verdict])
        self.widget.add_class("sb")
        self.widget.add_class("card")

    def answer(self) -> None:
        """Judge what is in the field and say the verdict; a field not filled asks to be filled."""
        response = self.field.response()
        if response is None:
            self.verdict.value = _box("part", say("card.not_yet", self.shown.lang), "")
            return
        self.show(self._judge(response), response)

    def show(self, verdict: Verdict, _: Any = None) -> None:
        """Say ``verdict``: right or not in words and a sign, then why, then what rests on what."""
        lang = self.shown.lang
        mood = "good" if verdict.right else "part" if verdict.share > 0 else "poor"
        points, most = (_points(value, lang) for value in (verdict.points, self.shown.exercise.points))
        earned = say("card.points", lang, None, points=points, most=most)
        said = f"{say(f'card.{mood}', lang)} {earned}"
        self.verdict.value = _box(mood, said, self._why(verdict) + self._parts(verdict))

    def _why(self, verdict: Verdict) -> str:
        places = (place for place in verdict.feedback if not place.startswith("items."))
        return "".join(f"<p>{line(at(self.shown.words, place))}</p>" for place in places)

    def _parts(self, verdict: Verdict) -> str:
        """For what has many parts: each with its sign, and the words that explain it."""
        tell = PARTS.get(self.shown.exercise.kind)
        if not tell or (verdict.right and self.shown.exercise.kind in ("order", "match")):
            return ""
        rows = ((right, line(tell(self.shown, verdict, part))) for part, right in verdict.parts.items())
        return f"<ul>{''.join(f'<li>{_sign(right)} {text}</li>' for right, text in rows)}</ul>"

    def _show_hint(self) -> None:
        self.hint.value = f'<div class="verdict">{markdown(at(self.shown.words, "hint"))}</div>'


def _sorted(shown: Shown, _: Verdict, item: str) -> str:
    given = shown.exercise.key["items"][item]
    said, why = (at(shown.words, f"items.{item}.{part}") for part in ("say", "why"))
    return f"{said} — {at(shown.words, f'classes.{given}')}. {why}"


def _matched(shown: Shown, _: Verdict, pair: str) -> str:
    left, right = (at(shown.words, f"pairs.{pair}.{side}") for side in ("left", "right"))
    return f"{left} — {right}"


def _ordered(shown: Shown, _: Verdict, item: str) -> str:
    return at(shown.words, f"items.{item}")


def _met(shown: Shown, verdict: Verdict, criterion: str) -> str:
    because = verdict.because.get(criterion, "")
    said = at(shown.words, f"criteria.{criterion}.say")
    return f"{said} {say('card.because', shown.lang, None, words=because)}" if because else said


PARTS: Mapping[str, Callable[[Shown, Verdict, str], str]] = {
    "sort": _sorted,
    "match": _matched,
    "order": _ordered,
    "text": _met,
}


def _sign(right: bool) -> str:
    return "✓" if right else "✗"


def _box(mood: str, said: str, why: str) -> str:
    sign = {"good": "✓", "part": "◐", "poor": "✗"}[mood]
    return f'<div class="verdict {mood}" role="status"><strong>{sign} {said}</strong>{why}</div>'


def _points(value: float, lang: str) -> str:
    return number(value, lang, 0 if round(value, 1) == round(value) else 1)


def _auto() -> w.Layout:
    return w.Layout(width="auto")
