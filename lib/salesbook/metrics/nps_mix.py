"""The change of NPS split into mix, rate and noise."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.chance import holm, p_value
from salesbook.metrics.interval import z_of
from salesbook.metrics.nps import adjusted, nps_answers, within
from salesbook.metrics.periods import ended, last_two, with_as_of
from salesbook.metrics.purchases import check_columns

SIDES = ("before", "after")


def nps_mix(
    surveys: ibis.Table,
    *,
    by: Sequence[str] = (),
    period: str = "quarter",
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    r"""Why the score changed from one period to the next: who answered, what they answered, or chance. One row.

    With the share :math:`w_g` and the score :math:`s_g` of each segment, 0 before and 1 after:

    .. math::
        change = \underbrace{\sum_g (w_{g1} - w_{g0}) \left(\frac{s_{g0} + s_{g1}}{2} - \bar s\right)}_{mix}
               + \underbrace{\sum_g \frac{w_{g0} + w_{g1}}{2} (s_{g1} - s_{g0})}_{rate}

    (:math:`\bar s` the mean of the whole's two scores: a segment that grows lifts the whole only if it scores more.)
    *mix* is what other shares of the segments among the answers made, *rate* what the segments' own scores made; they
    add up to the change. *noise* is how far sampling alone moves a score from one such period to the next: half the
    width of the interval of the change. A segment that answered in one period only is wholly mix.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score``, the column named by ``period`` and those of ``by``; ``answered_at``
        where present.
    by
        The columns that make the segments; a missing value is a segment too. Empty: one segment, all is rate.
    period
        The column that tells periods apart, text that sorts by time.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that answers could come from; the day of the last answer of any kind where not given.

    Returns
    -------
    Table
        One row, none with fewer than two periods: ``before``, ``after`` (the periods), ``answered_before``,
        ``answered_after``, ``segments`` (counts), ``nps_before``, ``nps_after``, ``change``, ``mix``, ``mix_low``,
        ``mix_high``, ``rate``, ``rate_low``, ``rate_high``, ``noise`` (points), ``rate_p_value``, ``mix_p_value``
        (0 to 1), ``complete`` (whether the last period is over).

    Raises
    ------
    DataError
        A column that it reads is missing.

    References
    ----------
    Shapley's split in two factors. Intervals: normal; of the rate with the segments' adjusted variances (Rocks 2016),
    of the mix with the variance of the segments' shares.
    """
    parts = _parts(surveys, by, period)
    z = z_of(level)
    total = parts.aggregate(
        before=parts.before.max(), after=parts.after.max(), answered_before=parts.answered_before.sum(),
        answered_after=parts.answered_after.sum(), segments=parts.count(), nps_before=_total(parts, "before"),
        nps_after=_total(parts, "after"), mix=parts.mix.sum(), rate=parts.rate.sum(),
        _rate_variance=parts["_rate_variance"].sum(), _last_day=parts["_last_day"].max(),
        _mix_variance=sum(_spread_of_middles(parts, side) for side in SIDES),
        **{f"_{kind}_{side}": parts[f"{kind}_{side}"].sum() for kind in ("promoters", "detractors") for side in SIDES},
    )  # fmt: skip
    total = with_as_of(total.filter(total.before.notnull()), surveys, "answered_at", as_of)
    variances = [
        adjusted(total[f"_promoters_{side}"], total[f"_detractors_{side}"], total[f"answered_{side}"])[1]
        for side in SIDES
    ]
    total = total.mutate(_rate=total["_rate_variance"].sqrt(), _mix=total["_mix_variance"].clip(lower=0.0).sqrt())
    return total.select(
        *("before", "after", "answered_before", "answered_after", "segments", "nps_before", "nps_after"),
        change=total.nps_after - total.nps_before,
        mix=total.mix, mix_low=within(200, total.mix - z * total["_mix"]),
        mix_high=within(200, total.mix + z * total["_mix"]),
        rate=total.rate, rate_low=within(200, total.rate - z * total["_rate"]),
        rate_high=within(200, total.rate + z * total["_rate"]), noise=z * (variances[0] + variances[1]).sqrt(),
        rate_p_value=p_value(total.rate / total["_rate"].nullif(0)),
        mix_p_value=p_value(total.mix / total["_mix"].nullif(0)),
        complete=ended(total["_last_day"], total["_as_of"], period),
    )  # fmt: skip


def nps_segments(
    surveys: ibis.Table, *, by: Sequence[str] = (), period: str = "quarter", level: float = 0.95
) -> ibis.Table:
    """What each segment did to the change of the score, one row per segment.

    The parts ``mix`` and ``rate`` add up to those of :func:`nps_mix`; its parameters, and its References, hold.

    Returns
    -------
    Table
        ``*by``, ``before``, ``after`` (periods), ``answered_before``, ``answered_after`` (counts), ``share_before``,
        ``share_after`` (of the answers), ``nps_before``, ``nps_after``, ``change``, ``change_low``, ``change_high``
        (points, of the segment itself; null where it answered in one period only), ``mix``, ``rate`` (points of the
        whole), ``p_value`` (of the segment's change, corrected by Holm for the number of segments), ordered by
        ``rate``, then ``by``.
    """
    parts = _parts(surveys, by, period)
    error = parts["_variance"].sqrt()
    width = z_of(level) * error
    parts = parts.mutate(
        change=parts.nps_after - parts.nps_before, change_low=within(200, parts["_middle"] - width),
        change_high=within(200, parts["_middle"] + width),
        _p=p_value(parts["_middle"] / error.nullif(0)), _both=parts["_variance"].notnull(),
    )  # fmt: skip
    tested = holm(parts.filter(parts["_both"]), "_p", "p_value", by)
    rest = parts.filter(~parts["_both"]).mutate(p_value=ibis.null("float64"))
    both = tested.union(rest.select(tested.columns))
    return both.select(
        *by, "before", "after", "answered_before", "answered_after", "share_before", "share_after", "nps_before",
        "nps_after", "change", "change_low", "change_high", "mix", "rate", "p_value",
    ).order_by(["rate", *by])  # fmt: skip


def _parts(surveys: ibis.Table, by: Sequence[str], period: str) -> ibis.Table:
    """The segments with their counts in both periods, their shares and their parts of the change."""
    check_columns(surveys, "surveys", ["score", period, *by])
    if period in by:
        raise RequestError("nps_mix", f"{period} is the period.", "Give a column of segments, e.g. --by segment.")
    rows = nps_answers(surveys, [period, *by])
    rows = last_two(rows.filter(rows.score.notnull()), period)
    dated = "answered_at" in rows.columns
    rows = rows.mutate(_period=rows[period], _day=rows.answered_at.date() if dated else ibis.null("date"), _all=1)
    whole = rows.aggregate(
        before=rows["_period"].max(where=~rows["_now"]), after=rows["_period"].max(where=rows["_now"]),
        _before=(~rows["_now"]).sum(), _after=rows["_now"].sum(),
        _last_day=rows["_day"].max(where=rows["_now"]),
    )  # fmt: skip
    counts: dict[str, Any] = {}
    for side, here in (("before", ~rows["_now"]), ("after", rows["_now"])):
        counts |= {
            f"answered_{side}": here.sum(),
            f"promoters_{side}": (here & (rows.score >= 9)).sum(),
            f"detractors_{side}": (here & (rows.score <= 6)).sum(),
        }
    groups = rows.group_by(list(by) or ["_all"]).aggregate(**counts).cross_join(whole.filter(whole.before.notnull()))
    return _split(groups)


def _split(groups: ibis.Table) -> ibis.Table:
    """Counts → shares, scores, ``mix`` and ``rate`` in points of the whole, and what their intervals need."""
    scores: dict[str, Any] = {}
    for side in SIDES:
        n, p, d = (groups[f"{kind}_{side}"] for kind in ("answered", "promoters", "detractors"))
        middle, variance = adjusted(p, d, n)
        scores |= {
            f"nps_{side}": 100 * (p - d) / n.nullif(0), f"share_{side}": n / groups[f"_{side}"].nullif(0),
            f"_middle_{side}": middle, f"_variance_{side}": variance,
        }  # fmt: skip
    parts = groups.mutate(**scores)
    step = (parts.nps_after - parts.nps_before).fill_null(0.0)
    weight = (parts.share_before + parts.share_after) / 2
    parts = parts.mutate(
        # a segment that answered once has that score only
        _mean=(parts.nps_before.fill_null(parts.nps_after) + parts.nps_after.fill_null(parts.nps_before)) / 2,
        rate=weight * step,
        _middle=parts["_middle_after"] - parts["_middle_before"],
        _variance=parts["_variance_after"] + parts["_variance_before"],
        _weight=weight,
    )
    whole = ibis.window()
    middle = (_total(parts, "before").over(whole) + _total(parts, "after").over(whole)) / 2
    return parts.mutate(
        mix=(parts.share_after - parts.share_before) * (parts["_mean"] - middle),
        _rate_variance=parts["_weight"] ** 2 * parts["_variance"].fill_null(0.0),
    )


def _total(parts: ibis.Table, side: str) -> Any:
    """The score of the whole: the segments' scores by their shares."""
    return (parts[f"share_{side}"] * parts[f"nps_{side}"].fill_null(0.0)).sum()


def _spread_of_middles(parts: ibis.Table, side: str) -> Any:
    """The variance that drawing the answers by chance gives to Σ share × mean score."""
    share, mean = parts[f"share_{side}"], parts["_mean"]
    return ((share * mean**2).sum() - (share * mean).sum() ** 2) / parts[f"answered_{side}"].sum().nullif(0)
