"""The call list: the one file of a run that carries names and phones, for the reps who own the clients."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from salesbook.called import CODES, last_calls
from salesbook.errors import SalesbookError
from salesbook.findings import calls
from salesbook.labels import column_label
from salesbook.measured import Measured, measure, parameters_of
from salesbook.rerun.workbook import cell, save_whole
from salesbook.tables import Book
from salesbook.words import catalogue, date, say

NAME = "call-list.xlsx"
KNOWN = ("client_name", "phone", "manager_id")
DAY, MONEY = "yyyy-mm-dd", "#,##0"
FORMATS = {
    "silent_days": "0", "mean_gap_days": "0", "monthly_amount": MONEY, "at_risk_amount": MONEY, "last_order": DAY,
    "last_amount": MONEY, "last_contact": DAY, "called_on": DAY, "listed_on": DAY,
}  # fmt: skip
WIDTHS = {
    "client_id": 12, "client_name": 36, "phone": 18, "manager_id": 12, "state": 26, "last_order": 14, "silent_days": 14,
    "mean_gap_days": 14, "monthly_amount": 18, "at_risk_amount": 18, "seasonal": 12, "last_products": 44,
    "last_amount": 14, "last_contact": 14, "last_contact_channel": 12, "last_contact_manager_id": 12,
    "last_contact_started": 16, "last_contact_outcome": 24, "open_complaints": 12, "called_before": 32,
    "called_on": 14, "outcome": 32, "reason": 32, "listed_on": 12,
}  # fmt: skip
TOLD = {"last_contact_channel": "channel", "last_contact_started": "started", "last_contact_outcome": "outcome"}
FIRST, FROZEN = 3, "C3"  # the first row of clients; id and name stay in sight


def write_call_list(book: Book, out: Path, parameters: Mapping[str, Any]) -> str:
    """Write the clients to call, the best first; the file's name, or nothing where there is nobody to call.

    ``parameters`` are those of the run: the list must name the same clients as the report. Of ``calls``, filled-in
    lists, each client's last call is marked.
    """
    own = {name: value for name, value in parameters.items() if name in parameters_of("call_list")}
    try:
        rows = calls(_listed(book, own))
    except SalesbookError:
        return ""  # said already, where the table was read
    if not rows:
        return ""
    try:
        before = last_calls(str(parameters.get("calls", "")), book.lang)
    except SalesbookError:
        before = {}  # the report says what is wrong with the list given
    save_whole(_workbook(rows, before, book.lang), out / NAME)
    return NAME


def _listed(book: Book, own: Mapping[str, Any]) -> Measured:
    """The list with all that is known; a broken table of contacts or complaints must not stop the calls."""
    try:
        return measure(book, "call_list", also=KNOWN, **own)
    except SalesbookError:
        plain = {name: value for name, value in own.items() if name in parameters_of("sleeping")}
        return measure(book, "sleeping", also=KNOWN, **plain)


def _workbook(rows: list[dict[str, Any]], before: Mapping[str, Mapping[str, Any]], lang: str) -> Workbook:
    """A sheet with a warning, a header that stays in sight, and room for what came of each call; a sheet of codes."""
    workbook = Workbook(write_only=True)
    sheet, codes = (
        workbook.create_sheet(say("sleeping.sheet", lang)),
        workbook.create_sheet(say("call_list.codes", lang)),
    )
    places = {column: get_column_letter(n) for n, column in enumerate(WIDTHS, 1)}
    sheet.freeze_panes = FROZEN
    for column, width in WIDTHS.items():
        sheet.column_dimensions[places[column]].width = width
    sheet.column_dimensions[places["listed_on"]].hidden = True
    last = FIRST - 1 + len(rows)
    sheet.auto_filter.ref = f"A{FIRST - 1}:{places['listed_on']}{last}"
    sheet.append([cell(sheet, say("call_list.warning", lang), bold=True)])
    sheet.append([cell(sheet, _head(column, lang), bold=True) for column in WIDTHS])
    for row in rows:
        said = _said(row, before.get(row["client_id"]), lang)
        sheet.append([cell(sheet, said.get(column), form=FORMATS.get(column, "")) for column in WIDTHS])
    for name, range_ in _codes(codes, lang).items():
        choose = DataValidation(type="list", formula1=range_, allow_blank=True, showErrorMessage=False)
        choose.add(f"{places[name]}{FIRST}:{places[name]}{last}")
        sheet.data_validations.append(choose)
    return workbook


def _codes(sheet: Any, lang: str) -> dict[str, str]:
    """Write the codes with their words; where the choices of each column stand."""
    sheet.column_dimensions["A"].width = 48
    sheet.append([cell(sheet, say("call_list.how", lang))])
    title, top, ranges = sheet.title.replace("'", "''"), 1, {}
    for name, codes in CODES.items():
        sheet.append([])
        sheet.append([cell(sheet, _head(name, lang), bold=True)])
        for number, code in enumerate(codes, 1):
            sheet.append([cell(sheet, f"{number} {say(f'value.{name}_{code}', lang)}")])
        ranges[name] = f"'{title}'!$A${top + 3}:$A${top + 2 + len(codes)}"
        top += 2 + len(codes)
    return ranges


def _said(row: Mapping[str, Any], before: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """A row as the rep reads it: states, channels and outcomes by their words."""
    said = {**row, "state": say(f"sleeping.{row['state']}", lang)}
    said["seasonal"] = say("table.true", lang) if row.get("seasonal") else None
    for column, group in TOLD.items():
        said[column] = worded(group, row.get(column), lang)
    said["called_before"] = _before(before, lang) if before else None
    silent = dt.timedelta(days=row["silent_days"])
    said["listed_on"] = row["last_order"] + silent  # the day that silence was measured to
    return said


def _before(call: Mapping[str, Any], lang: str) -> str:
    """The last call: its day, what came of it, and why."""
    told = [worded(name, call[name], lang) for name in CODES]
    day = date(call["on"], lang) if call["on"] else ""
    return ": ".join(filter(None, (day, ", ".join(filter(None, told)))))


def worded(group: str, code: str | None, lang: str) -> str | None:
    """The word of a code in ``lang``; a company's own stays as it is."""
    named = f"value.{group}_{code}"
    return say(named, lang) if named in catalogue(lang) else code


def _head(column: str, lang: str) -> str:
    own = f"call_list.{column}"
    return say(own, lang) if own in catalogue(lang) else column_label(column, lang)
