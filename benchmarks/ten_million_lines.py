"""Ten million order lines on a laptop: seconds and peak memory of ``salesbook measure``. Linux and macOS.

python benchmarks/ten_million_lines.py [lines]     exit 1 where a measure takes 1.5 GB or more

The lines (about 600 MB of CSV) are made in a temporary folder, the same each time, and taken away at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEASURES = ("order_value", "retention", "sleeping")
LINES = 10_000_000
LIMIT_MB = 1_500
TO_MB = 1024**2 if sys.platform == "darwin" else 1024  # what the system counts peak memory in

# Clients buy unequally, an order has three lines, every 50th line is a return, every 20th has no client.
MAKE = """
COPY (
    SELECT
        'SO-' || lpad((i // 3)::VARCHAR, 9, '0') AS order_id,
        CASE WHEN hash(i // 3, 'known') % 20 > 0
            THEN 'C' || lpad((800000 * pow(hash(i // 3, 'client') % 1000000 / 1e6, 2))::INT::VARCHAR, 7, '0') END
            AS client_id,
        TIMESTAMP '2023-01-01' + to_seconds((i // 3 * 28)::BIGINT % 94608000) AS ordered_at,
        'Product ' || lpad((hash(i, 'product') % 5000)::VARCHAR, 4, '0') AS product,
        CASE WHEN hash(i, 'return') % 50 = 0 THEN -1 ELSE 1 + hash(i, 'quantity') % 9 END AS quantity,
        (100 + hash(i, 'price') % 9900) / 100 AS unit_price
    FROM range(?) AS t(i)
) TO '{path}' (HEADER)
"""


def make(path: Path, lines: int) -> None:
    """Write the lines; in a process of its own, so that its memory is not counted."""
    import duckdb

    duckdb.execute(MAKE.format(path=path), [lines])


def measure(name: str, path: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one measure, read from CSV to printed result."""
    command = ["-c", "from salesbook.cli import main; main()", "measure", name, "--data", str(path), "--format", "csv"]
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{name}: exit {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / TO_MB


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        subprocess.run([sys.executable, __file__, "make", str(path), str(lines)], check=True)
        print(f"{lines:,} lines, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        for name in MEASURES:
            seconds, megabytes = measure(name, path)
            worst = max(worst, megabytes)
            print(f"{name:<12} {seconds:6.1f} s   peak {megabytes:6,.0f} MB", flush=True)
    sys.exit(int(worst >= LIMIT_MB))


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
