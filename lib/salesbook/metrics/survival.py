"""How long clients stay: Kaplan and Meier's curve, and whether groups differ."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.errors import RequestError
from salesbook.metrics.fit.survival import Lasted, at, kaplan_meier, log_rank, median
from salesbook.metrics.interval import z_of
from salesbook.metrics.purchases import Rules, purchases

Counts = dict[str, dict[int, int]]  # kind of client → days → how many
REGULAR = 2  # purchase days: with one only there is no stay


def survival(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    min_orders: int = 3,
    factor: float = 2.0,
    lost_days: int = 365,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The share of regular clients who still buy so many days after their first purchase, one row a group and day.

    .. math:: staying(t) = \prod_{d \le t} \left(1 - \frac{stopped_d}{at\ risk_d}\right)

    The curve is that of clients who became regular; who never did is counted by :func:`survival_summary`.
    A client **stopped** on the last purchase day if lost by the rules of :func:`~salesbook.metrics.sleeping.sleeping`:
    silent for more than ``factor`` own gaps and more than ``lost_days``. As nobody who stopped within the last
    ``lost_days`` can be known, clients are followed to the day ``as_of - lost_days``: who bought after it was there
    on it, and is last seen going on (censored).

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present. What was bought
        before the table begins is unknown: a stay begins with the first purchase in it.
    by
        Columns to group by; a client is followed in each group of its own.
    min_orders
        Purchase days that a client needs to have a rhythm; who has fewer is not followed.
    factor, lost_days
        When a client counts as lost, in own mean gaps and in days.
    level
        Coverage of the interval, 0 to 1.
    as_of
        The day silence is measured to; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``stay_days`` (a day on which somebody stopped or was last followed), ``at_risk``, ``stopped``,
        ``censored`` (counts of clients), ``staying_rate``, ``staying_low``, ``staying_high`` (shares who stay longer;
        the interval is null until the first has stopped, and where none is left).

    Raises
    ------
    DataError
        A column of ``by`` is missing.
    RequestError
        ``level`` is not between 0 and 1, or ``lost_days`` is below 1.

    References
    ----------
    Kaplan and Meier (1958); interval: Greenwood's variance for log(−log), Kalbfleisch and Prentice (1980).
    """
    z_of(level)  # refuses what is none
    stays = _stays(orders, by, min_orders, factor, lost_days, as_of, rules)
    found: dict[str, list[Any]] = {c: [] for c in (*by, *_CURVE)}
    for group, counts in _read(stays, by).items():
        lasted = _lasted(counts)
        curve = kaplan_meier(lasted, level)
        for name, value in zip(by, group, strict=True):
            found[name] += [value] * len(lasted.days)
        columns = lasted.days, lasted.at_risk, lasted.stopped, lasted.censored, curve.rate, curve.low, curve.high
        for name, values in zip(_CURVE, columns, strict=True):
            found[name] += values.tolist()
    return ibis.memtable(found, schema=_types(stays, by) | _CURVE)


