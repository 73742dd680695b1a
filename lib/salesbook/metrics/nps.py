"""Net Promoter Score, and its change from one period to the next."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.metrics.chance import p_value
from salesbook.metrics.interval import z_of
from salesbook.metrics.periods import ended, last_two, two_of, with_as_of
from salesbook.metrics.purchases import check_columns

PRIOR_EXTREME, PRIOR_PASSIVE = 0.75, 1.5  # answers that the adjusted Wald interval adds: ¾ + 1½ + ¾ = 3


def nps(answers: ibis.Table, *, by: Sequence[str] = (), level: float = 0.95, weight: str = "") -> ibis.Table:
    r"""Net Promoter Score with its interval, one row per group.

    .. math:: NPS = 100 \cdot \frac{P - D}{N}

    :math:`P` promoters (score 9–10), :math:`D` detractors (0–6), :math:`N` all answers, passives included. The
    interval is Wald's, :math:`NPS' \pm z \sqrt{(p + d - (p - d)^2) / n}`, on ¾ more promoters, ¾ more detractors and
    1½ more passives, cut to −100 … 100.

    With ``weight`` an answer counts as much as its weight says, and the interval rests on the effective number of
    answers :math:`(\sum w)^2 / \sum w^2`.

    Parameters
    ----------
    answers
        One row per survey answer. Reads ``score``, whole number 0–10; null = not answered, not counted. Where there
        is a ``kind``, rows of another kind than ``nps`` are left out.
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.
    weight
        Column of weights, numbers above 0; an answer without one counts in the counts only. Empty: all weigh alike.

    Returns
    -------
    Table
        ``*by``, ``answered``, ``promoters``, ``passives``, ``detractors`` (counts), ``nps``, ``nps_low``,
        ``nps_high`` (points, −100 to 100; null where nobody answered), ordered by ``by``. With ``weight`` also
        ``weighed`` (answers that have a weight) and ``effective`` (as many equal answers would tell as much).

    Raises
    ------
    DataError
        ``score``, ``weight`` or a column of ``by`` is missing.
    RequestError
        ``level`` is not between 0 and 1.

    References
    ----------
    Reichheld (2003); interval: adjusted Wald, Rocks (2016), arXiv 1601.07235; effective number: Kish (1965).
    """
    rows = nps_answers(answers, [*by, *([weight] if weight else [])])
    counts = _weighed(rows, by, weight) if weight else count(rows, by)
    if weight:
        n, score = counts.effective, 100 * (counts["_high"] - counts["_low"]) / counts["_sum"].nullif(0)
        p, d = (n * counts[side] / counts["_sum"].nullif(0) for side in ("_high", "_low"))
    else:
        n, score, p, d = counts.answered, points(counts), counts.promoters, counts.detractors
    centre, variance = adjusted(p, d, n)
    # a step at a time: an expression stands in the query as often as it is used
    result = counts.mutate(nps=score, _centre=centre, _error=z_of(level) * variance.sqrt())
    result = result.mutate(nps_low=result["_centre"] - result["_error"], nps_high=result["_centre"] + result["_error"])
    result = result.mutate(nps_low=within(100, result.nps_low), nps_high=within(100, result.nps_high))
    result = result.drop("_centre", "_error")
    if weight:
        result = result.drop("_sum", "_high", "_low").relocate("weighed", "effective", after="nps_high")
    return result.order_by(by) if by else result


def nps_change(
    answers: ibis.Table, *, period: str = "quarter", level: float = 0.95, as_of: dt.date | None = None
) -> ibis.Table:
    r"""The last period's score against the one before, with the interval of the difference and its p-value.

    .. math:: change = NPS_1 - NPS_0 \pm z \sqrt{v_1 / n_1 + v_0 / n_0}

    on adjusted counts as in :func:`nps`. A change is more than chance where the interval leaves out 0.

    Parameters
    ----------
    answers
        One row per survey answer; reads ``score`` and the column named by ``period``, text that sorts by time;
        ``answered_at`` where present, to tell whether the last period is over.
    period
        The column that tells periods apart.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that answers could come from; the day of the last answer of any kind where not given.

    Returns
    -------
    Table
        One row, none with fewer than two periods: ``before``, ``after`` (the periods), ``answered_before``,
        ``answered_after`` (counts), ``nps_before``, ``nps_after``, ``change``, ``change_low``, ``change_high``
        (points), ``p_value`` (0 to 1: how often chance alone moves the score so far), ``complete`` (whether the last
        period is over; null where that cannot be told: ``period`` is no year, quarter, month or week, or no answer
        has a date).

    References
    ----------
    Two independent groups: Rocks (2016), arXiv 1601.07235.
    """
    rows = nps_answers(answers, [period])
    rows = last_two(rows.filter(rows.score.notnull()), period)
    dated = "answered_at" in rows.columns
    rows = rows.mutate(_day=rows.answered_at.date() if dated else ibis.null("date"), _period=rows[period])
    counts = count(rows, ["_now", "_period"], _last_day=rows["_day"].max())
    centre, variance = adjusted(counts.promoters, counts.detractors, counts.answered)
    scored = counts.mutate(nps=points(counts), centre=centre, variance=variance)
    both = two_of(scored, ["_period", "answered", "nps", "centre", "variance", "_last_day"])
    both = with_as_of(both, answers, "answered_at", as_of)
    both = both.mutate(
        _middle=both.centre_after - both.centre_before, _error=(both.variance_before + both.variance_after).sqrt()
    )
    both = both.mutate(_width=z_of(level) * both["_error"], _z=both["_middle"] / both["_error"].nullif(0))
    low, high = both["_middle"] - both["_width"], both["_middle"] + both["_width"]
    return both.select(
        "answered_before", "answered_after", "nps_before", "nps_after", before=both["_period_before"],
        after=both["_period_after"], change=both.nps_after - both.nps_before, change_low=within(200, low),
        change_high=within(200, high), p_value=p_value(both["_z"]),
        complete=ended(both["_last_day_after"], both["_as_of"], period),
    ).relocate("before", "after", before="answered_before")  # fmt: skip


def nps_answers(answers: ibis.Table, columns: Sequence[str] = ()) -> ibis.Table:
    """The rows that are about NPS: those of that ``kind``, of none, or all where there is no such column.

    Raises
    ------
    DataError
        ``score`` or one of ``columns`` is missing.
    """
    check_columns(answers, "surveys", ["score", *columns])
    if "kind" not in answers.columns:
        return answers
    return answers.filter(answers.kind.isnull() | (answers.kind == "nps"))


def count(rows: ibis.Table, by: Sequence[str], **more: Any) -> ibis.Table:
    """``*by``, ``answered``, ``promoters``, ``passives``, ``detractors``, and the aggregates ``more``."""
    groups = rows.group_by(by) if by else rows
    return groups.aggregate(
        answered=rows.score.count(),
        promoters=(rows.score >= 9).sum().fill_null(0),
        passives=rows.score.between(7, 8).sum().fill_null(0),
        detractors=(rows.score <= 6).sum().fill_null(0),
        **more,
    )


def points(counts: ibis.Table) -> Any:
    """The score of ``counts``, points; null where nobody answered."""
    return 100 * (counts.promoters - counts.detractors) / counts.answered.nullif(0)


def adjusted(promoters: Any, detractors: Any, answered: Any) -> tuple[Any, Any]:
    """Middle of the adjusted Wald interval and its squared standard error, points; null where nobody answered."""
    n = answered.nullif(0) + 2 * PRIOR_EXTREME + PRIOR_PASSIVE
    p, d = (promoters + PRIOR_EXTREME) / n, (detractors + PRIOR_EXTREME) / n
    return 100 * (p - d), 10_000 * (p + d - (p - d) ** 2) / n


def within(points: float, value: Any) -> Any:
    """``value`` cut to −points … points; null stays null (``greatest`` would make a bound of it)."""
    return value.clip(lower=-points, upper=points)


def _weighed(rows: ibis.Table, by: Sequence[str], weight: str) -> ibis.Table:
    """The counts, with ``weighed``, ``effective``, and sums of weights: ``_sum``, ``_high`` (9–10), ``_low`` (0–6)."""
    w = rows[weight].cast("float64")
    rows = rows.mutate(_w=ibis.ifelse((w > 0) & rows.score.notnull(), w, ibis.null("float64")))
    w = rows["_w"]
    counts = count(
        rows, by, weighed=w.count(), _sum=w.sum(), _squares=(w * w).sum(),
        _high=w.sum(where=rows.score >= 9).fill_null(0.0), _low=w.sum(where=rows.score <= 6).fill_null(0.0),
    )  # fmt: skip
    return counts.mutate(effective=counts["_sum"] ** 2 / counts["_squares"].nullif(0)).drop("_squares")
