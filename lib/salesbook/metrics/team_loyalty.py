"""How loyal each rep's clients are, with luck taken off, and who can be told apart."""

import math
from collections.abc import Callable, Sequence
from typing import Any, Unpack

import ibis
import numpy as np

from salesbook.metrics.fit.shrink import Floats, Shrunk, logit, places, share, shrink
from salesbook.metrics.interval import z_of
from salesbook.metrics.nps import PRIOR_EXTREME, PRIOR_PASSIVE
from salesbook.metrics.purchases import Rules
from salesbook.metrics.team import team as counts_of

Row = dict[str, Any]
RATES = {  # measure: its base, what is counted of it
    "retention_rate": ("start", "kept"),
    "late_rate": ("complaints", "complaints_late"),
    "contacted_rate": ("clients", "contacted_by_us"),
}
LEAST = 5  # with a smaller base nobody is judged
BAD = ("late_rate",)  # the less the better
VOLUME = {"manager_name": "string", "orders": "int64", "clients": "int64", "revenue": "float64"}
OWN = {"measure": "string", "base": "int64", "value": "float64", "value_low": "float64", "value_high": "float64"}
DRAWN = {
    "estimate": "float64", "estimate_low": "float64", "estimate_high": "float64", "team_mean": "float64",
    "stands": "string", "place_best": "int64", "place_worst": "int64", "units": "int64",
}  # fmt: skip


def team_loyalty(
    orders: ibis.Table,
    *,
    clients: ibis.Table | None = None,
    surveys: ibis.Table | None = None,
    complaints: ibis.Table | None = None,
    contacts: ibis.Table | None = None,
    team: ibis.Table | None = None,
    unit: str = "manager_id",
    window_days: int = 90,
    answer_days: int = 3,
    least: int = LEAST,
    level: float = 0.95,
    as_of: Any = None,
    **rules: Unpack[Rules],
) -> ibis.Table:
    r"""Loyalty of each rep's clients drawn towards the team's mean, so that luck is neither rewarded nor punished.

    A rep with few answers is drawn far, one with many little: :func:`salesbook.metrics.fit.shrink.shrink` (the
    normal model of Efron and Morris with Morris's intervals). NPS and order value as they are, with variances
    :math:`100^2 (p + d - (p - d)^2)/n` (on ¾ + 1½ + ¾ more answers) and :math:`s^2/n`; shares :math:`k/n` as logits
    :math:`\ln \frac{k + ½}{n - k + ½}` with variance :math:`\frac{1}{k + ½} + \frac{1}{n - k + ½}`. Who is not in the
    team (clients whom nobody looks after) is not drawn, and the team is not drawn towards them. Reps differ in the
    clients they have; nothing here takes that off.

    Parameters
    ----------
    orders, clients, surveys, complaints, contacts, team, unit, window_days, answer_days, as_of, **rules
        As in :func:`salesbook.metrics.team.team`.
    least
        A rep with a smaller base (answers, clients, complaints, orders) is not judged.
    level
        Coverage of the intervals, 0 to 1.

    Returns
    -------
    Table
        One row a rep (or team) and measure: ``manager_id`` or ``team``, ``manager_name``, ``orders``, ``clients``,
        ``revenue`` (the volume in the window: counts, money), ``measure`` (nps, points; order_value, money;
        retention_rate, late_rate, contacted_rate, shares), ``base`` (answers, orders, clients, complaints), ``value``,
        ``value_low``, ``value_high`` (its own alone), ``estimate``, ``estimate_low``, ``estimate_high`` (drawn towards
        the team), ``team_mean`` (what all are drawn towards), ``stands`` (better or worse where the interval leaves
        the mean out, else null), ``place_best``, ``place_worst`` (places, 1 the best, that the intervals bear),
        ``units`` (reps judged). Null where fewer than four can be judged.

    References
    ----------
    Efron and Morris (1975); Morris (1983); logit with halves: Gart and Zweifel (1967). Taught as: team.
    """
    tables: Any = {"clients": clients, "surveys": surveys, "complaints": complaints, "contacts": contacts, "team": team}
    how: Any = {"window_days": window_days, "answer_days": answer_days, "as_of": as_of, **rules}
    counted = counts_of(orders, **tables, unit=unit, **how)
    rows = judge(counted.to_pyarrow().to_pylist(), unit, level, least)
    return ibis.memtable(rows, schema=ibis.schema({unit: "string", **VOLUME, **OWN, **DRAWN}))


