"""salesbook's measures beside the same figures by plain pandas, in one run, turn by turn, on a real company.

python benchmarks/measure_against_pandas.py [folder of uci-online-retail, or of all real sets]

Both start from the same rows in memory of their engine, and both must come to the same figures. ``all, with reading``
is what a user waits for: from the packed CSV to the four figures.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import salesbook as sb

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
MAP = HERE.parent / "tests" / "real" / "maps" / "uci-online-retail.yaml"
TURNS = 7


def read_pandas(path: Path) -> pd.DataFrame:
    """The lines as an analyst would read them."""
    lines = pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": str})
    lines["InvoiceDate"] = pd.to_datetime(lines["InvoiceDate"])
    lines["amount"] = lines["Quantity"] * lines["UnitPrice"]
    return lines


def bought(lines: pd.DataFrame) -> pd.DataFrame:
    """The rules of salesbook: known clients, no returns, nothing worth nothing."""
    rows = lines[lines["CustomerID"].notna() & (lines["Quantity"] >= 0) & (lines["amount"] > 0)]
    return rows.assign(day=rows["InvoiceDate"].dt.normalize())


def order_value(lines: pd.DataFrame) -> tuple[float, ...]:
    rows = bought(lines)
    return rows["amount"].sum(), rows["InvoiceNo"].nunique()


def frequency(lines: pd.DataFrame) -> tuple[float, ...]:
    rows = bought(lines)
    months = (rows["day"].max() - rows["day"].min()).days / 30.4375
    return (rows["InvoiceNo"].nunique() / rows["CustomerID"].nunique() / months,)


def retention(lines: pd.DataFrame) -> tuple[float, ...]:
    rows = bought(lines)
    age = (rows["day"].max() - rows["day"]).dt.days
    now, before = set(rows.loc[age < 90, "CustomerID"]), set(rows.loc[age.between(90, 179), "CustomerID"])
    old = set(rows.loc[age >= 90, "CustomerID"])
    return len(before), len(before & now), len(now - old)


def sleeping(lines: pd.DataFrame) -> tuple[float, ...]:
    rows = bought(lines)
    clients = rows.groupby("CustomerID").agg(
        first=("day", "min"), last=("day", "max"), days=("day", "nunique"),
        orders=("InvoiceNo", "nunique"), revenue=("amount", "sum"),
    )  # fmt: skip
    clients = clients[clients["days"] >= 3]
    silent = (rows["day"].max() - clients["last"]).dt.days
    gap = (clients["last"] - clients["first"]).dt.days / (clients["days"] - 1)
    late = (silent > 2 * gap) & (silent > 14)
    return late.sum(), (late & (silent > 90)).sum()


def of_salesbook(book: sb.Book, name: str) -> tuple[float, ...]:
    """The same figures by salesbook."""
    rows = sb.measure(book, name).rows
    if name == "sleeping":
        return len(rows), sum(row["state"] != "late" for row in rows)
    columns = {
        "order_value": ("revenue", "orders"),
        "frequency": ("frequency_per_month",),
        "retention": ("start", "kept", "new"),
    }
    return tuple(rows[0][column] for column in columns[name])


PEERS: dict[str, Callable[[pd.DataFrame], tuple[float, ...]]] = {
    "order_value": order_value, "frequency": frequency, "retention": retention, "sleeping": sleeping,
}  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def compare(label: str, ours: Callable[[], Any], theirs: Callable[[], Any], turns: int) -> None:
    """Turn by turn, so that a busy moment falls on both; the median of each, and their ratio."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        (one, found), (other, expected) = timed(ours), timed(theirs)
        if any(abs(a - b) > 1e-6 * abs(b) for a, b in zip(found, expected, strict=True)):
            sys.exit(f"{label}: {found} is not {expected}")
        seconds[0].append(one)
        seconds[1].append(other)
    mine, peer = map(statistics.median, seconds)
    print(f"{label:<18} salesbook {mine:7.3f} s   pandas {peer:7.3f} s   salesbook / pandas {mine / peer:5.2f}")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    path = next(iter(sorted(folder.rglob("online-retail.csv.gz"))), None)
    if path is None:
        sys.exit(f"{folder}: there is no online-retail.csv.gz in it.")
    book, lines = sb.open(path, map=MAP), read_pandas(path)
    book.table("orders")
    for name, peer in PEERS.items():
        compare(name, lambda name=name: of_salesbook(book, name), lambda peer=peer: peer(lines), TURNS)

    def ours() -> tuple[float, ...]:
        fresh = sb.open(path, map=MAP)
        return tuple(figure for name in PEERS for figure in of_salesbook(fresh, name))

    def theirs() -> tuple[float, ...]:
        fresh = read_pandas(path)
        return tuple(figure for peer in PEERS.values() for figure in peer(fresh))

    compare("all, with reading", ours, theirs, 3)


if __name__ == "__main__":
    main()
