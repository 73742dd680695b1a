"""Which segments drive the score: each against the rest."""

from collections.abc import Sequence

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.chance import holm, p_value
from salesbook.metrics.interval import z_of
from salesbook.metrics.nps import adjusted, count, nps_answers, within

COUNTS = ("answered", "promoters", "detractors")
EMPTY = {
    "period": "string", "column": "string", "group": "string", "answered": "int64", "nps": "float64",
    "rest_answered": "int64", "rest_nps": "float64", "difference": "float64",
    "difference_low": "float64", "difference_high": "float64",
    "p_value": "float64", "p_corrected": "float64",
}  # fmt: skip


def nps_drivers(
    surveys: ibis.Table, *, by: Sequence[str] = (), period: str = "", min_answered: int = 10, level: float = 0.95
) -> ibis.Table:
    r"""Each group of each column against all others of that column, one row a group.

    .. math:: difference = NPS_{group} - NPS_{rest} \pm z \sqrt{v_g / n_g + v_r / n_r}

    on adjusted counts as in :func:`~salesbook.metrics.nps.nps`. Among many groups one stands out by chance:
    ``p_corrected`` (Holm) takes into account how many are compared, over all columns. A column of two groups is
    compared twice, which makes the correction careful.

    Parameters
    ----------
    surveys
        One row per survey answer; reads ``score`` and the columns of ``by``; ``kind`` where present.
    by
        The columns to look at, each by itself. An answer without a value in a column is left out there.
    period
        A column of periods, text that sorts by time: only answers of its last one count. Empty: all answers.
    min_answered
        Answers that a group needs to be compared; smaller ones only count among the rest.
    level
        Coverage of the interval of one difference (not corrected), 0 to 1.

    Returns
    -------
    Table
        ``period`` (that counted; null for all), ``column``, ``group`` (text), ``answered`` (count), ``nps``,
        ``rest_answered``, ``rest_nps``, ``difference``,
        ``difference_low``, ``difference_high`` (points), ``p_value``, ``p_corrected`` (0 to 1), the least likely to
        be chance first. No row without ``by``.

    Raises
    ------
    DataError
        A column that it reads is missing.
    RequestError
        ``min_answered`` is below 1.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Holm (1979).
    """
    if min_answered < 1:
        raise RequestError("min_answered", f"{min_answered} is too few.", "Give a whole number from 1, e.g. 10.")
    rows = nps_answers(surveys, [*by, *([period] if period else [])])
    rows = rows.filter(rows.score.notnull())
    if not by:
        return ibis.memtable({name: [] for name in EMPTY}, schema=EMPTY)
    if period:
        last = rows.aggregate(_last=rows[period].max())
        rows = rows.cross_join(last).filter(ibis._[period] == ibis._["_last"])
    else:
        rows = rows.mutate(_last=ibis.null("string"))
    compared = [_compared(rows, column) for column in by]
    every = ibis.union(*compared) if len(compared) > 1 else compared[0]
    every = every.filter((every.answered >= min_answered) & (every.rest_answered > 0))
    return _tested(every, z_of(level)).order_by(["p_corrected", "p_value", "column", "group"])


def _compared(rows: ibis.Table, column: str) -> ibis.Table:
    """The counts of each group of ``column`` and of the rest."""
    groups = count(
        rows.filter(rows[column].notnull()).mutate(_group=ibis._[column].cast("string")), ["_group", "_last"]
    )
    whole = groups.aggregate(**{f"_{kind}": groups[kind].sum() for kind in COUNTS})
    both = groups.cross_join(whole)
    return both.select(
        period=both["_last"].cast("string"), column=ibis.literal(column), group=both["_group"],
        **{kind: both[kind] for kind in COUNTS},
        **{f"rest_{kind}": both[f"_{kind}"] - both[kind] for kind in COUNTS},
    )  # fmt: skip


def _tested(every: ibis.Table, z: float) -> ibis.Table:
    here, here_v = adjusted(every.promoters, every.detractors, every.answered)
    rest, rest_v = adjusted(every.rest_promoters, every.rest_detractors, every.rest_answered)
    every = every.mutate(_middle=here - rest, _error=(here_v + rest_v).sqrt())
    width = z * every["_error"]
    every = every.mutate(
        nps=100 * (every.promoters - every.detractors) / every.answered.nullif(0),
        rest_nps=100 * (every.rest_promoters - every.rest_detractors) / every.rest_answered.nullif(0),
        difference_low=within(200, every["_middle"] - width), difference_high=within(200, every["_middle"] + width),
        p_value=p_value(every["_middle"] / every["_error"].nullif(0)),
    )  # fmt: skip
    tested = holm(every, "p_value", "p_corrected", ["column", "group"])
    return tested.mutate(difference=tested.nps - tested.rest_nps).select(*EMPTY)
