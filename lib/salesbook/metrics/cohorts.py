"""Cohorts by the month of the first purchase."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.purchases import Rules, purchases

LONGEST = 600  # months that a cohort is followed: fifty years


def cohorts(
    orders: ibis.Table, *, by: Sequence[str] = (), as_of: dt.date | None = None, **rules: Unpack[Rules]
) -> ibis.Table:
    r"""The share of each month's new clients who bought again so many calendar months later, and what they spent.

    .. math:: retention = \frac{active(cohort, age)}{clients(cohort)}, \qquad
              revenue\ rate = \frac{revenue(cohort, age)}{revenue(cohort, 0)}

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns to group by; empty for the whole company. The first purchase is company-wide.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``cohort_month`` (first day of it), ``age_months``, ``clients``, ``active`` (counts; so far, while the
        month is in progress), ``retention_rate`` (share; null unless ``as_of`` has reached the month's last day),
        ``revenue`` (money; so far, likewise), ``revenue_rate`` (share of the first month's revenue, may pass 1; null
        unless the month is over, and where the first month brought nothing).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    As published: immature cohorts are null, not 0.
    """
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    lines = lines.mutate(_month=_index(lines.day))  # with a bar, for a company may have a month or cohort of its own
    # a row for each client and month first: lines are many times more, and to count distinct clients among them is dear
    each = lines.group_by([*by, "client_id", "_month"]).agg(_bought=lines.bought.any(), _revenue=lines.amount.sum())
    firsts = each.filter(each["_bought"]).group_by("client_id").agg(_cohort=ibis._["_month"].min())
    each = each.inner_join(firsts, "client_id")
    seen = each.group_by([*by, "_cohort", "_month"]).agg(active=each["_bought"].sum(), revenue=each["_revenue"].sum())
    full = _followed(each, by, lines.aggregate(as_of=lines.as_of.max()))
    same = [full[c].identical_to(seen[c]) for c in (*by, "_cohort", "_month")]  # a group may be null
    full = full.left_join(seen, same, rname="{name}_seen").mutate(
        active=ibis._.active.fill_null(0), revenue=ibis._.revenue.fill_null(0.0)
    )
    ended = full["_month"] < _index(full.as_of + ibis.interval(days=1))
    return full.select(
        *by,
        cohort_month=ibis.date((full["_cohort"] // 12).cast("int32"), (full["_cohort"] % 12 + 1).cast("int32"), 1),
        age_months=full.age_months,
        clients=full.clients,
        active=full.active,
        retention_rate=ibis.ifelse(ended, full.active / full.clients.nullif(0), ibis.null("float64")),
        revenue=full.revenue,
        revenue_rate=ibis.ifelse(ended, full.revenue / _first(full, by), ibis.null("float64")),
    ).order_by([*by, "cohort_month", "age_months"])


def _followed(each: ibis.Table, by: Sequence[str], end: ibis.Table) -> ibis.Table:
    """A row for each cohort and month that has begun by the ``end``, with ``clients`` and ``as_of``."""
    clients = each.filter(each["_bought"]).select(*by, "_cohort", "client_id").distinct()
    sizes = clients.group_by([*by, "_cohort"]).agg(clients=clients.count())
    ages = ibis.memtable({"age_months": range(LONGEST)}, schema={"age_months": "int64"})
    grid = sizes.cross_join(ages).cross_join(end)
    grid = grid.mutate(_month=grid["_cohort"] + grid.age_months)
    return grid.filter(grid["_month"] <= _index(grid.as_of))


def _first(full: ibis.Table, by: Sequence[str]) -> Any:
    """What the cohort spent in its first month; null where that is nothing."""
    first = ibis.ifelse(full.age_months == 0, full.revenue, 0.0)
    return first.sum().over(group_by=[*by, "_cohort"]).nullif(0)


def _index(day: Any) -> Any:
    """Months since year 0: a difference of two is a number of calendar months."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1