def judge(counted: Sequence[Row], unit: str, level: float, least: int = LEAST) -> list[Row]:
    """The rows of :func:`team_loyalty`, of rows that :func:`salesbook.metrics.team.team` has counted."""
    z = z_of(level)
    reps = [row for row in counted if row["clients"] or row["start"] or row["answered"]]
    return [row for measure in ("nps", *RATES, "order_value") for row in _judged(reps, measure, unit, z, level, least)]


def _judged(reps: Sequence[Row], measure: str, unit: str, z: float, level: float, least: int) -> list[Row]:
    """The rows of one measure; none where the company has not the table for it."""
    base, value_of, of, back = _form(measure)
    known = [rep for rep in reps if rep[base] is not None and value_of(rep) is not None]
    pairs = [of(rep) for rep in known]
    team = [i for i, rep in enumerate(known) if rep[unit] is not None and rep[base] >= least and pairs[i][1] > 0]
    y, v = (np.array([pairs[i][k] for i in team], dtype=np.float64) for k in (0, 1))
    drawn = shrink(y, v, level)
    rows = []
    for i, (rep, (centre, variance)) in enumerate(zip(known, pairs, strict=True)):
        low, high = _own(rep, measure, centre, variance, z)
        row: Row = {name: rep[name] for name in (unit, *VOLUME)} | dict.fromkeys(DRAWN)
        row |= {"measure": measure, "base": rep[base], "value": value_of(rep), "value_low": low, "value_high": high}
        if drawn is not None and i in team:
            row |= _standing(drawn, team.index(i), measure, back)
        rows.append(row)
    return rows


def _standing(drawn: Shrunk, i: int, measure: str, back: Callable[[float], float]) -> Row:
    """Where one unit stands among those judged."""
    bad = measure in BAD
    best, worst = places(-drawn.high, -drawn.low) if bad else places(drawn.low, drawn.high)
    stands = None
    if drawn.low[i] > drawn.centre or drawn.high[i] < drawn.centre:
        stands = "better" if (drawn.low[i] > drawn.centre) != bad else "worse"
    limits = {"estimate": drawn.estimate[i], "estimate_low": drawn.low[i], "estimate_high": drawn.high[i]}
    values = {name: back(float(value)) for name, value in limits.items()}
    places_of = {"place_best": best[i], "place_worst": worst[i], "units": len(drawn.estimate)}
    return {**values, "team_mean": back(drawn.centre), "stands": stands, **places_of}


def _own(rep: Row, measure: str, centre: float, variance: float, z: float) -> tuple[float | None, float | None]:
    """The interval of a rep's own figure: Wilson's for a share, normal for the others; null of a single one."""
    if measure in RATES:
        base, hits = (rep[c] for c in RATES[measure])
        half = z * math.sqrt(hits * (base - hits) / base + z * z / 4) / (base + z * z)
        middle = (hits + z * z / 2) / (base + z * z)
        return middle - half, middle + half
    if rep[_form(measure)[0]] < 2:
        return None, None
    back, error = _form(measure)[3], z * math.sqrt(variance)
    return back(centre - error), back(centre + error)


Form = tuple[str, Callable[[Row], float | None], Callable[[Row], tuple[float, float]], Callable[[float], float]]


def _form(measure: str) -> Form:
    """Base, value, (centre, variance) on the scale it is drawn on, and the way back from that scale."""
    if measure == "nps":
        return "answered", _nps, _nps_spread, lambda points: min(max(float(points), -100.0), 100.0)
    if measure == "order_value":
        return "orders", lambda rep: rep["order_value"], _money_spread, float
    base, hits = RATES[measure]

    def rate(rep: Row) -> float | None:
        return rep[hits] / rep[base] if rep[base] and rep[hits] is not None else None

    def spread(rep: Row) -> tuple[float, float]:
        centre, variance = logit(np.array([float(rep[hits])]), np.array([float(rep[base])]))
        return float(centre[0]), float(variance[0])

    def back(value: float) -> float:
        return float(share(_one(value))[0])

    return base, rate, spread, back


def _one(value: float) -> Floats:
    return np.array([value], dtype=np.float64)


def _nps(rep: Row) -> float | None:
    return 100 * (rep["promoters"] - rep["detractors"]) / rep["answered"] if rep["answered"] else None


def _nps_spread(rep: Row) -> tuple[float, float]:
    n = rep["answered"] + 2 * PRIOR_EXTREME + PRIOR_PASSIVE
    p, d = (rep["promoters"] + PRIOR_EXTREME) / n, (rep["detractors"] + PRIOR_EXTREME) / n
    return float(_nps(rep) or 0), 100**2 * (p + d - (p - d) ** 2) / n


def _money_spread(rep: Row) -> tuple[float, float]:
    return float(rep["order_value"]), (rep["order_value_sd"] or 0.0) ** 2 / max(rep["orders"], 1)
