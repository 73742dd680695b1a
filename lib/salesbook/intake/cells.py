"""Values of typed files → cells."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from salesbook.intake.sheet import Cell, text_cell

EXACT = 2**53  # whole numbers beyond it are not exact as float: ids, not amounts
DURATION = re.compile(r"^PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S$")  # how an .ods gives hours and minutes
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML has not


def cell_of(value: Any) -> Cell:
    """A value as workbooks and Parquet give it, as a cell.

    >>> cell_of(5), cell_of(True), cell_of(""), cell_of(10**18)
    (5.0, 'TRUE', None, '1000000000000000000')
    """
    if isinstance(value, str):
        if value.startswith("PT") and (time := DURATION.match(value)):
            return ":".join(time.groups())
        return text_cell(ESCAPED.sub(_character, value) if "_x" in value else value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # NaN too
    if isinstance(value, int):
        return float(value) if abs(value) <= EXACT else str(value)
    return _moment(value)


def _moment(value: Any) -> Cell:
    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(abs(int(value.total_seconds())), 60)
        return f"{'-' if value < dt.timedelta() else ''}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, Decimal):
        return cell_of(float(value)) if len(value.as_tuple().digits) <= 15 else str(value)
    return text_cell(str(value))


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "" if code == 0x0D or 0xD800 <= code < 0xE000 else chr(code)
