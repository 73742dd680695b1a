"""An export on its way to tables, as a card: what it was understood to be, what is asked, and a button that writes."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets as w

from salesbook.errors import SalesbookError
from salesbook.widgets.frame import box, button, frame
from salesbook.widgets.mapping import Checked, Section, Wrote
from salesbook.widgets.mapping_section import Questions, SectionCard
from salesbook.widgets.mapping_text import listed, printed, questions
from salesbook.widgets.shared import html, row
from salesbook.widgets.text import style
from salesbook.words import number, say

Answers = Mapping[str, str]
Told = Callable[[str, int, int], object]  # sheet, rows read, rows in all
Look = Callable[[Answers], tuple[Section, ...]]
Check = Callable[[Answers, Told], Checked]
Write = Callable[[Answers, Told], Wrote]
OnPaper = Callable[[Sequence[Section]], Sequence[Section]]
FEW = 2  # sheets that are shown whole
SLOW = 0.5  # seconds of a look that is announced
OFTEN = 0.1  # seconds between two signs of progress


class MappingCard(w.VBox):
    """Every change is looked at anew; the tables are written once nothing is open and the sums were seen.

    ``look``, ``check`` and ``write`` are given the answers so far: the ids are those of the command line. Where nothing
    can be clicked it shows what ``on_paper`` leaves of the sheets, and ``still``: how to write without a button.
    """

    def __init__(
        self,
        look: Look,
        check: Check,
        write: Write,
        answers: Answers,
        lang: str,
        still: str = "",
        on_paper: OnPaper = list,
    ) -> None:
        self._look, self._check, self._write, self._lang = look, check, write, lang
        self._still, self._on_paper = still, on_paper
        self.answers: dict[str, str] = dict(answers)
        started = time.monotonic()
        self.seen = look(self.answers)
        self._took = time.monotonic() - started  # seconds of the last look
        self.checked: Checked | None = None
        self.status, self.progress, self.sums, self.result = html(), html(), html(), html()
        self.unsure = html()
        folded = len(self.seen) > FEW
        self.sections = {each.where: SectionCard(each, lang, self.answer, folded=folded) for each in self.seen}
        self.more = Questions(say("mapping.questions", lang), lang, self.agree)
        self.pairs = Questions(say("mapping.pairs", lang), lang, self.agree)
        self.check, self.write = button(say("mapping.check", lang), "main"), button(say("mapping.write", lang), "main")
        self.check.on_click(lambda _: self.reckon())
        self.write.on_click(lambda _: self.finish())
        buttons = row([self.check, self.write]).add_class("buttons")
        last = frame(
            self.status,
            buttons,
            self.progress,
            self.sums,
            self.more.widget,
            self.pairs.widget,
            self.unsure,
            self.result,
        )
        head = html(f"{style()}<h2>{say('mapping.title', lang)}</h2>")
        top = frame(head)
        top.remove_class("card").add_class("heading").add_class("mapping")
        super().__init__([top, *(each.widget for each in self.sections.values()), last.add_class("mapping")])
        self._draw()

    @property
    def left(self) -> int:
        """How many questions keep the tables from being written."""
        after = self.checked.questions if self.checked else ()
        return sum(each.open for each in self.seen) + sum(asked.open for asked in after)

    def answer(self, id: str, value: str | None) -> None:
        """Take an answer to a question of a sheet, or take it back; one that cannot be leaves all as it was."""
        before, started = dict(self.answers), time.monotonic()
        self._take(id, value)
        shown = self.sections.get(id.rpartition(":")[0])
        if shown and self._took > SLOW:
            shown.wait()
        try:
            self.seen = self._look(self.answers)
        except SalesbookError as error:
            self.answers = before
            for section in self.seen:
                self.sections[section.where].show(section)
            self._draw(say("mapping.refused", self._lang, why=str(error)))
            return
        self.checked, self._took = None, time.monotonic() - started
        for section in self.seen:
            self.sections[section.where].show(section)
        self._draw()

    def _take(self, id: str, value: str | None) -> None:
        """A column of theirs stands for one of ours: the last answer counts."""
        if value is None:
            self.answers.pop(id, None)
            return
        sheet, _, name = id.rpartition(":")
        if name.startswith("columns.") and value:
            for other in [o for o, v in self.answers.items() if v == value and o.startswith(f"{sheet}:columns.")]:
                del self.answers[other]
        self.answers[id] = value

    def agree(self, id: str, value: str | None) -> None:
        """Take an answer to what was asked after the sums."""
        if self.checked is None or value is None:
            return
        self.answers[id] = value
        asked = tuple(replace(each, answer=value) if each.id == id else each for each in self.checked.questions)
        self.checked = replace(self.checked, questions=asked)
        self._draw()

    def reckon(self) -> None:
        """Read every row: what the sums come to, and what stands twice."""
        if any(each.open for each in self.seen):
            return
        self._draw()
        self._work(lambda: setattr(self, "checked", self._check(self.answers, self._told())))

    def finish(self) -> None:
        """Write the tables, and say what was written."""
        if self.checked is None or self.left:
            return
        wrote: list[Wrote] = []
        self.progress.value = f'<p class="where" role="status">{say("mapping.writing", self._lang)} …</p>'
        self._work(lambda: wrote.append(self._write(self.answers, self._told())))
        for each in wrote:
            steps = "".join(f'<p class="next">→ {escape(step)}</p>' for step in each.next)
            self.result.value = box("good", escape(each.headline), listed(each.said) + steps)

    def _work(self, act: Callable[[], object]) -> None:
        """Do what takes its time; meanwhile no button works, and a fault is said."""
        self.check.disabled = self.write.disabled = True
        fault = ""
        try:
            act()
        except SalesbookError as error:
            fault = str(error)
        finally:
            self.progress.value = ""
            self._draw(fault)

    def _told(self) -> Told:
        """A bar that follows the rows, not oftener than the eye does."""
        last = [0.0]

        def told(where: str, rows: int, all: int) -> None:
            if time.monotonic() - last[0] < OFTEN and rows < all:
                return
            last[0] = time.monotonic()
            lang, width = self._lang, round(100 * min(rows / all, 1)) if all else 100
            phrase = "mapping.checking" if where else "mapping.joining"
            words = say(phrase, lang, where=where, rows=number(rows, lang), all=number(all, lang))
            bar = f'<span class="bar" aria-hidden="true"><i style="width: {width}%"></i></span>'
            self.progress.value = f'<p class="where" role="status">{escape(words)}</p>{bar}'

        return told

    def _draw(self, fault: str = "") -> None:
        lang, checked = self._lang, self.checked
        used = any(each.used for each in self.seen)
        sheets_open = any(each.open for each in self.seen)
        self.check.disabled = sheets_open or not used
        self.write.disabled = checked is None or bool(self.left)
        for made, is_next in ((self.check, checked is None), (self.write, checked is not None)):
            (made.add_class if is_next else made.remove_class)("main")
        self.status.value = self._state(used, fault)
        self.sums.value = f"<h4>{say('mapping.sums', lang)}</h4>{listed(checked.said)}" if checked else ""
        self.result.value = ""
        after = checked.questions if checked else ()
        self.more.show(tuple(each for each in after if each.needed))
        pairs = tuple(each for each in after if not each.needed)
        self.pairs.show(pairs)
        more = f" {say('mapping.pairs_more', lang, checked.unsaid)}" if checked and checked.unsaid else ""
        self.unsure.value = f'<p class="where">{say("mapping.pairs_hint", lang)}{more}</p>' if pairs else ""

    def _state(self, used: bool, fault: str) -> str:
        lang = self._lang
        if fault:
            return box("poor", escape(fault))
        if not used:
            return box("wait", say("mapping.nothing", lang))
        if self.left:
            return box("wait", say("mapping.summary", lang, self.left))
        return box("good", say("mapping.ready" if self.checked else "mapping.clear", lang))

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        """The card; where nothing can be clicked, what it says. Nothing is written by showing it."""
        asked = [text for section in self.seen for text in questions(section)]
        said = say("mapping.summary", self._lang, len(asked)) if asked else say("mapping.clear", self._lang)
        lines = [f"{each.where} → {each.table.taken or '–'}" for each in self.seen]
        still = f"<p>{escape(self._still)}</p>" if self._still else ""
        paper = f"<p><b>{escape(said)}</b></p>{printed(self._on_paper(self.seen), self._lang)}{still}"
        plain = "\n".join([said, *(f"? {text}" for text in asked), *lines])
        return {**super()._repr_mimebundle_(**how), "text/html": paper, "text/plain": plain}
