"""How simple the rules of the programme are, beside how many members use it."""

import ibis

from salesbook.metrics.interval import wilson
from salesbook.metrics.programme import programme
from salesbook.tables.schemes import terms

DIGITS = "0123456789"


def programme_rules(
    points: ibis.Table,
    *,
    scheme: str = "programme",
    simple_conditions: int = 5,
    level: float = 0.95,
    expired_reason: str = "expired",
) -> ibis.Table:
    """What a client must keep in mind, counted from the terms, and the share of members who redeem.

    The sources ask for simple and clear rules (a complex scheme slows the till and repels) and give no number:
    ``simple_conditions`` is a choice of the company.

    Parameters
    ----------
    points
        Changes of accounts; as in :func:`~salesbook.metrics.programme.programme`.
    scheme
        Terms of the programme: an example or the path of a file, see :mod:`salesbook.tables.schemes`.
    simple_conditions
        With so many conditions or fewer the rules count as simple.
    level
        Coverage of the interval, 0 to 1.
    expired_reason
        As in :func:`~salesbook.metrics.programme.programme`.

    Returns
    -------
    Table
        One row: ``scheme`` (as given), ``conditions``, ``exceptions`` (conditions that take back what another gives),
        ``tiers``, ``numbers`` (numbers that the conditions name), ``simple_conditions`` (the limit), ``simple`` (within
        it), ``members``, ``redeeming`` (clients), ``redeeming_rate`` (share of members who ever redeemed; null without
        ``reason``), ``redeeming_low``, ``redeeming_high``.

    Raises
    ------
    RequestError, DataError
        There are no such terms, or the file holds none.

    References
    ----------
    Taught as: loyalty card.
    """
    rules = terms(scheme)
    said = [str(row.get("says", "")) for row in rules.conditions]
    exceptions = sum(bool(row.get("exception")) for row in rules.conditions)
    used = programme(points, level=level, expired_reason=expired_reason)
    base = used.members.nullif(0)
    rate = used.redeeming / base
    middle, error = wilson(rate, base, level)
    return used.select(
        scheme=ibis.literal(scheme),
        conditions=ibis.literal(len(said)), exceptions=ibis.literal(exceptions),
        tiers=ibis.literal(len(rules.tiers)), numbers=ibis.literal(sum(map(_numbers, said))),
        simple_conditions=ibis.literal(simple_conditions), simple=ibis.literal(len(said) <= simple_conditions),
        members=used.members, redeeming=used.redeeming,
        redeeming_rate=rate, redeeming_low=middle - error, redeeming_high=middle + error,
    )  # fmt: skip


def _numbers(text: str) -> int:
    """How many numbers a text names: ``20 000`` is one."""
    words = [any(c in DIGITS for c in word) for word in text.split()]
    return sum(here and not before for before, here in zip([False, *words], words, strict=False))
