"""Lessons: the key of what is right, the words that people read, and a linter for both."""

from salesbook.lessons.client import Persona, personas, read_client_words, read_persona
from salesbook.lessons.finding import Finding, StaleTranslation
from salesbook.lessons.lesson import Block, Exercise, Lesson
from salesbook.lessons.lint import problems, renew
from salesbook.lessons.lint_client import client_problems
from salesbook.lessons.read import lessons, read_course, read_lesson, read_words

__all__ = [
    "Block",
    "Exercise",
    "Finding",
    "Lesson",
    "Persona",
    "StaleTranslation",
    "client_problems",
    "lessons",
    "personas",
    "problems",
    "read_client_words",
    "read_course",
    "read_lesson",
    "read_persona",
    "read_words",
    "renew",
]
