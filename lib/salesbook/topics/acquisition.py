"""How clients come, what they cost, when they pay back, and what word of mouth brings."""

from collections.abc import Sequence
from typing import Any

from salesbook import findings as say
from salesbook.findings import Finding
from salesbook.measured import measure
from salesbook.tables import Book


def findings(
    book: Book, *, horizon_months: int = 12, reward_amount: float = 0.0, channels: str = "friends, reviews"
) -> list[Finding]:
    """Cost by channel, pay-back, new against existing, word of mouth and referrals, as far as the tables go."""
    found = [say.acquisition_cost(measure(book, "acquisition_cost"))]
    found += say.acquisition_channels(measure(book, "acquisition_cost", by="channel"))
    if _has(book, "orders"):
        found.append(say.payback(measure(book, "payback", horizon_months=horizon_months)))
        found += say.payback_channels(measure(book, "payback", by="channel", horizon_months=horizon_months))
        ratios = measure(book, "new_against_existing")
        found += [say.cost_ratio(ratios), say.sale_ratio(ratios)]
    if _has(book, "surveys"):
        found += _word(measure(book, "word_of_mouth", channels=channels))
    if _has(book, "clients", "orders"):
        found.append(say.referral_total(measure(book, "referral_total", reward_amount=reward_amount)))
    return found


def _word(result: Any) -> Sequence[Finding]:
    return [say.word_bounds(result), say.word_share(result)]


def _has(book: Book, *tables: str) -> bool:
    return set(tables) <= set(book.tables)
