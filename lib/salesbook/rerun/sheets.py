"""The tables of a report as an Excel file beside it, a sheet each, every row and unrounded."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from salesbook.findings import SHEET
from salesbook.rerun.workbook import cell, save_whole

BARRED = re.compile(r"[\[\]:*?/\\\x00-\x1f]")  # what the name of a sheet may not hold
DAY = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
LONGEST_NAME, WIDEST = 31, 44


def write_sheets(node: nbformat.NotebookNode, path: Path) -> str:
    """Write the tables that the cells of ``node`` gave to ``path``; its name, or nothing where they gave none."""
    tables = list(_tables(node))
    if not tables:
        return ""
    workbook = Workbook(write_only=True)
    for name, table in zip(_names([t["caption"] for t in tables]), tables, strict=True):
        _fill(workbook.create_sheet(name), table)
    save_whole(workbook, path)
    return path.name


def _tables(node: nbformat.NotebookNode) -> Iterator[Mapping[str, Any]]:
    for each in node.cells:
        yield from (o["data"][SHEET] for o in each.get("outputs", []) if SHEET in o.get("data", {}))


def _fill(sheet: Any, table: Mapping[str, Any]) -> None:
    sheet.freeze_panes = "A3"
    for n, head in enumerate(table["head"], 1):
        longest = max((len(str(row[n - 1])) for row in table["rows"][:200] if row[n - 1] is not None), default=0)
        sheet.column_dimensions[get_column_letter(n)].width = min(max(len(head), longest) + 3, WIDEST)
    sheet.append([cell(sheet, table["caption"], bold=True)])
    sheet.append([cell(sheet, head, bold=True) for head in table["head"]])
    for row in table["rows"]:
        sheet.append([_value(sheet, value) for value in row])


def _value(sheet: Any, value: Any) -> Any:
    if isinstance(value, str) and DAY(value):
        return cell(sheet, dt.date.fromisoformat(value), form="yyyy-mm-dd")
    return cell(sheet, value, form="#,##0.##" if isinstance(value, float) else "")


def _names(captions: list[str]) -> list[str]:
    """A name for each sheet, no two alike."""
    taken: list[str] = []
    for n, caption in enumerate(captions, 1):
        name = BARRED.sub(" ", caption.split(" · ")[0]).strip(" '")[:LONGEST_NAME].strip(" '") or str(n)
        taken.append(name if name.casefold() not in map(str.casefold, taken) else f"{n} {name}"[:LONGEST_NAME])
    return taken
