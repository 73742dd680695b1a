r"""What clients may do next: parameters redrawn by bootstrap, and purchases drawn from what each history leaves open.

A *prediction* interval holds both: parameters known only from these clients, and purchases that are still chance. Each
replicate draws the clients anew, fits the models to them, and lets the real clients live on under those parameters.
"""

from dataclasses import dataclass

import numpy as np

from salesbook.metrics.fit.bg_nbd import Buying, p_alive, refit_buying
from salesbook.metrics.fit.gamma_gamma import Spending, refit_spending
from salesbook.metrics.fit.histories import Array, Histories

AT_ONCE = 4_000_000  # draws kept in memory
LEAST_P = 1e-12


@dataclass(frozen=True)
class Clients:
    """One row a client: the history in days, and the mean amount of a repeat purchase (NaN where there is none)."""

    frequency: Array
    recency_days: Array
    age_days: Array
    mean_amount: Array

    def __len__(self) -> int:
        return len(self.frequency)

    def part(self, which: slice | Array) -> "Clients":
        """Some of the clients."""
        columns = (self.frequency, self.recency_days, self.age_days, self.mean_amount)
        return Clients(*(column[which] for column in columns))


@dataclass(frozen=True)
class Draws:
    """Futures of the clients together, and bounds of each one's own.

    ``purchases`` and ``amount`` are totals, one a future; ``purchases_low`` and so on, one a client. Amounts are None
    where spend is not modelled.
    """

    purchases: Array
    amount: Array | None
    purchases_low: Array
    purchases_high: Array
    amount_low: Array | None
    amount_high: Array | None


def redrawn_buying(seen: Histories, fitted: Buying, rng: np.random.Generator, replicates: int) -> list[Buying]:
    """The model fitted to as many clients drawn anew, ``replicates`` times."""
    total = int(seen.clients.sum())
    return refit_buying(seen, fitted, rng.multinomial(total, seen.clients / total, size=replicates).astype(float))


def redrawn_spending(
    frequency: Array, mean_amount: Array, fitted: Spending, rng: np.random.Generator, replicates: int
) -> list[Spending]:
    """The same of the model of spend; clients are repeat buyers."""
    n = len(frequency)
    draws = (np.bincount(rng.integers(0, n, n), minlength=n).astype(float) for _ in range(replicates))
    return refit_spending(frequency, mean_amount, fitted, draws)


def draw(
    clients: Clients,
    buying: list[Buying],
    spending: list[Spending] | None,
    horizon_days: float,
    rng: np.random.Generator,
    *,
    futures: int,
    level: float,
) -> Draws:
    """``futures`` futures of the clients under each of the parameters, a part of the clients at a time."""
    many = len(buying) * futures
    size = max(1, AT_ONCE // many)
    bounds = [(1 - level) / 2, (1 + level) / 2]
    purchases, amount = np.zeros(many), np.zeros(many)
    own: list[list[Array]] = [[], []]
    for start in range(0, len(clients), size):
        part = clients.part(slice(start, start + size))
        bought, spent = _lived(part, buying, spending, horizon_days, rng, futures)
        purchases += bought.sum(axis=1)
        own[0].append(np.quantile(bought, bounds, axis=0))
        if spent is not None:
            amount += spent.sum(axis=1)
            own[1].append(np.quantile(spent, bounds, axis=0))
    counts, money = (np.concatenate(parts, axis=1) if parts else np.zeros((2, len(clients))) for parts in own)
    if spending is None:
        return Draws(purchases, None, counts[0], counts[1], None, None)
    return Draws(purchases, amount, counts[0], counts[1], money[0], money[1])


def _lived(
    clients: Clients, buying: list[Buying], spending: list[Spending] | None, days: float,
    rng: np.random.Generator, futures: int,
) -> tuple[Array, Array | None]:  # fmt: skip
    """Purchases, and what they came to, one row a future and one column a client."""
    shape = (len(buying) * futures, len(clients))
    bought, spent = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for number, model in enumerate(buying):
        rows = slice(number * futures, (number + 1) * futures)
        bought[rows] = _purchases(clients, model, days, rng, futures)
        if spending is not None:
            spent[rows] = _amounts(clients, spending[number], bought[rows], rng)
    return bought, None if spending is None else spent


def _purchases(clients: Clients, model: Buying, days: float, rng: np.random.Generator, futures: int) -> Array:
    """A client still active buys at a rate of its own until it leaves after one of the purchases."""
    x, size = clients.frequency, (futures, len(clients))
    alive = rng.random(size) < p_alive(model, x, clients.recency_days, clients.age_days)
    wanted = rng.poisson(rng.standard_gamma(model.r + x, size) * (days / (model.alpha_days + clients.age_days)))
    leaving = rng.beta(model.a, model.b + x + model.first_may_be_last, size)
    return np.where(alive, np.minimum(wanted, rng.geometric(np.clip(leaving, LEAST_P, 1))), 0)


def _amounts(clients: Clients, model: Spending, bought: Array, rng: np.random.Generator) -> Array:
    """What so many purchases come to, at the client's own level of spend."""
    x = clients.frequency
    known = x * np.maximum(np.nan_to_num(clients.mean_amount), 0.0)  # whose returns outweigh it: nothing spent
    rate = rng.standard_gamma(model.p * x + model.q, bought.shape) / (model.v_amount + known)
    return np.where(bought > 0, rng.standard_gamma(np.maximum(model.p * bought, LEAST_P)) / rate, 0)
