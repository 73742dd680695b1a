"""Whether complaints are answered sooner than before, and which still wait."""

import datetime as dt

import ibis

from salesbook.metrics.periods import ended, last_two, two_of
from salesbook.metrics.purchases import check_columns
from salesbook.metrics.share_change import with_share_change
from salesbook.metrics.waiting import DAY_HOURS, waited


def complaints_change(
    complaints: ibis.Table,
    *,
    period: str = "quarter",
    limit_days: float = 3.0,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    """The share of complaints answered in time, of the last period against the one before, with interval and p-value.

    Parameters
    ----------
    complaints, limit_days, level, as_of
        As in :func:`~salesbook.metrics.complaints.complaints`. Complaints that can still be in time do not count.
    period
        The column that tells periods apart, text that sorts by time; of the day of opening.

    Returns
    -------
    Table
        One row, none with fewer than two periods: ``before``, ``after`` (periods), ``complaints_before``,
        ``complaints_after`` (counts of those in time or late), ``in_time_before``, ``in_time_after`` (shares),
        ``change``, ``change_low``, ``change_high`` (shares), ``p_value`` (0 to 1), ``complete`` (whether the last
        period is over; null where unknown), ``limit_days``.

    References
    ----------
    Agresti and Caffo (2000).
    """
    check_columns(complaints, "complaints", [period])
    rows = waited(complaints, limit_days, as_of)
    rows = last_two(rows.filter(rows["_in_time"] | rows["_late"]), period).mutate(_period=ibis._[period])
    sums = rows.group_by(["_now", "_period"]).agg(
        complaints=rows.count(),
        quick=rows["_in_time"].sum(),
        _last_day=rows["_opened"].max(),
        _end=rows["_as_of"].max(),
    )
    both = two_of(sums, ["_period", "complaints", "quick", "_last_day", "_end"])
    both = with_share_change(both, "quick", "complaints", level)
    return both.select(
        before=both["_period_before"],
        after=both["_period_after"],
        complaints_before=both.complaints_before,
        complaints_after=both.complaints_after,
        in_time_before=both.quick_before / both.complaints_before.nullif(0),
        in_time_after=both.quick_after / both.complaints_after.nullif(0),
        change=both.change,
        change_low=both.change_low,
        change_high=both.change_high,
        p_value=both.p_value,
        complete=ended(both["_last_day_after"], both["_end_after"], period),
        limit_days=ibis.literal(float(limit_days)),
    )


def open_complaints(complaints: ibis.Table, *, limit_days: float = 3.0, as_of: dt.date | None = None) -> ibis.Table:
    """Complaints that nobody has answered yet, one row each, the latest first: those clients may still be kept.

    Parameters
    ----------
    complaints, limit_days, as_of
        As in :func:`~salesbook.metrics.complaints.complaints`.

    Returns
    -------
    Table
        ``complaint_id``, ``client_id``, ``topic``, ``manager_id`` (null where the company has not the column),
        ``opened_on`` (date), ``waiting_days`` (to the evening of ``as_of``), ``overdue`` (whether it waits longer than
        the limit).
    """
    rows = waited(complaints, limit_days, as_of)
    rows = rows.filter(rows["_answer_hours"].isnull())
    own = ("complaint_id", "client_id", "topic", "manager_id")
    found = rows.select(
        **{c: rows[c] if c in rows.columns else ibis.null("string") for c in own}, opened_on=rows["_opened"],
        waiting_days=rows["_asked_hours"] / float(DAY_HOURS), overdue=rows["_late"],
    )  # fmt: skip
    return found.order_by(["waiting_days", "complaint_id"])
