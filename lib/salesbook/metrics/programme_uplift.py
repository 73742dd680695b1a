"""Whether members of the loyalty programme buy more than clients like them, and what a naive comparison would say."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.interval import z_of
from salesbook.metrics.purchases import MONTH_DAYS, Rules, check_columns, orders_in, purchases, with_end
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
    matched = _matched(cases.filter(cases.seen & cases.followed), strata, z_of(level))
    one = matched.cross_join(_naive(buys, known, z_of(level))).cross_join(_counts(cases, with_end(known, buys, as_of)))
    one = one.limit(1)  # it has no more; without this both rows grow into the join, and all is worked out twice
    months = {"before": before_days / MONTH_DAYS, "follow": follow_days / MONTH_DAYS}
    rows = [_row(one, outcome, column, months) for outcome, column in OUTCOMES.items()]
    return rows[0].union(rows[1]).order_by("outcome")


def _row(one: ibis.Table, outcome: str, column: str, months: dict[str, float]) -> ibis.Table:
    """What was found of one outcome, per month."""
    after = {
        name: one[f"{column}_{own}"] / months["follow"]
        for name, own in (("member_mean", "members"), ("other_mean", "others"), ("uplift", "uplift"))
    }
    error = one[f"{column}_error"] / months["follow"]
    before = {name: one[f"{column}_{name}"] / months["before"] for name in ("before_members", "before_others")}
    member, other = one[f"{column}_naive_member"], one[f"{column}_naive_other"]
    gap, naive_error = member - other, one[f"{column}_naive_error"]
    return one.select(
        ibis.literal(outcome).name("outcome"), "members", "matched", "first_purchase", "never_bought",
        "history_unseen", "too_recent",
        unmatched=one.members - one.never_bought - one.history_unseen - one.too_recent - one.matched,
        others=one.others, **after, uplift_low=after["uplift"] - error, uplift_high=after["uplift"] + error, **before,
        naive_member_mean=member, naive_other_mean=other, naive_difference=gap, naive_low=gap - naive_error,
        naive_high=gap + naive_error,
    )  # fmt: skip


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
    member = member.fill_null(False)
    # a member has one index in all, any other client one in each period
    rows = rows.mutate(member=member, part=ibis.ifelse(member, "member", period(rows.day, unit)))
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


def _counts(cases: ibis.Table, known: ibis.Table) -> ibis.Table:
    """How many members there are, and why some cannot be compared."""
    member = cases.member
    have = cases.aggregate(
        bought=member.sum().fill_null(0),
        history_unseen=(member & ~cases.seen).sum().fill_null(0),
        too_recent=(member & cases.seen & ~cases.followed).sum().fill_null(0),
    )
    whole = known.aggregate(members=(known.joined <= known.end).sum().fill_null(0))
    both = have.cross_join(whole)
    return both.mutate(never_bought=both.members - both.bought)


def _matched(cases: ibis.Table, strata: Sequence[str], z: float) -> ibis.Table:
    """One row: the mean over members of what they are above the others of their stratum, with its error.

    ``matched``, ``others``, ``first_purchase`` (counts), and of orders and amount each ``…_members``, ``…_others``
    (means after the index), ``…_uplift``, ``…_error``, ``…_before_members``, ``…_before_others``.
    """
    sides = {"members": cases.member, "others": ~cases.member}
    means = {
        f"{column}_{before}{side}": cases[f"{column}_{when}"].mean(where=here)
        for column in OUTCOMES.values()
        for before, when in (("", "after"), ("before_", "before"))
        for side, here in sides.items()
    }
    cells = cases.group_by(strata).agg(n=cases.member.sum(), m=(~cases.member).sum(), **means)
    cells = cells.filter((cells.n > 0) & (cells.m > 1))
    whole = cells.aggregate(
        matched=cells.n.sum().fill_null(0),
        **{name: (cells.n * cells[name]).sum() / cells.n.sum().nullif(0) for name in means},
    )
    whole = whole.mutate(**{f"{c}_uplift": whole[f"{c}_members"] - whole[f"{c}_others"] for c in OUTCOMES.values()})
    return whole.cross_join(_spread(cases, cells, whole, strata, z))


def _spread(cases: ibis.Table, cells: ibis.Table, whole: ibis.Table, strata: Sequence[str], z: float) -> ibis.Table:
    """One row: ``others``, ``first_purchase`` (counts) and of orders and amount each ``…_error``."""
    same = [cases[c].identical_to(cells[c]) for c in strata]  # a segment may be null
    uplifts = whole.select("matched", *(f"{c}_uplift" for c in OUTCOMES.values()))
    within = cases.inner_join(cells, same, rname="{name}_cell").cross_join(uplifts)
    size = ibis.ifelse(within.member, 1.0, within.n / (within.m * (within.m - 1)).nullif(0).sqrt())
    parts = within.mutate(size=size / within.matched.nullif(0))
    off = {
        c: parts[f"{c}_after"] - parts[f"{c}_others"] - ibis.ifelse(parts.member, parts[f"{c}_uplift"], 0.0)
        for c in OUTCOMES.values()
    }
    each = parts.group_by(["client_id", "member"]).agg(
        **{f"{c}_part": (its * parts.size).sum() for c, its in off.items()},
        new=(parts.before_days == 0).any(), matched=parts.matched.max(),
    )  # fmt: skip
    return each.aggregate(
        **{
            f"{c}_error": ibis.ifelse(
                each.matched.max() > 1, z * (each[f"{c}_part"] ** 2).sum().sqrt(), ibis.null("float64")
            )
            for c in off
        },
        others=(~each.member).sum().fill_null(0), first_purchase=(each.member & each.new).sum().fill_null(0),
    )  # fmt: skip


def _naive(buys: ibis.Table, known: ibis.Table, z: float) -> ibis.Table:
    """What anybody would compare first: the mean member against the mean other client, per month of the whole time.

    One row: of orders and amount each ``…_naive_member``, ``…_naive_other``, ``…_naive_error``.
    """
    each = buys.group_by(["client_id", "as_of", "begins"]).agg(**{c: buys[c].sum() for c in OUTCOMES.values()})
    each = each.inner_join(known.select("client_id", "joined"), "client_id")
    each = each.mutate(member=each.joined.notnull() & (each.joined <= each.as_of),
                       months=(each.as_of.delta(each.begins, unit="day") + 1) / MONTH_DAYS)  # fmt: skip
    found = {}
    for column in OUTCOMES.values():
        own = each[column] / each.months
        for side, here in (("member", each.member), ("other", ~each.member)):
            found[f"{column}_naive_{side}"] = own.mean(where=here)
            found[f"{column}_{side}_var"] = own.var(how="sample", where=here) / here.sum().nullif(0)
    row = each.aggregate(**found)
    error = {c: z * (row[f"{c}_member_var"] + row[f"{c}_other_var"]).sqrt() for c in OUTCOMES.values()}
    row = row.mutate(**{f"{c}_naive_error": its for c, its in error.items()})
    return row.select(c for c in row.columns if not c.endswith("_var"))
