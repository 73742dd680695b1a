"""How well the forecast of client value would have done: fitted to all but the last days, held against them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.errors import RequestError
from salesbook.metrics.fit.forecast import fit, futures_of_parts, middle, redrawn
from salesbook.metrics.fit.futures import Totals
from salesbook.metrics.fit.histories import Array
from salesbook.metrics.lifetime_groups import Group, Wanted, groups_of, types_of, wanted
from salesbook.metrics.purchases import Rules


def lifetime_calibration(
    orders: ibis.Table,
    *,
    by: Sequence[str] = (),
    holdout_days: int = 182,
    most_repeats: int = 7,
    predict: str = "both",
    model: str = "bg_nbd",
    min_repeaters: int = 50,
    max_correlation: float = 0.3,
    level: float = 0.95,
    replicates: int = 200,
    seed: int = 1,
    as_of: dt.date | None = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""What the models would have predicted ``holdout_days`` ago for the clients of then, beside what came true.

    Parameters
    ----------
    holdout_days
        The last so many days are kept from the models, and predicted.
    most_repeats
        Clients with so many repeat purchases and more are one row.
    predict
        ``both`` purchases and amounts, or ``purchases`` alone, which takes two thirds of the time.
    orders, by, model, min_repeaters, max_correlation, level, replicates, seed, as_of, **rules
        As in :func:`~salesbook.metrics.lifetime.lifetime`.

    Returns
    -------
    Table
        A row for each number of repeat purchases before the hold-out, and one for all: ``*by``, ``repeats`` (null: all
        clients of the group; ``most_repeats`` stands for more as well), ``clients``, ``holdout_days``,
        ``holdout_from``, ``holdout_to`` (dates), ``predicted_purchases``, ``predicted_low``, ``predicted_high``
        (interval of prediction), ``actual_purchases``, ``within`` (whether the interval holds them),
        ``predicted_amount``, ``predicted_amount_low``, ``predicted_amount_high``, ``actual_amount`` (money),
        ``amount_within``; ``refused``, ``amount_refused`` (the reason why figures are null; ``unasked`` where only
        purchases are predicted); then, for all groups that were not refused together, ``all_clients``,
        ``all_predicted_purchases``, ``all_predicted_low``, ``all_predicted_high``, ``all_actual_purchases``,
        ``all_within`` and ``all_amount_clients``, ``all_predicted_amount``, ``all_predicted_amount_low``,
        ``all_predicted_amount_high``, ``all_actual_amount``, ``all_amount_within``; ordered by ``by``, all clients
        first.

    Raises
    ------
    DataError, RequestError
        As in :func:`~salesbook.metrics.lifetime.lifetime`; ``predict`` is neither of its words. Too few clients are
        said in ``refused``.

    References
    ----------
    Fader, Hardie and Lee (2005), figure of conditional expectations.
    """
    asked = wanted(model, holdout_days, min_repeaters, max_correlation, level, replicates, seed)
    if predict not in ("both", "purchases"):
        raise RequestError("predict", f"{predict} is not to be predicted.", "Say both or purchases.")
    asked = replace(asked, limits=replace(asked.limits, spend=predict == "both"))
    after, end = groups_of(orders, by, as_of, rules)
    schema = types_of(orders, by) | _COLUMNS
    rows: list[dict[str, Any]] = []
    if end is not None:
        cut = end - dt.timedelta(days=holdout_days)
        before, _ = groups_of(orders, by, cut, rules)
        later = {group.key: group for group in after}
        wholes: list[tuple[dict[str, Any], Totals]] = []
        days = {"holdout_days": holdout_days, "holdout_from": cut + dt.timedelta(days=1), "holdout_to": end}
        for group in before:
            named = dict(zip(by, group.key, strict=True)) | days
            own, whole = _compared(group, later[group.key], asked, most_repeats)
            rows += [named | row for row in own]
            wholes += [(own[0], whole)] if whole is not None else []
        together = _together(wholes, level)
        rows = [row | together for row in rows]
    result = ibis.memtable({c: [row.get(c) for row in rows or [{}]] for c in schema}, schema=schema)
    result = result if rows else result.limit(0)  # a column of no dates at all would be one of numbers
    return result.order_by([*by, ibis.asc("repeats", nulls_first=True)])


