"""How far a company's data reaches: its last day, and the columns it can be compared by."""

import datetime as dt

from salesbook.tables import Book

GROUPS = ("region", "segment", "kind")  # compared beside the column of the notebook, where the company has them


def last_day(book: Book, *tables: str) -> dt.date | None:
    """The last day of any of ``tables``; None where they have none.

    A survey's last answer is older than the day the data was taken out: its period may be over all the same.
    """
    days = [book.reading(name).last for name in tables if name in book.tables]
    return max((day for day in days if day is not None), default=None)


def groups(book: Book, table: str, split_by: str) -> list[str]:
    """The columns to compare groups by, as far as ``table`` or its clients have them."""
    own = set(book.table(table).columns)
    if "client_id" in own and "clients" in book.tables:
        own |= set(book.table("clients").columns)
    return [column for column in dict.fromkeys((split_by, *GROUPS)) if column in own]
