"""From clients' histories to what they will buy: both models fitted, or the reason why not, and their futures."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salesbook.metrics.fit.bg_nbd import Buying, Model, expected_purchases, fit_buying, p_alive
from salesbook.metrics.fit.futures import Clients, Draws, Totals, draw, redrawn_buying, redrawn_spending, totals
from salesbook.metrics.fit.gamma_gamma import Spending, expected_spend, fit_spending
from salesbook.metrics.fit.histories import Array, Histories, histories

MOST_NOT_POSITIVE = 0.05  # share of repeat buyers whose returns outweigh what they bought
FUTURES = 5  # of each replicate's parameters


@dataclass(frozen=True)
class Limits:
    """When a model is not fitted: fewer repeat buyers, or spend that goes along with frequency more than so much.

    ``spend``: whether that of spend is wanted at all.
    """

    min_repeaters: int
    max_correlation: float
    spend: bool = True


@dataclass(frozen=True)
class Fitted:
    """Clients with the models that fit them. ``refused`` and ``amount_refused`` say why there is none."""

    clients: Clients
    seen: Histories
    buying: Buying | None
    spending: Spending | None
    refused: str
    amount_refused: str
    correlation: float
    rank_correlation: float

    @cached_property
    def p_alive(self) -> Array:
        """One a client; NaN where refused."""
        c = self.clients
        return _none(c) if self.buying is None else p_alive(self.buying, c.frequency, c.recency_days, c.age_days)

    def purchases(self, horizon_days: float, buying: Buying | None = None) -> Array:
        """Expected purchases of each client."""
        buying = buying or self.buying
        if buying is None:
            return _none(self.clients)
        s = self.seen
        return expected_purchases(buying, s.frequency, s.recency_days, s.age_days, horizon_days)[s.which]

    def spend(self, spending: Spending | None = None) -> Array:
        """Expected amount of each client's next purchase."""
        spending = spending or self.spending
        c = self.clients
        return _none(c) if spending is None else expected_spend(spending, c.frequency, c.mean_amount)


@dataclass(frozen=True)
class Redrawn:
    """The models fitted to clients drawn anew, again and again."""

    buying: list[Buying]
    spending: list[Spending] | None


def _none(clients: Clients) -> Array:
    return np.full(len(clients), np.nan)


def fit(clients: Clients, model: Model, limits: Limits) -> Fitted:
    """Both models of ``clients``, each as far as the data bears it."""
    seen = histories(clients.frequency, clients.recency_days, clients.age_days)
    again = clients.part(clients.frequency > 0)
    positive = again.part(again.mean_amount > 0)
    plain, ranked = _correlations(positive)
    refused = "too_few" if seen.repeaters < limits.min_repeaters else ""
    amount_refused = refused or _no_spend(again, positive, ranked, limits)
    return Fitted(
        clients,
        seen,
        None if refused else fit_buying(seen, model),
        None if amount_refused else fit_spending(positive.frequency, positive.mean_amount),
        refused,
        amount_refused,
        plain,
        ranked,
    )


def _no_spend(again: Clients, positive: Clients, ranked: float, limits: Limits) -> str:
    if not limits.spend:
        return "unasked"
    if len(positive) < (1 - MOST_NOT_POSITIVE) * len(again):
        return "not_positive"
    if len(positive) < limits.min_repeaters:
        return "too_few"
    return "correlated" if abs(ranked) > limits.max_correlation else ""


def _correlations(clients: Clients) -> tuple[float, float]:
    """Of frequency and mean amount, plain and by ranks (one huge client does not decide the latter)."""
    x, m = clients.frequency, clients.mean_amount
    if len(x) < 2 or not x.std() or not m.std():
        return float("nan"), float("nan")
    return float(np.corrcoef(x, m)[0, 1]), float(np.corrcoef(_ranks(x), _ranks(m))[0, 1])


def _ranks(values: Array) -> Array:
    """1 for the least; equal ones share the mean of their ranks."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[place])


def redrawn(fitted: Fitted, replicates: int, rng: np.random.Generator) -> Redrawn:
    """Both models ``replicates`` times."""
    assert fitted.buying is not None
    buying = redrawn_buying(fitted.seen, fitted.buying, rng, replicates)
    if fitted.spending is None:
        return Redrawn(buying, None)
    positive = fitted.clients.part((fitted.clients.frequency > 0) & (fitted.clients.mean_amount > 0))
    spending = redrawn_spending(positive.frequency, positive.mean_amount, fitted.spending, rng, replicates)
    return Redrawn(buying, spending)


def futures(clients: Clients, models: Redrawn, horizon_days: float, level: float, rng: np.random.Generator) -> Draws:
    """What ``clients`` may do: parameters uncertain, and purchases still chance."""
    return draw(clients, models.buying, models.spending, horizon_days, rng, futures=FUTURES, level=level)


def futures_of_parts(
    clients: Clients, part: Array, models: Redrawn, horizon_days: float, rng: np.random.Generator
) -> list[Totals]:
    """The same of each part of ``clients``, added up; ``part`` is the number of each one's, from 0 on."""
    return totals(clients, part, models.buying, models.spending, horizon_days, rng, futures=FUTURES)


def middle(draws: Array, level: float) -> tuple[float, float]:
    """The bounds that hold ``level`` of ``draws``."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
