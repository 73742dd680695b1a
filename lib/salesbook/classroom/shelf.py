"""The lessons of a classroom: each as a page's notebook in the language asked for, made once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

from salesbook.learn import folders
from salesbook.lessons import Lesson, lessons, read_words
from salesbook.progress import Answer, tries
from salesbook.rerun.copies import of_lesson, with_defaults
from salesbook.rerun.freeze import freeze
from salesbook.rerun.notebook import save

LEFT_OUT = {"lab", "handout"}  # tags of cells that only JupyterLab, or only paper, has a use for


@dataclass(frozen=True)
class Entry:
    """A line of the start page: a lesson, and how far one learner has come in it."""

    id: str
    title: str
    aim: str
    minutes: int
    left: int
    exercises: int
    answered: int
    right: int
    last: str


@dataclass
class Shelf:
    """The lessons that there are. ``data``, ``company`` and ``product`` are what the pages speak of."""

    folder: Path
    exercises: str = ""
    data: str = ""
    map: str = ""
    company: str = ""
    product: str = ""
    _making: dict[tuple[str, str], "asyncio.Task[Path]"] = field(default_factory=dict)

    def lessons(self) -> list[Lesson]:
        """All lessons, those of the workbook first."""
        return lessons(folders(self.exercises))

    def entries(self, answers: Sequence[Answer], lang: str) -> list[Entry]:
        """The start page's lines for the learner who gave ``answers``."""
        done = tries(answers)
        return [_entry(lesson, read_words(lesson, lang), done) for lesson in self.lessons()]

    def has(self, name: str) -> bool:
        """Whether there is a lesson of that id."""
        return any(lesson.id == name for lesson in self.lessons())

    async def page(self, name: str, lang: str) -> Path:
        """The notebook behind the page of lesson ``name``; whoever asks while it is being made waits for the same."""
        task = self._making.get((name, lang))
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._making[name, lang] = asyncio.ensure_future(self._make(name, lang))
        return await asyncio.shield(task)

    async def _make(self, name: str, lang: str) -> Path:
        lesson = next(each for each in self.lessons() if each.id == name)
        words = read_words(lesson, lang)
        values = {"company": self.company, "product": self.product, "exercises": self.exercises}
        made = of_lesson(lesson, lang, values | ({"data": self.data, "map": self.map} if self.data else {}))
        made.cells = [c for c in made.cells if not LEFT_OUT & set(c.metadata.get("tags", []))]
        node = with_defaults(await freeze(made, str(self.folder)), {"data": "", "map": ""})
        _mark_parts(node, words)
        node.metadata.update(title=words["title"], lesson=name, lang=lang)
        place = self.folder / lang / f"{name}.ipynb"
        save(node, place)
        return place


def _entry(lesson: Lesson, words: Mapping[str, Any], done: Mapping[tuple[str, str], Any]) -> Entry:
    own = [done[lesson.id, e.id] for e in lesson.exercises if (lesson.id, e.id) in done]
    return Entry(
        lesson.id,
        words["title"],
        words["aim"],
        sum(b.minutes for b in lesson.blocks),
        _minutes_left(lesson, done),
        len(lesson.exercises),
        len(own),
        sum(t.best.share >= 1 for t in own),
        max((t.last.at[:10] for t in own), default=""),
    )


def _minutes_left(lesson: Lesson, done: Mapping[tuple[str, str], Any]) -> int:
    """Of each block the share of its exercises not yet answered; above ten minutes, in fives."""
    left = 0.0
    for block in lesson.blocks:
        of = lesson.of_block(block.id)
        left += block.minutes * sum((lesson.id, e.id) not in done for e in of) / max(1, len(of))
    return ceil(left / 5) * 5 if left > 10 else ceil(left)


def _mark_parts(node: Any, words: Mapping[str, Any]) -> None:
    """Say at each cell which part of the page begins there: a block, or prose with a heading of its own."""
    for cell in node.cells:
        block = cell.source.removeprefix('lesson.block("').removesuffix('")')
        if block in words["blocks"]:
            cell.metadata.update(part=words["blocks"][block]["title"], counted=True)
        elif cell.cell_type == "markdown" and cell.source.startswith("## "):
            cell.metadata["part"] = cell.source.splitlines()[0].removeprefix("## ")
