"""How clients buy: what an order is worth, how often they come, how many stay, who brings the revenue."""

from typing import Any

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book


def findings(
    book: Book, *, split_by: str = "segment", window_days: int = 90, lost_days: int = 180, at_days: int = 180
) -> list[Finding]:
    """Retention and its change, who has gone quiet, how long clients stay, whom the revenue comes from, orders."""
    stay: dict[str, Any] = {"lost_days": lost_days, "at_days": at_days}
    apart = say.survival_groups(measure(book, "survival_summary", by=split_by, **stay))
    return [
        say.retention_change(measure(book, "retention_change", window_days=window_days)),
        say.rfm(measure(book, "rfm_segments")),
        *([apart] if apart.tone else []),  # a difference that may be chance is seen in the picture
        say.survival(measure(book, "survival_summary", **stay)),
        say.retention(measure(book, "retention", window_days=window_days)),
        say.abc_xyz(measure(book, "abc_xyz_groups")),
        say.order_value(measure(book, "order_value")),
        say.frequency(measure(book, "frequency")),
    ]
