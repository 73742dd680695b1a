"""A lesson opened for a learner: its cards, and the log in which each answer is kept before the feedback shows."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as w

from salesbook.coach import Verdict, grade
from salesbook.errors import ContentError
from salesbook.files import safe_name
from salesbook.lessons import Exercise, Lesson, lessons, read_words
from salesbook.lessons.client import Persona, personas, read_client_words
from salesbook.paper import OnPaper
from salesbook.phrasing import Phrasing
from salesbook.progress import Answer, View, goes_on, recall, remember, tries, views
from salesbook.widgets import (
    Block,
    Heading,
    Part,
    Phrase,
    Results,
    Sheet,
    TalkCard,
    answers,
    card,
    fill,
    filled,
    markdown,
    plain,
    printed,
    title_block,
)  # fmt: skip
from salesbook.words import say

HOME = Path(__file__).resolve().parents[2]
MYSELF = "me"  # the one learner of a computer, who need not say a name
INNER = str.maketrans("«»", "„“")  # quotation marks of a name that will stand within quotation marks
PROGRESS = "SALESBOOK_PROGRESS"  # the folder of answers, where it is not the workbook's own


@dataclass(frozen=True)
class OpenLesson:
    """A lesson, its words in one language, and the learner's file."""

    lesson: Lesson
    words: Mapping[str, Any]
    lang: str
    learner: str
    log: Path
    names: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, Persona] = field(default_factory=dict)
    shown: list[Results] = field(default_factory=list)

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
        words, n = self.words["blocks"][name], self._part(name)
        title = say("learn.title", self.lang, None, title=f"{n}. {words['title']}", minutes=block.minutes)
        text = fill(words.get("reading", ""), self.names)
        place = say("learn.place", self.lang, n, all=len(self.lesson.blocks), minutes=block.minutes)
        heading = Heading(words["title"], place, text, len(self.lesson.of_block(name)), self.lang)
        paper = "".join(map(printed, self._sheets(name)))
        earlier = tries(recall(self.log).answers)
        for exercise in self.lesson.of_block(name):
            if found := earlier.get((self.lesson.id, exercise.id)):
                heading.mark(exercise.id, found.best.share >= 1)
        cards = partial(self._cards, name, words["title"], heading)
        made = Block(heading, cards, markdown(f"## {title}\n\n{text}") + paper, self.lang)
        return made.unfold() if name == goes_on(self.lesson, earlier)[0] else made

    def answers(self) -> OnPaper:
        """What is right: on the screen only where it stands, on paper the last pages, for the trainer."""
        blocks = [(block.id, self.words["blocks"][block.id]["title"]) for block in self.lesson.blocks]
        parts = [(self._part(block), title, self._sheets(block)) for block, title in blocks]
        return OnPaper(say("handout.where", self.lang), answers(parts, self.lang))

    def _repr_mimebundle_(self, **how: Any) -> dict[str, Any]:
        aim = fill(self.words.get("aim", ""), self.names)
        return OnPaper(plain(aim), title_block(aim, self.lang))._repr_mimebundle_(**how)

    def _part(self, block: str) -> int:
        return [b.id for b in self.lesson.blocks].index(block) + 1

    def _sheets(self, block: str) -> list[Sheet]:
        part = self._part(block)
        exercises = enumerate(self.lesson.of_block(block), 1)
        return [Sheet(f"{part}.{n}", each, self._words_of(each), self.lang) for n, each in exercises]

    def _cards(self, block: str, title: str, heading: Heading) -> list[w.Widget]:
        exercises, earlier = self.lesson.of_block(block), tries(recall(self.log).answers)
        disagreed, shown = {view.answer for view in views(self.log)}, []
        for n, exercise in enumerate(exercises, 1):
            where = say("card.where", self.lang, n, all=len(exercises), block=title)
            words, judge = self._words_of(exercise), partial(self._answered, exercise, heading)
            keep = partial(self.disagree, exercise)
            last, phrase = n == len(exercises), self._phrase(words)
            made = card(exercise, words, self.lang, judge, where, last=last, keep=keep, phrase=phrase)
            if found := earlier.get((self.lesson.id, exercise.id)):
                _put_back(made, exercise, found.last, words, self.lang)
                if found.last.id in disagreed and not isinstance(made, TalkCard):
                    made.disagree.kept()
            made.widget.add_class(f"is-{exercise.id}")
            shown.append(made.widget)
        return shown

    def _words_of(self, exercise: Exercise) -> Mapping[str, Any]:
        words: dict[str, Any] = dict(filled(self.words["exercises"][exercise.id], self.names))
        if exercise.kind == "call":
            client = self.clients[exercise.key["client"]]
            words |= {"persona": client, "client": read_client_words(client, self.lang)}
        return words

    def _phrase(self, words: Mapping[str, Any]) -> Phrase | None:
        """A company's own model server, where there is one, to word what the client of a call answers."""
        phrasing = Phrasing.of()
        if not phrasing.on or "persona" not in words:
            return None
        return lambda before, after: phrasing.rephrase(words["persona"], words["client"], before, after, self.lang)

    def _answered(self, exercise: Exercise, heading: Heading, response: Any) -> Verdict:
        verdict = self.judge(exercise, response)
        heading.mark(exercise.id, verdict.right)
        for results in self.shown:
            results.draw(self._reached())
        return verdict

    def judge(self, exercise: Exercise, response: Any) -> Verdict:
        """Grade ``response`` and keep it; only then is there feedback to show."""
        verdict = grade(exercise, response, self._words_of(exercise), self.lang)
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

    def disagree(self, exercise: Exercise, response: Any, verdict: Verdict) -> None:
        """Keep that the learner disagrees with ``verdict`` on ``response``."""
        what = (self.lesson.id, exercise.id, response)
        about = [a.id for a in recall(self.log).answers if (a.lesson, a.exercise, a.response) == what]
        kept = View(
            self.learner,
            self.lesson.id,
            exercise.id,
            response,
            verdict.share,
            verdict.label,
            verdict.faults,
            about[-1] if about else "",
            self.lang,
        )
        remember(kept, self.log)

    def results(self) -> Results:
        """Points reached by part, the best try of each exercise counting; it follows the answers given from now on."""
        made = Results(self._reached(), self.lang)
        self.shown.append(made)
        return made

    def _reached(self) -> list[Part]:
        done = tries(recall(self.log).answers)
        parts = []
        for block in self.lesson.blocks:
            exercises = self.lesson.of_block(block.id)
            own = [done[self.lesson.id, e.id] for e in exercises if (self.lesson.id, e.id) in done]
            points, most = sum(t.best.points for t in own), sum(e.points for e in exercises)
            title = self.words["blocks"][block.id]["title"]
            parts.append(Part(title, points, most, len(own), len(exercises)))
        return parts


