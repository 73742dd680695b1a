"""Acquisition cost (CAC): what a new client costs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis

from salesbook.metrics.interval import poisson
from salesbook.metrics.newcomers import first_of_month, month_index, newcomers
from salesbook.metrics.purchases import Rules, check_columns
from salesbook.tables.grouping import PERIODS, period


def acquisition_cost(
    spend: ibis.Table,
    *,
    by: Sequence[str] = (),
    settle_days: int = 90,
    level: float = 0.95,
    as_of: dt.date | None = None,
    clients: ibis.Table | None = None,
    orders: ibis.Table | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Spend on winning clients per new client with its interval, one row per group.

    .. math:: CAC = \frac{\sum amount}{new} \qquad
              new_{low},\ new_{high} = new' \left(1 - \frac{1}{9 new'} \mp \frac{z}{3 \sqrt{new'}}\right)^3

    The number of new clients is taken for a Poisson count (Byar's limits, with :math:`new' = new` for the lower and
    :math:`new + 1` for the upper one), the spend for certain. Only months that the spend covers count, for clients
    too: from its first to its last month.

    Parameters
    ----------
    spend
        One row per payment. Reads ``amount``, ``purpose`` (only ``acquire`` counts) and ``date`` or ``month``.
    by
        ``month``, ``quarter``, ``year``, or columns that ``spend`` and ``clients`` both have, such as ``channel``.
    settle_days
        Where a client has no ``acquired_on``: days from the first order of all in which nobody counts as new.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The last day that counts; all there is where not given.
    clients
        Reads ``client_id``, ``acquired_on`` and the columns of ``by``, where the company has them.
    orders
        Order lines; the first order ever stands in for ``acquired_on``.
    **rules
        Which order lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``spent_amount`` (money), ``new_clients`` (count), ``acquisition_cost``, ``acquisition_cost_low``,
        ``acquisition_cost_high`` (money a new client; null where nothing was spent; the first and the last null
        where nobody came), ``matched`` (``both``, ``spend_only``, ``clients_only``), ``complete`` (whether the period
        had ended by the last order; null where ``by`` has none), ``unassigned_amount`` (money whose purpose is not
        said: in no figure), ``first_month``, ``last_month`` (first days of the months compared).

    Raises
    ------
    AbsentColumn
        ``purpose``, a date, or a column of ``by`` is missing, or nothing tells when clients came.

    References
    ----------
    Taught as: cost of a new client. Interval: Byar's, Rothman and Boice (1979).
    """
    own = [c for c in by if c not in PERIODS]
    came = newcomers(clients, orders, columns=own, settle_days=settle_days, as_of=as_of, **rules)
    paid = dated_spend(spend, own, as_of)
    limits = covered_months(paid, came)
    spent = _grouped(_within(paid, limits), by, "paid_on").agg(
        spent_amount=ibis._.amount.sum(where=ibis._.purpose == "acquire").fill_null(0.0),
        unassigned_amount=ibis._.amount.sum(where=ibis._.purpose.isnull()).fill_null(0.0),
    )
    new = _grouped(_within(came.filter(came.came_on.notnull()), limits), by, "came_on").agg(
        new_clients=ibis._.client_id.nunique()
    )
    both = _joined(spent, new, by).cross_join(limits)
    both = both.filter((both.spent_amount > 0) | (both.new_clients > 0) | (both.unassigned_amount > 0)) if by else both
    return _costed(both, by, level)


def dated_spend(spend: ibis.Table, columns: Sequence[str] = (), as_of: dt.date | None = None) -> ibis.Table:
    """``paid_on`` (date), ``amount``, ``purpose`` and ``columns`` of the spend, up to ``as_of``."""
    check_columns(spend, "spend", ["amount", "purpose", *columns])
    dates = [c for c in ("date", "month") if c in spend.columns]
    check_columns(spend, "spend", [] if dates else ["month"])
    paid_on = ibis.coalesce(*(spend[c] for c in dates)).date()
    paid = spend.select(*columns, "amount", "purpose", paid_on=paid_on).filter(ibis._.paid_on.notnull())
    return paid if as_of is None else paid.filter(paid.paid_on <= ibis.date(as_of.isoformat()))


def covered_months(paid: ibis.Table, came: ibis.Table) -> ibis.Table:
    """One row: ``first``, ``last`` (month numbers that the spend covers and newcomers are known in), ``seen``."""
    spent = paid.aggregate(begins=month_index(paid.paid_on).min(), last=month_index(paid.paid_on).max())
    seen = came.aggregate(known=month_index(came.known_from).max(), seen=came.first_order.max())
    both = spent.cross_join(seen)
    first = ibis.greatest(both.begins, (both.known + 1).fill_null(both.begins))  # without spend it stays null
    return both.select(first=first, last=both.last, seen=both.seen)


def _within(rows: ibis.Table, limits: ibis.Table) -> ibis.Table:
    """The rows dated in the months of ``limits``."""
    day = "paid_on" if "paid_on" in rows.columns else "came_on"
    near = rows.cross_join(limits)
    return near.filter(month_index(near[day]).between(near["first"], near["last"])).select(*rows.columns)


def _grouped(rows: ibis.Table, by: Sequence[str], day: str) -> Any:
    rows = rows.mutate(**{c: period(rows[day], c) for c in by if c in PERIODS})
    return rows.group_by(by) if by else rows


def _joined(spent: ibis.Table, new: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """Both sides of a group; a side that lacks it is zero."""
    if not by:
        return spent.cross_join(new)
    # a group may be null, and PostgreSQL has no full join on that: the groups of both, and to these each side
    both = spent.select(*by).union(new.select(*by), distinct=True)
    for side, name in ((spent, "spent"), (new, "new")):
        same = [both[c].identical_to(side[c]) for c in by]
        both = both.left_join(side, same, rname="{name}_" + name).drop(*(f"{c}_{name}" for c in by))
    return both.select(
        *by,
        spent_amount=both.spent_amount.fill_null(0.0), unassigned_amount=both.unassigned_amount.fill_null(0.0),
        new_clients=both.new_clients.fill_null(0),
    )  # fmt: skip


def _costed(both: ibis.Table, by: Sequence[str], level: float) -> ibis.Table:
    spent = both.spent_amount.nullif(0)
    fewest, most = poisson(both.new_clients, level)
    matched = ibis.cases(
        ((both.spent_amount > 0) & (both.new_clients > 0), "both"),
        (both.spent_amount > 0, "spend_only"), (both.new_clients > 0, "clients_only"),
        else_=ibis.null("string"),
    )  # fmt: skip
    periods = [c for c in by if c in PERIODS]
    tomorrow = both.seen + ibis.interval(days=1)
    complete = both[periods[0]] < period(tomorrow, periods[0]) if periods else ibis.null("boolean")
    result = both.select(
        *by, "spent_amount", "new_clients", acquisition_cost=spent / both.new_clients.nullif(0),
        acquisition_cost_low=spent / most, acquisition_cost_high=spent / fewest.nullif(0), matched=matched,
        complete=complete, unassigned_amount=both.unassigned_amount,
        first_month=first_of_month(both["first"]), last_month=first_of_month(both["last"]),
    )  # fmt: skip
    return result.order_by(by) if by else result
