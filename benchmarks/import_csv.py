"""A large CSV goes in: seconds and memory of ``salesbook import``, beside the bare readers of DuckDB and pandas.

python benchmarks/import_csv.py [lines]     15,000,000 lines are 1 GB. Exit 1 above 2 GB of memory.

The peers read the file and write it as Parquet; they hold no cell against a contract, reconcile no total, and say
nothing of what they could not read. Each runs in a process of its own, with the same file, one after the other.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 2 * 1024**3
IMPORT = "from salesbook.cli.main import main; main(['import', {csv!r}, '--out', {out!r}, '--yes'])"
DUCKDB = "import duckdb; duckdb.sql(\"SET memory_limit='1GB'\"); duckdb.read_csv({csv!r}).write_parquet({out!r})"
PANDAS = "import pandas as pd; pd.read_csv({csv!r}).to_parquet({out!r})"
PEERS = {"salesbook import": IMPORT, "duckdb.read_csv": DUCKDB, "pandas.read_csv": PANDAS}


def write(path: Path, lines: int) -> None:
    """Orders: ids with zeros in front, days, products, money with cents."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write("order_id,client_id,ordered_at,product,quantity,unit_price,amount,branch\n")
        for n in range(lines):
            quantity, price = dice.randint(1, 20), dice.randint(100, 99_999)
            amount = quantity * price
            file.write(
                f"{n // 3:010},{dice.randint(1, 200_000):06},2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02},"
                f"Product {dice.randint(1, 900)},{quantity},{price // 100}.{price % 100:02},"
                f"{amount // 100}.{amount % 100:02},Branch {n % 40}\n"
            )


def measured(code: str) -> tuple[float, int]:
    """Seconds, and bytes of memory at most, of a process that runs ``code``."""
    watch = f"import resource, sys\ntry:\n    {code}\nexcept SystemExit as end:\n    assert not end.code\n"
    watch += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - begun, int(done.stderr.split()[-1]) * unit


def main(lines: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write(path, lines)
        print(f"{lines:,} lines, {path.stat().st_size / 1e9:.2f} GB")
        found = {}
        for name, code in PEERS.items():
            out = str(Path(folder) / name.replace(" ", "-"))
            found[name] = measured(code.format(csv=str(path), out=out))
    ours = found["salesbook import"]
    for name, (seconds, memory) in found.items():
        print(f"{name:17} {seconds:7.1f} s, {memory / 1e9:.2f} GB, ratio of seconds {ours[0] / seconds:.1f}")
    return int(ours[1] > LIMIT)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15_000_000))
