"""Random numbers: each client and topic has a stream of its own, so that one change moves one thing.

The same in all versions of Python: its own generator keeps its sequence for a seed, and floats are added with
fsum, because what sum gives differs between versions in the last digit.
"""

import calendar
import math
import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

DAYS_PER_MONTH = 30.4375


def stream(truth: Mapping[str, Any], *names: object) -> random.Random:
    return random.Random("/".join(str(part) for part in (truth["seed"], *names)))


def pick(rng: random.Random, weights: Mapping[Any, float]) -> Any:
    """One of the keys, each as likely as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def poisson(rng: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def whole_from(rng: random.Random, mean: float) -> int:
    """A whole number from 1 with this mean and a long tail, as of pieces in a line."""
    return 1 + poisson(rng, rng.gammavariate(1.5, (mean - 1) / 1.5))


def at_work(rng: random.Random, day: date) -> datetime:
    """A minute of that day between 8:00 and 19:00."""
    return datetime(day.year, day.month, day.day, 8) + timedelta(minutes=rng.randrange(660))


def month_index(first_day: date, day: date) -> int:
    return (day.year - first_day.year) * 12 + day.month - first_day.month


def add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
