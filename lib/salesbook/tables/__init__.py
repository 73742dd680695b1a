"""Company files and databases → tables that keep their contracts."""

from salesbook.tables.aside import disarmed, write_csv
from salesbook.tables.book import INTERRUPTED, PRIVACY, THREADS, Book, Reading, open
from salesbook.tables.contracts import contracts
from salesbook.tables.grouping import PERIODS
from salesbook.tables.privacy import LEVELS
from salesbook.tables.shared import TABLES

__all__ = [
    "INTERRUPTED",
    "LEVELS",
    "PERIODS",
    "PRIVACY",
    "TABLES",
    "THREADS",
    "Book",
    "Reading",
    "contracts",
    "disarmed",
    "open",
    "write_csv",
]
