"""Are clients satisfied, and what becomes of their complaints?"""

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book
from salesbook.topics.reach import groups, last_day


def findings(
    book: Book,
    *,
    period: str = "quarter",
    split_by: str = "region",
    scale: int = 5,
    limit_days: float = 3.0,
) -> list[Finding]:
    """Open complaints, promises, the last changes, and what follows a late answer."""
    end = last_day(book, "surveys", "complaints", "orders")
    found = [
        say.csat(measure(book, "csat", scale=scale)),
        say.csat_change(measure(book, "csat_change", period=period, scale=scale, as_of=end)),
    ]
    if "complaints" not in book.tables:
        return found
    answered = measure(book, "complaints", limit_days=limit_days)
    return [
        *found,
        say.open_complaints(measure(book, "open_complaints", limit_days=limit_days)),
        say.complaint_time(answered),
        say.complaint_promises(answered),
        say.complaints_change(measure(book, "complaints_change", period=period, limit_days=limit_days)),
        say.complaints_groups(
            measure(
                book, "complaints_groups", by=groups(book, "complaints", split_by), period=period, limit_days=limit_days
            )
        ),
        *say.complaint_effect(measure(book, "complaint_effect", limit_days=limit_days)),
    ]
