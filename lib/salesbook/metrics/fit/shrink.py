"""Empirical Bayes: what each of several units is likely to be, when luck is taken off."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 4  # units: with three the factor (k − 3) leaves nothing
ROUNDS, TINY = 500, 1e-10


@dataclass(frozen=True)
class Shrunk:
    """What became of each unit: its estimate, the limits, and how far it was drawn towards the mean (0 to 1)."""

    centre: float
    estimate: Floats
    low: Floats
    high: Floats
    drawn: Floats


def shrink(values: Floats, variances: Floats, level: float = 0.95) -> Shrunk | None:
    r"""Means of units drawn towards their common mean, the more the less is known of them; None with fewer than four.

    Each :math:`y_i` is normal around its :math:`\theta_i` with known variance :math:`V_i`, the :math:`\theta_i` are
    normal around :math:`\mu` with variance :math:`A`:

    .. math::
        \hat\theta_i = \hat\mu + (1 - \hat B_i)(y_i - \hat\mu), \qquad
        \hat B_i = \frac{k - 3}{k - 1} \cdot \frac{V_i}{V_i + \hat A}

    .. math::
        \hat A = \frac{\sum W_i \left(\frac{k}{k-1}(y_i - \hat\mu)^2 - V_i\right)}{\sum W_i}, \quad
        W_i = \frac{1}{V_i + \hat A}, \quad \hat\mu = \frac{\sum W_i y_i}{\sum W_i}, \quad \hat A \ge 0

    With equal variances this is the estimator of James and Stein, :math:`1 - (k - 3) V / \sum (y_i - \bar y)^2`, with
    the common mean for a centre. The interval is Morris's, which knows that :math:`\mu` and :math:`A` are estimated:

    .. math::
        s_i^2 = V_i \left(1 - \frac{k - l_i}{k} \hat B_i\right)
        + \frac{2}{k - 3} \hat B_i^2 \, \frac{\bar V + \hat A}{V_i + \hat A} (y_i - \hat\mu)^2, \qquad
        l_i = \frac{k W_i}{\sum W_i}

    Parameters
    ----------
    values, variances
        One of each a unit, in the same unit of measurement; variances above 0.
    level
        Coverage of the intervals, 0 to 1.

    References
    ----------
    Efron and Morris (1975), Data analysis using Stein's estimator and its generalizations, JASA 70; Morris (1983),
    Parametric empirical Bayes inference: theory and applications, JASA 78.
    """
    k = len(values)
    if k < LEAST:
        return None
    spread = _spread(values, variances)
    weights = 1 / (variances + spread)
    centre = float((weights * values).sum() / weights.sum())
    drawn = (k - 3) / (k - 1) * variances * weights
    away = values - centre
    mean_variance = (weights * variances).sum() / weights.sum()
    doubt = 2 / (k - 3) * drawn**2 * (mean_variance + spread) * weights
    part = 1 - (1 - weights / weights.sum()) * drawn
    error = np.sqrt(variances * part + doubt * away**2) * NormalDist().inv_cdf((1 + level) / 2)
    estimate = centre + (1 - drawn) * away
    return Shrunk(centre, estimate, estimate - error, estimate + error, drawn)


def _spread(values: Floats, variances: Floats) -> float:
    """The variance of the units' true values, by turns with their mean; 0 where chance explains all."""
    k = len(values)
    spread = max(float(values.var(ddof=1) - variances.mean()), 0.0)
    for _ in range(ROUNDS):
        weights = 1 / (variances + spread)
        centre = (weights * values).sum() / weights.sum()
        excess = k / (k - 1) * (values - centre) ** 2 - variances
        better = max(float((weights * excess).sum() / weights.sum()), 0.0)
        if abs(better - spread) <= TINY * (spread + float(variances.mean())):
            return better
        spread = better
    return spread


def logit(hits: Floats, of: Floats) -> tuple[Floats, Floats]:
    """Share as a logit and its variance, with half a hit and half a miss more: no share is 0 or 1 for sure.

    Gart and Zweifel (1967).
    """
    yes, no = hits + 0.5, of - hits + 0.5
    return np.log(yes / no), 1 / yes + 1 / no


def share(logits: Floats) -> Floats:
    """Logits as shares, 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def places(low: Floats, high: Floats) -> tuple[list[int], list[int]]:
    """For each unit the best and the worst place that its interval bears; the greatest is first.

    A unit stands before another only where the whole interval does. Units that cannot be told apart share places.
    """
    before = [int((low > top).sum()) for top in high]
    behind = [int((high < bottom).sum()) for bottom in low]
    return [1 + n for n in before], [len(low) - n for n in behind]
