"""What learners did, kept; and what it comes to."""

from salesbook.progress.log import Answer, Log, recall, remember
from salesbook.progress.summary import State, Tries, states, tries

__all__ = ["Answer", "Log", "State", "Tries", "recall", "remember", "states", "tries"]
