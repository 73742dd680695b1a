"""The least value of a smooth function of few variables, and of many functions that are much alike."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array

BOUND = 12.0  # of the logarithm of a parameter
STEP, FLATTEST = 1e-4, 1e-4
EXACT = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7}
MOST_STEPS, SHORTEST, DESCENT = 100, 1e-3, 1e-4
NEAR = 1e-6  # of the value: gains of a thousandth in all, far below what chance would tell apart
AT_ONCE = 100_000  # weights: more leave the processor's own memory
EVERY = slice(None)

# Of the functions ``which`` of several, each at a point of its own (m, k): their values (m,) and gradients (m, k).
Objective = Callable[[Any, Array], tuple[Array, Array]]


def alone(objective: Objective) -> Callable[[Array], tuple[float, Array]]:
    """The value and the gradient of the only function at a point."""

    def at(point: Array) -> tuple[float, Array]:
        value, slope = objective(EVERY, point[None])
        return float(value[0]), slope[0]

    return at


def least(objective: Objective, begin: Any, low: Any) -> tuple[Array, float]:
    """Where the only function is least between ``low`` and the bound, and its value there."""
    bounds = [(bottom, BOUND) for bottom in low]
    found = scipy.optimize.minimize(alone(objective), begin, jac=True, method="L-BFGS-B", bounds=bounds, options=EXACT)
    return found.x, float(found.fun)


def redone(
    made: Callable[[Array], Objective], draws: Iterable[Array], begin: Array, low: Any, scale: Array
) -> Iterator[tuple[Array, float]]:
    """Where the function that is ``made`` of each of the ``draws`` is least, and its value there; see :func:`nearby`.

    ``made`` is given several at once, one row a draw.
    """
    coming = iter(draws)
    for first in coming:
        weights = np.stack([first, *islice(coming, max(AT_ONCE // max(len(first), 1) - 1, 0))])
        points, values = nearby(made(weights), len(weights), begin, low, scale)
        yield from zip(points, values.tolist(), strict=True)


def nearby(objective: Objective, many: int, begin: Array, low: Any, scale: Array) -> tuple[Array, Array]:
    """Where ``many`` functions are least, each much like one that is so at ``begin``, curved there as ``scale`` says.

    In steps of that scale all directions are curved alike, so that a few of them (BFGS) lead there: many times faster
    than to begin anew, and a bootstrap does it hundreds of times. All go on together until each has arrived.
    """

    def scaled(which: Array, steps: Array) -> tuple[Array, Array]:
        free = begin + steps @ scale.T
        within = np.clip(free, low, BOUND)
        value, slope = objective(which, within)
        return value, np.where(free == within, slope, 0) @ scale

    on = np.arange(many)
    steps, inverse = np.zeros((many, len(begin))), np.tile(np.eye(len(begin)), (many, 1, 1))
    value, slope = scaled(on, steps)
    for _ in range(MOST_STEPS):
        way = -(inverse[on] @ slope[on][:, :, None])[:, :, 0]
        ahead = -(way * slope[on]).sum(axis=1) >= NEAR * abs(value[on])  # twice what there is to gain
        on, way = on[ahead], way[ahead]
        if not len(on):
            break
        moved, further, after = _down(scaled, on, steps[on], way, value[on], slope[on])
        better = further < value[on]
        on, moved, further, after = on[better], moved[better], further[better], after[better]
        turned, gained = after - slope[on], value[on] - further
        steps[on] += moved
        value[on], slope[on] = further, after
        inverse[on] = _curved(inverse[on], moved, turned)
        on = on[gained >= NEAR * abs(further)]
    return np.clip(begin + steps @ scale.T, low, BOUND), value


def _down(
    scaled: Objective, which: Array, steps: Array, way: Array, value: Array, slope: Array
) -> tuple[Array, Array, Array]:
    """The first of ever shorter moves along ``way`` that leads down as its slope promises; value and slope there.

    The next is as long as would be best if the function were a parabola, within a tenth and a half of the last.
    """
    size, downhill = np.ones(len(which)), (way * slope).sum(axis=1)
    further, after = scaled(which, steps + way)
    while True:
        again = np.flatnonzero(~(further <= value + DESCENT * size * downhill) & (size > SHORTEST))
        if not len(again):
            return size[:, None] * way, further, after
        tried, promised = size[again], downhill[again] * size[again]
        best = -promised * tried / (2 * (further[again] - value[again] - promised))
        size[again] = np.clip(np.nan_to_num(best), tried / 10, tried / 2)
        further[again], after[again] = scaled(which[again], steps[again] + size[again, None] * way[again])


def _curved(inverse: Array, moved: Array, turned: Array) -> Array:
    """What the moves tell of the inverse of each curvature (Broyden, Fletcher, Goldfarb, Shanno)."""
    along = (moved * turned).sum(axis=1)
    told = along > 0
    along = np.where(told, along, 1)[:, None, None]
    change = np.eye(moved.shape[1]) - moved[:, :, None] * turned[:, None, :] / along
    updated = change @ inverse @ change.transpose(0, 2, 1) + moved[:, :, None] * moved[:, None, :] / along
    return np.where(told[:, None, None], updated, inverse)


def scale_of(objective: Objective, at: Array) -> Array:
    """Steps in which the only function is curved alike in all directions around ``at``; flat ones are cut short."""
    slope = alone(objective)
    sides = [[slope(at + sign * step)[1] for sign in (1, -1)] for step in STEP * np.eye(len(at))]
    curves = np.array([(up - down) / (2 * STEP) for up, down in sides])
    values, directions = np.linalg.eigh((curves + curves.T) / 2)
    return np.asarray(directions / np.sqrt(np.maximum(values, FLATTEST * values.max())))


def summed(weights: Array, by: Array) -> tuple[Array, Array]:
    """The distinct values of ``by``, and what the ``weights`` of each come to, row by row."""
    order = np.argsort(by, kind="stable")
    ordered = by[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ordered[starts], np.add.reduceat(weights[:, order], starts, axis=1)


def times(one: Array, other: Array) -> Array:
    """The scalar product of each row; either may be the same for all rows."""
    return np.einsum("...j,...j->...", one, other)
