"""What share of new clients stays month after month, seen and projected."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.errors import RequestError, raise_all
from salesbook.metrics.fit.forecast import middle
from salesbook.metrics.fit.histories import Array
from salesbook.metrics.fit.sbg import bears, fit_leaving, observed, refit_leaving, staying
from salesbook.metrics.interval import z_of
from salesbook.metrics.lifetime_groups import known, types_of
from salesbook.metrics.purchases import Rules, purchases


def retention_curve(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    horizon_months: int = 24,
    quiet_months: int = 6,
    settle_days: int = 0,
    min_clients: int = 50,
    level: float = 0.95,
    replicates: int = 200,
    seed: int = 1,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""The share of clients still there so many calendar months after their first, one row a group and age.

    .. math:: staying(t) = \frac{B(\alpha, \beta + t)}{B(\alpha, \beta)}

    A client is there at an age while a purchase at that age or later is seen. Who has been silent for the last
    ``quiet_months`` may only be between two purchases, so that everybody is followed no further than to that time
    before the last whole month.

    Parameters
    ----------
    orders
        Order lines. Reads ``client_id``, ``ordered_at``, ``amount``; ``quantity`` where present.
    by
        Columns to group by; a client begins in each group anew.
    horizon_months
        How far the curve is drawn, calendar months.
    quiet_months
        The last whole months that only tell who was still there before them.
    settle_days
        Clients who first bought within so many days of the table's first purchase are left out: they may have been
        clients long before.
    min_clients
        Clients that a group must have for a model.
    level, replicates, seed
        Coverage of the interval; how often clients are drawn anew for it; where chance begins.
    as_of
        The last day that counts; the last purchase day of the whole table where not given.
    **rules
        Which lines count: see :class:`~salesbook.metrics.purchases.Rules`.

    Returns
    -------
    Table
        ``*by``, ``age_months``, ``clients`` (followed as far as this age), ``kept_rate`` (share seen to stay, by Kaplan
        and Meier; null beyond what was followed), ``expected_rate``, ``expected_low``, ``expected_high`` (share by the
        model, with the interval of its parameters), ``expected_months`` (mean months as a client up to this age),
        ``alpha``, ``beta`` (parameters, a period being a month), ``refused`` (``too_few``, ``nobody_left``: no model,
        its columns null), ordered by ``by`` and age.

    Raises
    ------
    DataError, RequestError
        A column of ``by`` is missing; a parameter is outside its range.

    References
    ----------
    Fader and Hardie (2007), How to project customer retention. Kaplan and Meier (1958).
    """
    z_of(level)
    _check(horizon_months=(horizon_months, 1), quiet_months=(quiet_months, 1), settle_days=(settle_days, 0),
           min_clients=(min_clients, 2), replicates=(replicates, 2), seed=(seed, 0))  # fmt: skip
    followed = _followed(orders, by, quiet_months, settle_days, as_of, rules)
    found: dict[str, list[Any]] = {c: [] for c in (*by, *_COLUMNS)}
    for number, (key, (lost, there)) in enumerate(_by_group(followed, by).items()):
        rng = np.random.default_rng([seed, number])
        columns = _curve(lost, there, horizon_months, min_clients, level, replicates, rng)
        for name, value in zip(by, key, strict=True):
            found[name] += [value] * (horizon_months + 1)
        for name, values in columns.items():
            found[name] += values
    result = ibis.memtable(found, schema=types_of(orders, by) | _COLUMNS)
    return result.order_by([*by, "age_months"])


_COLUMNS = {
    "age_months": "int64", "clients": "int64", "kept_rate": "float64", "expected_rate": "float64",
    "expected_low": "float64", "expected_high": "float64", "expected_months": "float64", "alpha": "float64",
    "beta": "float64", "refused": "string",
}  # fmt: skip


