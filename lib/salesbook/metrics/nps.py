"""Net Promoter Score, and its change from one period to the next."""

from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.metrics.interval import z_of
from salesbook.metrics.purchases import check_columns

PRIOR_EXTREME, PRIOR_PASSIVE = 0.75, 1.5  # answers that the adjusted Wald interval adds: ¾ + 1½ + ¾ = 3


def nps(answers: ibis.Table, *, by: Sequence[str] = (), level: float = 0.95) -> ibis.Table:
    r"""Net Promoter Score with its interval, one row per group.

    .. math:: NPS = 100 \cdot \frac{P - D}{N}

    :math:`P` promoters (score 9–10), :math:`D` detractors (0–6), :math:`N` all answers, passives included. The
    interval is Wald's, :math:`NPS' \pm z \sqrt{(p + d - (p - d)^2) / n}`, on ¾ more promoters, ¾ more detractors and
    1½ more passives, cut to −100 … 100.

    Parameters
    ----------
    answers
        One row per survey answer. Reads ``score``, whole number 0–10; null = not answered, not counted. Where there
        is a ``kind``, rows of another kind than ``nps`` are left out.
    by
        Columns to group by; empty for one row in all.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        ``*by``, ``answered``, ``promoters``, ``passives``, ``detractors`` (counts), ``nps``, ``nps_low``,
        ``nps_high`` (points, −100 to 100; null where nobody answered), ordered by ``by``.

    Raises
    ------
    DataError
        ``score`` or a column of ``by`` is missing.
    RequestError
        ``level`` is not between 0 and 1.

    References
    ----------
    Reichheld (2003); interval: adjusted Wald, Rocks (2016), arXiv 1601.07235.
    """
    counts = _count(answers, by)
    centre, error = _adjusted(counts, level)
    result = counts.mutate(
        nps=100 * (counts.promoters - counts.detractors) / counts.answered.nullif(0),
        nps_low=_within(100, centre - error),
        nps_high=_within(100, centre + error),
    )
    return result.order_by(by) if by else result


def nps_change(answers: ibis.Table, *, period: str = "quarter", level: float = 0.95) -> ibis.Table:
    r"""The last period's score against the one before, with the interval of the difference.

    .. math:: change = NPS_1 - NPS_0 \pm z \sqrt{v_1 / n_1 + v_0 / n_0}

    on adjusted counts as in :func:`nps`. A change is more than chance where the interval leaves out 0.

    Parameters
    ----------
    answers
        One row per survey answer; reads ``score`` and the column named by ``period``, text that sorts by time.
    period
        The column that tells periods apart.
    level
        Coverage of the interval, 0 to 1.

    Returns
    -------
    Table
        One row, none with fewer than two periods: ``before``, ``after`` (the periods), ``answered_before``,
        ``answered_after``, ``nps_before``, ``nps_after``, ``change``, ``change_low``, ``change_high`` (points).

    References
    ----------
    Two independent groups: Rocks (2016), arXiv 1601.07235.
    """
    dated = answers.filter(answers[period].notnull()) if period in answers.columns else answers
    counts = _count(dated, [period])
    counts = counts.filter(counts.answered > 0)
    centre, error = _adjusted(counts, level)
    scored = counts.mutate(
        period=counts[period],
        nps=100 * (counts.promoters - counts.detractors) / counts.answered.nullif(0),
        centre=centre,
        error=error,
    )
    ranked = scored.mutate(rank=ibis.row_number().over(order_by=ibis.desc("period")))
    after, before = (ranked.filter(ranked.rank == place).mutate(one=1) for place in (0, 1))
    both = after.inner_join(before, "one", rname="{name}_0")
    width = (both.error**2 + both.error_0**2).sqrt()
    middle = both.centre - both.centre_0
    return both.select(
        before=both.period_0, after=both.period, answered_before=both.answered_0, answered_after=both.answered,
        nps_before=both.nps_0, nps_after=both.nps, change=both.nps - both.nps_0,
        change_low=_within(200, middle - width), change_high=_within(200, middle + width),
    )  # fmt: skip


def _count(answers: ibis.Table, by: Sequence[str]) -> ibis.Table:
    check_columns(answers, "surveys", ["score", *by])
    rows = answers
    if "kind" in rows.columns:
        rows = rows.filter(rows.kind.isnull() | (rows.kind == "nps"))
    groups = rows.group_by(by) if by else rows
    return groups.aggregate(
        answered=rows.score.count(),
        promoters=(rows.score >= 9).sum().fill_null(0),
        passives=rows.score.between(7, 8).sum().fill_null(0),
        detractors=(rows.score <= 6).sum().fill_null(0),
    )


def _adjusted(counts: ibis.Table, level: float) -> tuple[Any, Any]:
    """Middle and half width of the adjusted Wald interval, points; null where nobody answered."""
    n = counts.answered.nullif(0) + 2 * PRIOR_EXTREME + PRIOR_PASSIVE
    p, d = (counts.promoters + PRIOR_EXTREME) / n, (counts.detractors + PRIOR_EXTREME) / n
    return 100 * (p - d), 100 * z_of(level) * ((p + d - (p - d) ** 2) / n).sqrt()


def _within(points: float, value: Any) -> Any:
    """``value`` cut to −points … points; null stays null (``greatest`` would make a bound of it)."""
    return value.clip(lower=-points, upper=points)
