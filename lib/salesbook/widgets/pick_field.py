"""Rows, each with the same buttons: a class for each item, a partner for each left side.

Buttons, not lists to open: JupyterLab takes arrow keys and letters in a list for its own commands (x cuts the cell).
"""

from collections.abc import Mapping
from typing import Any

from salesbook.lessons import Exercise
from salesbook.widgets.frame import button
from salesbook.widgets.shared import column, html, row
from salesbook.widgets.sheet import Sheet
from salesbook.widgets.text import at, line, plain

FITS = 48  # letters of all options together that a row takes; longer ones stand above with letters, as on paper


class Row:
    """A text and its buttons, of which one at most is chosen."""

    def __init__(self, text: str, options: Mapping[str, str], told: Mapping[str, str]) -> None:
        self._told, self._value = told, ""
        self.buttons = {option: button("", "signed") for option in told}
        for option, made in self.buttons.items():
            made.tooltip = f"{plain(text)} — {plain(options[option])}"
            made.on_click(lambda _, option=option: setattr(self, "value", option))
        chips = row([*self.buttons.values()]).add_class("chips")
        self.widget = row([html(line(text)).add_class("item"), chips]).add_class("pick")
        self.value = ""

    @property
    def value(self) -> str:
        """The option chosen, or nothing."""
        return self._value

    @value.setter
    def value(self, option: str) -> None:
        self._value = option
        for name, made in self.buttons.items():
            made.description = f"{'●' if name == option else '○'}\t{self._told[name]}"
            (made.add_class if name == option else made.remove_class)("chosen")


class PickField:
    """All rows; above them what the letters stand for, where there are letters."""

    def __init__(self, sheet: Sheet, rows: Mapping[str, str], options: Mapping[str, str]) -> None:
        marks = sheet.letters()
        lettered = sum(map(len, options.values())) > FITS
        told = {name: marks[name] if lettered else plain(text) for name, text in options.items()}
        self.rows = {row: Row(text, options, told) for row, text in rows.items()}
        legend = "".join(f"<li><b>{marks[name]}</b>{line(text)}</li>" for name, text in options.items())
        above = [html(f'<ul class="legend">{legend}</ul>')] if lettered else []
        self.widget = column([*above, *(each.widget for each in self.rows.values())])

    def response(self) -> Any:
        """Row → option, once each row has one."""
        found = {name: row.value for name, row in self.rows.items()}
        return found if all(found.values()) else None

    def missing(self) -> str:
        """What to say while a row is without."""
        return "card.not_whole"

    def put(self, response: Mapping[str, str]) -> None:
        """Choose what ``response`` says; what the exercise no longer has stays open."""
        for name, option in response.items():
            if name in self.rows and option in self.rows[name].buttons:
                self.rows[name].value = option


def sort_field(exercise: Exercise, words: Mapping[str, Any], lang: str) -> PickField:
    """Each item into a class."""
    sheet = Sheet("", exercise, words, lang)
    items = {i: at(words, f"items.{i}.say") for i in sheet.rows()}
    return PickField(sheet, items, {c: at(words, f"classes.{c}") for c in exercise.key["classes"]})


def match_field(exercise: Exercise, words: Mapping[str, Any], lang: str) -> PickField:
    """Each left side with its right one."""
    sheet = Sheet("", exercise, words, lang)
    left = {pair: at(words, f"pairs.{pair}.left") for pair in sheet.rows()}
    return PickField(sheet, left, {pair: at(words, f"pairs.{pair}.right") for pair in sheet.letters()})
