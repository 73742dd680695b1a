"""Pay-back: how long a new client takes to earn what it cost to win."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.acquisition_cost import acquisition_cost, covered_months, dated_spend
from salesbook.metrics.interval import z_of
from salesbook.metrics.margin import with_margin
from salesbook.metrics.newcomers import month_index, newcomers
from salesbook.metrics.purchases import Rules, purchases
from salesbook.tables.grouping import PERIODS

LONGEST = 60  # months that a cohort is followed for


def payback_curve(
    spend: ibis.Table,
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    margin_rate: float | None = None,
    min_clients: int = 10,
    settle_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What new clients had earned by each age, against what they cost, one row per group and age.

    .. math:: margin_a = \frac{1}{n_a} \sum_{clients\ old\ enough} \sum_{ages \le a} margin \pm z \frac{s_a}{\sqrt{n_a}}

    The age is counted in calendar months: 0 is the month in which the client came. Only clients who have been there
    for the whole of age :math:`a` count at it, those who bought nothing with 0; so the clients of one age are not
    those of the next, and the curve may fall a little where few are old enough.

    Parameters
    ----------
    spend, clients, settle_days
        As in :func:`~salesbook.metrics.acquisition_cost.acquisition_cost`. Clients won in the months that the spend
        covers count, and none who came before the orders begin.
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``profit`` or ``cost`` where present.
    by
        Columns that ``spend`` and ``clients`` both have, such as ``channel``; no periods.
    margin_rate
        Margin as a share of revenue, for lines that have neither ``profit`` nor ``cost``.
    min_clients
        An age that fewer clients have reached is left out.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``age_months``, ``clients`` (count), ``margin_amount``, ``margin_low``, ``margin_high`` (money a
        client up to that age), ``acquisition_cost``, ``acquisition_cost_low``, ``acquisition_cost_high`` (money a
        client), ``covered`` (whether the margin reaches the cost), ordered by ``by`` and age.

    Raises
    ------
    AbsentColumn
        Nothing tells the margin, or a column that the cost needs is missing.
    RequestError
        ``by`` has a period, or ``margin_rate`` is no share.
    """
    _check(by, min_clients)
    orders = with_margin(orders, margin_rate)
    came = newcomers(clients, orders, columns=by, settle_days=settle_days, as_of=as_of, **rules)
    lines = purchases(orders, as_of=as_of, **rules)
    limits = covered_months(dated_spend(spend, by, as_of), came)
    earned = _earned(_cohorts(came, limits, by), lines, by)
    groups = earned.group_by([*by, "age_months"])
    ages = groups.agg(clients=earned.count(), margin_amount=earned.sofar.mean(), deviation=earned.sofar.std())
    ages = ages.filter(ages.clients >= min_clients)
    cost = acquisition_cost(
        spend, by=by, settle_days=settle_days, level=level, as_of=as_of, clients=clients, orders=orders, **rules
    )
    cost = cost.select(*by, *(c for c in cost.columns if c.startswith("acquisition_cost")))
    both = ages.inner_join(cost, [ages[c].identical_to(cost[c]) for c in by]) if by else ages.cross_join(cost)
    error = z_of(level) * both.deviation / both.clients.sqrt()
    return both.select(
        *by, "age_months", "clients", "margin_amount", margin_low=both.margin_amount - error,
        margin_high=both.margin_amount + error, acquisition_cost=both.acquisition_cost,
        acquisition_cost_low=both.acquisition_cost_low, acquisition_cost_high=both.acquisition_cost_high,
        covered=both.margin_amount >= both.acquisition_cost,
    ).order_by([*by, "age_months"])  # fmt: skip


