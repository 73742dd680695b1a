"""The loyalty programme: points issued, redeemed and expired."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.metrics.interval import z_of
from salesbook.metrics.purchases import check_columns
from salesbook.tables.grouping import PERIODS, period


def programme(
    points: ibis.Table,
    *,
    by: Sequence[str] = (),
    level: float = 0.95,
    as_of: dt.date | None = None,
    expired_reason: str = "expired",
) -> ibis.Table:
    r"""Points issued, redeemed and expired, and the share redeemed with its interval, one row per group.

    .. math:: redemption = \frac{R}{I} \pm \frac{z}{I} \sqrt{\frac{m}{m - 1} \sum_j (r_j - \tfrac{R}{I} i_j)^2}

    :math:`R, I` points redeemed and issued, :math:`r_j, i_j` those of member :math:`j` of :math:`m`: members, not
    points, are what chance draws. Grouped by a period, points redeemed in it were mostly issued before it.

    Parameters
    ----------
    points
        Changes of accounts. Reads ``client_id``, ``changed_at``, ``points`` (+ issued, − taken off) and ``reason``.
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; the last day of the whole table where not given.
    expired_reason
        What ``reason`` says of points taken off because they expired; several words parted by commas. All other points
        taken off are redeemed.

    Returns
    -------
    Table
        ``*by``, ``members`` (clients with a change), ``redeeming`` (clients who redeemed), ``issued``, ``redeemed``,
        ``expired`` (points; the last two null where there is no ``reason``, for they cannot be told apart),
        ``redemption_rate`` (points redeemed per point issued; null where none was issued), ``redemption_low``,
        ``redemption_high`` (null with fewer than two members), ``complete`` (false for a period in progress, null where
        ``by`` is no period), ordered by ``by``.

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    Taught as: loyalty strategy, loyalty card. Interval of a ratio of sums: Cochran (1977), ch. 6.
    """
    rows = changes(points, as_of=as_of, by=by, expired_reason=expired_reason)
    members = rows.group_by([*by, "client_id"]).agg(
        **{
            kind: rows.points.sum(where=rows.movement == kind).fill_null(0.0)
            for kind in ("issued", "redeemed", "expired")
        },
        end=rows.as_of.max(),
    )
    groups = members.group_by(by) if by else members
    sums = groups.aggregate(
        members=members.count(),
        redeeming=(members.redeemed > 0).sum().fill_null(0),
        issued=members.issued.sum().fill_null(0.0),
        redeemed=members.redeemed.sum().fill_null(0.0),
        expired=members.expired.sum().fill_null(0.0),
        rr=(members.redeemed * members.redeemed).sum(),
        ri=(members.redeemed * members.issued).sum(),
        ii=(members.issued * members.issued).sum(),
        end=members.end.max(),
    )
    rate = sums.redeemed / sums.issued.nullif(0.0)
    off = (sums.rr - 2 * rate * sums.ri + rate * rate * sums.ii).clip(lower=0.0)  # rounding may leave −0
    error = z_of(level) * (off * sums.members / (sums.members - 1).nullif(0)).sqrt() / sums.issued.nullif(0.0)
    told = "reason" in points.columns  # without it an expiry looks like a redemption

    def only_told(value: Any) -> Any:
        return value if told else ibis.null("float64")

    result = sums.select(
        *by, "members", redeeming=sums.redeeming if told else ibis.null("int64"), issued=sums.issued,
        redeemed=only_told(sums.redeemed), expired=only_told(sums.expired), redemption_rate=only_told(rate),
        redemption_low=only_told((rate - error).clip(lower=0.0)), redemption_high=only_told(rate + error),
        complete=_complete(sums, by),
    )  # fmt: skip
    return result.order_by(by) if by else result


def changes(
    points: ibis.Table, *, as_of: dt.date | None = None, by: Sequence[str] = (), expired_reason: str = "expired"
) -> ibis.Table:
    """Changes of known members' accounts up to ``as_of``: ``*by``, ``client_id``, ``day``, ``movement`` (issued,
    redeemed, expired), ``points`` (above 0), ``expires_on`` (date), ``as_of`` (date).

    Raises
    ------
    DataError
        A column of ``by`` is missing.
    """
    check_columns(points, "points", ["client_id", "changed_at", "points", *by])
    words = [word.strip().lower() for word in expired_reason.split(",") if word.strip()]
    off = ibis.literal("redeemed")
    if "reason" in points.columns and words:
        off = ibis.cases((points.reason.strip().lower().isin(words), "expired"), else_="redeemed")
    expires = points.expires_on.date() if "expires_on" in points.columns else ibis.null("date")
    rows = points.select(
        *by, "client_id", day=points.changed_at.date(), movement=ibis.cases((points.points > 0, "issued"), else_=off),
        points=points.points.abs(), expires_on=expires,
    )  # fmt: skip
    if as_of is not None:
        rows = rows.mutate(as_of=ibis.date(as_of.isoformat()[:10]))
    else:
        rows = rows.cross_join(rows.aggregate(as_of=rows.day.max()))
    return rows.filter(rows.client_id.notnull() & (rows.points > 0) & (rows.day <= rows.as_of))


def _complete(sums: ibis.Table, by: Sequence[str]) -> Any:
    """Whether each period of ``by`` is over: the day after the last one lies in another."""
    periods = [c for c in by if c in PERIODS]
    if not periods:
        return ibis.null("boolean")
    after = sums.end + ibis.interval(days=1)
    over = [sums[c] != period(after, c) for c in periods]
    return ibis.and_(*over)
