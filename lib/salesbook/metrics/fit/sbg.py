r"""Shifted-beta-geometric: what share of clients stays, period after period.

At the end of each period a client leaves with chance :math:`\theta`, beta(α, β) over the clients.

Fader and Hardie (2007), How to project customer retention. Journal of Interactive Marketing 21.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures

from salesbook.metrics.fit.histories import Array
from salesbook.metrics.fit.least import BOUND, Objective, least, redone, scale_of, times

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
    logs, value = least(_objective(np.concatenate([gone, there])[None]), np.log([1.0, 2.0]), LOW)
    return _named(logs, -value * float(gone.sum() + there.sum()))


def bears(lost: Array, last_seen: Array) -> bool:
    """Whether somebody left and somebody stayed: otherwise every curve would do."""
    return bool(lost.sum() and (last_seen.sum() or lost[1:].sum()))


def refit_leaving(lost: Array, last_seen: Array, fitted: Leaving, draws: Iterable[Array]) -> list[Leaving]:
    """The same for clients drawn anew: ``lost``, then ``last_seen`` of each draw. One that bears no curve has ours."""
    begin, many, drawn = np.log([fitted.alpha, fitted.beta]), len(lost), list(draws)
    scale = scale_of(_objective(np.concatenate([lost, last_seen])[None]), begin)
    bearing = [bears(draw[:many], draw[many:]) for draw in drawn]
    found = redone(_objective, compress(drawn, bearing), begin, LOW, scale)
    return [_again(draw, *next(found)) if bears_one else fitted for draw, bears_one in zip(drawn, bearing, strict=True)]


def _again(draw: Array, logs: Array, value: float) -> Leaving:
    return _named(logs, -value * float(draw.sum()))


def _named(logs: Array, log_likelihood: float) -> Leaving:
    alpha, beta = (float(value) for value in np.exp(logs))
    return Leaving(alpha, beta, log_likelihood)


def _objective(draws: Array) -> Objective:
    """Minus the mean log-likelihood of the logarithms of α, β, with its gradient; a draw is lost, then last seen."""
    many = draws.shape[1] // 2
    gone, there = draws[:, :many], draws[:, many:]
    period, total, left, stayed = np.arange(1, many + 1), draws.sum(axis=1), gone.sum(axis=1), there.sum(axis=1)
    at = np.concatenate([period - 1, period, period, np.zeros(4)])
    alone = np.stack([left, stayed - total, -total, total], axis=1)
    weights = np.concatenate([gone, there, -(gone + there), alone], axis=1)
    kinds = np.repeat(np.arange(7), [many] * 3 + [1] * 4)  # β…, β…, α + β…, then α + 1, α, β, α + β
    of_alpha, of_beta = (np.isin(kinds, which) for which in ((2, 3, 4, 6), (0, 1, 2, 5, 6)))

    gammaln, psi = scipy.special.gammaln, scipy.special.psi

    def objective(which: Any, logs: Array) -> tuple[Array, Array]:
        theta, n, drawn = np.exp(logs), total[which], weights[which]
        alpha, beta = theta.T
        both = alpha + beta
        at_theta = at + np.stack([beta, beta, both, alpha + 1, alpha, beta, both], axis=1)[:, kinds]
        slope = drawn * psi(at_theta)
        slopes = np.stack([slope[:, its].sum(axis=1) for its in (of_alpha, of_beta)], axis=1)
        return -times(drawn, gammaln(at_theta)) / n, -theta * slopes / n[:, None]

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
