"""Would clients recommend the company: the score, what moved it, which groups stand out, and what clients do."""

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book
from salesbook.topics.reach import groups, last_day


def findings(book: Book, *, period: str = "quarter", split_by: str = "segment") -> list[Finding]:
    """The band of the last period, its change, the groups that stand out, and promoters who stopped buying."""
    found = [
        say.nps_bands(measure(book, "nps_bands", by=period)),
        say.nps_change(measure(book, "nps_change", period=period, as_of=last_day(book, "surveys", "orders"))),
        *say.nps_scale(measure(book, "nps_scale")),
    ]
    if by := groups(book, "surveys", split_by):
        found += say.nps_drivers(measure(book, "nps_drivers", by=by, period=period))
    if "orders" in book.tables:  # without it there is nothing to say of what clients do, and nothing to ask for
        found += say.nps_behaviour(measure(book, "nps_behaviour"))
    return found
