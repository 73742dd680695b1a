"""Reports of sixty branches: `salesbook run --by` against papermill, against its pool, against the cells alone.

python benchmarks/reports.py [reports] [reports of each slow peer]

The notebook is reference/orders.ipynb: 12 code cells, 4 charts, 100,000 rows, one widget. Every party but the cells
leaves an executed notebook and an HTML report of each branch. In one run, in turn:

command   a loop of the commands papermill and jupyter nbconvert, one after the other
pool      papermill's execute_notebook and nbconvert's exporter in two processes, begun before the clock starts
cells     the cells alone, drawing included, in one warm process for each core
one       the same in one warm process by itself, to see what a core takes for them; no limit is set by it
salesbook the whole command, with its start, its index and its manifest, two at once
no fork   the same where no process can be forked (Windows, macOS)

Exit 1 where a limit of LIMITS is not kept.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

REFERENCE = Path(__file__).resolve().parent / "reference" / "orders.ipynb"
ROWS, CORES, PICTURES = 100_000, 2, 4
SALESBOOK = [sys.executable, "-c", "from salesbook.cli import main; raise SystemExit(main())"]
LIMITS = {  # what is divided by what, and how much it must be at least
    "command / salesbook": 13.0,
    "pool / salesbook": 3.0,
    "cells / salesbook": 1 / 1.2,
    "command / no fork": 10.0,
}


def company(folder: Path, branches: int) -> list[str]:
    """A made-up company of ``branches`` with 100,000 order lines."""
    draw = np.random.default_rng(7)
    names = [f"branch {n:03d}" for n in range(1, branches + 1)]
    clients = draw.integers(0, 5_000, ROWS)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(draw.integers(0, 730, ROWS)), unit="D")
    orders = pd.DataFrame({
        "order_id": [f"o{n}" for n in range(ROWS)],
        "client_id": [f"c{n}" for n in clients],
        "date": days,
        "amount": draw.lognormal(6, 1, ROWS).round(2),
        "branch": [names[n % branches] for n in clients],
    })  # fmt: skip
    folder.mkdir()
    orders.to_parquet(folder / "orders.parquet")
    return names


def by_command(data: Path, names: list[str], out: Path) -> None:
    for name in names:
        copy = out / f"{name}.ipynb"
        given = ["-p", "data", str(data), "-p", "only", f"branch={name}"]
        quiet(["papermill", str(REFERENCE), str(copy), *given, "--no-progress-bar"])
        quiet(["jupyter-nbconvert", "--to", "html", "--no-input", str(copy)])


def quiet(command: list[str]) -> None:
    path = Path(sys.executable).parent / command[0]
    subprocess.run([str(path), *command[1:]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def by_papermill(data: Path, name: str, out: Path) -> None:
    import papermill
    from nbconvert import HTMLExporter

    given = {"data": str(data), "only": f"branch={name}"}
    node = papermill.execute_notebook(REFERENCE, out / f"{name}.ipynb", parameters=given, progress_bar=False)
    (out / f"{name}.html").write_text(HTMLExporter(exclude_input=True).from_notebook_node(node)[0], "utf-8")


def by_hand(data: Path, name: str, out: Path) -> None:
    """The cells of the notebook with its pictures drawn as a notebook draws them, and nothing of a notebook."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    def show() -> None:
        for number in plt.get_fignums():
            plt.figure(number).savefig(BytesIO(), format="png", bbox_inches="tight")
        plt.close("all")

    plt.show = show  # type: ignore[assignment]
    space = {"data": str(data), "only": f"branch={name}", "__name__": "cells"}
    cells = [cell for cell in json.loads(REFERENCE.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    for cell in cells[1:]:  # the first holds the parameters
        exec("".join(cell["source"]), space)


def in_a_pool(
    each: Callable[[Path, str, Path], None], data: Path, names: list[str], out: Path, processes: int = CORES
) -> float:
    """Seconds for all ``names`` by processes that have done one already."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(each, data, name, out) for name in names[:processes]]:
            future.result()
        before = time.perf_counter()
        for future in [pool.submit(each, data, name, out) for name in names]:
            future.result()
        return time.perf_counter() - before


def by_salesbook(data: Path, out: Path, **environment: str) -> float:
    before = time.perf_counter()
    asked = ["run", str(REFERENCE), "--data", str(data), "--by", "branch", "--jobs", str(CORES), "--out", str(out)]
    done = subprocess.run(
        [*SALESBOOK, *asked], check=False, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - before


def whole(out: Path) -> int:
    """How many reports show all their pictures."""
    return sum(page.read_text("utf-8").count("data:image/png") == PICTURES for page in out.rglob("orders.html"))


def timed(function: Callable[..., None], *given: object) -> float:
    before = time.perf_counter()
    function(*given)
    return time.perf_counter() - before


def main() -> int:
    reports, few = (
        (int(each) for each in [*sys.argv[1:], "60", "12"][:2]) if len(sys.argv) < 3 else map(int, sys.argv[1:3])
    )
    with tempfile.TemporaryDirectory() as folder:
        data, top = Path(folder) / "company", Path(folder)
        names = company(data, reports)
        for name in ("command", "pool", "cells"):
            (top / name).mkdir()
        seconds = {
            "command": timed(by_command, data, names[:few], top / "command") / few,
            "salesbook": by_salesbook(data, top / "salesbook") / reports,
            "pool": in_a_pool(by_papermill, data, names[: 2 * few], top / "pool") / (2 * few),
            "no fork": by_salesbook(data, top / "no fork", SALESBOOK_FORK="no") / reports,
            "cells": in_a_pool(by_hand, data, names, top / "cells") / reports,
            "one": in_a_pool(by_hand, data, names[: 2 * few], top / "cells", 1) / (2 * few),
        }
        made = [whole(top / name) for name in ("salesbook", "no fork")]
    for name, took in seconds.items():
        print(f"{name:<10} {took:6.3f} s a report")
    kept = made == [reports, reports]
    for asked, least in LIMITS.items():
        over, under = asked.split(" / ")
        ratio = seconds[over] / seconds[under]
        kept &= ratio >= least
        print(f"{asked:<20} {ratio:6.2f}   at least {least:.2f}   {'' if ratio >= least else 'NOT KEPT'}".rstrip())
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
