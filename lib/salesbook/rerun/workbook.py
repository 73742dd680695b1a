"""What a spreadsheet is given: cells of their own type, in which no text is ever a formula."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")  # characters that a workbook cannot hold


def cell(sheet: Any, value: Any, *, bold: bool = False, form: str = "") -> WriteOnlyCell:
    """A cell of its own type: text stays text, whatever sign it begins with."""
    shown = value if isinstance(value, int | float | dt.date) or value is None else UNSEEN.sub("", str(value))
    made = WriteOnlyCell(sheet, shown)
    if isinstance(shown, str):
        made.data_type, made.quotePrefix = "s", True
    made.font = Font(bold=bold)
    if form:
        made.number_format = form
    return made


def save_whole(workbook: Workbook, path: Path) -> None:
    """Save ``workbook`` at ``path``, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    workbook.save(part)
    part.replace(path)
