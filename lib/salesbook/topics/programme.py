"""The loyalty programme: what is redeemed and owed, whom to remind, whether members buy more."""

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book

EXAMPLE = "programme"  # the workbook's terms, which say nothing of the company's


def findings(book: Book, *, point_value: float = 1.0, within_days: int = 30, terms: str = EXAMPLE) -> list[Finding]:
    """Points redeemed, owed and soon lost; members against clients like them; the company's rules, if given."""
    due = measure(book, "points_due", also=["client_name"], within_days=within_days, point_value=point_value)
    found = [
        say.programme(measure(book, "programme")),
        say.points_balance(measure(book, "points_balance", point_value=point_value)),
        say.points_due(due),
        say.programme_uplift(measure(book, "programme_uplift")),
    ]
    return found if terms == EXAMPLE else [*found, say.programme_rules(measure(book, "programme_rules", scheme=terms))]
