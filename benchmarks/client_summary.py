"""The summary of each client of ten million order lines: ours against hand-written SQL and against lifetimes.

python benchmarks/client_summary.py [lines] [python of an environment with lifetimes and pyarrow]

The lines are made in a temporary folder, the same each time, and read by every party before the clock starts. Each turn
has a process of its own; the parties take turns, and a figure that differs stops the run. Linux and macOS.

    python -m venv /tmp/peer
    /tmp/peer/bin/pip install lifetimes "pandas<3" "numpy<2" pyarrow
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES, TURNS = 10_000_000, 5
FEW = 1_000  # lines that each party summarises before the clock starts, for libraries load their parts when first used
TO_MB = 1024**2 if sys.platform == "darwin" else 1024  # what the system counts peak memory in
AT_MOST, AT_LEAST = 1.2, 8.0  # ours / SQL, lifetimes / ours

# Clients buy unequally, an order has three lines. Ids are whole numbers, which suits lifetimes: text costs pandas more.
MAKE = """
COPY (
    SELECT
        (900000 * pow(hash(i // 3, 'client') % 1000000 / 1e6, 2))::BIGINT AS client_id,
        TIMESTAMP '2023-01-01' + to_seconds((i // 3 * 28)::BIGINT % 94608000) AS ordered_at,
        (100 + hash(i, 'price') % 9900) / 100 AS amount
    FROM range({lines}) AS t(i)
) TO '{path}' (FORMAT parquet)
"""
SQL = """
CREATE OR REPLACE TABLE summary AS
WITH
days AS (
    SELECT client_id, ordered_at::DATE AS day, sum(amount) AS amount
    FROM orders WHERE client_id IS NOT NULL AND amount > 0 GROUP BY ALL
),
clients AS (
    SELECT client_id, min(day) AS first_order, max(day) AS last_order, count(*) AS purchase_days,
        sum(amount) AS revenue, arg_min(amount, day) AS first_amount
    FROM days GROUP BY client_id
)
SELECT client_id, first_order, last_order, purchase_days, purchase_days - 1 AS frequency,
    last_order - first_order AS recency_days, (SELECT max(last_order) FROM clients) - first_order AS age_days,
    revenue, first_amount, (revenue - first_amount) / nullif(purchase_days - 1, 0) AS mean_amount
FROM clients
"""
FIGURES = "SELECT count(*), sum(frequency), sum(recency_days), sum(age_days), sum(mean_amount) FROM summary"


def ours(path: str) -> tuple[float, list[float]]:
    """Seconds and figures of the measure."""
    import ibis

    from salesbook.metrics import client_summary

    con = ibis.duckdb.connect()
    con.raw_sql(f"CREATE TABLE orders AS FROM '{path}'")
    con.create_table("few", client_summary(con.table("orders").limit(FEW)))
    start = time.perf_counter()
    con.create_table("summary", client_summary(con.table("orders")))
    return time.perf_counter() - start, list(con.raw_sql(FIGURES).fetchone())


def by_hand(path: str) -> tuple[float, list[float]]:
    """Seconds and figures of the SQL above."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"CREATE TABLE orders AS FROM '{path}'")
    con.execute(SQL.replace("FROM orders", f"FROM (FROM orders LIMIT {FEW})"))
    start = time.perf_counter()
    con.execute(SQL)
    return time.perf_counter() - start, list(con.execute(FIGURES).fetchone())


def lifetimes(path: str) -> tuple[float, list[float]]:
    """Seconds and figures of the peer's own function; it gives 0 for the mean of one-time buyers."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data as summary

    orders = pd.read_parquet(path)
    summary(orders[:FEW], "client_id", "ordered_at", monetary_value_col="amount")
    start = time.perf_counter()
    found = summary(orders, "client_id", "ordered_at", monetary_value_col="amount")
    took = time.perf_counter() - start
    columns = ("frequency", "recency", "T", "monetary_value")
    return took, [len(found), *(float(found[column].sum()) for column in columns)]


PARTIES = {"ours": ours, "by_hand": by_hand, "lifetimes": lifetimes}


def turn(name: str, path: Path, python: str) -> tuple[float, float, list[float]]:
    """Seconds, peak megabytes with the lines in memory, and figures of one turn in a process of its own."""
    command = [python, "-W", "ignore", __file__, "--turn", name, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}: exit {process.returncode}")
    seconds, figures = json.loads(out)
    return seconds, used.ru_maxrss / TO_MB, figures


def make(path: Path, lines: int) -> None:
    """Write the lines; in a process of its own, so that its memory is not counted."""
    sql = "SET enable_progress_bar = false;" + MAKE.format(lines=lines, path=path)
    code = f"import duckdb; duckdb.execute({sql!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    pythons = dict.fromkeys(("ours", "by_hand"), sys.executable) | dict.fromkeys(
        ("lifetimes",), (sys.argv[2:] or [""])[0]
    )
    took: dict[str, list[float]] = {name: [] for name, python in pythons.items() if python}
    peak, figures = dict.fromkeys(took, 0.0), {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.parquet"
        make(path, lines)
        for _ in range(TURNS):
            for name, times in took.items():
                seconds, megabytes, figures[name] = turn(name, path, pythons[name])
                times.append(seconds)
                peak[name] = max(peak[name], megabytes)
    for name, found in figures.items():
        if any(abs(a - b) > 1e-9 * abs(b) for a, b in zip(found, figures["by_hand"], strict=True)):
            sys.exit(f"{name}: {found}, by hand {figures['by_hand']}")
    median = {name: statistics.median(times) for name, times in took.items()}
    print(f"{lines:,} lines, {figures['by_hand'][0]:,} clients, median of {TURNS} turns")
    for name, seconds in median.items():
        turns = " ".join(f"{t:.2f}" for t in took[name])
        print(f"{name:<10} {seconds:8.2f} s {peak[name]:8,.0f} MB   {seconds / median['ours']:6.2f} × ours   ({turns})")
    sql, peer = median["ours"] / median["by_hand"], median.get("lifetimes", math.inf) / median["ours"]
    print(f"ours / by hand {sql:.2f} (at most {AT_MOST}); lifetimes / ours {peer:.1f} (at least {AT_LEAST:.0f})")
    sys.exit(sql > AT_MOST or peer < AT_LEAST)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--turn"]:
        print(json.dumps(PARTIES[sys.argv[2]](sys.argv[3]), default=float))
    else:
        main()
