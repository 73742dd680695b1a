"""How the cost of measures grows with the lines: seconds and peak memory, reading apart. Linux and macOS.

python benchmarks/growth.py [lines…]     10,000 to 100,000,000 without; exit 1 where more than 2 GB are taken, or where
                                         a line costs over twice as much among ten times as many (from ten million on)

Each company is made in a temporary folder as a Parquet file, one client to twelve lines up to 800,000 clients, and
measured by every measure that needs orders alone, in one process with the memory that salesbook takes by default;
where models are fitted again and again for their intervals, twenty times.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES = [10**power for power in range(4, 9)]
LIMIT_MB, LIMIT_GROWTH, LARGE = 2_048, 2.0, 10_000_000
TO_MB = 1024**2 if sys.platform == "darwin" else 1024  # what the system counts peak memory in
MAKE = """
COPY (
    SELECT
        'SO-' || lpad((i // 3)::VARCHAR, 9, '0') AS order_id,
        CASE WHEN hash(i // 3, 'known') % 20 > 0
            THEN 'C' || lpad(({clients} * pow(hash(i // 3, 'client') % 1000000 / 1e6, 2))::INT::VARCHAR, 7, '0') END
            AS client_id,
        TIMESTAMP '2023-01-01' + to_seconds((hash(i // 3, 'day') % 94608000)::BIGINT) AS ordered_at,
        'Product ' || lpad((hash(i, 'product') % 5000)::VARCHAR, 4, '0') AS product,
        CASE WHEN hash(i, 'return') % 50 = 0 THEN -1 ELSE 1 + hash(i, 'quantity') % 9 END AS quantity,
        (100 + hash(i, 'price') % 9900) / 100 AS unit_price
    FROM range(?) AS t(i)
) TO '{path}' (FORMAT parquet)
"""


def make(path: Path, lines: int) -> None:
    import duckdb

    duckdb.execute(MAKE.format(path=path, clients=min(lines // 12, 800_000)), [lines])


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / TO_MB


def measured(folder: Path) -> None:
    """Print seconds and peak of each measure, a line of JSON each; the rows are counted where they are."""
    import salesbook as sb
    from salesbook.measured import parameters_of
    from salesbook.metrics import MEASURES

    started = time.perf_counter()
    book = sb.open(folder)
    book.table("orders")
    print(json.dumps(["reading", time.perf_counter() - started, peak()]), flush=True)
    for name in (name for name, each in MEASURES.items() if each.table == "orders" and not each.also):
        started = time.perf_counter()
        found = sb.measure(book, name, **({"replicates": 20} if "replicates" in parameters_of(name) else {}))
        if found.table is not None:
            found.table.count().to_pyarrow()
            print(json.dumps([name, time.perf_counter() - started, peak()]), flush=True)


def grown(lines: int) -> dict[str, float]:
    """Seconds by measure for a company of so many lines; prints them."""
    with tempfile.TemporaryDirectory() as folder:
        for step in ("make", "measure"):
            command = [sys.executable, __file__, step, folder, str(lines)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    print(f"{lines:,} lines   peak {max(row[2] for row in rows):,.0f} MB", flush=True)
    for name, seconds, megabytes in rows:
        print(
            f"  {name:<24} {seconds:8.2f} s   {seconds / lines * 1e6:8.3f} µs a line   {megabytes:6,.0f} MB", flush=True
        )
    return {name: seconds for name, seconds, _ in rows} | {"peak": max(row[2] for row in rows)}


def main() -> int:
    sizes = [int(each) for each in sys.argv[1:]] or LINES
    found = {lines: grown(lines) for lines in sizes}
    faults = [f"{lines:,} lines: {took['peak']:,.0f} MB" for lines, took in found.items() if took["peak"] > LIMIT_MB]
    for few, many in ((few, many) for few in sizes for many in sizes if many == 10 * few and few >= LARGE):
        ratios = {name: found[many][name] / found[few][name] * few / many for name in found[many] if name != "peak"}
        worst = max(ratios, key=lambda name: ratios[name])
        print(f"{many:,} against {few:,}: a line costs at most {ratios[worst]:.2f} times as much ({worst})")
        faults += [f"{name}: {ratio:.2f} times" for name, ratio in ratios.items() if ratio > LIMIT_GROWTH]
    print("\n".join(faults) or "within the limits")
    return int(bool(faults))


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]) / "orders.parquet", int(sys.argv[3]))
    elif sys.argv[1:2] == ["measure"]:
        measured(Path(sys.argv[2]))
    else:
        sys.exit(main())
