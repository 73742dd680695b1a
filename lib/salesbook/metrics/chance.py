"""How likely chance alone is: p-values of differences, one or many, in the portable subset of ibis."""

from collections.abc import Sequence
from typing import Any

import ibis

# Hart's rational approximation of the normal distribution's tail (algorithm 5666), highest power first
ABOVE = (
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
    220.206867912376,
)  # fmt: skip
BELOW = (
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
    793.826512519948, 440.413735824752,
)  # fmt: skip
FAR, ROOT_2PI = 7.07106781186547, 2.506628274631


def p_value(z: Any) -> Any:
    """Two-sided probability that a standard normal quantity lies as far from 0 as ``z``; to 14 digits.

    References
    ----------
    West (2005), Better approximations to cumulative normal functions. Wilmott; after Hart (1968).
    """
    x = z.abs()
    near = _polynomial(ABOVE, x) / _polynomial(BELOW, x)
    far = x + 0.65
    for step in (4, 3, 2, 1):
        far = x + step / far
    tail = ibis.ifelse(x < FAR, near, 1 / (far * ROOT_2PI))
    return 2 * (-x * x / 2).exp() * tail


def holm(rows: ibis.Table, p: str, into: str, keys: Sequence[str]) -> ibis.Table:
    """``rows`` with ``into``: the p-values in column ``p`` corrected for their number, 0 to 1.

    ``keys`` tell rows apart, so that ties have one order. ``p`` must not be null.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    order = [p, *keys]
    ranked = rows.mutate(_place=ibis.row_number().over(order_by=order), _tests=ibis._.count().over(ibis.window()))
    ranked = ranked.mutate(_times=(ranked["_tests"] - ranked["_place"]) * ranked[p])
    highest = ranked["_times"].max().over(ibis.cumulative_window(order_by=order))
    return ranked.mutate(**{into: highest.clip(upper=1.0)}).drop("_place", "_tests", "_times")


def _polynomial(coefficients: Sequence[float], x: Any) -> Any:
    value: Any = coefficients[0]
    for coefficient in coefficients[1:]:
        value = value * x + coefficient
    return value
