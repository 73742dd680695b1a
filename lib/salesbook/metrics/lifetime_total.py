"""Predicted lifetime value of all clients together, with the parameters of the models behind it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.metrics.fit.bg_nbd import Buying
from salesbook.metrics.fit.forecast import Fitted, Redrawn, fit, futures, middle, redrawn
from salesbook.metrics.fit.futures import Draws
from salesbook.metrics.fit.gamma_gamma import Spending
from salesbook.metrics.lifetime_groups import Group, Wanted, groups_of, known, types_of, wanted
from salesbook.metrics.purchases import Rules


def lifetime_total(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    horizon_days: int = 365,
    model: str = "bg_nbd",
    min_repeaters: int = 50,
    max_correlation: float = 0.3,
    level: float = 0.95,
    replicates: int = 200,
    seed: int = 1,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What all clients of a group are likely to buy within ``horizon_days``, one row a group.

    Two intervals: that of the expectation (``expected_…_low``; parameters are known from these clients only), and that
    of **prediction** (``purchases_low``, ``amount_low``; what clients do is still chance besides), both by bootstrap.

    Parameters
    ----------
    orders, by, horizon_days, model, min_repeaters, max_correlation, level, replicates, seed, as_of, **rules
        As in :func:`~salesbook.metrics.lifetime.lifetime`.

    Returns
    -------
    Table
        ``*by``, ``clients``, ``repeaters`` (counts), ``history_days`` (the longest age of a client), ``horizon_days``,
        ``model``, ``active_clients`` (sum of the chances to be still buying), ``active_share`` (of the clients),
        ``expected_purchases``, ``expected_purchases_low``, ``expected_purchases_high``, ``purchases_low``,
        ``purchases_high`` (in the horizon), ``expected_amount``, ``expected_amount_low``, ``expected_amount_high``,
        ``amount_low``, ``amount_high`` (money in the horizon), the parameters ``r``, ``alpha_days``, ``a``, ``b``,
        ``p``, ``q``, ``v_amount``, each with ``_low`` and ``_high``, ``log_likelihood``, ``spend_log_likelihood``,
        ``spend_correlation``, ``spend_rank_correlation`` (of frequency and mean amount), ``refused``,
        ``amount_refused`` (the reason why figures are null), then the same for all groups that were not refused:
        ``all_clients``, ``all_expected_purchases``, ``all_purchases_low``, ``all_purchases_high``,
        ``all_amount_clients``, ``all_expected_amount``, ``all_amount_low``, ``all_amount_high``; ordered by ``by``.

    Raises
    ------
    DataError, RequestError
        As in :func:`~salesbook.metrics.lifetime.lifetime`; too few clients are said in ``refused``.

    References
    ----------
    As of :func:`~salesbook.metrics.lifetime.lifetime`; Efron (1979), Bootstrap methods.
    """
    asked = wanted(model, horizon_days, min_repeaters, max_correlation, level, replicates, seed)
    groups, _ = groups_of(orders, by, as_of, rules)
    rows, draws = [], []
    for group in groups:
        row, drawn = _total(group, asked)
        rows.append(dict(zip(by, group.key, strict=True)) | row)
        draws.append(drawn)
    together = _together(rows, draws, level)
    schema = types_of(orders, by) | _COLUMNS
    columns = {c: [{**row, **together}.get(c) for row in rows] for c in schema}
    result = ibis.memtable(columns, schema=schema)
    return result.order_by(by) if by else result


_PARAMETERS = {"buying": ("r", "alpha_days", "a", "b"), "spending": ("p", "q", "v_amount")}
_NUMBERS = (
    "active_clients", "active_share", "expected_purchases", "expected_purchases_low", "expected_purchases_high",
    "purchases_low", "purchases_high", "expected_amount", "expected_amount_low", "expected_amount_high",
    "amount_low", "amount_high",
    *(f"{name}{end}" for names in _PARAMETERS.values() for name in names for end in ("", "_low", "_high")),
    "log_likelihood", "spend_log_likelihood", "spend_correlation", "spend_rank_correlation",
)  # fmt: skip
_COLUMNS = {
    **dict.fromkeys(("clients", "repeaters", "history_days", "horizon_days"), "int64"), "model": "string",
    **dict.fromkeys(_NUMBERS, "float64"), "refused": "string", "amount_refused": "string", "all_clients": "int64",
    **dict.fromkeys(("all_expected_purchases", "all_purchases_low", "all_purchases_high"), "float64"),
    "all_amount_clients": "int64",
    **dict.fromkeys(("all_expected_amount", "all_amount_low", "all_amount_high"), "float64"),
}  # fmt: skip


