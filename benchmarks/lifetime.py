"""``lifetime`` beside the packages lifetimes and PyMC-Marketing, in one run: CDNOW, and a million invented clients.

python benchmarks/lifetime.py PEER [folder of cdnow, or of all real sets] [clients]

PEER is the Python of an environment of its own in which the peer is installed, for lifetimes needs older libraries:

    uv venv -p 3.11 /tmp/peer
    uv pip install -p /tmp/peer/bin/python lifetimes "pandas<2.2" "numpy<2" "scipy<1.12"

Both get the same histories (frequency, recency, age) as arrays and fit BG/NBD; both must come to the same parameters.
They take turns. Where PEER has pymc_marketing as well, its MAP fit is timed too; where not, that is said. Exit 1 where
salesbook is not 10 times as fast on CDNOW and 3 times as fast on the million.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")  # the peer's process inherits it

import numpy as np  # noqa: E402

from salesbook.metrics.fit.bg_nbd import Buying, fit_buying  # noqa: E402
from salesbook.metrics.fit.histories import histories  # noqa: E402
from salesbook.metrics.fit.invented import invented  # noqa: E402

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
WEEK = 7.0
PEERS = {
    "lifetimes": """
from lifetimes import BetaGeoFitter
def fit(x, tx, age):
    return dict(BetaGeoFitter().fit(x, tx, age).params_)
""",
    "pymc_marketing": """
import pandas as pd
from pymc_marketing.clv import BetaGeoModel
def fit(x, tx, age):
    data = pd.DataFrame({"customer_id": range(len(x)), "frequency": x, "recency": tx, "T": age})
    model = BetaGeoModel(data=data)
    model.fit(fit_method="map", progressbar=False)
    return {k: float(model.idata.posterior[k]) for k in ("r", "alpha", "a", "b")}
""",
}
SERVE = """
import json, sys, time
import numpy as np  # noqa: E402
for line in sys.stdin:
    x, tx, age = np.load(line.strip())
    start = time.perf_counter()
    found = fit(x, tx, age)
    print(json.dumps([time.perf_counter() - start, found]), flush=True)
"""


def cdnow(folder: Path) -> np.ndarray:
    """Published histories: repeat purchases, recency and age in weeks."""
    path = next(iter(sorted(folder.rglob("cdnow_customers_summary.csv"))), None)
    if path is None:
        sys.exit(f"{folder}: there is no cdnow_customers_summary.csv in it.")
    with path.open(encoding="utf-8") as file:
        rows = [[float(row[c]) for c in ("frequency", "recency", "T")] for row in csv.DictReader(file)]
    return np.array(rows).T


def million(clients: int) -> np.ndarray:
    """Clients made by the model, seen for up to 78 weeks; whole days, as dates give them, told in weeks."""
    rng = np.random.default_rng(1)
    truth = Buying("bg_nbd", 0.6, 60.0, 0.8, 2.5)
    seen, *_ = invented(truth, None, np.round(rng.uniform(180, 546, clients)), 1, rng)
    return np.array([seen.frequency, np.ceil(seen.recency_days), seen.age_days]) / [[1], [WEEK], [WEEK]]


def ours(columns: np.ndarray) -> tuple[float, dict[str, float]]:
    start = time.perf_counter()
    found = fit_buying(histories(columns[0], columns[1] * WEEK, columns[2] * WEEK), "bg_nbd")
    seconds = time.perf_counter() - start
    return seconds, {"r": found.r, "alpha": found.alpha_days / WEEK, "a": found.a, "b": found.b}


class Peer:
    """The peer in a process of its own: started and warmed up once, then asked turn by turn."""

    def __init__(self, python: str, name: str) -> None:
        command = [python, "-W", "ignore", "-c", PEERS[name] + SERVE]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)

    def fit(self, path: Path) -> tuple[float, dict[str, float]]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        seconds, found = json.loads(self.process.stdout.readline())
        return seconds, found


def compare(name: str, python: str, label: str, columns: np.ndarray, turns: int) -> float:
    """Turn by turn; the median of each, their ratio, and whether the parameters agree."""
    peer = Peer(python, name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "histories.npy"
        np.save(path, columns)
        if turns > 1:
            peer.fit(path), ours(columns)
        pairs = [(ours(columns), peer.fit(path)) for _ in range(turns)]
    (mine, found), (theirs, expected) = pairs[-1]
    for key, value in expected.items():
        if abs(found[key] / value - 1) > 0.01:
            sys.exit(f"{label}: {name} finds {key} {value}, salesbook {found[key]}")
    mine, theirs = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    ratio = f"{theirs / mine:5.1f} times as fast"
    print(f"{label:<22} salesbook {mine:8.4f} s   {name} {theirs:8.4f} s   {ratio}", flush=True)
    return theirs / mine


def installed(python: str, name: str) -> bool:
    return not subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode


def main() -> None:
    """CDNOW and the million, against each peer that is there."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    python, folder = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else DATA
    clients = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
    if not installed(python, "lifetimes"):
        sys.exit(f"{python}: lifetimes is not installed there.")
    small = compare("lifetimes", python, "CDNOW, 2,357 clients", cdnow(folder), 15)
    large = compare("lifetimes", python, f"{clients:,} invented", million(clients), 3)
    if installed(python, "pymc_marketing"):
        compare("pymc_marketing", python, "CDNOW, 2,357 clients", cdnow(folder), 3)
    else:
        print("pymc_marketing: skipped, not installed there")
    sys.exit(0 if small >= 10 and large >= 3 else 1)


if __name__ == "__main__":
    main()
