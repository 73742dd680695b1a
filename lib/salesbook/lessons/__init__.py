"""Lessons: the key of what is right, the words that people read, and a linter for both."""

from salesbook.lessons.finding import Finding, StaleTranslation
from salesbook.lessons.lesson import Block, Exercise, Lesson
from salesbook.lessons.lint import problems, renew
from salesbook.lessons.read import lessons, read_course, read_lesson, read_words

__all__ = [
    "Block",
    "Exercise",
    "Finding",
    "Lesson",
    "StaleTranslation",
    "lessons",
    "problems",
    "read_course",
    "read_lesson",
    "read_words",
    "renew",
]
