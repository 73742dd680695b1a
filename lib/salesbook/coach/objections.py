"""Which of the five steps a reply to an objection makes, alone or with the seller's earlier replies to it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from salesbook.coach.evidence import because, joined, legible, parts, sentences, taken_up
from salesbook.coach.faults import faults
from salesbook.coach.model import load
from salesbook.words import LANGUAGES, say

TASK = "objections"
STEPS = ("listen", "understand", "agree", "argue", "check")
MADE = 0.5
TURNS = 20  # of a conversation about one worry; earlier ones are not read
QUOTED = 120  # letters of an objection that may be repeated whole
TAKEN_UP = 0.6  # ln of how much oftener a reply of the bank that listens has a word of the objection than another
Steps = Mapping[str, float]


@dataclass(frozen=True)
class ReplyVerdict:
    """What a reply does; steps of earlier replies count, faults are its own.

    steps
        Step → how likely it is made, from 0 to 1.
    because
        Step made → the learner's words that show it.
    add, example
        The step to make next and a way to put it; empty where all are made, and after a clarifying question, when a
        good seller stops and listens.
    """

    steps: Steps
    made: frozenset[str]
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    sure: bool = True
    add: str = ""
    example: str = ""

    @property
    def confidence(self) -> float:
        """Of the five answers, made or not, the least certain one."""
        return min(max(likely, 1 - likely) for likely in self.steps.values())


def judge_reply(reply: str, lang: str = "en", objection: str = "", earlier: Sequence[str] = ()) -> ReplyVerdict:
    """Judge ``reply`` to ``objection``; ``earlier`` are the seller's replies before it, ``lang`` that of the example.

    >>> verdict = judge_reply("So the price worries you. What do you compare it with?")
    >>> sorted(verdict.made), verdict.add
    (['listen', 'understand'], '')
    """
    turns = [*list(earlier)[-TURNS:], reply]
    likely = [_steps(turn, objection) for turn in turns]
    steps = {step: max(each[step] for each in likely) for step in STEPS}
    made = frozenset(_made(steps))
    shown = {step: turns[_best(likely, step)] for step in STEPS if step in made}
    early = ["argue-first"] if _argues_first(reply, likely[-1], likely[:-1]) else []
    add = "" if likely[-1]["understand"] >= MADE else next((step for step in STEPS if step not in made), "")
    return ReplyVerdict(
        steps,
        made,
        {step: _because(turn, step, objection) for step, turn in shown.items()},
        (*early, *faults(reply)),
        all(max(each, 1 - each) >= load(TASK).cut for each in steps.values()),
        add,
        _example(add, objection, lang if lang in LANGUAGES else "en"),
    )


def _best(turns: Sequence[Steps], step: str) -> int:
    """The turn in which ``step`` is likeliest."""
    return max(range(len(turns)), key=lambda n: turns[n][step])


def _example(step: str, objection: str, lang: str) -> str:
    """One way to make ``step``; who listens can always begin with the client's own words."""
    said = " ".join(objection.split()).rstrip(" .!…")
    if step == "listen" and 0 < len(said) <= QUOTED:
        return say("coach.step.listen.quoted", lang, objection=said)
    return say(f"coach.step.{step}.example", lang) if step else ""


def _made(steps: Steps) -> Iterable[str]:
    return (step for step in STEPS if steps[step] >= MADE)


def _steps(reply: str, objection: str = "") -> Steps:
    """How likely each step is; a long reply makes those that its parts make."""
    if not legible(reply):
        return dict.fromkeys(STEPS, 0.0)
    likely = load(TASK).probabilities(parts(reply)).max(axis=0)
    steps = {step: float(each) for step, each in zip(load(TASK).labels, likely, strict=True)}
    if taken_up(reply, objection):
        steps["listen"] = _raised(steps["listen"])
    return steps


def _raised(likely: float) -> float:
    odds = likely / max(1 - likely, 1e-9) * math.exp(TAKEN_UP)
    return odds / (1 + odds)


def _because(reply: str, step: str, objection: str) -> tuple[str, ...]:
    model = load(TASK)
    pieces = parts(reply)
    at = model.probabilities(pieces)[:, model.labels.index(step)].argmax()
    words = because(model, pieces[int(at)], step)
    return joined([words, taken_up(reply, objection)]) if step == "listen" else words


def _argues_first(reply: str, now: Steps, before: Sequence[Steps]) -> bool:
    """Whether arguments come before anything was taken up or asked, in this reply and those before it."""
    if now["argue"] < MADE or any(_heard(each) for each in before):
        return False
    if not _heard(now):
        return True
    for each in sentences(reply):
        steps = _steps(each)
        if _heard(steps):
            return False
        if steps["argue"] >= MADE:
            return True
    return False


def _heard(steps: Steps) -> bool:
    return max(steps["listen"], steps["understand"]) >= MADE
