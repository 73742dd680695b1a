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
    r"""The share of each month's new clients who bought again so many calendar months later.

    .. math:: retention = \frac{active(cohort, age)}{clients(cohort)}

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
        month is in progress), ``retention_rate`` (share; null unless ``as_of`` has reached the month's last day).

    Raises
    ------
    DataError
        A column of ``by`` is missing.

    References
    ----------
    FACTS § 2: immature cohorts are null, not 0.
    """
    bought = purchases(orders, as_of=as_of, by=by, **rules).filter(ibis._.bought)
    bought = bought.mutate(_month=_index(bought.day))  # with a bar, for a company may have a month or cohort of its own
    firsts = bought.group_by("client_id").agg(_cohort=bought["_month"].min())
    bought = bought.inner_join(firsts, "client_id")
    sizes = bought.group_by([*by, "_cohort"]).agg(clients=ibis._.client_id.nunique())
    active = bought.group_by([*by, "_cohort", "_month"]).agg(active=ibis._.client_id.nunique())
    end = bought.aggregate(as_of=ibis._.as_of.max())
    ages = ibis.memtable({"age_months": range(LONGEST)}, schema={"age_months": "int64"})
    grid = sizes.cross_join(ages).cross_join(end)
    grid = grid.mutate(_month=grid["_cohort"] + grid.age_months)
    grid = grid.filter(grid["_month"] <= _index(grid.as_of))
    same = [grid[c].identical_to(active[c]) for c in (*by, "_cohort", "_month")]  # a group may be null
    full = grid.left_join(active, same, rname="{name}_seen")
    tomorrow = full.as_of + ibis.interval(days=1)
    ended = full["_month"] < _index(tomorrow)
    seen = full.active.fill_null(0)
    return full.select(
        *by,
        cohort_month=ibis.date((full["_cohort"] // 12).cast("int32"), (full["_cohort"] % 12 + 1).cast("int32"), 1),
        age_months=full.age_months,
        clients=full.clients,
        active=seen,
        retention_rate=ibis.ifelse(ended, seen / full.clients.nullif(0), ibis.null("float64")),
    ).order_by([*by, "cohort_month", "age_months"])


def _index(day: Any) -> Any:
    """Months since year 0: a difference of two is a number of calendar months."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1
