"""The least value of a smooth function of few variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array

BOUND = 12.0  # of the logarithm of a parameter
STEP, FLATTEST = 1e-4, 1e-4
EXACT = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7}
MOST_STEPS, SHORTEST, DESCENT = 100, 1e-3, 1e-4
NEAR = 1e-7  # gains of this share are far below what chance would tell apart
Objective = Callable[[Array], tuple[float, Array]]  # value and gradient


def least(objective: Objective, begin: Any, low: Any) -> tuple[Array, float]:
    """Where ``objective`` is least between ``low`` and the bound, and its value there."""
    bounds = [(bottom, BOUND) for bottom in low]
    found = scipy.optimize.minimize(objective, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=EXACT)
    return found.x, float(found.fun)


def nearby(objective: Objective, begin: Array, low: Any, scale: Array) -> tuple[Array, float]:
    """The same for a function much like one whose least value is at ``begin``, curved there as ``scale`` says.

    In steps of that scale all directions are curved alike, so that a few of them (BFGS) lead there: many times faster
    than to begin anew, and a bootstrap does it hundreds of times.
    """

    def scaled(steps: Array) -> tuple[float, Array]:
        free = begin + scale @ steps
        within = np.clip(free, low, BOUND)
        value, slope = objective(within)
        return value, scale.T @ np.where(free == within, slope, 0)

    steps, inverse = np.zeros(len(begin)), np.eye(len(begin))
    value, slope = scaled(steps)
    for _ in range(MOST_STEPS):
        way, size = -inverse @ slope, 1.0
        downhill = float(way @ slope)
        further, after = scaled(steps + way)
        while not further <= value + DESCENT * size * downhill and size > SHORTEST:
            size /= 2
            further, after = scaled(steps + size * way)
        if not further < value:
            break
        moved, turned, gained = size * way, after - slope, value - further
        steps, value, slope = steps + moved, further, after
        if gained < NEAR * abs(value):
            break
        if moved @ turned > 0:
            change = np.eye(len(begin)) - np.outer(moved, turned) / (moved @ turned)
            inverse = change @ inverse @ change.T + np.outer(moved, moved) / (moved @ turned)
    return np.clip(begin + scale @ steps, low, BOUND), value


def scale_of(objective: Objective, at: Array) -> Array:
    """Steps in which the function is curved alike in all directions around ``at``; flat ones are cut short."""
    sides = [[objective(at + sign * step)[1] for sign in (1, -1)] for step in STEP * np.eye(len(at))]
    curves = np.array([(up - down) / (2 * STEP) for up, down in sides])
    values, directions = np.linalg.eigh((curves + curves.T) / 2)
    return np.asarray(directions / np.sqrt(np.maximum(values, FLATTEST * values.max())))
