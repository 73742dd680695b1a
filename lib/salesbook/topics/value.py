"""What a client is worth: LTV by the formula and over time, what is expected next, and whether to trust that."""

from typing import Any

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book
from salesbook.tables.grouping import PERIODS

REPLICATES = 20  # quick, for a first look; the notebook's tables take more


def findings(
    book: Book, *, split_by: str = "segment", period: str = "quarter", horizon_days: int = 365, holdout_days: int = 365,
    model: str = "mbg_nbd",
) -> list[Finding]:  # fmt: skip
    """The change of client value, the forecast held against the past, what is expected, and client value itself."""
    by = split_by if _has(book, split_by) else ""
    how: dict[str, Any] = {"model": model, "replicates": REPLICATES}
    tried = measure(book, "lifetime_calibration", holdout_days=holdout_days, predict="purchases", **how)
    over_time = measure(book, "client_value", by=period)
    return [
        *([] if over_time.absent else [say.client_value_change(over_time)]),  # what is absent is said once, below
        say.lifetime_calibration(tried, holdout_days),
        *say.lifetime_total(measure(book, "lifetime_total", by=by, horizon_days=horizon_days, **how)),
        say.client_value(measure(book, "client_value")),
    ]


def _has(book: Book, column: str) -> bool:
    """Whether orders, or their clients, have the column."""
    tables = [name for name in ("orders", "clients") if name in book.tables]
    return column in PERIODS or any(column in book.table(name).columns for name in tables)
