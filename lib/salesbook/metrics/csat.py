"""Customer satisfaction (CSAT): the share of answers in the top boxes, and its change."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import wilson
from salesbook.metrics.periods import ended, last_two, two_of, with_as_of
from salesbook.metrics.purchases import check_columns
from salesbook.metrics.share_change import with_share_change


def csat(
    surveys: ibis.Table, *, by: Sequence[str] = (), scale: int = 5, top: int = 2, level: float = 0.95
) -> ibis.Table:
    r"""The share of satisfied answers with its interval, one row per group.

    .. math:: CSAT = \frac{answers\ in\ the\ top\ boxes}{answers}

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score`` and ``kind``, of which only ``csat`` counts: an answer to the NPS
        question is none about satisfaction.
    by
        Columns to group by; empty for one row in all.
    scale
        The highest mark; marks are 1 to ``scale``. Answers outside are counted apart.
    top
        How many of the highest marks are satisfied: 2 of 5 are 4 and 5.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``*by``, ``answered``, ``satisfied``, ``off_scale`` (counts; the last are not among ``answered``),
        ``csat_rate``, ``csat_low``, ``csat_high`` (shares; null where nobody answered), ``mean_score`` (marks),
        ordered by ``by``.

    Raises
    ------
    DataError
        ``score``, ``kind`` or a column of ``by`` is missing.
    RequestError
        ``scale`` is below 2, ``top`` not between 1 and ``scale`` − 1, or ``level`` not between 0 and 1.

    References
    ----------
    Taught as: client satisfaction. Interval: Wilson (1927).
    """
    rows = _asked(surveys, by, scale)
    groups = rows.group_by(by) if by else rows
    sums = groups.aggregate(**_counts(rows, scale, _checked(top, scale)))
    base = sums.answered.nullif(0)
    rate = sums.satisfied / base
    middle, error = wilson(rate, base, level)
    result = sums.select(
        *by, "answered", "satisfied", "off_scale", csat_rate=rate, csat_low=middle - error, csat_high=middle + error,
        mean_score=sums["_sum"] / base,
    )  # fmt: skip
    return result.order_by(by) if by else result


def csat_change(
    surveys: ibis.Table,
    *,
    period: str = "quarter",
    scale: int = 5,
    top: int = 2,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    r"""The last period's share of satisfied answers against the one before, with interval and p-value.

    .. math:: change = CSAT_1 - CSAT_0

    with the interval of Agresti and Caffo: one more satisfied and one more not in each.

    Parameters
    ----------
    surveys, scale, top, level
        As in :func:`csat`.
    period
        The column that tells periods apart, text that sorts by time.
    as_of
        The last day that answers could come from; the day of the last answer of any kind where not given.

    Returns
    -------
    Table
        One row, none with fewer than two periods: ``before``, ``after`` (periods), ``answered_before``,
        ``answered_after`` (counts), ``csat_before``, ``csat_after``, ``change``, ``change_low``, ``change_high``
        (shares), ``p_value`` (0 to 1), ``complete`` (whether the last period is over; null where unknown).

    References
    ----------
    Agresti and Caffo (2000).
    """
    rows = _asked(surveys, [period], scale)
    rows = last_two(rows.filter(rows["_valid"]), period)
    dated = "answered_at" in rows.columns
    rows = rows.mutate(_period=rows[period], _day=rows.answered_at.date() if dated else ibis.null("date"))
    counts = _counts(rows, scale, _checked(top, scale))
    sums = rows.group_by(["_now", "_period"]).aggregate(**counts, _last_day=rows["_day"].max())
    both = two_of(sums, ["_period", "answered", "satisfied", "_last_day"])
    both = with_share_change(with_as_of(both, surveys, "answered_at", as_of), "satisfied", "answered", level)
    return both.select(
        before=both["_period_before"],
        after=both["_period_after"],
        answered_before=both.answered_before,
        answered_after=both.answered_after,
        csat_before=both.satisfied_before / both.answered_before.nullif(0),
        csat_after=both.satisfied_after / both.answered_after.nullif(0),
        change=both.change,
        change_low=both.change_low,
        change_high=both.change_high,
        p_value=both.p_value,
        complete=ended(both["_last_day_after"], both["_as_of"], period),
    )


def _asked(surveys: ibis.Table, columns: Sequence[str], scale: int) -> ibis.Table:
    check_columns(surveys, "surveys", ["score", "kind", *columns])
    rows = surveys.filter((surveys.kind == "csat") & surveys.score.notnull())
    return rows.mutate(_valid=rows.score.between(1, scale))


def _counts(rows: ibis.Table, scale: int, top: int) -> dict[str, Any]:
    valid = rows["_valid"]
    return {
        "answered": valid.sum().fill_null(0),
        "satisfied": (valid & (rows.score > scale - top)).sum().fill_null(0),
        "off_scale": (~valid).sum().fill_null(0),
        "_sum": rows.score.sum(where=valid),
    }


def _checked(top: int, scale: int) -> int:
    if scale < 2:
        raise RequestError("scale", f"{scale} is no scale.", "Give the highest mark, e.g. 5.")
    if not 0 < top < scale:
        raise RequestError("top", f"{top} of {scale} marks cannot be the top.", f"Give 1 to {scale - 1}, e.g. 2.")
    return top
