"""A list that opens under its button: one of ours, and which of theirs it is.

Buttons, not a list of the browser: JupyterLab takes arrow keys and letters in such a list for its own commands
(x cuts the cell).
"""

from collections.abc import Callable
from html import escape

import ipywidgets as w

from salesbook.widgets.frame import button
from salesbook.widgets.mapping import Pick
from salesbook.widgets.shared import column, html, row
from salesbook.widgets.text import plain
from salesbook.words import say

Act = Callable[[str, str | None], object]  # id of a question, its answer; None takes an answer back


class Picker:
    """A row: our name, what is taken for it as a button, and under it the options once it is pressed."""

    def __init__(self, pick: Pick, lang: str, act: Act) -> None:
        self.pick, self._lang, self._act = pick, lang, act
        self.name = html().add_class("item")
        self.button = button("", "opener-of-list")
        self.button.on_click(lambda _: self.turn())
        self.options: dict[str | None, w.Button] = {}
        self.list = row([]).add_class("chips").add_class("list").add_class("gone")
        self.widget = column([row([self.name, self.button]).add_class("pick"), self.list])
        self.show(pick)

    def show(self, pick: Pick) -> None:
        """Show ``pick``; an open list is shut."""
        self.pick = pick
        taken = plain(pick.options.get(pick.taken, pick.taken)) or say("mapping.none", self._lang)
        suggested = plain(pick.options.get(pick.suggested, ""))
        wanted = say("mapping.suggested", self._lang, option=suggested) if suggested else say("card.choose", self._lang)
        shown = f"? {wanted}" if pick.open else taken
        self.button.description, self.button.tooltip = f"{shown} ▾", f"{plain(pick.label)} ({pick.name}): {shown}"
        (self.button.add_class if pick.open else self.button.remove_class)("asks")
        mark = " *" if pick.needed else ""
        told = pick.text if pick.open else pick.how
        ours = f" <code>{escape(pick.name)}</code>" if pick.name != pick.label else ""
        below = f'<p class="where">{"? " if pick.open else ""}{escape(told)}</p>' if told else ""
        self.name.value = f"<b>{escape(pick.label)}{mark}</b>{ours}{below}"
        self.shut()

    def turn(self) -> None:
        """Open what is shut, shut what is open."""
        if self.options:
            self.shut()
            return
        told: dict[str | None, str] = {value: label for value, label in self.pick.options.items()}  # noqa: C416
        if self.pick.suggested and self.pick.suggested in told:
            told[self.pick.suggested] = say("mapping.suggested", self._lang, option=told[self.pick.suggested])
        if self.pick.said:
            told[None] = say("mapping.as_found", self._lang)
        self.options = {value: self._option(value, text) for value, text in told.items()}
        self.list.children = [*self.options.values()]
        self.list.remove_class("gone")
        first = self.options.get(self.pick.taken) or next(iter(self.options.values()), self.button)
        first.focus()

    def shut(self) -> None:
        """Put the options away."""
        if self.options:
            self.options, self.list.children = {}, []
            self.list.add_class("gone")

    def choose(self, value: str | None) -> None:
        """Take ``value``; the focus goes back to the button."""
        self.shut()
        self._act(self.pick.id, value)
        self.button.focus()

    def _option(self, value: str | None, text: str) -> w.Button:
        chosen = value == self.pick.taken and not self.pick.open
        made = button(f"{'●' if chosen else '○'}\t{plain(text)}", "signed")
        made.tooltip = f"{plain(self.pick.label)} — {plain(text)}"
        if chosen:
            made.add_class("chosen")
        made.on_click(lambda _: self.choose(value))
        return made
