"""Intervals of confidence: what the measures share."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import ibis

from salesbook.errors import RequestError


def z_of(level: float) -> float:
    """How many standard errors to each side an interval of coverage ``level`` takes.

    Raises
    ------
    RequestError
        ``level`` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise RequestError("level", f"{level} is not a coverage.", "Give a share between 0 and 1, e.g. 0.95.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(rate: Any, n: Any, level: float) -> tuple[Any, Any]:
    """Middle and half width of Wilson's interval of a share."""
    z2 = z_of(level) ** 2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    return middle, (z2 * (rate * (1 - rate) / n + z2 / (4 * n * n))).sqrt() / (1 + z2 / n)


def with_error(totals: ibis.Table, own: ibis.Table, by: Sequence[str], level: float) -> ibis.Table:
    """``totals``, a row a group of ``by``, with ``error``: half the width of the normal interval of a mean; ``units``.

    ``own`` has a row for each unit that the mean is of, with ``*by`` and its figure ``own``; ``units`` counts them
    (null where a group has none). ``error`` is null where a group has fewer than two.
    """
    z = z_of(level)
    groups = own.group_by(by) if by else own
    error = z * own.own.std(how="sample") / own.count().nullif(0).sqrt()
    spread = groups.aggregate(error=error, units=own.count())
    if not by:
        return totals.cross_join(spread)
    same = [totals[c].identical_to(spread[c]) for c in by]  # a group may be null
    return totals.left_join(spread, same, rname="{name}_spread").select(*totals.columns, "error", "units")


def poisson(count: Any, level: float) -> tuple[Any, Any]:
    """Byar's limits of the mean that a Poisson count comes from; the lower is null where the count is 0."""
    z, more = z_of(level), count + 1.0
    some = count.nullif(0)
    low = some * (1 - 1 / (9 * some) - z / (3 * some.sqrt())) ** 3
    return low.clip(lower=0), more * (1 - 1 / (9 * more) + z / (3 * more.sqrt())) ** 3
