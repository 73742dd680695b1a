"""Client value (LTV) by the source's formula, in its two readings."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.interval import z_of
from salesbook.metrics.margin import with_margin
from salesbook.metrics.periods import UNITS, ended
from salesbook.metrics.purchases import Rules, orders_in, purchases


def client_value(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    margin_rate: float | None = None,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What a client is worth, by the source's formula and by its mean-value form, one row per group.

    .. math:: LTV = \frac{\sum_{i=1}^{N} a_i \cdot f \cdot m \cdot L}{\bar N}
              = \underbrace{\bar a \cdot f \cdot L \cdot m}_{mean-value\ form} \cdot \frac{N}{\bar N}

    :math:`a_i` is the average order value of client :math:`i`, :math:`f` the orders per client and month, :math:`m` the
    margin, :math:`L` the mean months as a client, :math:`N` the clients of the period and :math:`\bar N` the mean
    number that bought in a month of it. The source divides a sum over **all** clients by a **mean** number of them,
    so that it gives :math:`N / \bar N` times what the mean client is worth: both stand side by side. Its words say
    money *spent*, its formula *profit*: both stand side by side. Grouped by month or quarter it is the value within
    that period.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``order_id``, ``quantity``, ``profit``, ``cost``
        where present. What was bought before the table begins is unknown.
    by
        Columns to group by; empty for one row in all. ``year``, ``quarter``, ``month`` follow the value over time.
    margin_rate
        Margin as a share of revenue, for lines that have neither ``profit`` nor ``cost``. Margin is not markup: see
        :func:`~salesbook.metrics.margin.margin_from_markup`.
    level
        Coverage of the intervals, 0 to 1.
    as_of
        The last day that counts; the last purchase day where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``clients`` (:math:`N`), ``mean_clients`` (:math:`\bar N`), ``clients_ratio`` (:math:`N / \bar N`),
        ``mean_order_value`` (:math:`\bar a`, money), ``orders_per_month`` (:math:`f`), ``mean_months`` (:math:`L`,
        calendar months from the first purchase to the last), ``margin_rate`` (:math:`m`); ``client_value``,
        ``client_value_low``, ``client_value_high`` (profit, the source's formula), ``spent_value``,
        ``spent_value_low``, ``spent_value_high`` (the same in money spent), ``mean_client_value``,
        ``mean_client_value_low``, ``mean_client_value_high``, ``mean_spent_value`` (the mean-value form),
        ``actual_amount`` (money that a client really spent, on average), ``actual_profit`` (and brought); all money a
        client of the period; ``complete`` (whether the period has ended; null without one). Null where nobody bought;
        intervals null with fewer than two clients.

    Raises
    ------
    AbsentColumn
        Nothing tells the margin; a column of ``by`` is missing.
    RequestError
        ``margin_rate`` is no share.

    References
    ----------
    Taught as: lifetime value by formula. Interval: delta method for the product of two means over clients.
    """
    lines = purchases(with_margin(orders, margin_rate), as_of=as_of, by=by, **rules)
    lines = lines.filter(lines.client_id.notnull()).mutate(_month=_index(lines.day))
    sums = _sums(lines, by)
    z = z_of(level)
    value = sums.mean_order_value * sums.orders_each
    spread = (
        sums.orders_each**2 * sums.value_var + sums.mean_order_value**2 * sums.orders_var
        + 2 * sums.mean_order_value * sums.orders_each * sums.both_cov
    )  # fmt: skip
    error = z * (spread.clip(lower=0.0) / sums.clients.nullif(0)).sqrt()
    margin, ratio = sums.margin_rate, sums.clients_ratio
    result = sums.select(
        *by, "clients", "mean_clients", "clients_ratio", "mean_order_value", "orders_per_month", "mean_months",
        "margin_rate", client_value=value * ratio * margin, client_value_low=(value - error) * ratio * margin,
        client_value_high=(value + error) * ratio * margin, spent_value=value * ratio,
        spent_value_low=(value - error) * ratio, spent_value_high=(value + error) * ratio,
        mean_client_value=value * margin, mean_client_value_low=(value - error) * margin,
        mean_client_value_high=(value + error) * margin, mean_spent_value=value,
        actual_amount=sums.amount / sums.clients.nullif(0), actual_profit=sums.margin / sums.clients.nullif(0),
        complete=_complete(sums, by),
    )  # fmt: skip
    return result.order_by(by) if by else result


def _sums(lines: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """The factors of the formula, and how the clients spread around them, one row per group."""
    clients = _clients(lines, by)
    groups = clients.group_by(by) if by else clients
    each = groups.aggregate(
        clients=clients.count(), mean_order_value=clients.value.mean(), orders_each=clients.orders.mean(),
        value_var=clients.value.var(how="sample"), orders_var=clients.orders.var(how="sample"),
        both_cov=clients.value.cov(clients.orders, how="sample"), orders=clients.orders.sum(),
        months=clients.months.sum(), amount=clients.amount.sum(), margin=clients.margin.sum(),
        first=clients["first"].min(), last=clients["last"].max(), last_day=clients.last_day.max(),
        as_of=clients.as_of.max(),
    )  # fmt: skip
    bought = lines.filter(lines.bought)
    monthly = bought.group_by([*by, "_month"]).agg(buyers=bought.client_id.nunique())
    every = (monthly.group_by(by) if by else monthly).aggregate(buyers=monthly.buyers.sum())
    same = [each[c].identical_to(every[c]) for c in by]  # a group may be null
    both = each.left_join(every, same, rname="{name}_buyers") if by else each.cross_join(every)
    mean_clients = both.buyers / (both["last"] - both["first"] + 1).nullif(0)
    return both.mutate(
        mean_clients=mean_clients, clients_ratio=both.clients / mean_clients.nullif(0),
        orders_per_month=both.orders / both.months.nullif(0), mean_months=both.months / both.clients.nullif(0),
        margin_rate=both.margin / both.amount.nullif(0),
    )  # fmt: skip


def _clients(lines: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """``*by``, ``client_id``, ``orders``, ``amount``, ``margin``, ``value`` (of an order), ``months``; buyers only."""
    own = lines.group_by([*by, "client_id"]).agg(
        orders=orders_in(lines), amount=lines.amount.sum().fill_null(0.0), margin=lines["_margin"].sum().fill_null(0.0),
        first=lines["_month"].min(where=lines.bought), last=lines["_month"].max(where=lines.bought),
        last_day=lines.day.max(where=lines.bought), as_of=lines.as_of.max(),
    )  # fmt: skip
    own = own.filter(own.orders > 0)
    return own.mutate(value=own.amount / own.orders.nullif(0), months=own["last"] - own["first"] + 1)


def _complete(sums: ibis.Table, by: Sequence[str]) -> Any:
    """Whether the group's period has ended; the shortest where there are several."""
    periods = [unit for unit in reversed(UNITS) if unit in by]
    return ended(sums.last_day, sums.as_of, periods[0]) if periods else ibis.null("boolean")


def _index(day: Any) -> Any:
    """Months since year 0."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1
