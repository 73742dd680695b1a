"""Whether members of the loyalty programme buy more than clients like them, and what a naive comparison would say."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import z_of
from salesbook.metrics.purchases import MONTH_DAYS, Rules, check_columns, orders_in, purchases
from salesbook.tables.grouping import period

OUTCOMES = {"orders_per_month": "orders", "revenue_per_month": "amount"}
BEFORE = ((8, 4), (4, 3), (2, 2), (1, 1))  # purchases before → stratum: 0, 1, 2–3, 4–7, 8 and more
AGES = ((366, 2), (31, 1))  # days since the client came → stratum: up to a month, up to a year, more


def programme_uplift(
    orders: ibis.Table,
    points: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    before_days: int = 180,
    follow_days: int = 180,
    join_period: str = "quarter",
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Purchases of members after joining against those of clients like them, beside the naive comparison.

    A member's **index** is the first purchase on or after the day of its first points. Each client who is not a member
    by then has an index in every ``join_period``: its first purchase in it. Both lie in a stratum: the period, kind and
    segment of the client, how many purchase days it had in ``before_days`` before the index (0, 1, 2–3, 4–7, 8 and
    more), and for how long it had been a client (a month, a year, longer). Compared is what is bought in
    ``follow_days`` after the index, the index day left out:

    .. math:: uplift = \frac{1}{N} \sum_s n_s (\bar y_{1s} - \bar y_{0s}), \qquad
              var = \frac{1}{N^2} \sum_i (y_i - \bar y_{0 s(i)} - uplift)^2
              + \sum_c \Big(\sum_s \frac{n_s}{N} \frac{y_{cs} - \bar y_{0s}}{\sqrt{m_s (m_s - 1)}}\Big)^2

    over strata with a member (:math:`n_s`) and at least two others (:math:`m_s`); a client that serves for several
    strata counts as one. **It is no proof**: who joins may be keener than who does not in ways that no table shows.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id`` and ``quantity`` where present.
    points
        Changes of accounts. Reads ``client_id``, ``changed_at``: a member is who has any, since the first.
    clients
        Reads ``kind``, ``segment``, ``acquired_on`` where present: matched by as far as they are there.
    before_days, follow_days
        Lengths of the time before and after the index, days.
    join_period
        year, quarter, month or week: members are compared with others of the same one.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        Two rows, ``outcome`` orders_per_month and revenue_per_month (orders; money): ``members`` (all there are),
        ``matched`` (members compared), ``first_purchase`` (of them with no purchase before), ``never_bought`` (not
        once since joining), ``history_unseen`` (came
        before the data begins, so that what they bought before joining is not seen), ``too_recent`` (have not had
        ``follow_days`` yet), ``unmatched`` (nobody like them), ``others`` (clients compared with), ``member_mean``,
        ``other_mean``, ``uplift``, ``uplift_low``, ``uplift_high``; ``before_members``, ``before_others`` (the same per
        month before the index: how alike they were); ``naive_member_mean``, ``naive_other_mean``, ``naive_difference``,
        ``naive_low``, ``naive_high`` (all members against all others over the whole time, per month). Null where
        there is nobody to compare.

    Raises
    ------
    RequestError
        A length that is none.

    References
    ----------
    Stratification on a coarsened past: Iacus, King, Porro (2012). Controls from those at risk: Li, Propert, Rosenbaum
    (2001). Variance: Abadie and Imbens (2006), the effect on those treated.
    """
    if min(before_days, follow_days) < 1:
        raise RequestError("programme_uplift", "a length below one day.", "Give whole numbers of days, e.g. 180.")
    buys = _purchase_days(orders, as_of, rules)
    joined = points.filter(points.client_id.notnull()).group_by("client_id").agg(joined=points.changed_at.min().date())
    known = _clients(buys, joined, clients)
    cases = _cases(buys, known, join_period, before_days, follow_days)
    strata = [c for c in ("join_period", "kind", "segment", "before_class", "age_class") if c in cases.columns]
    usable = cases.filter(cases.seen & cases.followed)
    results = []
    for outcome, column in OUTCOMES.items():
        matched = _matched(usable, strata, f"{column}_after", f"{column}_before", z_of(level))
        after = [c for c in matched.columns if c.startswith(("uplift", "mean"))]
        per_month = {c: matched[c] * MONTH_DAYS / follow_days for c in after}
        before = {c: matched[c] * MONTH_DAYS / before_days for c in ("before_members", "before_others")}
        row = matched.mutate(**per_month, **before, outcome=ibis.literal(outcome))
        results.append(row.cross_join(_naive(buys, known, column, z_of(level))).cross_join(_counts(cases, known, buys)))
    both = results[0].union(results[1])
    return both.select(
        "outcome", "members", "matched", "first_purchase", "never_bought", "history_unseen", "too_recent",
        unmatched=both.members - both.never_bought - both.history_unseen - both.too_recent - both.matched,
        others=both.others, member_mean=both.mean_members, other_mean=both.mean_others, uplift=both.uplift,
        uplift_low=both.uplift_low, uplift_high=both.uplift_high, before_members=both.before_members,
        before_others=both.before_others, naive_member_mean=both.naive_member_mean,
        naive_other_mean=both.naive_other_mean, naive_difference=both.naive_difference, naive_low=both.naive_low,
        naive_high=both.naive_high,
    ).order_by("outcome")  # fmt: skip


