"""Where a learner answers, one field a kind of exercise: a widget with an answer in it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as w

from salesbook.lessons import Exercise
from salesbook.widgets.text import at, line, plain
from salesbook.words import say

Words = Mapping[str, Any]


def shuffled(ids: Sequence[str], exercise: Exercise) -> list[str]:
    """``ids`` in an order that tells nothing, the same for each opening of the same exercise."""
    mixed = list(ids)
    random.Random(exercise.id).shuffle(mixed)
    return mixed if mixed != list(ids) or len(mixed) < 2 else mixed[::-1]


class ChoiceField:
    """One button an option; several may be chosen where several are right."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self._many = isinstance(exercise.key["answer"], list)
        self.chosen: list[str] = []
        wide = w.Layout(width="auto", margin="3px 0")
        self.buttons = {
            option: w.Button(description=plain(at(words, f"options.{option}.say")), layout=wide)
            for option in shuffled(exercise.key["options"], exercise)
        }
        for option, button in self.buttons.items():
            button.on_click(lambda _, option=option: self._choose(option))
        told = say("card.several", lang) if self._many else ""
        self.widget = w.VBox([w.HTML(f'<div class="where">{told}</div>'), *self.buttons.values()])

    def _choose(self, option: str) -> None:
        if not self._many:
            self.put(option)
        else:
            self.put([o for o in self.chosen if o != option] if option in self.chosen else [*self.chosen, option])

    def response(self) -> Any:
        """The option, or the list of those chosen."""
        return (list(self.chosen) if self._many else self.chosen[0]) if self.chosen else None

    def put(self, response: Any) -> None:
        """Mark ``response`` as chosen; told by frame and by a sign before the words."""
        self.chosen = [response] if isinstance(response, str) else list(response)
        for option, button in self.buttons.items():
            marked = option in self.chosen
            button.icon = "check" if marked else ""
            (button.add_class if marked else button.remove_class)("chosen")


class PickField:
    """One list to choose from for each row: a class for an item, a partner for a left side, a place in a sequence."""

    def __init__(self, rows: Mapping[str, str], options: Mapping[str, str], lang: str) -> None:
        choices = [(say("card.choose", lang), ""), *((plain(text), name) for name, text in options.items())]
        self.lists = {row: w.Dropdown(options=choices, value="", layout=w.Layout(width="100%")) for row in rows}
        texts = [w.HTML(f"<div>{line(text)}</div>") for text in rows.values()]
        for text, chosen in zip(rows.values(), self.lists.values(), strict=True):
            chosen.tooltip = plain(text)
        pairs = zip(texts, self.lists.values(), strict=True)
        self.widget = w.VBox([w.VBox([t, p], layout=w.Layout(margin="4px 0 8px")) for t, p in pairs])

    def response(self) -> Any:
        """Row → option, once each row has one."""
        found = {row: chosen.value for row, chosen in self.lists.items()}
        return found if all(found.values()) else None

    def put(self, response: Mapping[str, str]) -> None:
        """Choose what ``response`` says."""
        for row, value in response.items():
            if row in self.lists:
                self.lists[row].value = value


def sort_field(exercise: Exercise, words: Words, lang: str) -> PickField:
    """Each item into a class."""
    items = {i: at(words, f"items.{i}.say") for i in shuffled(list(exercise.key["items"]), exercise)}
    return PickField(items, {c: at(words, f"classes.{c}") for c in exercise.key["classes"]}, lang)


def match_field(exercise: Exercise, words: Words, lang: str) -> PickField:
    """Each left side with its right one."""
    left = {p: at(words, f"pairs.{p}.left") for p in exercise.key["pairs"]}
    return PickField(left, {p: at(words, f"pairs.{p}.right") for p in shuffled(exercise.key["pairs"], exercise)}, lang)


class OrderField:
    """Items one under another, each with a button that moves it up and one that moves it down."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self._texts = {item: at(words, f"items.{item}") for item in exercise.key["items"]}
        self._lang = lang
        self.sequence = shuffled(exercise.key["items"], exercise)
        self.widget = w.VBox()
        self._draw()

    def _draw(self) -> None:
        self.widget.children = [self._row(place, item) for place, item in enumerate(self.sequence)]

    def _row(self, place: int, item: str) -> w.HBox:
        up, down = (w.Button(icon=icon, layout=w.Layout(width="48px")) for icon in ("arrow-up", "arrow-down"))
        for button, key, step, edge in ((up, "card.up", -1, 0), (down, "card.down", 1, len(self.sequence) - 1)):
            button.tooltip = f"{say(key, self._lang)}: {plain(self._texts[item])}"
            button.disabled = place == edge
            button.on_click(lambda _, step=step: self.move(item, step))
        text = w.HTML(f"<div>{place + 1}. {line(self._texts[item])}</div>", layout=w.Layout(flex="1 1 auto"))
        return w.HBox([text, up, down], layout=w.Layout(align_items="center", margin="2px 0"))

    def move(self, item: str, step: int) -> None:
        """Move ``item`` up (−1) or down (1) by one."""
        place = self.sequence.index(item)
        self.sequence[place], self.sequence[place + step] = self.sequence[place + step], item
        self._draw()

    def response(self) -> list[str]:
        """The sequence as it stands."""
        return list(self.sequence)

    def put(self, response: Sequence[str]) -> None:
        """Show an earlier sequence."""
        if sorted(response) == sorted(self.sequence):
            self.sequence = list(response)
            self._draw()


class NumberField:
    """A number with its unit; a decimal comma is as good as a point."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        self.text = w.Text(placeholder=say("card.number", lang), layout=w.Layout(width="12rem"))
        self.text.tooltip = plain(at(words, "ask"))
        unit = w.HTML(f"<div>{say('answer_in.' + exercise.key['unit'], lang)}</div>")
        self.widget = w.HBox([self.text, unit], layout=w.Layout(align_items="center"))

    def response(self) -> float | None:
        """The number, or None while there is none to read."""
        typed = "".join(self.text.value.split()).replace(",", ".").replace("\N{MINUS SIGN}", "-").rstrip("%")
        try:
            return float(typed)
        except ValueError:
            return None

    def put(self, response: float) -> None:
        """Show an earlier number."""
        self.text.value = f"{response:g}"


class TextField:
    """A few sentences; what they will be judged by stands above."""

    def __init__(self, exercise: Exercise, words: Words, lang: str) -> None:
        said = (line(at(words, f"criteria.{name}.say")) for name in exercise.key["criteria"])
        told = f"{say('card.criteria', lang)}<ul>{''.join(f'<li>{criterion}</li>' for criterion in said)}</ul>"
        self.area = w.Textarea(placeholder=say("card.write", lang), layout=w.Layout(width="100%", height="6rem"))
        self.area.tooltip = plain(at(words, "ask"))
        self.widget = w.VBox([w.HTML(f'<div class="where">{told}</div>'), self.area])

    def response(self) -> str | None:
        """The text, or None while there is none."""
        return self.area.value.strip() or None

    def put(self, response: str) -> None:
        """Show an earlier text."""
        self.area.value = response
