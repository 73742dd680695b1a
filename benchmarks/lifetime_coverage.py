"""How often the prediction interval of ``lifetime`` holds what then happens: 500 worlds of 1,000 clients.

python benchmarks/lifetime_coverage.py [worlds] [clients] [processes]

Each world's clients are made by the model itself with parameters of its own, are seen for half a year to a year, and
live on for another half. The interval is worked out from what was seen only; then the world goes on. Exit 1 where the
share of worlds that it held is outside 92 to 98 % for a level of 95 %.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # before numpy is imported

import numpy as np  # noqa: E402

from salesbook.metrics.fit.bg_nbd import Buying, Model  # noqa: E402
from salesbook.metrics.fit.forecast import Limits, fit, futures, middle, redrawn  # noqa: E402
from salesbook.metrics.fit.gamma_gamma import Spending  # noqa: E402
from salesbook.metrics.fit.invented import invented  # noqa: E402

MODELS: tuple[Model, ...] = ("bg_nbd", "mbg_nbd")
HORIZON_DAYS, LEVEL, REPLICATES = 180, 0.95, 200
LOWEST, HIGHEST = 0.92, 0.98


def world(model: Model, clients: int, number: int) -> tuple[bool, bool, float]:
    """Whether the interval held the purchases and the money of one world, and its width as a share of the purchases."""
    rng = np.random.default_rng([2026, number])
    buying = Buying(model, rng.uniform(0.3, 1.2), rng.uniform(25, 70), rng.uniform(0.4, 1.2), rng.uniform(1.5, 4))
    spending = Spending(rng.uniform(3, 8), rng.uniform(3, 6), rng.uniform(10, 40))
    seen, bought, spent = invented(buying, spending, rng.uniform(180, 360, clients), HORIZON_DAYS, rng)
    fitted = fit(seen, model, Limits(min_repeaters=50, max_correlation=1))
    drawn = futures(seen, redrawn(fitted, REPLICATES, rng), HORIZON_DAYS, LEVEL, rng)
    assert drawn.amount is not None
    low, high = middle(drawn.purchases, LEVEL)
    low_amount, high_amount = middle(drawn.amount, LEVEL)
    return low <= bought.sum() <= high, low_amount <= spent.sum() <= high_amount, (high - low) / bought.sum()


def main() -> None:
    """Both models, and what each interval held."""
    worlds, clients, processes = (int(n) for n in (*sys.argv[1:], *("500", "1000", "2")[len(sys.argv) - 1 :]))
    missed = False
    with ProcessPoolExecutor(processes) as pool:
        for model in MODELS:
            start = time.perf_counter()
            found = np.array(list(pool.map(partial(world, model, clients), range(worlds), chunksize=5)))
            held, width = found[:, :2].mean(axis=0), float(np.median(found[:, 2]))
            missed |= not all(LOWEST <= share <= HIGHEST for share in held)
            shares = f"purchases held {held[0]:.1%}, money held {held[1]:.1%}, width {width:.0%} of the purchases"
            seconds = time.perf_counter() - start
            print(f"{model:<8} {worlds} worlds of {clients} clients: {shares}, {seconds:.0f} s", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
