"""Clients' histories by group, out of the database and into arrays: what the models of buying are fitted to."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, get_args

import ibis
import numpy as np

from salesbook.errors import RequestError, raise_all
from salesbook.metrics.client_summary import client_summary
from salesbook.metrics.fit.bg_nbd import Model
from salesbook.metrics.fit.forecast import Limits
from salesbook.metrics.fit.futures import Clients
from salesbook.metrics.fit.histories import Array
from salesbook.metrics.interval import z_of

EXACT = 6  # decimals that money has at most: so taken, a sum is the same in whatever order it was added up


@dataclass(frozen=True)
class Group:
    """The clients of one group, ordered by id. ``number`` is its place: each group draws chances of its own."""

    key: tuple[Any, ...]
    number: int
    client_id: list[str]
    clients: Clients
    revenue: Array

    def chance(self, seed: int) -> np.random.Generator:
        """Chances that are the same at each run."""
        return np.random.default_rng([seed, self.number])


@dataclass(frozen=True)
class Wanted:
    """How a forecast is asked for; see :func:`~salesbook.metrics.lifetime.lifetime`."""

    model: Model
    horizon_days: int
    limits: Limits
    level: float
    replicates: int
    seed: int


def wanted(
    model: str, horizon_days: int, min_repeaters: int, max_correlation: float, level: float, replicates: int, seed: int
) -> Wanted:
    """The request, checked.

    Raises
    ------
    RequestError, Faults
        There is no such model, or a number is outside its range.
    """
    z_of(level)
    faults: list[Any] = []
    if model not in get_args(Model):
        faults.append(RequestError("model", f"no model {model}.", f"There are {' and '.join(get_args(Model))}."))
    for name, value, least in (("horizon_days", horizon_days, 1), ("replicates", replicates, 2), ("seed", seed, 0)):
        if value < least:
            faults.append(RequestError(name, f"{value} is too small.", f"Give a whole number from {least} on."))
    if min_repeaters < 10:
        fix = "Give 10 or more: four parameters cannot be told from fewer."
        faults.append(RequestError("min_repeaters", f"{min_repeaters} is too small.", fix))
    if not 0 < max_correlation <= 1:
        fix = "Give a number above 0 and up to 1, e.g. 0.3."
        faults.append(RequestError("max_correlation", f"{max_correlation} is no bound of a correlation.", fix))
    raise_all(faults)
    return Wanted(model, horizon_days, Limits(min_repeaters, max_correlation), level, replicates, seed)  # type: ignore[arg-type]


def groups_of(
    orders: ibis.Table, by: Sequence[str], as_of: dt.date | None, rules: Mapping[str, Any]
) -> tuple[list[Group], dt.date | None]:
    """The groups in order, and the last day that counts; returns are netted unless ``rules`` say otherwise."""
    summary = client_summary(orders, by=by, as_of=as_of, **{"returns": "net", **rules})
    rows = summary.to_pyarrow().sort_by([(c, "ascending") for c in (*by, "client_id")])  # a server has its own alphabet
    if not rows.num_rows:
        return [], None
    keys = list(zip(*(rows[c].to_pylist() for c in by), strict=True)) if by else [()] * rows.num_rows
    columns = {c: rows[c].to_numpy().astype(float) for c in ("frequency", "recency_days", "age_days")}
    revenue, first = (rows[c].to_numpy().astype(float).round(EXACT) for c in ("revenue", "first_amount"))
    again = columns["frequency"]
    columns["mean_amount"] = np.divide(revenue - first, again, out=np.full(len(again), np.nan), where=again > 0)
    names = rows["client_id"].to_pylist()
    found = []
    for number, (start, end) in enumerate(_runs(keys)):
        clients = Clients(**{name: column[start:end] for name, column in columns.items()})
        found.append(Group(keys[start], number, names[start:end], clients, revenue[start:end]))
    return found, rows["as_of"][0].as_py()


def _runs(keys: list[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Where each run of equal keys begins and ends."""
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[start]:
            yield start, place
            start = place


def types_of(orders: ibis.Table, by: Sequence[str]) -> dict[str, Any]:
    """The types of the columns of ``by``, for a result's schema."""
    return {c: orders[c].type() for c in by}


def known(values: Any) -> list[Any]:
    """``values`` as a column takes them: not a number is nothing."""
    return [None if isnan(value) else value for value in np.asarray(values).tolist()]
