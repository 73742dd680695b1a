"""The call list: the one file of a run that carries names and phones, for the reps who own the clients."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from salesbook.charts.chart import column_label
from salesbook.errors import SalesbookError
from salesbook.findings import calls
from salesbook.measured import measure, parameters_of
from salesbook.tables import Book
from salesbook.words import catalogue, say

NAME = "call-list.xlsx"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # characters that a workbook cannot hold
KNOWN = ("client_name", "phone", "manager_id")
FORMATS = {"silent_days": "0", "mean_gap_days": "0", "monthly_amount": "#,##0", "last_order": "yyyy-mm-dd"}
WIDTHS = {
    "client_id": 12, "client_name": 36, "phone": 18, "manager_id": 12, "state": 26, "last_order": 14, "silent_days": 14,
    "mean_gap_days": 14, "monthly_amount": 18, "outcome": 24, "reason": 24,
}  # fmt: skip


def write_call_list(book: Book, out: Path, parameters: Mapping[str, Any]) -> str:
    """Write the clients to call, the best first; the file's name, or nothing where there is nobody to call.

    ``parameters`` are those of the run: the list must name the same clients as the report.
    """
    own = {name: value for name, value in parameters.items() if name in parameters_of("sleeping")}
    try:
        rows = calls(measure(book, "sleeping", also=KNOWN, **own))
    except SalesbookError:
        return ""  # said already, where the table was read
    if not rows:
        return ""
    part = out / f"{NAME}.part"
    _workbook(rows, book.lang).save(part)
    part.replace(out / NAME)
    return NAME


def _workbook(rows: list[dict[str, Any]], lang: str) -> Workbook:
    """A sheet with a warning, a header that stays in sight, and room for what came of each call."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(say("sleeping.sheet", lang))
    sheet.freeze_panes = "A3"
    for place, width in enumerate(WIDTHS.values()):
        sheet.column_dimensions["ABCDEFGHIJK"[place]].width = width
    sheet.append([_cell(sheet, say("call_list.warning", lang), bold=True)])
    sheet.append([_cell(sheet, _head(column, lang), bold=True) for column in WIDTHS])
    for row in rows:
        said = {**row, "state": say(f"sleeping.{row['state']}", lang)}
        sheet.append([_cell(sheet, said.get(column), form=FORMATS.get(column, "")) for column in WIDTHS])
    return workbook


def _cell(sheet: Any, value: Any, *, bold: bool = False, form: str = "") -> WriteOnlyCell:
    """A cell of its own type: text stays text, whatever sign it begins with."""
    shown = value if isinstance(value, int | float | dt.date) or value is None else UNSEEN.sub("", str(value))
    cell = WriteOnlyCell(sheet, shown)
    if isinstance(shown, str):
        cell.data_type, cell.quotePrefix = "s", True
    cell.font = Font(bold=bold)
    if form:
        cell.number_format = form
    return cell


def _head(column: str, lang: str) -> str:
    own = f"call_list.{column}"
    return say(own, lang) if own in catalogue(lang) else column_label(column, lang)
