"""What a learner's answers come to: last and best try of each exercise, and the state of each lesson."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from salesbook.lessons import Lesson
from salesbook.progress.statement import Answer


@dataclass(frozen=True)
class Tries:
    """All that a learner did at one exercise."""

    first: Answer
    best: Answer
    last: Answer
    count: int


def tries(answers: Iterable[Answer]) -> Mapping[tuple[str, str], Tries]:
    """(lesson, exercise) → what was tried there."""
    found: dict[tuple[str, str], Tries] = {}
    for answer in answers:
        key = (answer.lesson, answer.exercise)
        old = found.get(key)
        best = answer if old is None or answer.share > old.best.share else old.best
        found[key] = Tries(old.first if old else answer, best, answer, (old.count if old else 0) + 1)
    return found


def goes_on(lesson: Lesson, done: Mapping[tuple[str, str], Tries]) -> tuple[str, str]:
    """The block and the exercise where a learner goes on: from the last answer on, the next not yet answered.

    After the end of the lesson what was left out earlier; where nothing is left, or nothing was begun, the start.
    """
    order = [e for block in lesson.blocks for e in lesson.of_block(block.id)]
    begun = [n for n, e in enumerate(order) if (lesson.id, e.id) in done]
    if not begun:
        return lesson.blocks[0].id, ""
    last = max(begun, key=lambda n: done[lesson.id, order[n].id].last.at)
    left = (e for e in [*order[last:], *order[:last]] if (lesson.id, e.id) not in done)
    here = next(left, None)
    return (here.block, here.id) if here else (lesson.blocks[0].id, "")


@dataclass(frozen=True)
class State:
    """How far a learner is in one lesson: exercises answered and right, points of the best tries."""

    lesson: str
    exercises: int
    answered: int
    right: int
    points: float
    most: float
    last_at: str


def states(answers: Iterable[Answer], lessons: Sequence[Lesson]) -> list[State]:
    """The state of every lesson, in their order; answers to exercises that are no more are left out."""
    done = tries(answers)
    return [_state(lesson, done) for lesson in lessons]


def _state(lesson: Lesson, done: Mapping[tuple[str, str], Tries]) -> State:
    own = [done[lesson.id, e.id] for e in lesson.exercises if (lesson.id, e.id) in done]
    return State(
        lesson=lesson.id,
        exercises=len(lesson.exercises),
        answered=len(own),
        right=sum(t.best.share >= 1 for t in own),
        points=sum(t.best.points for t in own),
        most=sum(e.points for e in lesson.exercises),
        last_at=max((t.last.at for t in own), default=""),
    )
