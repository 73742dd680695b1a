"""Company files and databases → tables that keep their contracts."""

from salesbook.tables.aside import write_csv
from salesbook.tables.book import Book, Reading, open
from salesbook.tables.contracts import contracts
from salesbook.tables.grouping import PERIODS

__all__ = ["PERIODS", "Book", "Reading", "contracts", "open", "write_csv"]
