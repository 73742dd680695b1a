"""Where a learner answers, one field a kind of exercise: a widget with an answer in it."""

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

import ipywidgets as w

from salesbook.lessons import Exercise
from salesbook.widgets.frame import button
from salesbook.widgets.shared import column, html, layout, row
from salesbook.widgets.text import at, figure, line, plain
from salesbook.words import say

Words = Mapping[str, Any]
BOXES = {False: "○●", True: "☐☑"}  # one of several, or any of them: not yet, and chosen
SOON = 1.0  # seconds
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # as English groups them


def shuffled(ids: Sequence[str], exercise: Exercise) -> list[str]:
    """``ids`` in an order that tells nothing, the same for each opening of the same exercise."""
    mixed = list(ids)
    random.Random(exercise.id).shuffle(mixed)
    return mixed if mixed != list(ids) or len(mixed) < 2 else mixed[::-1]


class ChoiceField:
    """One button an option; several may be chosen where several are right."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self._many = isinstance(exercise.key["answer"], list)
        self._texts = {o: plain(at(words, f"options.{o}.say")) for o in shuffled(exercise.key["options"], exercise)}
        self.chosen: list[str] = []
        self.buttons = {option: button("", "option") for option in self._texts}
        for option, made in self.buttons.items():
            made.add_class("signed")
            made.on_click(lambda _, option=option: self._choose(option))
        self.widget = column([*self.buttons.values()])
        self.put([])

    def _choose(self, option: str) -> None:
        if not self._many:
            self.put(option)
        else:
            self.put([o for o in self.chosen if o != option] if option in self.chosen else [*self.chosen, option])

    def response(self) -> Any:
        """The option, or the list of those chosen."""
        return (list(self.chosen) if self._many else self.chosen[0]) if self.chosen else None

    def missing(self) -> str:
        """What to say while nothing is chosen."""
        return "card.not_yet"

    def put(self, response: Any) -> None:
        """Mark ``response`` as chosen: by a sign, after which a tab keeps the words in place, and by the frame."""
        self.chosen = [response] if isinstance(response, str) else list(response)
        for option, made in self.buttons.items():
            marked = option in self.chosen
            made.description = (
                f"{('☑' if marked else '☐') if self._many else '●' if marked else '○'}\t{self._texts[option]}"
            )
            (made.add_class if marked else made.remove_class)("chosen")


class OrderField:
    """Items one under another, each place with a button that moves its item up and one that moves it down.

    Places stay and items move through them, and the focus goes with the item: the keyboard never loses it.
    """

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self._texts = {item: at(words, f"items.{item}") for item in exercise.key["items"]}
        self._lang = lang
        self.sequence = shuffled(exercise.key["items"], exercise)
        self._places = [html().add_class("item") for _ in self.sequence]
        self.up, self.down = ([self._mover(place, step) for place in range(len(self.sequence))] for step in (-1, 1))
        self.up[0].disabled = self.down[-1].disabled = True
        self._moved = html().add_class("moved")
        rows = zip(self._places, self.up, self.down, strict=True)
        self.widget = column([*(row(each).add_class("row") for each in rows), self._moved])
        self._draw()

    def _mover(self, place: int, step: int) -> w.Button:
        made = button("", "move")
        made.on_click(lambda _: self.move(self.sequence[place], step))
        return made

    def _draw(self) -> None:
        """Each place's text, and the names of its buttons, of which card.css shows the arrow."""
        for place, item in enumerate(self.sequence):
            self._places[place].value = f"<b>{place + 1}.</b> {line(self._texts[item])}"
            for made, sign, key in ((self.up[place], "↑", "card.up"), (self.down[place], "↓", "card.down")):
                made.description = f"{sign} {say(key, self._lang)}: {plain(self._texts[item])}"

    def move(self, item: str, step: int) -> None:
        """Move ``item`` up (−1) or down (1) by one."""
        place, here = self.sequence.index(item), self.sequence.index(item) + step
        if not 0 <= here < len(self.sequence):
            return
        self.sequence[place], self.sequence[here] = self.sequence[here], item
        self._draw()
        said = say("card.moved", self._lang, here + 1, item=line(self._texts[item]), all=len(self.sequence))
        self._moved.value = f'<div role="status">{said}</div>'
        on, back = (self.up, self.down) if step < 0 else (self.down, self.up)
        (back if on[here].disabled else on)[here].focus()

    def response(self) -> list[str]:
        """The sequence as it stands."""
        return list(self.sequence)

    def missing(self) -> str:
        """Never asked for: there is always a sequence."""
        return "card.not_yet"

    def put(self, response: Sequence[str]) -> None:
        """Show an earlier sequence."""
        if sorted(response) == sorted(self.sequence):
            self.sequence = list(response)
            self._draw()


class NumberField:
    """A number with its unit; a decimal comma is as good as a point. Enter checks it."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self._lang, self._entered = lang, 0.0
        unit = exercise.key["unit"]
        told = "" if unit == "count" else f" ({say(f'answer_in.{unit}', lang)})"
        # Not at every key: the last ones could still be on their way when Check is heard.
        self.text = w.Text(
            description=say("card.answer", lang) + told, continuous_update=False, layout=layout()
        ).add_class("stacked")
        self.widget = self.text

    def when_entered(self, act: Callable[[], None]) -> None:
        """Call ``act`` at Enter, of which the browser tells a moment before it sends the number."""

        def heard(_: Any, content: Mapping[str, Any], __: Any) -> None:
            self._entered = time.monotonic() if content.get("event") == "submit" else 0.0

        self.text.on_msg(heard)
        self.text.observe(lambda _: act() if time.monotonic() - self._entered < SOON else None, "value")

    def response(self) -> float | None:
        """The number, or None while there is none to read."""
        typed = "".join(self.text.value.split()).replace("\N{MINUS SIGN}", "-").rstrip("%")
        if self._lang == "en" and THOUSANDS.fullmatch(typed):
            typed = typed.replace(",", "")
        try:
            found = float(typed.replace(",", "."))
        except ValueError:
            return None
        return found if isfinite(found) else None

    def missing(self) -> str:
        """What to say of nothing, and of what is no number."""
        return "card.not_number" if self.text.value.strip() else "card.not_yet"

    def put(self, response: float) -> None:
        """Show an earlier number."""
        self.text.value = figure(response, self._lang)


class TextField:
    """A few sentences; what they will be judged by stands above."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self.area = w.Textarea(description=say("card.write", lang), continuous_update=False, layout=layout()).add_class(
            "stacked"
        )
        self.widget = self.area

    def response(self) -> str | None:
        """The text, or None while there is none."""
        return self.area.value.strip() or None

    def missing(self) -> str:
        """What to say while nothing is written."""
        return "card.not_yet"

    def put(self, response: str) -> None:
        """Show an earlier text."""
        self.area.value = response
