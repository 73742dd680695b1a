"""One card a kind of exercise: they show, they do not judge."""

from collections.abc import Callable, Mapping
from typing import Any

from salesbook.coach import Verdict
from salesbook.lessons import Exercise
from salesbook.widgets.answers import answers
from salesbook.widgets.block import Block
from salesbook.widgets.call_card import CallCard, Phrase
from salesbook.widgets.card import Card
from salesbook.widgets.disagree import Keep
from salesbook.widgets.fields import ChoiceField, NumberField, OrderField, TextField
from salesbook.widgets.frame import Shown
from salesbook.widgets.heading import Heading
from salesbook.widgets.mapping import Asked, Checked, Pick, Section, Wrote
from salesbook.widgets.mapping_card import MappingCard
from salesbook.widgets.pick_field import match_field, sort_field
from salesbook.widgets.printed import printed, title_block
from salesbook.widgets.refusal import Refusal
from salesbook.widgets.results import Part, Results
from salesbook.widgets.sheet import Sheet
from salesbook.widgets.talk_card import TalkCard
from salesbook.widgets.text import fill, filled, markdown, plain, style

FIELDS: Mapping[str, Callable[[Exercise, Mapping[str, Any], str], Any]] = {
    "choice": ChoiceField,
    "order": OrderField,
    "sort": sort_field,
    "match": match_field,
    "number": NumberField,
    "text": TextField,
}


def card(
    exercise: Exercise,
    words: Mapping[str, Any],
    lang: str,
    judge: Callable[[Any], Verdict],
    where: str = "",
    *,
    last: bool = False,
    keep: Keep | None = None,
    phrase: Phrase | None = None,
) -> Card | TalkCard | CallCard:
    """The card of ``exercise``; ``words`` are those of this exercise, ``judge`` is called with each answer.

    ``where`` tells the place in the lesson; ``last``: no other exercise follows in this part. Where a coach
    judged, ``keep`` is called with a response and the verdict on it that the learner disagrees with. ``phrase``
    words the client's answers of a call.
    """
    shown = Shown(exercise, words, lang, where, last)
    if exercise.kind == "dialogue":
        return TalkCard(shown, judge)
    if exercise.kind == "call":
        return CallCard(shown, judge, keep, phrase)
    field = FIELDS[exercise.kind](exercise, words, lang)
    made = Card(shown, field, judge, keep)
    if exercise.kind == "number":
        field.when_entered(made.answer)
    return made


__all__ = [
    "Asked", "Block", "CallCard", "Card", "Checked", "Heading", "MappingCard", "Part", "Phrase", "Pick", "Refusal",
    "Results", "Section", "Sheet", "TalkCard", "Wrote", "answers", "card", "fill", "filled", "markdown", "plain",
    "printed", "style", "title_block",
]  # fmt: skip
