"""ABC by share of revenue and XYZ by regularity, for clients or products."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, Unpack, get_args

import ibis

from salesbook.errors import RequestError
from salesbook.metrics.purchases import Rules, check_columns, purchases

Unit = Literal["client_id", "product"]
Period = Literal["month", "week"]
A_MONDAY = "1970-01-05"
FINE = 9  # digits of a share: sums of another order differ in later ones, and no class may hang on that


def abc_xyz(
    orders: ibis.Table,
    *,
    of: str = "client_id",
    by: Sequence[str] = (),
    period: str = "month",
    periods: int = 12,
    a_share: float = 0.8,
    b_share: float = 0.95,
    x_variation: float = 0.5,
    y_variation: float = 1.0,
    min_periods: int = 3,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""How much of the revenue each client or product brings, and how regularly, one row each.

    Of the last ``periods`` that are over, :math:`share_i` being the revenue of all that brought more than :math:`i`,
    over the revenue of all:

    .. math:: A: share_i < 0.8, \quad B: share_i < 0.95, \quad C: the\ rest;
              \qquad variation = \frac{\sqrt{\sum_t (x_t - \bar x)^2 / n}}{\bar x}

    **X** up to ``x_variation``, **Y** up to ``y_variation``, **Z** above. The one that crosses a limit belongs to the
    better class, so that there is always an A; equals are in one class.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id`` or ``product``, ``ordered_at``, ``amount``; ``quantity`` where present.
    of
        What is classed: ``client_id`` or ``product``.
    by
        Columns to group by; each group has classes of its own.
    period, periods
        ``month`` or ``week``, and how many of them count. The one in progress does not.
    a_share, b_share
        Limits of the share of revenue of all that brought more.
    x_variation, y_variation
        Limits of the coefficient of variation. For stock 0.1 and 0.25 are usual; people buy less evenly.
    min_periods
        Periods since the first purchase that a class of regularity takes. Those before it do not count.
    as_of
        The last day that counts; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``client_id`` or ``product``, ``revenue``, ``period_amount`` (money; the latter a period, on
        average), ``revenue_share`` (of its group), ``share_above`` (of all that brought more), ``periods`` (since the
        first purchase, at most those asked for), ``active_periods`` (with a purchase; counts), ``variation`` (null
        with too few periods), ``abc``, ``xyz``, ``abc_xyz`` (letters; the last two null with too few periods), the
        largest revenue first. Who brought nothing in these periods is not listed.

    Raises
    ------
    DataError
        ``product`` or a column of ``by`` is missing.
    RequestError
        A parameter that is none.

    References
    ----------
    Share: Pareto's, Dickie (1951). Variation as σ / mean over all periods, those without a purchase included.
    """
    _check(of, period, a_share, b_share, x_variation, y_variation, periods)
    each = _periods(orders, of, by, period, periods, as_of, rules)
    unit = [*by, of]
    each = each.mutate(_mean=each["_amount"].sum().over(group_by=unit) / each["_periods"].nullif(0))
    off = (each["_amount"] - each["_mean"]) ** 2
    sums = each.group_by(unit).agg(
        revenue=each["_amount"].sum(), periods=each["_periods"].max(), active_periods=each["_active"].sum(),
        _seen=each.count(), _off=off.sum(), _mean=each["_mean"].max(),
    )  # fmt: skip
    sums = sums.filter(sums.revenue > 0)
    n = sums.periods.nullif(0)
    spread = (sums["_off"] + (sums.periods - sums["_seen"]) * sums["_mean"] ** 2) / n
    sums = sums.mutate(
        period_amount=sums["_mean"],
        variation=ibis.ifelse(sums.periods >= min_periods, spread.sqrt() / sums["_mean"].nullif(0), None),
    )
    ranked = _share(sums, by)
    abc = ibis.cases((ranked.share_above < a_share, "A"), (ranked.share_above < b_share, "B"), else_="C")
    fine = ranked.variation.round(FINE)
    xyz = ibis.cases((fine <= x_variation, "X"), (fine <= y_variation, "Y"), (fine > y_variation, "Z"))
    result = ranked.mutate(abc=abc, xyz=xyz, abc_xyz=abc + xyz)
    columns = "revenue", "period_amount", "revenue_share", "share_above", "periods", "active_periods", "variation"
    return result.select(*unit, *columns, "abc", "xyz", "abc_xyz").order_by([*by, ibis.desc("revenue"), of])


