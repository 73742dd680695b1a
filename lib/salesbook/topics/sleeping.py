"""Regular clients who have stopped, whom to call first, and what came of the calls."""

from salesbook import findings as say
from salesbook.called import calls as came_back
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book


def findings(
    book: Book, *, min_orders: int = 3, factor: float = 2.0, sleep_days: int = 90, lost_days: int = 365, calls: str = ""
) -> list[Finding]:
    """How many have gone quiet, by the thresholds of the measure; how many such silences ended; the calls made."""
    quiet = measure(
        book, "sleeping", also=["client_name"], min_orders=min_orders, factor=factor, sleep_days=sleep_days,
        lost_days=lost_days,
    )  # fmt: skip
    found = [say.sleeping(quiet), say.return_rate(measure(book, "return_rate", min_orders=min_orders, factor=factor))]
    return [*found, say.calls_made(came_back(book, calls))] if calls else found
