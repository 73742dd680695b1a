"""A question of a mapping card, answered or still open: what is suggested is shown, and not taken by itself."""

from collections.abc import Callable
from html import escape

import ipywidgets as w

from salesbook.widgets.fields import BOXES
from salesbook.widgets.frame import button
from salesbook.widgets.mapping import SEVERAL, Asked
from salesbook.widgets.shared import column, html, layout, row
from salesbook.widgets.text import plain
from salesbook.words import say

Act = Callable[[str, str | None], object]


class Asking:
    """The question, and under it buttons for one option or for several, or a line to write on."""

    def __init__(self, asked: Asked, lang: str, act: Act) -> None:
        self.asked, self._lang, self._act = asked, lang, act
        self.text = html()
        self.buttons: dict[str, w.Button] = {}
        self.ticked: list[str] = []
        self.line = w.Text(description=plain(asked.text), continuous_update=False, layout=layout()).add_class("stacked")
        self.take = button(say("mapping.take", lang), "quiet")
        self.take.on_click(lambda _: self._take())
        self.widget = column([self.text, *self._answering()]).add_class("asking")
        self.show(asked)

    def _answering(self) -> list[w.Widget]:
        if not self.asked.options:
            return [self.line, self.take]
        for value, label in self.asked.options.items():
            made = self.buttons[value] = button("", "signed")
            made.tooltip = f"{plain(self.asked.text)} — {plain(label)}"
            made.on_click(lambda _, value=value: self._press(value))
        chips = row([*self.buttons.values()]).add_class("chips")
        return [chips, self.take] if self.asked.several else [chips]

    def show(self, asked: Asked) -> None:
        """Show ``asked``: its answer where there is one, else what is suggested."""
        self.asked = asked
        sign = "?" if asked.answer is None else "✓"
        self.text.value = f"<p><b>{sign}</b> {escape(asked.text)}</p>" if asked.options else ""
        (self.widget.add_class if asked.open else self.widget.remove_class)("asks")
        said = asked.answer if asked.answer is not None else asked.suggested
        self.ticked = [part for part in map(str.strip, said.split(SEVERAL.strip())) if part in asked.options]
        if not asked.options:
            self.line.value = said
        self._draw()

    def _draw(self) -> None:
        answered = self.asked.answer is not None
        for value, made in self.buttons.items():
            on = value in self.ticked if self.asked.several else value == self.asked.answer
            label = plain(self.asked.options[value])
            suggested = not answered and not self.asked.several and value == self.asked.suggested
            told = say("mapping.suggested", self._lang, option=label) if suggested else label
            made.description = f"{BOXES[self.asked.several][on]}\t{told}"
            (made.add_class if on and answered else made.remove_class)("chosen")

    def _press(self, value: str) -> None:
        if not self.asked.several:
            self._act(self.asked.id, value)
            return
        self.ticked = [v for v in self.asked.options if (v in self.ticked) != (v == value)]
        if self.asked.answer is not None and self.ticked:
            self._act(self.asked.id, SEVERAL.join(self.ticked))
        else:
            self._draw()

    def _take(self) -> None:
        answer = SEVERAL.join(self.ticked) if self.asked.several else self.line.value.strip()
        if answer:
            self._act(self.asked.id, answer)
