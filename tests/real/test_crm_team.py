"""Volume of each rep and team of a real CRM, held against its reference figures."""

import csv

import ibis
import pytest

from salesbook.metrics import team
from tests.real.companies import DATA, expected

pytestmark = pytest.mark.real_data
COMPANY = "crm-pipeline-maven"


def read(name):
    with (DATA / COMPANY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_won_deals_and_revenue_of_each_managers_team():
    deals = [
        {"client_id": row["account"], "ordered_at": row["close_date"], "amount": float(row["close_value"]),
         "order_id": row["opportunity_id"], "manager_id": row["sales_agent"]}
        for row in read("sales_pipeline.csv") if row["deal_stage"] == "Won"
    ]  # fmt: skip
    orders = ibis.memtable(deals).mutate(ordered_at=ibis._.ordered_at.cast("timestamp"))
    people = ibis.memtable([{"manager_id": r["sales_agent"], "team": r["manager"]} for r in read("sales_teams.csv")])
    rows = team(orders, team=people, unit="team", window_days=1000).to_pyarrow().to_pylist()
    found = {row["team"]: {"won": row["orders"], "revenue": row["revenue"]} for row in rows}
    theirs = expected(COMPANY)["by_manager"]
    assert found == {name: {key: row[key] for key in ("won", "revenue")} for name, row in theirs.items()}
    reps = team(orders, team=people, window_days=1000).to_pyarrow().to_pylist()
    assert len(reps) == expected(COMPANY)["agents_in_pipeline"]
    assert [row["revenue"] for row in reps] == sorted((row["revenue"] for row in reps), reverse=True)