def _put_back(made: Any, exercise: Exercise, answer: Answer, words: Mapping[str, Any], lang: str) -> None:
    """Show an earlier answer with its verdict; one that no longer fits the exercise is left in the log."""
    try:
        verdict = grade(exercise, answer.response, words, lang)
        getattr(made, "field", made).put(answer.response)
        made.show(verdict, answer.response)
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def lesson(
    name: str, *, learner: str = "", lang: str = "en", company: str = "", product: str = "", exercises: str | Path = ""
) -> OpenLesson:
    """Open lesson ``name`` for ``learner``: earlier answers are shown, new ones are kept.

    Parameters
    ----------
    learner
        Whose answers these are; ``me`` where not given.
    company, product
        The names that stand for ``{company}`` and ``{product}`` in the words.
    exercises
        A folder of a trainer's own lessons, beside the workbook's.

    Raises
    ------
    ContentError
        There is no such lesson, or it cannot be read.
    """
    where = folders(exercises)
    found = {each.id: each for each in lessons(where)}
    if name not in found:
        raise ContentError(where[-1], f"no lesson {name}.", f"There are {', '.join(found) or 'none'}.")
    who = learner.strip() or MYSELF
    own = found[name]
    shown = lang if lang in own.languages else own.languages[0]
    sold = product.translate(INNER) or say("learn.product", shown)
    return OpenLesson(
        own,
        read_words(own, lang),
        shown,
        who,
        log_of(who),
        {"company": company or say("learn.company", shown), "product": sold},
        {client.id: client for client in personas(where)},
    )


def folders(exercises: str | Path = "") -> list[Path]:
    """Where lessons lie: the workbook's own folder, and a trainer's."""
    return [HOME / "exercises", *([Path(exercises)] if exercises else [])]


def logs() -> list[Path]:
    """The files of all learners."""
    return sorted(progress_folder().glob("*.jsonl"))


def log_of(learner: str) -> Path:
    """The file of ``learner``."""
    return progress_folder() / f"{safe_name(learner)}.jsonl"


def progress_folder() -> Path:
    """Where answers are kept."""
    return Path(os.environ.get(PROGRESS) or HOME / "progress")
