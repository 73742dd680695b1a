"""One card a kind of exercise: they show, they do not judge."""

from collections.abc import Callable, Mapping
from typing import Any

from salesbook.coach import Verdict
from salesbook.lessons import Exercise
from salesbook.widgets.card import Card, Shown
from salesbook.widgets.fields import ChoiceField, NumberField, OrderField, TextField, match_field, sort_field
from salesbook.widgets.printed import printed
from salesbook.widgets.talk_card import TalkCard
from salesbook.widgets.text import fill, markdown, style

FIELDS: Mapping[str, Callable[[Exercise, Mapping[str, Any], str], Any]] = {
    "choice": ChoiceField,
    "order": OrderField,
    "sort": sort_field,
    "match": match_field,
    "number": NumberField,
    "text": TextField,
}


def card(
    exercise: Exercise, words: Mapping[str, Any], lang: str, judge: Callable[[Any], Verdict], where: str = ""
) -> Card | TalkCard:
    """The card of ``exercise``; ``words`` are those of this exercise, ``judge`` is called with each answer."""
    if exercise.kind == "dialogue":
        return TalkCard(exercise, words, lang, judge, where)
    field = FIELDS[exercise.kind](exercise, words, lang)
    return Card(Shown(exercise, words, lang, where), field, judge)


__all__ = ["Card", "TalkCard", "card", "fill", "markdown", "printed", "style"]
