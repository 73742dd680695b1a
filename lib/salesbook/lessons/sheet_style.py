"""How the form looks: columns, fonts, rows as high as their text."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from salesbook.lessons.sheet_terms import form
from salesbook.words import say

WIDTHS = {
    "block": 15, "kind": 10, "ask": 34, "hint": 22, "piece": 30, "right": 12, "other": 21, "why": 40, "within": 11,
    "unit": 12, "points": 7, "serves": 12, "id": 14, "piece_id": 14,
}  # fmt: skip
COLUMNS = {column: get_column_letter(n) for n, column in enumerate(WIDTHS, 1)}
SHOWN = [column for column in WIDTHS if column not in form()["hidden"]]
GREYED = ("right", "other", "within", "unit")  # columns that some kinds do not use
FACE = "Calibri"
PLAIN, BOLD, LARGE = Font(FACE, 11), Font(FACE, 11, b=True), Font(FACE, 14, b=True)
QUIET = Font(FACE, 11, i=True, color="595959")
LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD = PatternFill("solid", start_color="D9E6F2")
GREY = PatternFill("solid", start_color="DADADA", end_color="DADADA")
WRAP = Alignment(wrap_text=True, vertical="top")
TEXT = "@"  # the format of cells that stay as they were typed: no dates, formulas or rounding
HEADER = {"font": BOLD, "fill": HEAD, "border": BOX, "alignment": WRAP}
CELL = {"font": PLAIN, "border": BOX, "alignment": WRAP, "number_format": TEXT}


def put(sheet: Worksheet, place: str, text: Any = None, **style: Any) -> None:
    """Write into a cell; text stays text, whatever sign it begins with."""
    cell = sheet[place]
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"
    for name, value in style.items():
        setattr(cell, name, value)


def head(sheet: Worksheet, row: int, lang: str, columns: Sequence[str]) -> None:
    """A row of headers."""
    for column in columns:
        put(sheet, f"{COLUMNS[column]}{row}", say(f"sheet.col_{column}", lang), **HEADER)
    sheet.row_dimensions[row].height = 32


def fill(sheet: Worksheet, row: int, cells: Mapping[str, str], kind: str) -> None:
    """One row of an exercise, as high as its longest text; grey where its kind has no use for a cell."""
    for column in SHOWN:
        grey = {"fill": GREY} if column in GREYED and column not in form()["uses"][kind] else {}
        put(sheet, f"{COLUMNS[column]}{row}", cells.get(column) or None, **CELL, **grey)
    sheet.row_dimensions[row].height = max(height(text, WIDTHS[column]) for column, text in cells.items() if text)


def prose(sheet: Worksheet, row: int, text: str, *, bold: bool = False) -> None:
    """A text over the width of the form; ``bold`` is for its first sentence."""
    sheet.merge_cells(f"A{row}:H{row}")
    first, dot, rest = text.partition(". ") if bold else ("", "", text)
    shown = CellRichText(TextBlock(InlineFont(rFont=FACE, sz=11, b=True), first + dot), rest) if bold else text
    put(sheet, f"A{row}", shown, font=PLAIN, alignment=WRAP)
    sheet.row_dimensions[row].height = height(text, sum(WIDTHS[column] for column in SHOWN[:8]))


def height(text: str, width: int) -> float:
    """Points that a text takes in a column of ``width`` characters."""
    lines = sum(1 + len(line) * 11 // (width * 10) for line in text.split("\n"))
    return 15.5 * lines + 3


def page(sheet: Worksheet, widths: Mapping[str, int]) -> None:
    """Widths of columns; on paper the whole width fits."""
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
