"""Sheets as trainers fill them in, made for tests: rows are dicts by the names of the form's columns."""

from salesbook.lessons.sheet import findings
from salesbook.lessons.sheet_read import read_sheet
from salesbook.lessons.sheet_terms import form
from salesbook.words import say

COLUMNS = form()["columns"]
PARTS = ("title", "minutes", "reading", "id")


def lesson_sheet(lang, title="Ціни", aim="Спершу запитуйте.", language="", code="", parts=()):
    """The sheet of the lesson: labels with their values, then the parts in rows of (title, minutes, reading, id)."""
    fields = {"title": title, "aim": aim, "language": language, "id": code}
    labels = [[say(f"sheet.field_{name}", lang), value or None, None, None] for name, value in fields.items()]
    head = [say(f"sheet.part_{part}", lang) for part in PARTS]
    return [*labels, [None] * 4, head, *([*part, *[None] * (4 - len(part))] for part in parts)]


def exercise_sheet(lang, rows):
    """The sheet of exercises under the headers of ``lang``."""
    return [[say(f"sheet.col_{c}", lang) for c in COLUMNS], *([row.get(c) or None for c in COLUMNS] for row in rows)]


def sheets(rows, lang="uk", **lesson):
    """Both sheets."""
    return {
        say("sheet.sheet_lesson", lang): lesson_sheet(lang, **lesson),
        say("sheet.sheet_exercises", lang): exercise_sheet(lang, rows),
    }


def read(rows, lang="uk", **lesson):
    """The lesson that the sheets make."""
    return read_sheet(sheets(rows, lang, **lesson), lang)


def said(rows, lang="uk", **lesson):
    """What is said of the sheets."""
    return [str(fault).removeprefix("p.xlsx ") for fault in findings(read(rows, lang, **lesson), "p.xlsx")]