def abc_xyz_groups(
    orders: ibis.Table,
    *,
    of: str = "client_id",
    by: Sequence[str] = (),
    period: str = "month",
    periods: int = 12,
    a_share: float = 0.8,
    b_share: float = 0.95,
    x_variation: float = 0.5,
    y_variation: float = 1.0,
    min_periods: int = 3,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    """How many each class of :func:`abc_xyz` has and what they brought, one row a class.

    Parameters
    ----------
    orders, of, by, period, periods, a_share, b_share, x_variation, y_variation, min_periods, as_of, **rules
        As in :func:`abc_xyz`.

    Returns
    -------
    Table
        ``*by``, ``abc``, ``xyz``, ``abc_xyz`` (letters; the last two null with too few periods), ``members`` (count of
        clients or products), ``member_share``, ``revenue`` (money), ``revenue_share`` (shares of the group's), by
        letters. A class without members is not listed.

    Raises
    ------
    DataError, RequestError
        As in :func:`abc_xyz`.
    """
    each = abc_xyz(
        orders, of=of, by=by, period=period, periods=periods, a_share=a_share, b_share=b_share, as_of=as_of,
        x_variation=x_variation, y_variation=y_variation, min_periods=min_periods, **rules,
    )  # fmt: skip
    letters = "abc", "xyz", "abc_xyz"
    sums = each.group_by([*by, *letters]).agg(members=each.count(), revenue=each.revenue.sum())
    all_members, all_revenue = (sums[c].sum().over(group_by=by).nullif(0) for c in ("members", "revenue"))
    return sums.select(
        *by, *letters, "members", member_share=sums.members / all_members, revenue=sums.revenue,
        revenue_share=sums.revenue / all_revenue,
    ).order_by([*by, "abc", "xyz"])  # fmt: skip


def _periods(
    orders: ibis.Table, of: str, by: Sequence[str], period: str, periods: int, as_of: Any, rules: Any
) -> ibis.Table:
    """For each unit and period that counts ``_amount``, ``_active`` (0 or 1) and ``_periods`` since the first."""
    check_columns(orders, "orders", [of])
    lines = purchases(orders, as_of=as_of, by=by, **rules)
    lines = lines.filter(lines[of].notnull())
    last = _index(lines.as_of + ibis.interval(days=1), period) - 1  # the last period that is over
    lines = lines.mutate(_period=_index(lines.day, period), _last=last)
    firsts = lines.filter(lines.bought).group_by([*by, of]).agg(_first=ibis._["_period"].min())
    same = [lines[c].identical_to(firsts[c]) for c in (*by, of)]  # a group may be null
    lines = lines.inner_join(firsts, same, rname="{name}_first")
    begin = ibis.greatest(lines["_first"], lines["_last"] - periods + 1)
    lines = lines.mutate(_periods=lines["_last"] - begin + 1)
    counted = lines.filter(lines["_period"].between(begin, lines["_last"]))
    return counted.group_by([*by, of, "_period"]).agg(
        _amount=counted.amount.sum().fill_null(0.0),
        _active=counted.bought.any().cast("int64"),
        _periods=counted["_periods"].max(),
    )


def _share(sums: ibis.Table, by: Sequence[str]) -> ibis.Table:
    """``sums`` with each one's share of the group's revenue, and that of all that brought more: equals have one."""
    equal = sums.mutate(_rounded=sums.revenue.round(FINE))
    up_to = ibis.range_window(following=0, group_by=by, order_by=ibis.desc("_rounded"))  # itself and its equals too
    equals = ibis.window(group_by=[*by, "_rounded"])
    total = equal.revenue.sum().over(group_by=by).nullif(0)
    above = equal.revenue.sum().over(up_to) - equal.revenue.sum().over(equals)
    return equal.mutate(revenue_share=equal.revenue / total, share_above=(above / total).round(FINE))


def _index(day: Any, period: str) -> Any:
    """A number for each month or week: one more for the next."""
    if period == "month":
        return day.year().cast("int64") * 12 + day.month().cast("int64") - 1
    return day.delta(ibis.date(A_MONDAY), unit="day") // 7


def _check(of: str, period: str, a: float, b: float, x: float, y: float, periods: int) -> None:
    for name, value, kind in (("of", of, Unit), ("period", period, Period)):
        if value not in get_args(kind):
            raise RequestError(name, f"no choice {value}.", f"It may be {' or '.join(get_args(kind))}.")
    if not 0 < a <= b <= 1:
        raise RequestError("a_share, b_share", f"{a}, {b} are not limits.", "Give shares that rise, e.g. 0.8 and 0.95.")
    if not 0 < x <= y:
        raise RequestError("x_variation, y_variation", f"{x}, {y} are not limits.", "Give e.g. 0.5 and 1.0.")
    if periods < 1:
        raise RequestError("periods", f"{periods} is not a length.", "Give a whole number of periods, e.g. 12.")