def _check(**least: tuple[int, int]) -> None:
    raise_all([
        RequestError(name, f"{value} is too small.", f"Give a whole number from {low} on.")
        for name, (value, low) in least.items() if value < low
    ])  # fmt: skip


def _followed(
    orders: ibis.Table, by: Sequence[str], quiet_months: int, settle_days: int, as_of: Any, rules: Any
) -> ibis.Table:
    """How many clients of each group left after so many months, or were last followed then."""
    bought = purchases(orders, as_of=as_of, by=by, **rules).filter(ibis._.bought & ibis._.client_id.notnull())
    opened = bought.aggregate(_opened=bought.day.min())
    clients = bought.group_by([*by, "client_id"]).agg(
        _first=bought.day.min(), _last=bought.day.max(), _end=bought.as_of.max()
    )
    clients = clients.cross_join(opened)
    if settle_days:
        clients = clients.filter(clients["_first"].delta(clients["_opened"], unit="day") >= settle_days)
    whole = _index(clients["_end"] + ibis.interval(days=1)) - 1  # the last month that has ended
    clients = clients.mutate(
        _stayed=_index(clients["_last"]) - _index(clients["_first"]),
        _until=whole - quiet_months - _index(clients["_first"]),
    )
    clients = clients.filter(clients["_until"] > 0)
    clients = clients.mutate(left=clients["_stayed"] < clients["_until"])
    months = ibis.ifelse(clients.left, clients["_stayed"] + 1, clients["_until"])
    return clients.mutate(months=months).group_by([*by, "months", "left"]).agg(many=ibis._.count())


def _index(day: Any) -> Any:
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def _by_group(followed: ibis.Table, by: Sequence[str]) -> dict[tuple[Any, ...], tuple[Array, Array]]:
    """For each group: how many left at the end of month 1, 2, …, and how many were followed no longer."""
    rows = followed.order_by([*by, "months", "left"]).to_pyarrow().to_pylist()
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[c] for c in by), []).append(row)
    counts = {}
    for key, own in groups.items():
        lost, there = (np.zeros(max(row["months"] for row in own)) for _ in range(2))
        for row in own:
            (lost if row["left"] else there)[row["months"] - 1] += row["many"]
        counts[key] = (lost, there)
    return counts


def _curve(
    lost: Array, there: Array, horizon: int, min_clients: int, level: float, replicates: int, rng: np.random.Generator
) -> dict[str, list[Any]]:
    """The columns of one group, from age 0 to the horizon."""
    ages = np.arange(horizon + 1)
    seen, missing = min(len(lost), horizon), [None] * (horizon + 1)
    at_risk, kept = observed(lost, there)
    total = int(lost.sum() + there.sum())
    refused = "too_few" if total < min_clients else "" if bears(lost, there) else "nobody_left"
    columns: dict[str, list[Any]] = {
        "age_months": ages.tolist(),
        "clients": [total, *at_risk[:seen].astype(int).tolist(), *[0] * (horizon - seen)],
        "kept_rate": [1.0, *known(kept[:seen]), *[None] * (horizon - seen)],
        "refused": [refused or None] * (horizon + 1),
    }
    empty = ("expected_rate", "expected_low", "expected_high", "expected_months", "alpha", "beta")
    if refused:
        return columns | dict.fromkeys(empty, missing)
    model = fit_leaving(lost, there)
    rate = staying(model, ages)
    both = np.concatenate([lost, there])
    draws = rng.multinomial(total, both / total, size=replicates).astype(float)
    again = np.array([staying(one, ages) for one in refit_leaving(lost, there, model, draws)])
    bounds = [middle(again[:, age], level) for age in ages]
    return columns | {
        "expected_rate": rate.tolist(), "expected_low": [low for low, _ in bounds],
        "expected_high": [high for _, high in bounds], "expected_months": [0.0, *rate.cumsum()[:-1].tolist()],
        "alpha": [model.alpha] * (horizon + 1), "beta": [model.beta] * (horizon + 1),
    }  # fmt: skip
