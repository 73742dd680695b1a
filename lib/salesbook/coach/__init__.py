"""Judging what a learner did: response in, verdict out."""

from salesbook.coach.grading import grade
from salesbook.coach.talk import Talk, replay, start, step
from salesbook.coach.verdict import Verdict

__all__ = ["Talk", "Verdict", "grade", "replay", "start", "step"]
