"""Where complaints are answered late: each group against the rest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.chance import holm
from salesbook.metrics.purchases import check_columns
from salesbook.metrics.share_change import with_share_change
from salesbook.metrics.waiting import of_last, waited

EMPTY = {
    "period": "string", "column": "string", "group": "string", "judged": "int64", "in_time_rate": "float64",
    "rest_judged": "int64", "rest_in_time_rate": "float64", "difference": "float64", "difference_low": "float64",
    "difference_high": "float64", "p_value": "float64", "p_corrected": "float64",
}  # fmt: skip


def complaints_groups(
    complaints: ibis.Table,
    *,
    by: Sequence[str] = (),
    period: str = "",
    limit_days: float = 3.0,
    min_complaints: int = 10,
    level: float = 0.95,
    as_of: dt.date | None = None,
) -> ibis.Table:
    """The share answered in time of each group of each column against all others of that column, one row a group.

    Parameters
    ----------
    complaints, limit_days, level, as_of
        As in :func:`~salesbook.metrics.complaints.complaints`. Complaints that can still be in time do not count.
    by
        The columns to look at, each by itself. A complaint without a value in a column is left out there.
    period
        A column of periods, text that sorts by time: only complaints of its last one count. Empty: all.
    min_complaints
        Complaints that a group needs to be compared; smaller ones only count among the rest.

    Returns
    -------
    Table
        ``period`` (that counted; null for all), ``column``, ``group`` (text), ``judged`` (count of those in time or
        late), ``in_time_rate``, ``rest_judged``, ``rest_in_time_rate``, ``difference``, ``difference_low``,
        ``difference_high`` (shares; the interval is that of one difference), ``p_value``, ``p_corrected`` (by Holm for
        all that are compared; 0 to 1), the least likely to be chance first. No row without ``by``.

    Raises
    ------
    DataError
        A column that it reads is missing.
    RequestError
        ``min_complaints`` is below 1.

    References
    ----------
    Agresti and Caffo (2000); Holm (1979).
    """
    if min_complaints < 1:
        raise RequestError("min_complaints", f"{min_complaints} is too few.", "Give a whole number from 1, e.g. 10.")
    check_columns(complaints, "complaints", [*by, *([period] if period else [])])
    if not by:
        return ibis.memtable({name: [] for name in EMPTY}, schema=EMPTY)
    rows = of_last(waited(complaints, limit_days, as_of), period)
    rows = rows.filter(rows["_in_time"] | rows["_late"])
    compared = [_compared(rows, column, period) for column in by]
    every = ibis.union(*compared) if len(compared) > 1 else compared[0]
    every = every.filter((every.n_after >= min_complaints) & (every.n_before > 0))
    every = with_share_change(every, "quick", "n", level)
    every = every.mutate(
        in_time_rate=every.quick_after / every.n_after.nullif(0),
        rest_in_time_rate=every.quick_before / every.n_before.nullif(0), judged=every.n_after,
        rest_judged=every.n_before, difference=every.change, difference_low=every.change_low,
        difference_high=every.change_high,
    )  # fmt: skip
    tested = holm(every, "p_value", "p_corrected", ["column", "group"])
    return tested.select(*EMPTY).order_by(["p_corrected", "p_value", "column", "group"])


def _compared(rows: ibis.Table, column: str, period: str) -> ibis.Table:
    """Counts of each group (``…_after``) and of the rest (``…_before``), in the names that a change has."""
    known = rows.filter(rows[column].notnull()).mutate(
        _group=ibis._[column].cast("string"), _period=rows[period] if period else ibis.null("string")
    )
    groups = known.group_by(["_group", "_period"]).agg(n=known.count(), quick=known["_in_time"].sum())
    both = groups.cross_join(groups.aggregate(_n=groups.n.sum(), _quick=groups.quick.sum()))
    rest: dict[str, Any] = {"n_before": both["_n"] - both.n, "quick_before": both["_quick"] - both.quick}
    return both.select(
        period=both["_period"].cast("string"), column=ibis.literal(column), group=both["_group"], n_after=both.n,
        quick_after=both.quick, **rest,
    )  # fmt: skip