_COLUMNS = {
    "repeats": "int64", "clients": "int64", "holdout_days": "int64", "holdout_from": "date", "holdout_to": "date",
    "predicted_purchases": "float64", "predicted_low": "float64", "predicted_high": "float64",
    "actual_purchases": "int64", "within": "boolean", "predicted_amount": "float64",
    "predicted_amount_low": "float64", "predicted_amount_high": "float64", "actual_amount": "float64",
    "amount_within": "boolean", "refused": "string", "amount_refused": "string", "all_clients": "int64",
    "all_predicted_purchases": "float64", "all_predicted_low": "float64", "all_predicted_high": "float64",
    "all_actual_purchases": "int64", "all_within": "boolean", "all_amount_clients": "int64",
    "all_predicted_amount": "float64", "all_predicted_amount_low": "float64", "all_predicted_amount_high": "float64",
    "all_actual_amount": "float64", "all_amount_within": "boolean",
}  # fmt: skip


def _compared(before: Group, after: Group, asked: Wanted, most: int) -> tuple[list[dict[str, Any]], Totals | None]:
    """Rows of one group, the whole first, and the futures of the whole: those of all its parts added up."""
    place = {name: n for n, name in enumerate(after.client_id)}
    same = np.array([place[name] for name in before.client_id])
    fitted = fit(before.clients, asked.model, asked.limits)
    bought = fitted.purchases(asked.horizon_days)
    each = {
        "predicted_purchases": bought, "predicted_amount": bought * fitted.spend(),
        "actual_purchases": after.clients.frequency[same] - before.clients.frequency,
        "actual_amount": after.revenue[same] - before.revenue,
    }  # fmt: skip
    said = {"refused": fitted.refused or None, "amount_refused": fitted.amount_refused or None}
    if fitted.buying is None:
        return [said | _row(each, None, asked.level)], None
    rng = before.chance(asked.seed)
    models = redrawn(fitted, asked.replicates, rng)
    repeats, part = np.unique(np.minimum(before.clients.frequency, most), return_inverse=True)
    drawn = futures_of_parts(before.clients, part, models, asked.horizon_days, rng)
    whole = _added(drawn)
    rows = [said | _row(each, whole, asked.level)]
    for number, (repeat, own) in enumerate(zip(repeats, drawn, strict=True)):
        some = {name: column[part == number] for name, column in each.items()}
        rows.append({"repeats": int(repeat)} | said | _row(some, own, asked.level))
    return rows, whole


def _added(drawn: list[Totals]) -> Totals:
    """Totals of several parts."""
    amounts = [each.amount for each in drawn if each.amount is not None]
    return Totals(np.sum([each.purchases for each in drawn], axis=0), np.sum(amounts, axis=0) if amounts else None)


def _together(wholes: list[tuple[dict[str, Any], Totals]], level: float) -> dict[str, Any]:
    """Predicted beside actual for all groups, as far as each was modelled."""
    found: dict[str, Any] = {}
    for what, clients, bounds, within in _ALL:
        own = [(row, getattr(drawn, what)) for row, drawn in wholes if getattr(drawn, what) is not None]
        found[f"all_{clients}"] = sum(row["clients"] for row, _ in own)
        if own:
            low, high = middle(sum(draws for _, draws in own), level)
            predicted, actual = (sum(row[f"{kind}_{what}"] for row, _ in own) for kind in ("predicted", "actual"))
            found |= {f"all_predicted_{what}": predicted, f"all_actual_{what}": actual}
            found |= {f"all_{bounds}_low": low, f"all_{bounds}_high": high, f"all_{within}": low <= actual <= high}
    return found


_ALL = (
    ("purchases", "clients", "predicted", "within"),
    ("amount", "amount_clients", "predicted_amount", "amount_within"),
)


def _row(each: Mapping[str, Array], drawn: Totals | None, level: float) -> dict[str, Any]:
    """Predicted beside actual, ``each`` a column of clients, added up."""
    row: dict[str, Any] = {
        "clients": len(each["actual_purchases"]), "actual_purchases": int(each["actual_purchases"].sum()),
        "actual_amount": float(each["actual_amount"].sum()),
    }  # fmt: skip
    for what, _, bounds, within in _ALL:
        draws = getattr(drawn, what, None)
        if draws is not None:
            low, high = middle(draws, level)
            row |= {f"predicted_{what}": float(each[f"predicted_{what}"].sum()), f"{bounds}_low": low}
            row |= {f"{bounds}_high": high, within: low <= row[f"actual_{what}"] <= high}
    return row
