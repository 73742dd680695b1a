r"""Shifted-beta-geometric: what share of clients stays, period after period.

At the end of each period a client leaves with chance :math:`\theta`, beta(α, β) over the clients.

Fader and Hardie (2007), How to project customer retention. Journal of Interactive Marketing 21.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array
from salesbook.metrics.fit.least import BOUND, Objective, least, nearby, scale_of

LOW = (-BOUND, -BOUND)


@dataclass(frozen=True)
class Leaving:
    """Parameters of the model, without unit; the period is that of the data."""

    alpha: float
    beta: float
    log_likelihood: float = float("nan")


def fit_leaving(lost: Any, last_seen: Any) -> Leaving:
    """The parameters of greatest likelihood.

    Parameters
    ----------
    lost
        Clients (or shares) who left at the end of period 1, 2, …
    last_seen
        Those who were there at the end of period 1, 2, … and were followed no longer.

    Raises
    ------
    ValueError
        Nobody left, or nobody stayed: every curve would do.
    """
    gone, there = np.asarray(lost, dtype=float), np.asarray(last_seen, dtype=float)
    if gone.shape != there.shape or (gone < 0).any() or (there < 0).any():
        raise ValueError("lost and last_seen are numbers of clients, one for each period.")
    if not bears(gone, there):
        raise ValueError("nobody left, or all left at once: that bears no curve.")
    logs, value = least(_objective(gone, there), np.log([1.0, 2.0]), LOW)
    return _named(logs, -value * float(gone.sum() + there.sum()))


def bears(lost: Array, last_seen: Array) -> bool:
    """Whether somebody left and somebody stayed: otherwise every curve would do."""
    return bool(lost.sum() and (last_seen.sum() or lost[1:].sum()))


def refit_leaving(lost: Array, last_seen: Array, fitted: Leaving, draws: Iterable[Array]) -> list[Leaving]:
    """The same for clients drawn anew: ``lost``, then ``last_seen`` of each draw. One that bears no curve has ours."""
    begin, many = np.log([fitted.alpha, fitted.beta]), len(lost)
    scale = scale_of(_objective(lost, last_seen), begin)
    found = []
    for draw in draws:
        gone, there = draw[:many], draw[many:]
        if bears(gone, there):
            logs, value = nearby(_objective(gone, there), begin, LOW, scale)
            found.append(_named(logs, -value * float(draw.sum())))
        else:
            found.append(fitted)
    return found


def _named(logs: Array, log_likelihood: float) -> Leaving:
    alpha, beta = (float(value) for value in np.exp(logs))
    return Leaving(alpha, beta, log_likelihood)


def _objective(gone: Array, there: Array) -> Objective:
    period = np.arange(1, len(gone) + 1)
    total, left, stayed, both = float(gone.sum() + there.sum()), gone.sum(), there.sum(), gone + there
    at = np.concatenate([period - 1, period, period, np.zeros(4)])
    weights = np.concatenate([gone, there, -both, [left, stayed - total, -total, total]])
    kinds = np.repeat(np.arange(7), [len(gone)] * 3 + [1] * 4)  # β…, β…, α + β…, then α + 1, α, β, α + β
    by_alpha, by_beta = (weights * np.isin(kinds, which) for which in ((2, 3, 4, 6), (0, 1, 2, 5, 6)))

    gammaln, psi = scipy.special.gammaln, scipy.special.psi

    def objective(logs: Array) -> tuple[float, Array]:
        alpha, beta = theta = np.exp(logs)
        at_theta = at + np.array([beta, beta, alpha + beta, alpha + 1, alpha, beta, alpha + beta])[kinds]
        slope = psi(at_theta)
        return -weights @ gammaln(at_theta) / total, -theta * np.array([by_alpha @ slope, by_beta @ slope]) / total

    return objective


def staying(leaving: Leaving, periods: Any) -> Array:
    """The share still there at the end of each of ``periods``; 1 at 0."""
    t = np.asarray(periods, dtype=float)
    betaln = scipy.special.betaln
    return np.asarray(np.exp(betaln(leaving.alpha, leaving.beta + t) - betaln(leaving.alpha, leaving.beta)))


def observed(lost: Any, last_seen: Any) -> tuple[Array, Array]:
    """Clients at risk in each period, and the share still there at its end (Kaplan and Meier)."""
    gone, there = np.asarray(lost, dtype=float), np.asarray(last_seen, dtype=float)
    followed = gone + there
    at_risk = followed[::-1].cumsum()[::-1]
    kept = 1 - np.divide(gone, at_risk, out=np.zeros_like(gone), where=at_risk > 0)
    return at_risk, np.where(at_risk > 0, kept.cumprod(), np.nan)
