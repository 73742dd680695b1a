r"""What clients may do next: parameters redrawn by bootstrap, and purchases drawn from what each history leaves open.

A *prediction* interval holds both: parameters known only from these clients, and purchases that are still chance. Each
replicate draws the clients anew, fits the models to them, and lets the real clients live on under those parameters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from salesbook.metrics.fit.bg_nbd import Buying, p_alive, refit_buying
from salesbook.metrics.fit.gamma_gamma import Spending, refit_spending
from salesbook.metrics.fit.histories import Array, Histories

AT_ONCE = 500_000  # draws kept in memory
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
class Totals:
    """Futures of clients together: ``purchases`` and ``amount`` (None where spend is not modelled), one a future."""

    purchases: Array
    amount: Array | None


@dataclass(frozen=True)
class Draws(Totals):
    """The same with bounds of each client's own: ``purchases_low`` and so on, one a client."""

    purchases_low: Array
    purchases_high: Array
    amount_low: Array | None
    amount_high: Array | None


def redrawn_buying(seen: Histories, fitted: Buying, rng: np.random.Generator, replicates: int) -> list[Buying]:
    """The model fitted to as many clients drawn anew, ``replicates`` times."""
    total = int(seen.clients.sum())
    draws = (rng.multinomial(total, seen.clients / total).astype(float) for _ in range(replicates))
    return refit_buying(seen, fitted, draws)


def redrawn_spending(
    frequency: Array, mean_amount: Array, fitted: Spending, rng: np.random.Generator, replicates: int
) -> list[Spending]:
    """The same of the model of spend; clients are repeat buyers."""
    n = len(frequency)
    draws = (np.bincount(rng.integers(0, n, n), minlength=n).astype(float) for _ in range(replicates))
    return refit_spending(frequency, mean_amount, fitted, draws)


def draw(
    clients: Clients, buying: Sequence[Buying], spending: Sequence[Spending] | None, horizon_days: float,
    rng: np.random.Generator, *, futures: int, level: float,
) -> Draws:  # fmt: skip
    """``futures`` futures of the clients under each of the parameters."""
    bounds = [(1 - level) / 2, (1 + level) / 2]
    purchases, amount = np.zeros((2, len(buying) * futures))
    own: list[list[Array]] = [[], []]
    for _, bought, spent in _lived(clients, buying, spending, horizon_days, rng, futures):
        purchases += bought.sum(axis=1)
        own[0].append(np.quantile(bought, bounds, axis=0))
        if spent is not None:
            amount += spent.sum(axis=1)
            own[1].append(np.quantile(spent, bounds, axis=0))
    counts, money = (np.concatenate(parts, axis=1) if parts else np.zeros((2, len(clients))) for parts in own)
    if spending is None:
        return Draws(purchases, None, counts[0], counts[1], None, None)
    return Draws(purchases, amount, counts[0], counts[1], money[0], money[1])


def totals(
    clients: Clients, part: Array, buying: Sequence[Buying], spending: Sequence[Spending] | None, horizon_days: float,
    rng: np.random.Generator, *, futures: int,
) -> list[Totals]:  # fmt: skip
    """The futures of each part of the clients; ``part`` is the number of each one's, from 0 on."""
    parts = np.arange(part.max() + 1)
    purchases, amount = np.zeros((2, len(buying) * futures, len(parts)))
    for which, bought, spent in _lived(clients, buying, spending, horizon_days, rng, futures):
        its = (part[which][:, None] == parts).astype(float)
        purchases += bought @ its
        amount += 0 if spent is None else spent @ its
    return [Totals(purchases[:, n], None if spending is None else amount[:, n]) for n in parts]


def _lived(
    clients: Clients, buying: Sequence[Buying], spending: Sequence[Spending] | None, days: float,
    rng: np.random.Generator, futures: int,
) -> Iterator[tuple[slice, Array, Array | None]]:  # fmt: skip
    """Some clients at a time: which, their purchases, and what they came to, one row a future, one column a client."""
    rows, buyings, spendings = len(buying) * futures, _as_one(buying), _as_one(spending) if spending else None
    size = max(1, AT_ONCE // rows)
    for start in range(0, len(clients), size):
        which = slice(start, start + size)
        part = clients.part(which)
        bought = _purchases(part, buyings, days, rng, (len(buying), futures, len(part)))
        spent = None if spendings is None else _amounts(part, spendings, bought, rng)
        shape = rows, len(part)
        yield which, bought.reshape(shape), None if spent is None else spent.reshape(shape)


def _as_one(models: Sequence[Any]) -> Any:
    """A model whose parameters are those of all ``models``, one a row."""
    names = [each.name for each in fields(models[0]) if not isinstance(getattr(models[0], each.name), str)]
    return replace(
        models[0], **{name: np.array([getattr(model, name) for model in models])[:, None, None] for name in names}
    )


def _purchases(clients: Clients, models: Buying, days: float, rng: np.random.Generator, size: tuple[int, ...]) -> Array:
    """A client still active buys at a rate of its own until it leaves after one of the purchases."""
    x = clients.frequency
    alive = rng.random(size) < p_alive(models, x, clients.recency_days, clients.age_days)
    wanted = rng.poisson(rng.standard_gamma(models.r + x, size) * (days / (models.alpha_days + clients.age_days)))
    leaving = rng.beta(models.a, models.b + x + models.first_may_be_last, size)
    bought = np.where(alive, np.minimum(wanted, rng.geometric(np.clip(leaving, LEAST_P, 1))), 0)
    return bought.astype(np.float32)


def _amounts(clients: Clients, models: Spending, bought: Array, rng: np.random.Generator) -> Array:
    """What so many purchases come to, at the client's own level of spend."""
    x = clients.frequency
    known = x * np.maximum(np.nan_to_num(clients.mean_amount), 0.0)  # whose returns outweigh it: nothing spent
    rate = rng.standard_gamma(models.p * x + models.q, bought.shape) / (models.v_amount + known)
    spent = np.where(bought > 0, rng.standard_gamma(np.maximum(models.p * bought, LEAST_P)) / rate, 0)
    return spent.astype(np.float32)
