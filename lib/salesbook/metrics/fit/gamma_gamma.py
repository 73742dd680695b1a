r"""Gamma-Gamma: how much a client spends at a purchase.

A client's purchases are gamma(p, ν), and :math:`\nu` is gamma(q, v) over the clients, whatever their frequency.

Fader, Hardie and Lee (2005), Journal of Marketing Research 42; Fader and Hardie (2013).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array
from salesbook.metrics.fit.least import BOUND, Objective, least, redone, scale_of, summed, times

LEAST_Q = 1.01  # at 1 and below, the mean of a new client's spend is infinite
LOW = (-BOUND, np.log(LEAST_Q), -BOUND)  # the logarithms of p, q, v go no lower


@dataclass(frozen=True)
class Spending:
    """Parameters of the model. ``v_amount`` is money; ``p`` and ``q`` have no unit."""

    p: float
    q: float
    v_amount: float
    log_likelihood: float = float("nan")


def fit_spending(frequency: Any, mean_amount: Any) -> Spending:
    """The parameters of greatest likelihood for repeat buyers; all amounts above zero.

    Raises
    ------
    ValueError
        An amount is not above zero, or a client has no repeat purchase.
    """
    x, m = np.asarray(frequency, dtype=float), np.asarray(mean_amount, dtype=float)
    if not len(x) or not (x > 0).all() or not (m > 0).all() or not np.isfinite(m).all():
        raise ValueError("spend is modelled of repeat buyers whose mean_amount is above zero: leave out the rest.")
    unit = float(m.mean())  # money of any currency: hryvnias or cents alike
    logs, value = least(_objective(x, m / unit, np.ones((1, len(x)))), np.log([4.0, 3.0, 0.5]), LOW)
    return _named(logs, unit, -value * len(x) - len(x) * np.log(unit))


def refit_spending(x: Array, m: Array, fitted: Spending, draws: Iterable[Array]) -> list[Spending]:
    """The parameters for the same clients drawn anew, each as often as ``draws`` says."""
    unit = float(m.mean())
    begin = np.log([fitted.p, fitted.q, fitted.v_amount / unit])
    scale = scale_of(_objective(x, m / unit, np.ones((1, len(x)))), begin)
    found = redone(partial(_objective, x, m / unit), draws, begin, LOW, scale)
    return [_named(logs, unit, -value * len(x) - len(x) * np.log(unit)) for logs, value in found]


def _named(logs: Array, unit: float, log_likelihood: float) -> Spending:
    p, q, v = (float(value) for value in np.exp(logs))
    return Spending(p, q, v * unit, float(log_likelihood))


def _objective(x: Array, m: Array, weights: Array) -> Objective:
    """Minus the mean log-likelihood of the logarithms of p, q, v, with its gradient; ``weights``: one row a draw."""
    total, spent, log_m, bought = weights.sum(axis=1), x * m, np.log(m), weights * x
    counts, n_x = summed(weights, x)
    fixed, once = weights @ (x * (np.log(x) + log_m)), weights @ log_m

    gammaln, psi = scipy.special.gammaln, scipy.special.psi

    def objective(which: Any, logs: Array) -> tuple[Array, Array]:
        theta, n, drawn, again = np.exp(logs), total[which], weights[which], bought[which]
        p, q, v = theta.T
        shape, end = np.outer(p, counts), spent + v[:, None]
        both, one, log_end = shape + q[:, None], psi(shape), np.log(end)
        longer, whole, own = times(again, log_end), times(drawn, log_end), n_x[which]
        value = times(own, gammaln(both) - gammaln(shape)) - n * (gammaln(q) - q * np.log(v))
        value += p * fixed[which] - once[which] - p * longer - q * whole
        both = psi(both)
        by_p = times(own * counts, both - one) + fixed[which] - longer
        by_q = times(own, both) - n * (psi(q) - np.log(v)) - whole
        by_v = n * q / v - times(p[:, None] * again + q[:, None] * drawn, 1 / end)
        return -value / n, -theta * np.stack([by_p, by_q, by_v], axis=1) / n[:, None]

    return objective


def expected_spend(spending: Spending, frequency: Any, mean_amount: Any) -> Array:
    """The mean amount of a client's next purchase; who has bought only once is taken for the average client."""
    x = np.asarray(frequency, dtype=float)
    m = np.maximum(np.nan_to_num(np.asarray(mean_amount, dtype=float)), 0.0)
    return spending.p * (spending.v_amount + x * m) / (spending.p * x + spending.q - 1)
