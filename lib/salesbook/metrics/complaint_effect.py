"""What clients say and do after a complaint that was answered late, beside those answered in time."""

import datetime as dt
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.chance import p_value
from salesbook.metrics.interval import z_of
from salesbook.metrics.nps import adjusted, nps_answers, within
from salesbook.metrics.purchases import Rules, check_columns, purchases
from salesbook.metrics.waiting import waited

SIDES = ("late", "in_time")


def complaint_effect(
    complaints: ibis.Table,
    *,
    limit_days: float = 3.0,
    memory_days: int = 180,
    settle_days: int = 7,
    min_orders: int = 3,
    factor: float = 2.0,
    min_days: int = 14,
    level: float = 0.95,
    as_of: dt.date | None = None,
    surveys: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Later scores and later purchases after a late answer to a complaint (or none) against one in time. One row.

    *Scores*: NPS of the answers given within ``memory_days`` after the answer was due; late if any such complaint of
    the client was late. *Purchases*: of the complaints of clients with a rhythm, the share after which the client
    stopped: bought nothing for ``factor`` own gaps (at least ``min_days``), counted from ``settle_days`` after the
    answer was due, for what was ordered before is still under way. The rhythm is that before the complaint. A
    complaint too young for that is left out.

    The two groups may differ in more than the answer: this is a difference, not an effect proved.

    Parameters
    ----------
    complaints
        One row a complaint; reads ``complaint_id``, ``client_id``, ``opened_at``, ``answered_at``.
    limit_days
        How soon an answer is due, days of 24 hours.
    memory_days
        How long after a complaint an NPS answer still counts.
    settle_days, min_orders, factor, min_days
        As above; ``min_orders`` purchase days make a rhythm.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that counts, in all tables; by default each table's own last.
    surveys, orders
        Survey answers (``score``, ``client_id``, ``answered_at``) and order lines, where the company has them.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``answered_late``, ``answered_in_time`` (counts of NPS answers), ``nps_late``, ``nps_in_time``,
        ``nps_difference``, ``nps_difference_low``, ``nps_difference_high`` (points), ``nps_p_value`` (0 to 1);
        ``complaints_late``, ``complaints_in_time`` (counts of those that can be judged), ``stopped_late_rate``,
        ``stopped_in_time_rate``, ``stopped_difference``, ``stopped_difference_low``, ``stopped_difference_high``
        (shares), ``stopped_p_value`` (0 to 1). Null where there is nothing to compare, or no such table.

    Raises
    ------
    DataError
        A column that it reads is missing.
    RequestError
        A length of time that is none, or ``level`` not between 0 and 1.

    References
    ----------
    Taught as: complaints. Rocks (2016), arXiv 1601.07235; Agresti and Caffo (2000).
    """
    check_columns(complaints, "complaints", ["complaint_id", "client_id"])
    if memory_days < 1 or settle_days < 0:
        raise RequestError("complaint_effect", "a length of time below zero.", "Give whole numbers of days.")
    rows = waited(complaints, limit_days, as_of)
    rows = rows.filter(rows.client_id.notnull() & (rows["_late"] | rows["_in_time"]))
    due = -int(-limit_days // 1)
    rows = rows.select("client_id", "complaint_id", "_late", "_opened", _due=rows["_opened"] + ibis.interval(days=due))
    scores = _of_scores(rows, surveys, memory_days, as_of)
    bought = None
    if orders is not None:
        lines = purchases(orders, as_of=as_of, **rules)
        gaps = _silences(rows, lines.filter(lines.bought), settle_days, min_orders)
        bought = _of_purchases(gaps, factor, min_days)
    z = z_of(level)
    return _scored(scores, z).cross_join(_stopped(bought, z))


def _of_scores(rows: ibis.Table, surveys: ibis.Table | None, memory_days: int, as_of: dt.date | None) -> ibis.Table:
    """Counts of answers after a late and after a timely answer to a complaint."""
    if surveys is None:
        return _none([f"{kind}_{side}" for side in SIDES for kind in ("answered", "promoters", "detractors")])
    answers = nps_answers(surveys, ["client_id", "answered_at"])
    answers = answers.filter(answers.score.notnull() & answers.client_id.notnull() & answers.answered_at.notnull())
    answers = answers.mutate(_day=answers.answered_at.date())
    if as_of is not None:
        answers = answers.filter(answers["_day"] <= ibis.date(as_of.isoformat()))
    # an answer is told by what it says, so that joining many complaints to it counts it once
    answers = answers.group_by(["client_id", "answered_at", "_day", "score"]).agg(_times=answers.count())
    both = answers.inner_join(rows, "client_id")
    since_due = both["_day"].delta(both["_due"], unit="day")
    since_opened = both["_day"].delta(both["_opened"], unit="day")
    late = both["_late"] & since_due.between(1, memory_days)
    timely = ~both["_late"] & since_opened.between(1, memory_days)
    each = both.mutate(_is_late=late, _is_timely=timely).group_by(["client_id", "answered_at", "score", "_times"])
    told = each.agg(_was_late=ibis._["_is_late"].any(), _was_timely=ibis._["_is_timely"].any())
    told = told.filter(told["_was_late"] | told["_was_timely"])
    n = told["_times"]
    counts: dict[str, Any] = {}
    for side, here in (("late", told["_was_late"]), ("in_time", ~told["_was_late"])):
        counts[f"answered_{side}"] = n.sum(where=here).fill_null(0)
        counts[f"promoters_{side}"] = n.sum(where=here & (told.score >= 9)).fill_null(0)
        counts[f"detractors_{side}"] = n.sum(where=here & (told.score <= 6)).fill_null(0)
    return told.aggregate(**counts)


def _silences(rows: ibis.Table, lines: ibis.Table, settle_days: int, min_orders: int) -> ibis.Table:
    """Complaints of clients with a rhythm: ``_gap_days`` before, ``_next_days`` to the next purchase, ``_left_days``.

    Days are counted from ``settle_days`` after the answer was due, ``_left_days`` to the end of the data.
    """
    days = lines.group_by(["client_id", "day"]).agg(as_of=lines.as_of.max())
    both = rows.inner_join(days, "client_id")
    start = both["_due"] + ibis.interval(days=settle_days)
    both = both.mutate(_start=start, _before=both.day <= both["_opened"], _later=both.day > start)
    end = days.aggregate(_end=days.as_of.max())
    each = both.group_by(["complaint_id", "_late", "_start"]).agg(
        _first=both.day.min(where=both["_before"]), _last=both.day.max(where=both["_before"]),
        _days=both["_before"].sum(), _next=both.day.min(where=both["_later"]),
    )  # fmt: skip
    each = each.filter(each["_days"] >= max(min_orders, 2)).cross_join(end)
    return each.select(
        "_late",
        _gap_days=each["_last"].delta(each["_first"], unit="day") / (each["_days"] - 1).nullif(0),
        _next_days=each["_next"].delta(each["_start"], unit="day"),
        _left_days=each["_end"].delta(each["_start"], unit="day"),
    )


def _of_purchases(gaps: ibis.Table, factor: float, min_days: int) -> ibis.Table:
    """Counts of complaints old enough, and of those after which the client stopped."""
    patience = (factor * gaps["_gap_days"]).clip(lower=float(min_days))
    gaps = gaps.mutate(_patience=patience)
    old = gaps.filter(gaps["_left_days"] > gaps["_patience"])
    stopped = (old["_next_days"] > old["_patience"]).fill_null(True)
    return old.aggregate(
        complaints_late=old["_late"].sum().fill_null(0), complaints_in_time=(~old["_late"]).sum().fill_null(0),
        stopped_late=(old["_late"] & stopped).sum().fill_null(0),
        stopped_in_time=(~old["_late"] & stopped).sum().fill_null(0),
    )  # fmt: skip


def _scored(counts: ibis.Table, z: float) -> ibis.Table:
    (late, late_v), (timely, timely_v) = (
        adjusted(counts[f"promoters_{side}"], counts[f"detractors_{side}"], counts[f"answered_{side}"])
        for side in SIDES
    )
    one, two = (
        100 * (counts[f"promoters_{side}"] - counts[f"detractors_{side}"]) / counts[f"answered_{side}"].nullif(0)
        for side in SIDES
    )
    found = _settled(
        counts, "answered_late", "answered_in_time", nps_late=one, nps_in_time=two, _middle=late - timely,
        _error=(late_v + timely_v).sqrt(),
    )  # fmt: skip
    middle, error = found["_middle"], found["_error"]
    return found.select(
        "answered_late", "answered_in_time", "nps_late", "nps_in_time",
        nps_difference=found.nps_late - found.nps_in_time,
        nps_difference_low=within(200, middle - z * error), nps_difference_high=within(200, middle + z * error),
        nps_p_value=p_value(middle / error.nullif(0)),
    )  # fmt: skip


def _stopped(counts: ibis.Table | None, z: float) -> ibis.Table:
    if counts is None:
        counts = _none([f"{kind}_{side}" for side in SIDES for kind in ("complaints", "stopped")])
    n, gone = ([counts[f"{kind}_{side}"] for side in SIDES] for kind in ("complaints", "stopped"))
    one, two = (g / of.nullif(0) for g, of in zip(gone, n, strict=True))
    late, timely = ((g + 1) / (of.nullif(0) + 2) for g, of in zip(gone, n, strict=True))
    error = (late * (1 - late) / (n[0] + 2) + timely * (1 - timely) / (n[1] + 2)).sqrt()
    found = _settled(
        counts, "complaints_late", "complaints_in_time", stopped_late_rate=one, stopped_in_time_rate=two,
        _middle=late - timely, _error=error,
    )  # fmt: skip
    middle, error = found["_middle"], found["_error"]
    return found.select(
        "complaints_late", "complaints_in_time", "stopped_late_rate", "stopped_in_time_rate",
        stopped_difference=found.stopped_late_rate - found.stopped_in_time_rate,
        stopped_difference_low=(middle - z * error).clip(lower=-1.0),
        stopped_difference_high=(middle + z * error).clip(upper=1.0), stopped_p_value=p_value(middle / error.nullif(0)),
    )  # fmt: skip


def _settled(one_row: ibis.Table, *columns: str, **values: Any) -> ibis.Table:
    """The one row with ``values``, as an aggregate: what is made of them later does not write them out each time."""
    row = one_row.mutate(**values)
    return row.aggregate(**{name: row[name].max() for name in (*columns, *values)})


def _none(columns: list[str]) -> ibis.Table:
    """One row that knows nothing."""
    return ibis.memtable({c: [None] for c in columns}, schema=dict.fromkeys(columns, "int64"))
