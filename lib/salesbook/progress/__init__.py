"""What learners did, kept; and what it comes to."""

from salesbook.progress.log import Log, recall, remember, views
from salesbook.progress.statement import Answer, View
from salesbook.progress.summary import State, Tries, goes_on, states, tries

__all__ = ["Answer", "Log", "State", "Tries", "View", "goes_on", "recall", "remember", "states", "tries", "views"]