def _total(group: Group, asked: Wanted) -> tuple[dict[str, Any], Draws | None]:
    """The row of one group, and its futures."""
    fitted = fit(group.clients, asked.model, asked.limits)
    row: dict[str, Any] = {
        "clients": len(group.client_id), "repeaters": fitted.seen.repeaters,
        "history_days": int(group.clients.age_days.max()), "horizon_days": asked.horizon_days, "model": asked.model,
        "spend_correlation": known([fitted.correlation])[0], "refused": fitted.refused or None,
        "spend_rank_correlation": known([fitted.rank_correlation])[0], "amount_refused": fitted.amount_refused or None,
    }  # fmt: skip
    if fitted.buying is None:
        return row, None
    rng = group.chance(asked.seed)
    models = redrawn(fitted, asked.replicates, rng)
    own = futures(group.clients, models, asked.horizon_days, asked.level, rng)
    row |= _bounds("purchases", own.purchases, asked.level) | _parameters(fitted, models, asked.level)
    active = float(fitted.p_alive.sum())
    row |= {"active_clients": active, "active_share": active / len(group.client_id)}
    row |= {"log_likelihood": fitted.buying.log_likelihood} | _expected(fitted, models, asked)
    if fitted.spending is not None and own.amount is not None:
        row |= {"spend_log_likelihood": fitted.spending.log_likelihood} | _bounds("amount", own.amount, asked.level)
    return row, own


def _expected(fitted: Fitted, models: Redrawn, asked: Wanted) -> dict[str, Any]:
    """Expectations with the intervals that uncertain parameters leave them."""

    def sums(buying: Buying | None, spending: Spending | None) -> tuple[float, float]:
        bought = fitted.purchases(asked.horizon_days, buying)
        return float(bought.sum()), float(bought @ fitted.spend(spending))

    point = sums(None, None)
    spending: Sequence[Spending | None] = models.spending or [None] * len(models.buying)
    again = np.array([sums(one, two) for one, two in zip(models.buying, spending, strict=True)])
    row: dict[str, Any] = {"expected_purchases": point[0]} | _bounds("expected_purchases", again[:, 0], asked.level)
    if fitted.spending is not None:
        row |= {"expected_amount": point[1]} | _bounds("expected_amount", again[:, 1], asked.level)
    return row


def _parameters(fitted: Fitted, models: Redrawn, level: float) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for kind, names in _PARAMETERS.items():
        point, again = getattr(fitted, kind), getattr(models, kind)
        if point is not None:
            for name in names:
                row |= {name: getattr(point, name)}
                row |= _bounds(name, np.array([getattr(one, name) for one in again]), level)
    return row


def _bounds(name: str, draws: Any, level: float) -> dict[str, float]:
    low, high = middle(draws, level)
    return {f"{name}_low": low, f"{name}_high": high}


def _together(rows: list[dict[str, Any]], draws: list[Draws | None], level: float) -> dict[str, Any]:
    """What the groups that were not refused come to as a whole: their futures added up, each by chances of its own."""
    found: dict[str, Any] = {}
    for what, clients in (("purchases", "all_clients"), ("amount", "all_amount_clients")):
        own = [(row, getattr(drawn, what)) for row, drawn in zip(rows, draws, strict=True) if drawn is not None]
        own = [(row, drawn) for row, drawn in own if drawn is not None]
        found[clients] = sum(row["clients"] for row, _ in own)
        if own:
            found[f"all_expected_{what}"] = sum(row[f"expected_{what}"] for row, _ in own)
            found |= {f"all_{k}": v for k, v in _bounds(what, sum(drawn for _, drawn in own), level).items()}
    return found
