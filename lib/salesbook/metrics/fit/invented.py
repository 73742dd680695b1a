"""Clients made by the model itself: what the intervals are tried on, for here the truth is known."""

import numpy as np

from salesbook.metrics.fit.bg_nbd import Buying
from salesbook.metrics.fit.futures import LEAST_P, Clients
from salesbook.metrics.fit.gamma_gamma import Spending
from salesbook.metrics.fit.histories import Array


def invented(
    buying: Buying, spending: Spending | None, age_days: Array, horizon_days: float, rng: np.random.Generator
) -> tuple[Clients, Array, Array]:
    """Clients seen for ``age_days``; how often each bought in the ``horizon_days`` after, and what that came to.

    Purchases fall on moments; so many of them take as many days at least.
    """
    many = len(age_days)
    rate = rng.gamma(buying.r, 1 / buying.alpha_days, many)
    leaving = np.clip(rng.beta(buying.a, buying.b, many), LEAST_P, 1)
    until = rng.geometric(leaving) - buying.first_may_be_last  # repeat purchases it makes if it has the time
    wanted = rng.poisson(rate * age_days)
    seen = np.minimum(wanted, until)
    # of ``wanted`` moments strewn evenly over the age, the last of those that came about
    last = np.where(seen > 0, rng.beta(np.maximum(seen, 1), wanted - seen + 1) * age_days, 0.0)
    last = np.minimum(np.maximum(last, seen), age_days)
    later = np.minimum(rng.poisson(rate * horizon_days), until - seen)
    if spending is None:
        return Clients(seen.astype(float), last, age_days, np.full(many, np.nan)), later, np.zeros(many)
    own = spending.v_amount / rng.standard_gamma(spending.q, many)
    before, after = (
        np.where(n > 0, own * rng.standard_gamma(np.maximum(spending.p * n, LEAST_P)), 0.0) for n in (seen, later)
    )
    mean = np.divide(before, seen, out=np.full(many, np.nan), where=seen > 0)
    return Clients(seen.astype(float), last, age_days, mean), later, after
