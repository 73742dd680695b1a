"""One sheet on a mapping card: the table it holds, its columns, its questions, its first rows before and after."""

from collections.abc import Callable
from html import escape

import ipywidgets as w

from salesbook.widgets.asking import Asking
from salesbook.widgets.frame import button, frame
from salesbook.widgets.mapping import Asked, Pick, Section
from salesbook.widgets.mapping_text import notes, preview
from salesbook.widgets.picker import Picker
from salesbook.widgets.shared import column, html, row
from salesbook.words import say

Act = Callable[[str, str | None], object]


class Questions:
    """Questions one under another; one that is still asked keeps its buttons, and with them the focus."""

    def __init__(self, title: str, lang: str, act: Act) -> None:
        self._lang, self._act = lang, act
        self._title = html(f"<h4>{escape(title)}</h4>")
        self.fields: dict[str, Asking] = {}
        self.widget = column([])

    def show(self, questions: tuple[Asked, ...]) -> None:
        """Show ``questions``."""
        made: dict[str, Asking] = {}
        for asked in questions:
            old = self.fields.get(asked.id)
            if old and old.asked.options == asked.options:
                made[asked.id] = old
                if old.asked != asked:
                    old.show(asked)
            else:
                made[asked.id] = Asking(asked, self._lang, self._act)
        if [*made.values()] != [*self.fields.values()]:
            self.fields = made
            self.widget.children = [self._title, *(each.widget for each in made.values())] if made else []


class SectionCard:
    """A sheet; it can be folded, and columns of ours that nothing stands for are out of the way until asked for."""

    def __init__(self, section: Section, lang: str, act: Act, *, folded: bool = False) -> None:
        self.section, self._lang, self._act = section, lang, act
        self.head, self.notes, self.preview = html(), html(), html().add_class("preview")
        self.fold, self.more = button("", "quiet"), button("", "quiet")
        self.fold.on_click(lambda _: self._turn())
        self.more.on_click(lambda _: self._turn_more())
        self.table = Picker(section.table, lang, act)
        self.pickers: dict[str, Picker] = {}
        self._all, self._folded = False, folded
        self._title = html(
            f"<h4>{say('mapping.columns', lang)}</h4><p class='where'>{escape(say('mapping.hint', lang))}</p>"
        )
        self._columns, self._rest = column([]), column([])
        self.questions = Questions(say("mapping.questions", lang), lang, act)
        parts = [self.notes, self.table.widget, self.questions.widget, self._columns, self.more, self._rest]
        self._body = column([*parts, self.preview])
        self.widget = frame(row([self.head, self.fold]).add_class("sheet"), self._body)
        self.widget.add_class("mapping")
        self.show(section)

    def show(self, section: Section) -> None:
        """Show ``section`` as it is understood now."""
        self.section = section
        if section.open:
            self._folded = False
        self.table.show(section.table)
        self._show_columns(section.columns)
        self.questions.show(section.questions)
        self.notes.value, self.preview.value = notes(section.notes), preview(section, self._lang)
        self._draw()

    def wait(self) -> None:
        """Say that the export is looked at; what comes of it takes the place of these words."""
        said = say("mapping.looking", self._lang)
        self.head.value = f"<h3>{escape(self.section.where)}</h3><p class='where' role='status'>{escape(said)}</p>"

    def _show_columns(self, columns: tuple[Pick, ...]) -> None:
        if [*self.pickers] != [pick.name for pick in columns]:
            self.pickers = {pick.name: Picker(pick, self._lang, self._act) for pick in columns}
            self._columns.children = self._rest.children = []
        for pick in columns:
            if self.pickers[pick.name].pick != pick or self.pickers[pick.name].options:
                self.pickers[pick.name].show(pick)
        first = [each.widget for each in self.pickers.values() if _in_sight(each)]
        rest = [each.widget for each in self.pickers.values() if not _in_sight(each)]
        for place, children in ((self._columns, [self._title, *first] if first else []), (self._rest, rest)):
            if [*place.children] != children:
                place.children = children

    def _draw(self) -> None:
        section, lang = self.section, self._lang
        opened = say("mapping.sheet_open", lang, section.open) if section.open else say("mapping.sheet_clear", lang)
        state = opened if section.used else say("mapping.unused", lang)
        sign = "?" if section.open else "✓" if section.used else "·"
        self.head.value = f"<h3>{escape(section.where)}</h3><p class='where'>{sign} {escape(state)}</p>"
        self.fold.description = say("mapping.open_sheet" if self._folded else "mapping.shut_sheet", lang)
        self.fold.tooltip = f"{self.fold.description}: {section.where}"
        rest = len(self._rest.children)
        self.more.description = say("mapping.fewer", lang) if self._all else say("mapping.more", lang, rest)
        _seen(self._body, not self._folded)
        _seen(self.more, bool(rest))
        _seen(self._rest, self._all)

    def _turn(self) -> None:
        self._folded = not self._folded
        self._draw()

    def _turn_more(self) -> None:
        self._all = not self._all
        self._draw()


def _in_sight(picker: Picker) -> bool:
    pick = picker.pick
    return pick.needed or pick.open or pick.said or bool(pick.taken)


def _seen(widget: w.Widget, seen: bool) -> None:
    (widget.remove_class if seen else widget.add_class)("gone")
