"""What learners did, kept; and what it comes to."""

from salesbook.progress.log import Answer, Log, recall, remember
from salesbook.progress.summary import State, Tries, goes_on, states, tries

__all__ = ["Answer", "Log", "State", "Tries", "goes_on", "recall", "remember", "states", "tries"]
