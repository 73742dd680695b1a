"""The demo company for its tests: its files, and what its truth.yaml says."""

from pathlib import Path

import pandas as pd
import yaml

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


TRUTH, DERIVED, MAP = (load(DEMO / f"{name}.yaml") for name in ("truth", "derived", "tables"))
CONTRACTS = load(ROOT / "lib" / "salesbook" / "tables" / "contracts.yaml")
TABLES = {table: plan["file"] for table, plan in MAP.items() if table != "company"}
FIRST, LAST = (pd.Timestamp(TRUTH[day]) for day in ("first_day", "last_day"))
NUMBERS = {"amount", "cost", "quantity", "unit_price", "score", "points", "mean_gap_days"}
DAY, MONTH_DAYS = pd.Timedelta(days=1), 30.4375


def read(name):
    """A file of the company: text as it stands, but for numbers and days."""
    table = pd.read_csv(DEMO / name, dtype=str, keep_default_na=False)
    for column in table:
        if column in NUMBERS:
            table[column] = pd.to_numeric(table[column])
        elif column.endswith(("_at", "_on", "_date")):
            table[column] = pd.to_datetime(table[column])
    return table


def mean_and_error(values):
    return values.mean(), values.std() / len(values) ** 0.5


def silence(purchases):
    days = purchases.groupby("client_id").day.agg(first="min", last="max", purchase_days="nunique")
    days = days[days.purchase_days >= 3]
    days["silent"] = (LAST - days["last"]).dt.days
    days["gap"] = (days["last"] - days["first"]).dt.days / (days.purchase_days - 1)
    days["late"] = (days.silent > 2 * days.gap) & (days.silent > 14)
    return days
