"""What members may still redeem: the balance of points, its age, and whom to remind."""

import datetime as dt
from collections.abc import Sequence

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.fit.fifo import Left, Lot, accounts
from salesbook.metrics.programme import changes
from salesbook.metrics.purchases import check_columns
from salesbook.tables.grouping import PERIODS

LOTS = ibis.schema(
    {"client_id": "string", "issued_on": "date", "expires_on": "date", "points": "float64", "state": "string",
     "as_of": "date"}
)  # fmt: skip


def points_liability(
    points: ibis.Table,
    *,
    by: Sequence[str] = (),
    point_value: float = 1.0,
    edges: str = "90,180,365",
    as_of: dt.date | None = None,
    expired_reason: str = "expired",
) -> ibis.Table:
    r"""Points that members may still redeem, by their age, in points and in money.

    .. math:: liability = point\ value \cdot \sum_{lots} \max(issued - taken, 0)

    where points taken off come from the oldest lot that has not expired by that day (first in, first out).

    Parameters
    ----------
    points
        Changes of accounts. Reads ``client_id``, ``changed_at``, ``points``; ``reason`` and ``expires_on`` where
        present.
    by
        Columns of the client to group by; no period, for an account has no period of its own.
    point_value
        What the company gives for one point, money.
    edges
        Ages in days that part the rows, parted by commas; the last row is open.
    as_of, expired_reason
        As in :func:`~salesbook.metrics.programme.programme`.

    Returns
    -------
    Table
        ``*by``, ``age_from_days``, ``age_to_days`` (null: open; days since the points were issued), ``members``
        (clients), ``points``, ``liability_amount`` (money), ``point_value``, ordered by ``by`` and age. No row where
        nothing is left.

    Raises
    ------
    DataError
        A column of ``by`` is missing.
    RequestError
        ``by`` has a period, or ``edges`` are no rising numbers of days.

    References
    ----------
    As published: points expire, so the liability has an age.
    """
    lots = points_lots(points, by=by, as_of=as_of, expired_reason=expired_reason)
    live = lots.filter(lots.state == "live")
    age = live.as_of.delta(live.issued_on, unit="day")
    starts = [0, *_edges(edges)]
    rows = live.mutate(age_from_days=ibis.cases(*((age >= start, start) for start in starts[::-1]), else_=0))
    closed = [(rows.age_from_days == start, starts[i + 1]) for i, start in enumerate(starts[:-1])]
    no_end = ibis.null("int64")
    rows = rows.mutate(age_to_days=ibis.cases(*closed, else_=no_end) if closed else no_end)
    groups = rows.group_by([*by, "age_from_days", "age_to_days"]).agg(
        members=rows.client_id.nunique(), points=rows.points.sum()
    )
    valued = groups.mutate(liability_amount=groups.points * point_value, point_value=ibis.literal(point_value))
    return valued.order_by([*by, "age_from_days"])


def points_balance(
    points: ibis.Table,
    *,
    by: Sequence[str] = (),
    point_value: float = 1.0,
    as_of: dt.date | None = None,
    expired_reason: str = "expired",
) -> ibis.Table:
    r"""Accounts in all, and how the books close, one row per group.

    .. math:: issued - redeemed - expired = balance + unbooked - overdrawn

    Parameters
    ----------
    points, by, point_value, as_of, expired_reason
        As in :func:`points_liability`.

    Returns
    -------
    Table
        ``*by``, ``members`` (clients with a balance), ``balance`` (points that may be redeemed, never below 0),
        ``liability_amount`` (money), ``unbooked`` (points past ``expires_on`` that nobody booked as expired: not in the
        balance), ``overdrawn`` (points taken off that were never issued), ``members_overdrawn`` (clients),
        ``as_of`` (date), ``point_value`` (money), ordered by ``by``.
    """
    lots = points_lots(points, by=by, as_of=as_of, expired_reason=expired_reason)
    groups = lots.group_by(by) if by else lots
    live = lots.state == "live"
    sums = groups.aggregate(
        members=lots.client_id.nunique(where=live),
        **{name: lots.points.sum(where=lots.state == state).fill_null(0.0)
           for name, state in (("balance", "live"), ("unbooked", "unbooked"), ("overdrawn", "overdrawn"))},
        members_overdrawn=lots.client_id.nunique(where=lots.state == "overdrawn"),
        as_of=lots.as_of.max(),
    )  # fmt: skip
    result = sums.select(
        *by, "members", "balance", liability_amount=sums.balance * point_value, unbooked=sums.unbooked,
        overdrawn=sums.overdrawn, members_overdrawn=sums.members_overdrawn, as_of=sums.as_of,
        point_value=ibis.literal(point_value),
    )  # fmt: skip
    return result.order_by(by) if by else result


