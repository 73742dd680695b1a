"""Where a learner goes on, with a lesson of two parts in sight."""

import pytest

from salesbook.lessons import Block, Exercise, Lesson
from salesbook.progress import Answer, goes_on, tries

EXERCISES = tuple(Exercise(id, "choice", block) for id, block in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b")])
LESSON = Lesson("demo", None, ("en",), blocks=(Block("a", 5), Block("b", 5)), exercises=EXERCISES)


@pytest.mark.parametrize(("answered", "goes"), [
    ("", ("a", "")),
    ("a1", ("a", "a2")),
    ("a1 a2", ("b", "b1")),
    ("b1", ("b", "b2")),
    ("b1 b2", ("a", "a1")),
    ("b1 a1", ("a", "a2")),
    ("b1 b2 a1 a2", ("a", "")),
])  # fmt: skip
def test_a_learner_goes_on_after_the_last_answer(answered, goes):
    assert goes_on(LESSON, tries(map(answer, answered.split(), range(9)))) == goes


def answer(exercise, minute):
    return Answer("me", "demo", exercise, "x", 1.0, 1.0, f"2026-03-01T09:0{minute}:00Z")
