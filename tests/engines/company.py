"""The company that every engine is asked about: some clients of the demo company, with what the demo has not."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import salesbook as sb

DEMO = Path(__file__).parents[2] / "data" / "demo"
SETTINGS = "company: {currency: UAH, margin_rate: 0.25}\n"


def write(folder, every):
    """Every so manyth client; each table as a folder of two Parquet files with types, so that workers share it, and ``tables.yaml``."""
    book = sb.open(DEMO)
    known = sorted(book.clients.client_id.to_pyarrow().to_pylist())[::every]
    for name in book.tables:
        rows = book.table(name).to_pyarrow()
        if "client_id" in rows.column_names:
            of_ours = pc.is_in(rows["client_id"], pa.array(known))
            rows = rows.filter(pc.or_(of_ours, pc.is_null(rows["client_id"])))
        rows = _referred(rows) if name == "clients" else rows
        (folder / name).mkdir()
        for part, start in enumerate(range(0, len(rows), half := (len(rows) + 1) // 2)):
            pq.write_table(rows.slice(start, half), folder / name / f"part-{part}.parquet")
    files = "".join(f"{name}: {{file: {name}/*.parquet}}\n" for name in book.tables)
    (folder / "tables.yaml").write_text(SETTINGS + files, encoding="utf-8")


def _referred(clients):
    """The demo's clients name nobody: here every seventh was sent by the one before."""
    ids = clients["client_id"].to_pylist()
    sent = [ids[i - 1] if i % 7 == 6 else None for i in range(len(ids))]
    return clients.append_column("referred_by", pa.array(sent, pa.string()))


MOMENT = dt.datetime.fromisoformat
EDGES = {
    "clients": {
        "client_id": ["007", "Я-1", "я-1", None],
        "region": ["Київ", "київ", None, "Київ"],
        "kind": ["B2B", "b2c", None, "B2B"],
        "manager_id": ["1", "2", "2", "1"],
        "acquired_on": [MOMENT("2023-12-31T23:59:59"), None, MOMENT("2024-02-29"), None],
    },
    "orders": {
        "client_id": ["007", "007", "007", "Я-1", "Я-1", "я-1", None, "007", "Я-1"],
        "ordered_at": [
            MOMENT(day)
            for day in (
                "2023-12-31T23:59:59", "2024-01-31", "2024-02-29T00:00:00", "2024-02-29", "2024-03-31T23:30:00",
                "2024-12-30", "2024-12-31T12:00:00", "2024-12-31", "2024-12-31",
            )
        ],
        "amount": [0.1, 0.2, 1e9, -20.0, 50.0, 0.0, 30.0, 1 / 3, float("nan")],
        "quantity": [1.0, None, 2.0, -1.0, 3.0, 1.0, 1.0, 1.0, 1.0],
        "unit_price": [0.1, 0.2, 5e8, 20.0, 50 / 3, 0.0, 30.0, 1 / 3, 7.0],
        "order_id": ["1", "1", "2", None, "3", "4", "5", None, "6"],
    },
    "surveys": {
        "score": [10.0, 0.0, 7.0, None, 9.0, 6.0, 11.0],
        "kind": ["nps", "NPS", None, "nps", "csat", "nps", "nps"],
        "client_id": ["007", "Я-1", "я-1", "007", "007", None, "007"],
        "answered_at": [MOMENT("2024-03-31T23:59:59")] * 6 + [None],
    },
}  # fmt: skip
"""What breaks engines apart: midnight, a leap day, letters of two cases, nothing at all, NaN, a third, a score of 11."""


def write_edges(folder):
    """``EDGES`` as Parquet files with types."""
    for name, columns in EDGES.items():
        (folder / name).mkdir()
        rows = pa.table({c: pa.array(v, _kind(v)) for c, v in columns.items()})
        pq.write_table(rows, folder / name / "part-0.parquet")
    files = "".join(f"{name}: {{file: {name}/*.parquet}}\n" for name in EDGES)
    (folder / "tables.yaml").write_text(SETTINGS + files, encoding="utf-8")


def _kind(values):
    kinds = {float: pa.float64(), str: pa.string(), dt.datetime: pa.timestamp("us")}
    return kinds[type(next(v for v in values if v is not None))]
