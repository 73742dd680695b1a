"""What a report was made from."""

from pathlib import Path
from typing import Any

from salesbook.findings.listing import Listing, unbroken
from salesbook.words import date, number, say


def overview(book: Any, *tables: str) -> Listing:
    """What was read, used and set aside of ``tables``, and the days they cover."""
    lang = book.lang
    readings = [book.reading(name) for name in tables if name in book.tables]
    rows = tuple(
        (say(f"quality.table_{r.table}", lang), *(number(n, lang) for n in (r.read, r.used, r.read - r.used)),
         unbroken(date(r.first, lang)) if r.first else "—", unbroken(date(r.last, lang)) if r.last else "—")
        for r in readings
    )  # fmt: skip
    head = tuple(
        say(f"overview.{key}", lang) for key in ("table", "rows_read", "rows_used", "rows_aside", "first", "last")
    )
    return Listing(say("overview.title", lang, source=book.company.name or Path(book.source).name), head, rows)
