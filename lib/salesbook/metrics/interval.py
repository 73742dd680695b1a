"""Intervals of confidence: what the measures share."""

from statistics import NormalDist
from typing import Any

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
