"""Judging what a learner did: response in, verdict out."""

from salesbook.coach.grading import grade
from salesbook.coach.talk import Talk, best_way, replay, start, step
from salesbook.coach.verdict import Verdict

__all__ = ["Talk", "Verdict", "best_way", "grade", "replay", "start", "step"]