def _purchase_days(orders: ibis.Table, as_of: dt.date | None, rules: Any) -> ibis.Table:
    """One row a client and purchase day: ``orders``, ``amount``, and ``as_of``, ``begins`` (first day of the data)."""
    check_columns(orders, "orders", ["client_id", "ordered_at", "amount"])
    lines = purchases(orders, as_of=as_of, **rules)
    lines = lines.filter(lines.client_id.notnull())
    days = lines.group_by(["client_id", "day", "as_of"]).agg(orders=orders_in(lines), amount=lines.amount.sum())
    days = days.filter(days.orders > 0)
    return days.cross_join(days.aggregate(begins=days.day.min()))


def _clients(buys: ibis.Table, joined: ibis.Table, clients: ibis.Table | None) -> ibis.Table:
    """One row a client that ever bought or joined: ``first``, ``joined``, ``came`` (dates), ``kind``, ``segment``."""
    nothing = ibis.null("date")
    bought = buys.select("client_id", first="day", joined=nothing)
    both = bought.union(joined.select("client_id", first=nothing, joined="joined"))
    known = both.group_by("client_id").agg(first=both["first"].min(), joined=both.joined.min())
    if clients is None:
        return known.mutate(came=ibis.null("date"))
    day = clients.acquired_on.date() if "acquired_on" in clients.columns else ibis.null("date")
    rows = clients.mutate(came=day)
    own = {c: rows[c].max() for c in ("kind", "segment") if c in rows.columns}
    each = rows.group_by("client_id").agg(came=rows.came.min(), **own)
    return known.left_join(each, "client_id").drop("client_id_right")


def _cases(buys: ibis.Table, known: ibis.Table, unit: str, before_days: int, follow_days: int) -> ibis.Table:
    """One row a member and one a client and period in which it was none, with its stratum, its past and its future."""
    rows = buys.inner_join(known, "client_id")
    member = rows.joined.notnull() & (rows.day >= rows.joined)
    rows = rows.mutate(member=member.fill_null(False), of=period(rows.day, unit))
    # a member has one index in all, any other client one in each period
    rows = rows.mutate(part=ibis.ifelse(rows.member, "member", rows.of))
    own = [c for c in ("kind", "segment") if c in rows.columns]
    keys = ["client_id", "member", "as_of", "begins", "first", "came", *own]
    index = rows.group_by([*keys, "part"]).agg(day=rows.day.min())
    past = index.inner_join(buys.select("client_id", on="day", orders="orders", amount="amount"), "client_id")
    ahead = past.on.delta(past.day, unit="day")
    before, after = ahead.between(-before_days, -1), ahead.between(1, follow_days)
    cases = past.group_by([*keys, "day"]).agg(
        before_days=before.sum(),
        **{f"{c}_before": past[c].sum(where=before).fill_null(0) for c in ("orders", "amount")},
        **{f"{c}_after": past[c].sum(where=after).fill_null(0) for c in ("orders", "amount")},
    )
    came = ibis.coalesce(cases.came, cases["first"])
    age = cases.day.delta(came, unit="day")
    # what a client bought before is seen if the data reaches back that far, or the client is known to be newer than it
    seen = (cases.day.delta(cases.begins, unit="day") >= before_days) | (cases.came >= cases.begins).fill_null(False)
    return cases.mutate(
        join_period=period(cases.day, unit),
        before_class=ibis.cases(*((cases.before_days >= least, place) for least, place in BEFORE), else_=0),
        age_class=ibis.cases(*((age >= least, place) for least, place in AGES), else_=0),
        seen=seen, followed=cases.as_of.delta(cases.day, unit="day") >= follow_days,
    )  # fmt: skip


