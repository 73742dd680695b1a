"""A lesson opened for a learner: its cards, and the log in which each answer is kept before the feedback shows."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict, grade
from salesbook.errors import ContentError
from salesbook.files import safe_name
from salesbook.lessons import Exercise, Lesson, lessons, read_words
from salesbook.progress import Answer, recall, remember, tries
from salesbook.widgets import card, fill, markdown, printed, style
from salesbook.words import say

HOME = Path(__file__).resolve().parents[2]
PROGRESS = "SALESBOOK_PROGRESS"  # the folder of answers, where it is not the workbook's own


@dataclass(frozen=True)
class Results:
    """What a learner has reached in a lesson, for a chart: one row a block."""

    rows: list[dict[str, Any]]
    lang: str
    by: tuple[str, ...] = ("block",)
    currency: str = ""
    absent: str = ""


class Block(w.VBox):
    """A block on the screen; where nothing can be clicked, the same printed."""

    def __init__(self, children: Sequence[w.Widget], printed_as: str) -> None:
        super().__init__(children)
        self._printed_as = printed_as

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**how), "text/html": self._printed_as}


@dataclass(frozen=True)
class OpenLesson:
    """A lesson, its words in one language, and the learner's file."""

    lesson: Lesson
    words: Mapping[str, Any]
    lang: str
    learner: str
    log: Path
    names: Mapping[str, str] = field(default_factory=dict)

    def block(self, name: str) -> Block:
        """The reading and the cards of block ``name``.

        Raises
        ------
        ContentError
            The lesson has no such block.
        """
        block = next((b for b in self.lesson.blocks if b.id == name), None)
        if block is None:
            have = ", ".join(b.id for b in self.lesson.blocks)
            raise ContentError(self.lesson.folder, f"no block {name}.", f"It has {have}.")
        words = self.words["blocks"][name]
        title = say("learn.title", self.lang, None, title=words["title"], minutes=block.minutes)
        reading = markdown(f"## {title}\n\n{fill(words.get('reading', ''), self.names)}")
        heading = w.HTML(f"{style()}<div class='reading'>{reading}</div>")
        heading.add_class("sb")
        paper = [printed(each, self._words_of(each)) for each in self.lesson.of_block(name)]
        return Block([heading, *self._cards(name, words["title"])], reading + "".join(paper))

    def _cards(self, block: str, title: str) -> list[w.Widget]:
        exercises, earlier = self.lesson.of_block(block), tries(recall(self.log).answers)
        shown = []
        for n, exercise in enumerate(exercises, 1):
            where = say("card.where", self.lang, n, all=len(exercises), block=title)
            made = card(exercise, self._words_of(exercise), self.lang, partial(self.judge, exercise), where)
            if found := earlier.get((self.lesson.id, exercise.id)):
                _put_back(made, exercise, found.last, self._words_of(exercise))
            shown.append(made.widget)
        return shown

    def _words_of(self, exercise: Exercise) -> Mapping[str, Any]:
        filled: Mapping[str, Any] = _filled(self.words["exercises"][exercise.id], self.names)
        return filled

    def judge(self, exercise: Exercise, response: Any) -> Verdict:
        """Grade ``response`` and keep it; only then is there feedback to show."""
        verdict = grade(exercise, response, self._words_of(exercise))
        kept = Answer(
            self.learner,
            self.lesson.id,
            exercise.id,
            response,
            verdict.share,
            verdict.points,
            exercise.points,
            self.lang,
        )
        remember(kept, self.log)
        return verdict

    def results(self) -> Results:
        """Points reached by block, the best try of each exercise counting."""
        done = tries(recall(self.log).answers)
        rows = []
        for block in self.lesson.blocks:
            exercises = self.lesson.of_block(block.id)
            own = [done[self.lesson.id, e.id] for e in exercises if (self.lesson.id, e.id) in done]
            most = sum(e.points for e in exercises)
            reached = sum(t.best.points for t in own) / most if own and most else None
            title = self.words["blocks"][block.id]["title"]
            rows.append({"block": title, "points_share": reached, "answered": len(own), "exercises": len(exercises)})
        return Results(rows, self.lang)


def _filled(words: Any, names: Mapping[str, str]) -> Any:
    if isinstance(words, Mapping):
        return {key: _filled(value, names) for key, value in words.items()}
    return fill(words, names) if isinstance(words, str) else words


def _put_back(made: Any, exercise: Exercise, answer: Answer, words: Mapping[str, Any]) -> None:
    """Show an earlier answer with its verdict; one that no longer fits the exercise is left in the log."""
    try:
        verdict = grade(exercise, answer.response, words)
        getattr(made, "field", made).put(answer.response)
        made.show(verdict, answer.response)
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def lesson(
    name: str, *, learner: str = "", lang: str = "en", company: str = "", exercises: str | Path = ""
) -> OpenLesson:
    """Open lesson ``name`` for ``learner``: earlier answers are shown, new ones are kept.

    Parameters
    ----------
    learner
        Whose answers these are; ``me`` where not given.
    company
        The name that stands for ``{company}`` in the words.
    exercises
        A folder of a trainer's own lessons, beside the workbook's.

    Raises
    ------
    ContentError
        There is no such lesson, or it cannot be read.
    """
    folders = [HOME / "exercises", *([Path(exercises)] if exercises else [])]
    found = {each.id: each for each in lessons(folders)}
    if name not in found:
        raise ContentError(folders[-1], f"no lesson {name}.", f"There are {', '.join(found) or 'none'}.")
    who = learner.strip() or "me"
    own = found[name]
    shown = lang if lang in own.languages else own.languages[0]
    return OpenLesson(
        own,
        read_words(own, lang),
        shown,
        who,
        _folder() / f"{safe_name(who)}.jsonl",
        {"company": company or say("learn.company", shown)},
    )


def logs() -> list[Path]:
    """The files of all learners."""
    return sorted(_folder().glob("*.jsonl"))


def _folder() -> Path:
    return Path(os.environ.get(PROGRESS) or HOME / "progress")
