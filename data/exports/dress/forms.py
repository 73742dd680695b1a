"""How systems write numbers and days."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .truth import WORDS

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
EPOCH = dt.datetime(1899, 12, 30)
Form = Callable[[Any], Any]


def number(decimal: str = ",", thousands: str = "", places: int = 2) -> Form:
    """A number with these marks: 1 234,50."""

    def written(value: Decimal | int | None) -> str:
        if value is None:
            return ""
        text = f"{value:,.{places}f}"
        return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)

    return written


def short(decimal: str = ",", thousands: str = "") -> Form:
    """A number without the zeros at its end: 1234,5."""
    return lambda value: number(decimal, thousands)(value).rstrip("0").rstrip(decimal)


def around(before: str, form: Form, after: str = "") -> Form:
    return lambda value: f"{before}{form(value)}{after}" if value is not None else ""


def brackets(form: Form) -> Form:
    """A negative number in brackets, as bookkeepers write it."""
    return lambda value: f"({form(-value)})" if value < 0 else form(value)


def pattern(text: str) -> Form:
    """A day as ``strftime`` writes it; - before a letter drops the zero in front, on every system."""

    def written(value: dt.date | None) -> str:
        if value is None:
            return ""
        parts = text
        for letter in "dmHI":
            parts = parts.replace(f"%-{letter}", str(int(value.strftime(f"%{letter}"))))
        return value.strftime(parts.replace("%p", _noon(value)))

    return written


def _noon(value: dt.date) -> str:
    return "AM" if not isinstance(value, dt.datetime) or value.hour < 12 else "PM"


def named(lang: str, end: str) -> Form:
    """5 січня 2024 р."""
    return lambda day: f"{day.day} {WORDS[lang]['of_months'][day.month - 1]} {day.year}{end}"


def serial(value: dt.date) -> str:
    """Days since 1900 as a spreadsheet counts them, the time as a part of one."""
    at = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    days = (at - EPOCH) / dt.timedelta(days=1)
    return f"{days:.10f}".rstrip("0").rstrip(".")


def plain(value: Any) -> Any:
    return "" if value is None else str(value)


def typed(value: Any) -> Any:
    """As a workbook holds it: numbers as numbers, days as days."""
    return float(value) if isinstance(value, Decimal) else value


DMY, DMY_HM, DMY_HMS = pattern("%d.%m.%Y"), pattern("%d.%m.%Y %H:%M"), pattern("%d.%m.%Y %H:%M:%S")
ISO, ISO_HMS = pattern("%Y-%m-%d"), pattern("%Y-%m-%d %H:%M:%S")
COMMA, DOT = number(","), number(".")
SPACED = number(",", NBSP)
