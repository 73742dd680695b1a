"""The form that a trainer fills in: how it is done, the lesson, the exercises."""

from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from salesbook.lessons.read import read_lesson, read_words
from salesbook.lessons.sheet_style import (
    BOX,
    CELL,
    COLUMNS,
    GREY,
    GREYED,
    HEADER,
    LARGE,
    QUIET,
    SHOWN,
    WIDTHS,
    fill,
    head,
    page,
    prose,
    put,
)
from salesbook.lessons.sheet_terms import form, listed
from salesbook.lessons.sheet_write import rows
from salesbook.words import say

LAST, PARTS = 401, 20  # the last row prepared for exercises; rows for the parts of a lesson
FIRST_PART = 8
PROMPTED = ("kind", "right", "other", "within")
TYPED = ("within", "points")  # columns of plain numbers


def write_form(path: Path, lang: str) -> None:
    """Write a blank form, whole or not at all."""
    book = Workbook()
    _guide(book.active, lang, path.name)
    lesson = book.create_sheet(say("sheet.sheet_lesson", lang))
    _lesson(lesson, lang)
    _exercises(book.create_sheet(say("sheet.sheet_exercises", lang)), lesson.title, lang)
    part = path.with_name(path.name + ".part")
    try:
        book.save(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _guide(sheet: Worksheet, lang: str, file: str) -> None:
    """The first sheet: what to do, and an example of each kind in the columns of the form, to be copied."""
    sheet.title = say("sheet.sheet_guide", lang)
    sheet.sheet_view.showGridLines = False
    page(sheet, {COLUMNS[column]: WIDTHS[column] for column in SHOWN})
    put(sheet, "A1", say("sheet.guide_title", lang), font=LARGE)
    name = f'"{file}"' if " " in file else file
    command = f"salesbook lesson {name} --lang {lang}"
    for row, step in enumerate(("lesson", "exercises", "save", "why", "grey", "talk"), 2):
        prose(sheet, row, say(f"sheet.guide_{step}", lang, command=command))
    put(sheet, "A9", say("sheet.guide_examples", lang), font=LARGE)
    _examples(sheet, 10, lang)


def _examples(sheet: Worksheet, row: int, lang: str) -> None:
    lesson = read_lesson(Path(str(files("salesbook.lessons") / "example")))
    words = read_words(lesson, lang)
    for exercise in lesson.exercises:
        prose(sheet, row, say(f"sheet.how_{exercise.kind}", lang), bold=True)
        head(sheet, row + 1, lang, SHOWN)
        row += 2
        block = words["blocks"][exercise.block]["title"]
        for cells in rows(exercise, words["exercises"][exercise.id], lang, block, codes=False):
            fill(sheet, row, cells, exercise.kind)
            row += 1
        row += 1


def _lesson(sheet: Worksheet, lang: str) -> None:
    """Title, aim, language; under them the parts of the lesson."""
    page(sheet, {"A": 30, "B": 70, "C": 10, "D": 14})
    for n, field in enumerate(("title", "aim", "language", "id"), 1):
        put(sheet, f"A{n}", say(f"sheet.field_{field}", lang), **HEADER)
        put(sheet, f"B{n}", **CELL)
        put(sheet, f"C{n}", say(f"sheet.hint_{field}", lang), font=QUIET)
    sheet["B3"].value = say(f"sheet.language_{lang}", lang)
    _choose(sheet, "B3", f'"{",".join(listed("language", lang))}"')
    put(sheet, "A6", say("sheet.hint_parts", lang), font=QUIET)
    for letter, part in zip("ABCD", ("title", "reading", "minutes", "id"), strict=True):
        put(sheet, f"{letter}{FIRST_PART - 1}", say(f"sheet.part_{part}", lang), **HEADER)
        for row in range(FIRST_PART, FIRST_PART + PARTS):
            put(sheet, f"{letter}{row}", **CELL | ({} if part == "title" else {"number_format": "General"}))
    sheet.column_dimensions["D"].hidden = True
    sheet.freeze_panes = f"A{FIRST_PART}"


def _exercises(sheet: Worksheet, lesson: str, lang: str) -> None:
    """One row a piece; lists to choose from, a line above each exercise, grey where a kind needs nothing."""
    page(sheet, {COLUMNS[column]: width for column, width in WIDTHS.items()})
    head(sheet, 1, lang, list(WIDTHS))
    for column, letter in COLUMNS.items():
        hidden = column in form()["hidden"]
        note = say("sheet.note_hidden" if hidden else f"sheet.note_{column}", lang)
        sheet[f"{letter}1"].comment = Comment(note, "salesbook", width=260, height=110)
        sheet.column_dimensions[letter].hidden = hidden
        for row in range(2, LAST + 1):
            put(sheet, f"{letter}{row}", **CELL | ({"number_format": "General"} if column in TYPED else {}))
    lists = {
        "block": f"'{lesson}'!$A${FIRST_PART}:$A${FIRST_PART + PARTS - 1}",
        "right": f'"{say("sheet.mark_yes", lang)}"',
        **{column: f'"{",".join(listed(column, lang))}"' for column in ("kind", "unit")},
    }
    for column in dict.fromkeys((*lists, *PROMPTED)):
        prompt = say(f"sheet.note_{column}", lang) if column in PROMPTED else ""
        _choose(sheet, _down(column), lists.get(column, ""), prompt, say("sheet.note_list", lang))
    _shade(sheet, lang)
    sheet.freeze_panes = "A2"


def _down(column: str) -> str:
    return f"{COLUMNS[column]}2:{COLUMNS[column]}{LAST}"


def _choose(sheet: Worksheet, place: str, source: str, prompt: str = "", error: str = "") -> None:
    """A list to choose from. Something else may be typed after a warning: the reader knows more words than the list."""
    rule = DataValidation(type="list" if source else None, formula1=source or None, allow_blank=True)
    rule.showErrorMessage, rule.errorStyle, rule.error = bool(error and source), "warning", error or None
    rule.showInputMessage, rule.prompt = bool(prompt), prompt or None
    sheet.add_data_validation(rule)
    rule.add(place)


def _shade(sheet: Worksheet, lang: str) -> None:
    """Grey what the kind of an exercise, named in its first row, has no use for; a line above that row."""
    kind = 'LOOKUP(2,1/($B$2:$B2<>""),$B$2:$B2)'
    for column in GREYED:
        without = [say(f"sheet.kind_{name}", lang) for name, used in form()["uses"].items() if column not in used]
        either = ",".join(f'{kind}="{word}"' for word in without)
        formula = f"AND(COUNTA($B1:$H2)>0,OR({either}))"  # down to the first empty row
        sheet.conditional_formatting.add(_down(column), FormulaRule(formula=[formula], fill=GREY))
    line = Border(left=BOX.left, right=BOX.right, bottom=BOX.bottom, top=Side(style="thin", color="1F4E79"))
    place = f"A2:{COLUMNS[SHOWN[-1]]}{LAST}"
    sheet.conditional_formatting.add(place, FormulaRule(formula=['$B2<>""'], border=line))
