r"""BG/NBD and MBG/NBD: how often clients buy, and whether they still do.

While active a client buys at a rate :math:`\lambda`, gamma(r, α) over the clients; after a purchase the client leaves
for good with chance :math:`p`, beta(a, b) over the clients. In BG/NBD nobody leaves on the first purchase (so that
whoever bought once is surely active), in MBG/NBD one may.

Fader, Hardie and Lee (2005), Marketing Science 24; Batislam, Denizel and Filiztekin (2007), IJRM 24.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array, Histories
from salesbook.metrics.fit.least import BOUND, Objective, least, redone, scale_of, summed, times

Model = Literal["bg_nbd", "mbg_nbd"]
LOW = (-BOUND,) * 4  # the logarithms of r, α, a, b go no lower
LEAST_P = 1e-300
LEAST_DIFFERENCE = 1e-5  # between a and 1: the formula divides by it


@dataclass(frozen=True)
class Buying:
    """Parameters of the model. ``alpha_days`` is a time; ``r``, ``a``, ``b`` have no unit."""

    model: Model
    r: float
    alpha_days: float
    a: float
    b: float
    log_likelihood: float = float("nan")

    @property
    def first_may_be_last(self) -> int:
        """1 where a client may leave on the first purchase already."""
        return int(self.model == "mbg_nbd")


def fit_buying(seen: Histories, model: Model) -> Buying:
    """The parameters of greatest likelihood. ``log_likelihood`` is that of rates a day."""
    logs, value = least(_objective(seen, model, seen.clients[None]), np.log(_guess(seen)), LOW)
    return _named(model, logs, -value * seen.clients.sum())


def refit_buying(seen: Histories, fitted: Buying, draws: Iterable[Array]) -> list[Buying]:
    """The parameters for other numbers of clients with the same histories: those of a bootstrap."""
    begin = np.log([fitted.r, fitted.alpha_days, fitted.a, fitted.b])
    scale = scale_of(_objective(seen, fitted.model, seen.clients[None]), begin)
    found = redone(partial(_objective, seen, fitted.model), draws, begin, LOW, scale)
    return [_named(fitted.model, logs, -value * seen.clients.sum()) for logs, value in found]


def _named(model: Model, logs: Array, log_likelihood: float) -> Buying:
    r, alpha_days, a, b = (float(value) for value in np.exp(logs))
    return Buying(model, r, alpha_days, a, b, float(log_likelihood))


def _guess(seen: Histories) -> list[float]:
    bought = max(float(seen.clients @ seen.frequency), 1.0)
    return [0.5, max(0.5 * float(seen.clients @ seen.age_days) / bought, 0.1), 0.7, 2.5]


def _objective(seen: Histories, model: Model, weights: Array) -> Objective:
    """Minus the mean log-likelihood of the logarithms of r, α, a, b, with its gradient; ``weights``: one row a draw.

    What depends on the frequency alone, or on the age alone, is summed over clients beforehand.
    """
    x, total, first = seen.frequency, weights.sum(axis=1), int(model == "mbg_nbd")
    counts, n_x = summed(weights, x)
    ages, n_age = summed(weights, seen.age_days)
    _, x_age = summed(weights * x, seen.age_days)
    may = (x > 0) | bool(first)  # who may have left by the end
    w, x, tx, of_age = weights[:, may], x[may], seen.recency_days[may], np.searchsorted(ages, seen.age_days[may])
    tried, tried_x = counts + first, x + first  # chances to leave, so far not taken
    many = len(counts)
    at = np.concatenate([counts, tried, tried, np.zeros(3)])
    of = np.repeat([0, 1, 2, 0, 1, 2], [many, many, many, 1, 1, 1])  # r, b, a + b
    sign = np.concatenate([n_x, n_x, -n_x, np.stack([-total, -total, total], axis=1)], axis=1)

    gammaln, psi = scipy.special.gammaln, scipy.special.psi

    def objective(which: Any, logs: Array) -> tuple[Array, Array]:
        theta, n, drawn, signed = np.exp(logs), total[which], w[which], sign[which]
        r, alpha, a, b = theta.T[:, :, None]
        at_theta = at + np.concatenate([r, b, a + b], axis=1)[:, of]
        by = signed * psi(at_theta)
        by_r, by_b, by_ab = (by[:, of == k].sum(axis=1) for k in range(3))
        end, last, rate, left = alpha + ages, alpha + tx, r + x, b + tried_x - 1
        log_ages, log_alpha = np.log(end), logs[:, 1]
        longer = log_ages[:, of_age] - np.log(last)
        gone = rate * longer + np.log(a / left)
        either = np.logaddexp(0, gone)
        share = drawn * np.exp(gone - either)
        bought = r * n_age[which] + x_age[which]
        value = times(signed, gammaln(at_theta)) + n * theta[:, 0] * log_alpha
        value += times(drawn, either) - times(bought, log_ages)
        by_r += n * log_alpha - times(n_age[which], log_ages) + times(share, longer)
        by_alpha = n * theta[:, 0] / theta[:, 1] - times(bought, 1 / end)
        by_alpha += times(share * rate, (1 / end)[:, of_age] - 1 / last)
        by_a, by_b = by_ab + share.sum(axis=1) / theta[:, 2], by_ab + by_b - times(share, 1 / left)
        return -value / n, -theta * np.stack([by_r, by_alpha, by_a, by_b], axis=1) / n[:, None]

    return objective


def p_alive(buying: Buying, frequency: Any, recency_days: Any, age_days: Any) -> Array:
    """The chance that a client with this history is still active."""
    x, tx, age = (np.asarray(column, dtype=float) for column in (frequency, recency_days, age_days))
    tried = x + buying.first_may_be_last
    with np.errstate(divide="ignore", invalid="ignore"):
        gone = np.log(buying.a / (buying.b + tried - 1))
    gone = gone + (buying.r + x) * (np.log(buying.alpha_days + age) - np.log(buying.alpha_days + tx))
    return np.where(tried > 0, scipy.special.expit(-gone), 1.0)


def expected_purchases(buying: Buying, frequency: Any, recency_days: Any, age_days: Any, horizon_days: float) -> Array:
    """The mean number of purchases of a client with this history in the next ``horizon_days``.

    A client not yet seen has frequency, recency and age 0 after the first purchase.
    """
    x, age = (np.asarray(column, dtype=float) for column in (frequency, age_days))
    alive = p_alive(buying, x, recency_days, age)
    return alive * _while_active(buying, x, age, horizon_days)


def _while_active(buying: Buying, x: Array, age: Array, horizon_days: float) -> Array:
    """Mean purchases of a client known to be active; equal histories are worked out once."""
    (x, age), which = np.unique(np.stack(np.broadcast_arrays(x, age)).reshape(2, -1), axis=1, return_inverse=True)
    left = buying.b + x + buying.first_may_be_last
    a = buying.a if abs(buying.a - 1) > LEAST_DIFFERENCE else 1 + LEAST_DIFFERENCE
    until = buying.alpha_days + age + horizon_days
    never = np.exp((buying.r + x) * (np.log(buying.alpha_days + age) - np.log(until)))
    rest = scipy.special.hyp2f1(buying.r + x, left, a + left - 1, horizon_days / until)
    value = (a + left - 1) / (a - 1) * (1 - never * rest)
    unsure = ~np.isfinite(value) | ~np.isfinite(rest)
    if unsure.any():  # hundreds of purchases: the series overflows
        value[unsure] = [
            _by_quadrature(buying, *row, horizon_days) for row in zip(x[unsure], age[unsure], left[unsure], strict=True)
        ]
    return value[which.reshape(-1)]


def _by_quadrature(buying: Buying, x: float, age: float, left: float, horizon_days: float) -> float:
    """The same mean as an integral over the chance to leave, :math:`E[(1 - (1 + p z)^{-(r + x)}) / p]`."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    spread = np.sqrt(buying.a * left / (buying.a + left + 1)) / (buying.a + left)
    top = min(1.0, buying.a / (buying.a + left) + 20 * spread)
    u = (nodes + 1) / 2
    power = min(max(4.0, 3 / buying.a), 100.0)  # the density may be infinite at 0: the nodes crowd there
    p = np.maximum(top * u**power, LEAST_P)
    log_density = (buying.a - 1) * np.log(p) + (left - 1) * np.log1p(-p) + np.log(weights) + (power - 1) * np.log(u)
    density = np.exp(log_density - log_density.max())
    bought = -np.expm1(-(buying.r + x) * np.log1p(p * horizon_days / (buying.alpha_days + age))) / p
    return float(density @ bought / density.sum())