def payback(
    spend: ibis.Table,
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    horizon_months: int = 12,
    margin_rate: float | None = None,
    min_clients: int = 10,
    settle_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """How many months new clients take to earn what they cost, and what they have earned by then, one row per group.

    Months are calendar months as a client, the one in which the client came counted as the first. Pay-back is the
    first at whose end the margin per client reaches the cost per client. It may come as early as
    where the upper bound of the margin meets the lower one of the cost, and as late as where the lower meets the
    upper: both uncertain at once, so that the interval is rather too wide.

    Parameters
    ----------
    spend, orders, by, margin_rate, min_clients, settle_days, level, as_of, clients, **rules
        As in :func:`payback_curve`.
    horizon_months
        After how many months what a client has earned so far is held against what it cost.

    Returns
    -------
    Table
        ``*by``, ``acquisition_cost``, ``acquisition_cost_low``, ``acquisition_cost_high`` (money a client),
        ``payback_months``, ``payback_low``, ``payback_high`` (months; null where not reached within
        ``seen_months``), ``seen_months`` (as long as enough clients have been there),
        ``horizon_months``, ``clients`` (count, at the horizon), ``margin_amount``, ``margin_low``, ``margin_high``
        (money a client up to the horizon; null where too few are old enough), ``value_ratio`` (margin / cost).

    References
    ----------
    Taught as: cost of a new client, lifetime value by formula. The value is what was earned so far, no forecast.
    """
    curve = payback_curve(
        spend, orders, by=by, margin_rate=margin_rate, min_clients=min_clients, settle_days=settle_days, level=level,
        as_of=as_of, clients=clients, **rules,
    )  # fmt: skip
    age, cost = curve.age_months + 1, ("acquisition_cost", "acquisition_cost_low", "acquisition_cost_high")
    margins = ("margin_amount", "margin_low", "margin_high")
    there = age == horizon_months
    groups = curve.group_by(by) if by else curve
    ends = groups.agg(
        **{c: curve[c].max() for c in cost},
        payback_months=age.min(where=curve.covered),
        payback_low=age.min(where=curve.margin_high >= curve.acquisition_cost_low),
        payback_high=age.min(where=curve.margin_low >= curve.acquisition_cost_high),
        seen_months=age.max(),
        clients=curve.clients.max(where=there),
        **{c: curve[c].max(where=there) for c in margins},
    )
    result = ends.select(
        *by, *cost, "payback_months", "payback_low", "payback_high", "seen_months",
        horizon_months=ibis.literal(horizon_months, "int64"), clients=ends.clients, **{c: ends[c] for c in margins},
        value_ratio=ends.margin_amount / ends.acquisition_cost.nullif(0),
    )  # fmt: skip
    return result.order_by(by) if by else result


def _check(by: Sequence[str], min_clients: int) -> None:
    for column in by:
        if column in PERIODS:
            raise RequestError("payback", f"cannot be grouped by {column}.", "Group by a column such as channel.")
    if min_clients < 2:
        raise RequestError("min_clients", f"{min_clients} is too few for an interval.", "Give 2 or more, e.g. 10.")


def _cohorts(came: ibis.Table, limits: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """Clients won in the months that count, with ``came_month`` (number)."""
    near = came.cross_join(limits)
    month, opened = month_index(near.came_on), month_index(near.opened)
    near = near.filter(month.between(near["first"], near["last"]) & (month >= opened))
    return near.select("client_id", *by, came_month=month_index(near.came_on))


def _earned(cohort: ibis.Table, lines: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """``*by``, ``age_months``, ``sofar``: each client's margin up to each age that it has lived through."""
    end = lines.aggregate(ended=month_index(ibis._.as_of.max() + ibis.interval(days=1)))
    ages = ibis.memtable({"age_months": range(LONGEST + 1)}, schema={"age_months": "int64"})
    grid = cohort.cross_join(ages).cross_join(end)
    grid = grid.filter(grid.came_month + grid.age_months < grid.ended)
    bought = lines.filter(lines.client_id.notnull()).inner_join(cohort, "client_id")
    lived = month_index(bought.day) - bought.came_month
    monthly = bought.mutate(age_months=ibis.greatest(lived, 0)).group_by(["client_id", "age_months"])
    full = grid.left_join(monthly.agg(earned=ibis._["_margin"].sum()), ["client_id", "age_months"])
    order = ibis.cumulative_window(group_by="client_id", order_by="age_months")
    return full.select(*by, "age_months", sofar=full.earned.fill_null(0.0).sum().over(order))