def points_due(
    points: ibis.Table,
    *,
    by: Sequence[str] = (),
    within_days: int = 30,
    least_points: float = 0.0,
    point_value: float = 1.0,
    as_of: dt.date | None = None,
    expired_reason: str = "expired",
) -> ibis.Table:
    """Members to remind of their balance: points of theirs expire within ``within_days``.

    Parameters
    ----------
    points, by, point_value, as_of, expired_reason
        As in :func:`points_liability`; ``by`` are further columns of the list.
    within_days
        How far to look ahead, days.
    least_points
        Members who stand to lose fewer points are left out.

    Returns
    -------
    Table
        One row a member: ``*by``, ``client_id``, ``due_points`` (they expire within the time), ``due_amount`` (money),
        ``balance`` (all points that may be redeemed), ``next_expiry`` (date), ``days_left`` (days to it),
        ``within_days``, those who lose most first.

    References
    ----------
    Taught as: loyalty card (remind clients of their balance).
    """
    if within_days < 1:
        raise RequestError("within_days", f"{within_days} is no time ahead.", "Give a number of days, e.g. 30.")
    lots = points_lots(points, by=by, as_of=as_of, expired_reason=expired_reason)
    live = lots.filter(lots.state == "live")
    soon = live.expires_on.delta(live.as_of, unit="day") <= within_days
    members = live.group_by([*by, "client_id", "as_of"]).agg(
        due_points=live.points.sum(where=soon), balance=live.points.sum(), next_expiry=live.expires_on.min()
    )
    members = members.filter((members.due_points > 0) & (members.due_points >= least_points))
    return members.select(
        *by, "client_id", "due_points", due_amount=members.due_points * point_value, balance=members.balance,
        next_expiry=members.next_expiry, days_left=members.next_expiry.delta(members.as_of, unit="day"),
        within_days=ibis.literal(within_days),
    ).order_by([ibis.desc("due_points"), "client_id"])  # fmt: skip


def points_lots(
    points: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, expired_reason: str = "expired"
) -> ibis.Table:
    """What is left of each lot: ``*by``, ``client_id``, ``issued_on``, ``expires_on`` (dates), ``points``, ``state``
    (live, unbooked, overdrawn), ``as_of`` (date). See :func:`salesbook.metrics.fit.fifo.accounts`.

    Raises
    ------
    RequestError
        ``by`` has a period.
    """
    for column in by:
        if column in PERIODS:
            fix = "Group by a column of clients, e.g. region; ask for programme to see periods."
            raise RequestError("points", f"an account has no {column} of its own.", fix)
    check_columns(points, "points", by)
    rows = changes(points, as_of=as_of, expired_reason=expired_reason)
    daily = rows.group_by(["client_id", "day", "movement", "expires_on", "as_of"]).agg(points=rows.points.sum())
    known = daily.to_pyarrow().to_pylist()
    end = known[0]["as_of"] if known else dt.date.min
    left = accounts(((r["client_id"], r["day"], r["movement"], r["points"], r["expires_on"]) for r in known), end)
    lots = ibis.memtable([row for account in left for row in _rows(account, end)], schema=LOTS)
    if not by:
        return lots
    own = points.group_by("client_id").agg(**{c: points[c].max() for c in by})
    return lots.left_join(own, "client_id").drop("client_id_right")


def _rows(account: Left, end: dt.date) -> list[dict[str, object]]:
    def row(lot: Lot, state: str) -> dict[str, object]:
        days = {"issued_on": lot.issued_on, "expires_on": lot.expires_on}
        return {"client_id": account.client_id, **days, "points": lot.points, "state": state, "as_of": end}

    rows = [row(lot, "live") for lot in account.live] + [row(lot, "unbooked") for lot in account.unbooked]
    return rows + ([row(Lot(end, None, account.overdrawn), "overdrawn")] if account.overdrawn else [])


def _edges(text: str) -> list[int]:
    try:
        edges = [int(word) for word in text.split(",") if word.strip()]
    except ValueError:
        edges = [0]
    if any(b <= a for a, b in zip([0, *edges], edges, strict=False)):
        raise RequestError("edges", f"{text!r} are no rising numbers of days.", "Write them like 90,180,365.")
    return edges