def _counts(cases: ibis.Table, known: ibis.Table, buys: ibis.Table) -> ibis.Table:
    """How many members there are, and why some cannot be compared."""
    member = cases.member
    have = cases.aggregate(
        bought=member.sum().fill_null(0),
        history_unseen=(member & ~cases.seen).sum().fill_null(0),
        too_recent=(member & cases.seen & ~cases.followed).sum().fill_null(0),
    )
    end = buys.aggregate(end=buys.as_of.max())
    there = known.cross_join(end)
    whole = there.aggregate(members=(there.joined <= there.end).sum().fill_null(0))
    both = have.cross_join(whole)
    return both.mutate(never_bought=both.members - both.bought)


def _matched(cases: ibis.Table, strata: Sequence[str], after: str, before: str, z: float) -> ibis.Table:
    """One row: the mean over members of what they are above the others of their stratum, with its interval."""
    cells = cases.group_by(strata).agg(
        n=cases.member.sum(), m=(~cases.member).sum(),
        y1=cases[after].mean(where=cases.member), y0=cases[after].mean(where=~cases.member),
        x1=cases[before].mean(where=cases.member), x0=cases[before].mean(where=~cases.member),
    )  # fmt: skip
    cells = cells.filter((cells.n > 0) & (cells.m > 1))
    whole = cells.aggregate(
        matched=cells.n.sum().fill_null(0),
        mean_members=(cells.n * cells.y1).sum() / cells.n.sum().nullif(0),
        mean_others=(cells.n * cells.y0).sum() / cells.n.sum().nullif(0),
        before_members=(cells.n * cells.x1).sum() / cells.n.sum().nullif(0),
        before_others=(cells.n * cells.x0).sum() / cells.n.sum().nullif(0),
    )
    whole = whole.mutate(uplift=whole.mean_members - whole.mean_others)
    same = [cases[c].identical_to(cells[c]) for c in strata]  # a segment may be null
    within = cases.inner_join(cells, same, rname="{name}_cell").cross_join(whole)
    off = within[after] - within.y0 - ibis.ifelse(within.member, within.uplift, 0.0)
    size = ibis.ifelse(within.member, 1.0, within.n / (within.m * (within.m - 1)).nullif(0).sqrt())
    parts = within.mutate(part=off * size / within.matched.nullif(0))
    each = parts.group_by(["client_id", "member"]).agg(part=parts.part.sum(), new=(parts.before_days == 0).any())
    spread = each.aggregate(
        error=z * (each.part * each.part).sum().sqrt(), others=(~each.member).sum().fill_null(0),
        first_purchase=(each.member & each.new).sum().fill_null(0),
    )  # fmt: skip
    row = whole.cross_join(spread)
    error = ibis.ifelse(row.matched > 1, row.error, ibis.null("float64"))
    return row.mutate(uplift_low=row.uplift - error, uplift_high=row.uplift + error).drop("error")


def _naive(buys: ibis.Table, known: ibis.Table, column: str, z: float) -> ibis.Table:
    """What anybody would compare first: the mean member against the mean other client, per month of the whole time."""
    each = buys.group_by(["client_id", "as_of", "begins"]).agg(total=buys[column].sum())
    each = each.inner_join(known.select("client_id", "joined"), "client_id")
    months = (each.as_of.delta(each.begins, unit="day") + 1) / MONTH_DAYS
    each = each.mutate(own=each.total / months, member=each.joined.notnull() & (each.joined <= each.as_of))
    sides = {}
    for side, here in (("member", each.member), ("other", ~each.member)):
        sides[side] = each.own.mean(where=here)
        sides[f"{side}_var"] = each.own.var(how="sample", where=here) / here.sum().nullif(0)
    row = each.aggregate(**sides)
    error = z * (row.member_var + row.other_var).sqrt()
    gap = row.member - row.other
    return row.select(
        naive_member_mean=row.member, naive_other_mean=row.other, naive_difference=gap, naive_low=gap - error,
        naive_high=gap + error,
    )  # fmt: skip