def survival_summary(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    at_days: int = 180,
    min_orders: int = 3,
    factor: float = 2.0,
    lost_days: int = 365,
    level: float = 0.95,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""How long clients stay in a row a group: the median, the share who stay ``at_days``, and if groups differ.

    Parameters
    ----------
    at_days
        A stay to read the curve at, days.
    orders, by, min_orders, factor, lost_days, level, as_of, **rules
        As in :func:`survival`.

    Returns
    -------
    Table
        ``*by``, ``clients`` (followed), ``stopped`` (of them), ``one_time``, ``rare`` (bought on one day, or on fewer
        than ``min_orders``: not followed), ``one_time_rate`` (share of ``clients + rare + one_time``), ``too_new``
        (first bought less than ``lost_days`` ago: not known yet, and in none of the counts before),
        ``followed_days`` (the longest stay), ``median_days``, ``median_low``, ``median_high`` (days; null where fewer
        than half have stopped), ``at_days``, ``staying_rate``, ``staying_low``, ``staying_high`` (shares at
        ``at_days``; null where nobody was followed so long), ``chi_squared``, ``p_value`` (log-rank test that all
        groups stay alike; the same in each row, null without groups or where nobody stopped).

    Raises
    ------
    DataError, RequestError
        As in :func:`survival`.

    References
    ----------
    Median: Brookmeyer and Crowley (1982), on the log(−log) scale. Log-rank: Mantel (1966).
    """
    z_of(level)
    stays = _stays(orders, by, min_orders, factor, lost_days, as_of, rules)
    groups = _read(stays, by) or ({} if by else {(): {}})
    chi, _, p = log_rank([own for own in map(_lasted, groups.values()) if len(own.days)])
    found: dict[str, list[Any]] = {c: [] for c in (*by, *_SUMMARY)}
    for group, counts in groups.items():
        own = _lasted(counts)
        curve = kaplan_meier(own, level)
        figures = dict(zip(by, group, strict=True)) | _sums(counts)
        figures |= dict(zip(("median_days", "median_low", "median_high"), median(curve), strict=True))
        figures |= dict(zip(("staying_rate", "staying_low", "staying_high"), at(curve, at_days), strict=True))
        figures |= {"at_days": at_days, "chi_squared": chi, "p_value": p}
        figures["followed_days"] = own.days[-1] if len(own.days) else None
        for name, values in found.items():
            values.append(figures[name])
    return ibis.memtable(found, schema=_types(stays, by) | _SUMMARY)


_CURVE = {
    "stay_days": "int64", "at_risk": "int64", "stopped": "int64", "censored": "int64",
    "staying_rate": "float64", "staying_low": "float64", "staying_high": "float64",
}  # fmt: skip
_SUMMARY = {
    "clients": "int64", "stopped": "int64", "one_time": "int64", "rare": "int64", "one_time_rate": "float64",
    "too_new": "int64", "followed_days": "int64", "median_days": "float64", "median_low": "float64",
    "median_high": "float64", "at_days": "int64", "staying_rate": "float64", "staying_low": "float64",
    "staying_high": "float64", "chi_squared": "float64", "p_value": "float64",
}  # fmt: skip


def _types(stays: ibis.Table, by: Sequence[str]) -> dict[str, Any]:
    return {c: stays[c].type() for c in by}


def _stays(
    orders: ibis.Table, by: Sequence[str], min_orders: int, factor: float, lost_days: int, as_of: Any, rules: Any
) -> ibis.Table:
    """How many of each ``_kind`` after ``stay_days``: ``*by``, ``_kind``, ``stay_days``, ``clients``."""
    if lost_days < 1:
        raise RequestError("lost_days", f"{lost_days} is not a length.", "Give a whole number of days, e.g. 365.")
    bought = purchases(orders, as_of=as_of, by=by, **rules).filter(ibis._.bought & ibis._.client_id.notnull())
    clients = bought.group_by([*by, "client_id"]).agg(
        first=bought.day.min(), last=bought.day.max(), end=bought.as_of.max(), days=bought.day.nunique()
    )
    span = clients["last"].delta(clients["first"], unit="day")
    silent, age = (clients.end.delta(clients[c], unit="day") for c in ("last", "first"))
    lost = (silent > factor * span / (clients.days - 1).nullif(0)) & (silent > lost_days)
    regular = max(min_orders, REGULAR)
    kind = ibis.cases(
        (age <= lost_days, "new"), (clients.days == 1, "once"), (clients.days < regular, "rare"), (lost, "stopped"),
        else_="censored",
    )  # fmt: skip
    known = ibis.least(span, age - lost_days)  # up to the day that can be judged
    clients = clients.mutate(_kind=kind, stay_days=ibis.ifelse(kind.isin(("stopped", "censored")), known, 0))
    return clients.group_by([*by, "_kind", "stay_days"]).agg(clients=clients.count())


def _read(stays: ibis.Table, by: Sequence[str]) -> dict[tuple[Any, ...], Counts]:
    """For each group and kind how many clients after so many days."""
    groups: dict[tuple[Any, ...], Counts] = {}
    for row in stays.order_by([*by, "stay_days"]).to_pyarrow().to_pylist():
        own = groups.setdefault(tuple(row[c] for c in by), {})
        own.setdefault(row["_kind"], {})[row["stay_days"]] = row["clients"]
    return groups


def _lasted(counts: Counts) -> Lasted:
    kinds = [counts.get(kind, {}) for kind in ("stopped", "censored")]
    days = sorted({day for kind in kinds for day in kind})
    columns = days, *([kind.get(day, 0) for day in days] for kind in kinds)
    return Lasted(*(np.array(column, dtype=float) for column in columns))


def _sums(counts: Counts) -> dict[str, Any]:
    stopped, going_on, once, rare, new = (
        sum(counts.get(kind, {}).values()) for kind in ("stopped", "censored", "once", "rare", "new")
    )
    known = stopped + going_on + once + rare
    return {
        "clients": stopped + going_on, "stopped": stopped, "one_time": once, "rare": rare, "too_new": new,
        "one_time_rate": once / known if known else None,
    }  # fmt: skip
