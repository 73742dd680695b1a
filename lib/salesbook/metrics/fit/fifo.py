"""Points first in, first out: what is left of each lot of points, when it was issued and when it expires."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

ORDER = {"issued": 0, "expired": 1, "redeemed": 2}  # within a day: a purchase pays in before it takes out
CRUMB = 1e-9  # less than this is nothing: points may be fractions

Change = tuple[str, dt.date, str, float, dt.date | None]  # client, day, kind, points, expires_on


@dataclass
class Lot:
    """Points issued together, as far as they are left."""

    issued_on: dt.date
    expires_on: dt.date | None
    points: float

    def dead(self, day: dt.date) -> bool:
        """Whether the points can no longer be used on ``day``: they end with the day before they expire."""
        return self.expires_on is not None and self.expires_on <= day


@dataclass(frozen=True)
class Left:
    """What is left of an account: ``live`` lots, ``unbooked`` lots (past their day, not taken off), and the debt."""

    client_id: str
    live: tuple[Lot, ...]
    unbooked: tuple[Lot, ...]
    overdrawn: float


def accounts(changes: Iterable[Change], as_of: dt.date) -> Iterator[Left]:
    """What is left of each client's points at the end of ``as_of``.

    Points taken out come from the oldest lot that has not expired by that day. An expiry that the company booked takes
    off the lots that have expired, oldest first, and where it books more than those (before their time, or without
    one), the oldest live ones. What no lot covers is a debt: later points pay it first, and a balance is never
    negative.

    Parameters
    ----------
    changes
        Client, day, kind (issued, expired, redeemed), points (above 0), day of expiry or None. Any order.
    as_of
        The last day that counts.
    """
    known = sorted((c for c in changes if c[1] <= as_of), key=lambda c: (c[0], c[1], ORDER[c[2]], c[4] or dt.date.max))
    for client, own in groupby(known, key=itemgetter(0)):
        lots: list[Lot] = []
        debt = 0.0
        for _, day, kind, points, expires_on in own:
            if kind == "issued":
                paid = min(debt, points)
                debt -= paid
                lots.append(Lot(day, expires_on, points - paid))
            else:
                debt += _take(lots, points, day, dead_first=kind == "expired")
            lots = [lot for lot in lots if lot.points > CRUMB]
        dead = tuple(lot for lot in lots if lot.dead(as_of))
        yield Left(client, tuple(lot for lot in lots if not lot.dead(as_of)), dead, debt if debt > CRUMB else 0.0)


def _take(lots: list[Lot], points: float, day: dt.date, *, dead_first: bool) -> float:
    """Take ``points`` out of ``lots``, which stand oldest first; what they do not cover.

    A company that does not enforce its expiry lets points be used after it: they come last, but before a debt.
    """
    for lot in sorted(lots, key=lambda lot: lot.dead(day) != dead_first):  # stable: oldest first within each kind
        taken = min(lot.points, points)
        lot.points -= taken
        points -= taken
    return points
