"""Clients' purchase histories as arrays of days, equal ones told once."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Histories:
    """Distinct histories, how many clients share each, and which one each client has.

    ``frequency``: repeat purchases; ``recency_days``: from the first purchase to the last; ``age_days``: from the first
    purchase to the end of what was seen. ``which``: for each client, the place of its history.
    """

    frequency: Array
    recency_days: Array
    age_days: Array
    clients: Array
    which: Array

    @property
    def repeaters(self) -> int:
        """Clients who bought again."""
        return int(self.clients[self.frequency > 0].sum())


def histories(frequency: Any, recency_days: Any, age_days: Any) -> Histories:
    """The histories of clients, checked: days that cannot be days are refused, for weeks give other forecasts.

    Raises
    ------
    ValueError
        The arrays differ in length, are not finite, or contradict each other; more repeat purchase days than there are
        days between the first and the last.
    """
    x, tx, age = (np.asarray(column, dtype=float) for column in (frequency, recency_days, age_days))
    if not x.shape == tx.shape == age.shape or x.ndim != 1:
        raise ValueError("frequency, recency_days and age_days must be columns of one length.")
    if not (np.isfinite(x) & np.isfinite(tx) & np.isfinite(age)).all():
        raise ValueError("frequency, recency_days and age_days must be numbers.")
    if (x < 0).any() or (x % 1 != 0).any():
        raise ValueError("frequency counts repeat purchases: a whole number, 0 or more.")
    if (tx < 0).any() or (tx > age).any() or (x[tx == 0] > 0).any() or (tx[x == 0] > 0).any():
        raise ValueError("recency_days must lie between 0 and age_days, and be 0 just where nothing was bought again.")
    if (x > tx + 0.5).any():  # half a day: published weeks are rounded
        raise ValueError("more purchase days than days to buy on: recency_days and age_days are not in days.")
    return _distinct(x, tx, age)


def _distinct(x: Array, tx: Array, age: Array) -> Histories:
    order = np.lexsort((age, tx, x))
    sorted_ = [column[order] for column in (x, tx, age)]
    starts = np.ones(len(x), dtype=bool)
    if len(x):
        starts[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in sorted_])
    which = np.empty(len(x), dtype=np.int64)
    which[order] = np.cumsum(starts) - 1
    places = np.flatnonzero(starts)
    clients = np.diff(np.append(places, len(x))).astype(float)
    x, tx, age = (column[places] for column in sorted_)
    return Histories(x, tx, age, clients, which)
