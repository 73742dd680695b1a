"""How long something lasts, where for some it is not over yet: Kaplan and Meier's curve and the log-rank test."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import scipy  # its parts are imported when they are used: every command imports the measures
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Lasted:
    """How many ended after so long (``stopped``), and how many were then last seen going on (``censored``).

    ``days`` ascend, each once.
    """

    days: Numbers
    stopped: Numbers
    censored: Numbers

    @property
    def at_risk(self) -> Numbers:
        """How many are followed up to each of ``days``."""
        leave = self.stopped + self.censored
        return np.asarray(leave[::-1].cumsum()[::-1], dtype=float)


@dataclass(frozen=True)
class Curve:
    """The share that lasts longer than each of ``days``, with its interval; nan where there is none."""

    days: Numbers
    rate: Numbers
    low: Numbers
    high: Numbers


def kaplan_meier(lasted: Lasted, level: float) -> Curve:
    """The share that lasts, by the product-limit estimate; Greenwood's variance on the scale log(−log)."""
    n, d = lasted.at_risk, lasted.stopped
    rate: Numbers = np.cumprod(1 - d / n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(d / (n * (n - d)))
        reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(variance) / np.abs(np.log(rate))
        low, high = rate ** np.exp(reach), rate ** np.exp(-reach)
    known = (rate > 0) & (rate < 1)
    return Curve(lasted.days, rate, np.where(known, low, np.nan), np.where(known, high, np.nan))


def median(curve: Curve) -> tuple[float, float, float]:
    """The first day by which half have ended, and where the interval of the curve has; nan where it has not yet."""
    return _until(curve.days, curve.rate), _until(curve.days, curve.low), _until(curve.days, curve.high)


def at(curve: Curve, day: float) -> tuple[float, float, float]:
    """The share that lasts longer than ``day``, with its interval; nan beyond the last day that was followed."""
    if not len(curve.days) or day > curve.days[-1]:
        return np.nan, np.nan, np.nan
    place = int(np.searchsorted(curve.days, day, side="right")) - 1
    if place < 0:
        return 1.0, np.nan, np.nan
    return float(curve.rate[place]), float(curve.low[place]), float(curve.high[place])


def log_rank(groups: Sequence[Lasted]) -> tuple[float, int, float]:
    """Chi squared, degrees of freedom and p of the hypothesis that all groups last alike; nan where none can tell."""
    days = np.unique(np.concatenate([g.days for g in groups])) if groups else np.array([])
    risk, ends = (np.array([_spread(g, days, what) for g in groups]) for what in ("at_risk", "stopped"))
    degrees = len(groups) - 1
    if degrees < 1 or not ends.sum():
        return np.nan, max(degrees, 0), np.nan
    n, d = risk.sum(axis=0), ends.sum(axis=0)
    share = risk / np.where(n > 0, n, 1)
    tied = np.where(n > 1, d * (n - d) / np.where(n > 1, n - 1, 1), 0)  # hypergeometric: several may end on one day
    gap = (ends - share * d).sum(axis=1)[:-1]
    spread = np.diag((share * tied).sum(axis=1)) - (share * tied) @ share.T
    chi = float(gap @ np.linalg.pinv(spread[:-1, :-1]) @ gap)
    return chi, degrees, float(scipy.special.chdtrc(degrees, chi))


def _until(days: Numbers, rate: Numbers) -> float:
    below = np.flatnonzero(rate <= 0.5)  # nan is not
    return float(days[below[0]]) if len(below) else np.nan


def _spread(group: Lasted, days: Numbers, what: str) -> Numbers:
    """``what`` of a group on the days of all groups: nobody ends between its own, and its risk is that of the next."""
    place = np.searchsorted(group.days, days)
    values = np.append(getattr(group, what), 0.0)
    if what == "at_risk":
        return np.asarray(values[place], dtype=float)
    own = np.append(group.days, np.inf)[place] == days
    return np.where(own, values[place], 0.0)
