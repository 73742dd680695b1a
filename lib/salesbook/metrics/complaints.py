"""Complaints: time to answer and to solve, the unanswered, and promises not kept."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.metrics.interval import wilson
from salesbook.metrics.purchases import check_columns
from salesbook.metrics.waiting import DAY_HOURS, of_last, waited

NEVER = 1e9  # hours: longer than anyone waits


def complaints(
    complaints: ibis.Table,
    *,
    by: Sequence[str] = (),
    period: str = "",
    limit_days: float = 3.0,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    r"""How complaints are answered and solved, one row per group.

    .. math:: in\ time\ rate = \frac{answered\ within\ the\ limit}{in\ time + late}

    *late*: answered after more than ``limit_days``, or unanswered for longer. An unanswered complaint that can still
    be in time is *waiting* and in neither. Median and 90th percentile take in the late unanswered ones (of the time to
    solve, all open ones) as longer than all others, so that silence never makes the figures better; where so many
    wait, they are null: not known yet.

    Parameters
    ----------
    complaints
        One row a complaint; reads ``opened_at``, ``answered_at``; ``resolved_at``, ``promised_by`` where present.
    by
        Columns to group by; empty for one row in all.
    period
        A column of periods, text that sorts by time: only complaints of its last one count. Empty: all.
    limit_days
        How soon an answer is due, days of 24 hours.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The evening on which things are looked at: later answers are not known yet; by default the last day that
        stands in the table.

    Returns
    -------
    Table
        ``*by``, ``complaints``, ``in_time``, ``late``, ``waiting``, ``judged`` (in time or late), ``unanswered``
        (counts; the last are among late and waiting), ``in_time_rate``, ``in_time_low``, ``in_time_high`` (shares),
        ``answer_median_hours``, ``answer_p90_hours``, ``unresolved`` (count), ``solve_median_days``,
        ``solve_p90_days``, ``promises``, ``promises_broken`` (counts of those due), ``broken_rate``, ``broken_low``,
        ``broken_high`` (shares), ordered by ``by``. Null where there is nothing to tell from, or no such column.

    Raises
    ------
    DataError
        ``opened_at``, ``answered_at``, ``period`` or a column of ``by`` is missing.
    RequestError
        ``limit_days`` is not above 0, or ``level`` not between 0 and 1.

    References
    ----------
    Taught as: complaints. Interval: Wilson (1927).
    """
    check_columns(complaints, "complaints", ["answered_at", *by])
    rows = _judged(of_last(waited(complaints, limit_days, as_of), period))
    groups = rows.group_by(by) if by else rows
    sums = groups.aggregate(
        complaints=rows.count(),
        in_time=rows["_in_time"].sum().fill_null(0),
        late=rows["_late"].sum().fill_null(0),
        unanswered=rows["_answer_hours"].isnull().sum().fill_null(0),
        answer_median_hours=rows["_until_answer"].median(),
        answer_p90_hours=rows["_until_answer"].quantile(0.9),
        unresolved=rows["_solve_hours"].isnull().sum().fill_null(0),
        _solve_median=rows["_until_solved"].median(),
        _solve_p90=rows["_until_solved"].quantile(0.9),
        promises_broken=rows["_broken"].sum().fill_null(0),
        promises=rows["_due"].sum().fill_null(0),
    )
    result = sums.select(
        *by, "complaints", "in_time", "late", waiting=sums.complaints - sums.in_time - sums.late,
        judged=sums.in_time + sums.late, unanswered=sums.unanswered,
        **_share("in_time", sums.in_time, sums.in_time + sums.late, level),
        answer_median_hours=_unless_never(sums.answer_median_hours),
        answer_p90_hours=_unless_never(sums.answer_p90_hours), unresolved=sums.unresolved,
        solve_median_days=_unless_never(sums["_solve_median"]) / DAY_HOURS,
        solve_p90_days=_unless_never(sums["_solve_p90"]) / DAY_HOURS, promises=sums.promises,
        promises_broken=sums.promises_broken, **_share("broken", sums.promises_broken, sums.promises, level),
    )  # fmt: skip
    return result.order_by(by) if by else result


def _judged(rows: ibis.Table) -> ibis.Table:
    """Hours with open complaints as ``NEVER``, and promises: ``_due``, ``_broken``."""
    answer, solve = rows["_answer_hours"], rows["_solve_hours"]
    waiting = ibis.ifelse(rows["_late"], NEVER, ibis.null("float64"))
    # an open complaint is no faster than those solved: it counts as longer than all
    still = ibis.literal(NEVER) if "resolved_at" in rows.columns else ibis.null("float64")
    rows = rows.mutate(_until_answer=answer.fill_null(waiting), _until_solved=solve.fill_null(still))
    if "promised_by" not in rows.columns or "resolved_at" not in rows.columns:
        return rows.mutate(_due=ibis.literal(False), _broken=ibis.literal(False))
    promised = rows.promised_by.date() if rows.promised_by.type().is_timestamp() else rows.promised_by
    done = ibis.ifelse(rows["_solve_hours"].notnull(), rows.resolved_at.date(), ibis.null("date"))
    broken = (done > promised).fill_null(rows["_as_of"] > promised).fill_null(False)
    kept = (done <= promised).fill_null(False)
    return rows.mutate(_due=broken | kept, _broken=broken)


def _unless_never(hours: Any) -> Any:
    return ibis.ifelse(hours < NEVER / 100, hours, ibis.null("float64"))


def _share(name: str, part: Any, base: Any, level: float) -> dict[str, Any]:
    rate = part / base.nullif(0)
    middle, error = wilson(rate, base.nullif(0), level)
    return {f"{name}_rate": rate, f"{name}_low": middle - error, f"{name}_high": middle + error}
