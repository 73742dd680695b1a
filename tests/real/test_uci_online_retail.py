"""A year of a British wholesaler: half a million lines with returns, unknown clients and repeated lines.

Reference: expected.json of the set. ``A_sales_only`` is what our defaults count: known clients, nothing sent back,
nothing worth nothing, repeated lines kept.
"""

import csv

import pytest

from tests.real.companies import DATA, Company, expected, months

pytestmark = pytest.mark.real_data
SET = "uci-online-retail"
YEAR = Company(f"{SET}/online-retail.csv.gz", "uci-online-retail")
DAYS = Company(SET, "uci-online-retail-days")


@pytest.fixture(scope="module")
def figures():
    return expected(SET)


@pytest.fixture(scope="module")
def sales(figures):
    return figures["A_sales_only"]


def test_the_check_reads_every_row_and_stops_nothing(figures):
    code, findings = YEAR.check()
    said = " ".join(f["finding"] for f in findings)
    assert (code, {f["level"] for f in findings}) == (0, {"info", "warning"})
    assert f"{figures['raw']['rows']:,} rows" in said
    assert f"{figures['raw']['rows'] - figures['raw']['missing_CustomerID_rows']:,} ids" in said  # 17850.0 → 17850


def test_the_lines_are_counted_as_in_the_raw_file(figures):
    (row,) = YEAR.measure("order_lines")
    raw = figures["raw"]
    assert row["lines"] == raw["rows"]
    assert row["unknown_clients"] == raw["missing_CustomerID_rows"]
    assert row["duplicates"] == raw["exact_duplicate_rows"]
    assert row["last"] == figures["A_sales_only"]["last_date"]
    # ours also counts the lines of a price below zero (adjustments of bad debt) as returns, and then not as worthless:
    # negative_qty_rows has them not, zero_or_negative_price_rows has them
    below = row["returns"] - raw["negative_qty_rows"]
    assert row["returns"] > raw["negative_qty_rows"]
    assert row["zero_amounts"] == raw["zero_or_negative_price_rows"] - below


def test_order_value_is_a_sales_only(sales):
    (row,) = YEAR.measure("order_value")
    assert (row["orders"], row["clients"]) == (sales["orders"], sales["customers"])
    assert row["revenue"] == pytest.approx(sales["revenue"], abs=0.001)
    assert row["order_value"] == pytest.approx(sales["aov"], abs=1e-6)


def test_order_value_without_repeated_lines_is_a2(figures):
    (row,) = YEAR.measure("order_value", duplicates="drop")
    once = figures["A2_sales_only_dedup"]
    assert (row["orders"], row["clients"]) == (once["orders"], once["customers"])
    assert row["revenue"] == pytest.approx(once["revenue"], abs=0.001)
    assert row["order_value"] == pytest.approx(once["aov"], abs=1e-6)


def test_revenue_net_of_returns_is_b_but_a_return_is_no_order_of_its_own(figures):
    (row,) = YEAR.measure("order_value", returns="net")
    net = figures["B_net_of_returns"]
    assert row["revenue"] == pytest.approx(net["revenue"], abs=0.001)
    # B counts cancellations as invoices, and clients who only sent goods back as clients; ours stay those of A
    assert (row["orders"], row["clients"]) == tuple(figures["A_sales_only"][k] for k in ("orders", "customers"))
    assert row["orders"] < net["orders"]


def test_frequency_is_purchases_per_customer_month(sales):
    (row,) = YEAR.measure("frequency")
    assert row["frequency_per_month"] == pytest.approx(sales["purchases_per_customer_month"], abs=1e-6)


def test_retention_is_window_90d(sales):
    (row,) = YEAR.measure("retention")
    window = sales["window_90d"]
    assert row["start"] == window["start_customers"]
    assert (row["kept"], row["active"], row["new"]) == (window["kept"], window["active_cur"], window["new"])
    assert row["retention_rate"] == pytest.approx(window["retention"], abs=1e-6)
    assert row["textbook_rate"] == pytest.approx(window["crr_textbook"], abs=1e-6) and row["textbook_rate"] > 1
    assert row["reactivated"] == window["active_cur"] - window["new"] - window["kept"]


def test_sleeping_and_lost_clients_are_the_dormant_regulars(sales):
    found = YEAR.measure("sleeping")
    assert sum(row["state"] != "late" for row in found) == sales["dormant_regulars"]
    # of the ten silent clients with the highest revenue, ours are those with a rhythm; silence and revenue agree
    silent = {row["customer"]: row for row in sales["top10_silent_gt_90d_by_revenue"]}
    both = [row for row in found if row["client_id"] in silent]
    assert both
    for row in both:
        theirs = silent[row["client_id"]]
        assert (row["silent_days"], row["last_order"]) == (theirs["silent_days"], theirs["last_day"])
        assert row["revenue"] == pytest.approx(theirs["revenue"], abs=0.001)


def test_order_value_by_country(figures):
    found = YEAR.by("order_value", "country")
    for country, theirs in figures["by_country_A_top5"].items():
        ours = found[country]
        assert (ours["orders"], ours["clients"]) == (theirs["orders"], theirs["customers"])
        assert ours["revenue"] == pytest.approx(theirs["revenue"], abs=0.001)


def test_order_value_by_month(sales):
    found = YEAR.by("order_value", "month")
    assert {month: row["orders"] for month, row in found.items()} == months(sales, "orders")
    assert {month: row["clients"] for month, row in found.items()} == months(sales, "customers")
    assert {month: row["revenue"] for month, row in found.items()} == pytest.approx(months(sales, "revenue"), abs=0.001)


def test_cohorts_begin_with_the_new_customers_of_each_month(sales):
    found = [row for row in YEAR.measure("cohorts") if row["age_months"] == 0]
    assert {row["cohort_month"][:7]: row["clients"] for row in found} == months(sales, "new_customers")
    assert [row["retention_rate"] for row in found] == [1] * (len(found) - 1) + [None]  # December ends after the data


def test_files_of_a_day_each_are_one_table(sales):
    paths = sorted((DATA / SET).glob("201?-??-??.csv"))
    lines = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            lines[path.stem] = sum(1 for _ in csv.DictReader(file))
    (row,) = DAYS.measure("order_lines")
    assert (row["lines"], row["last"]) == (sum(lines.values()), sales["last_date"])
    # each of the three days is the only one of its month
    found = DAYS.by("order_value", "month")
    assert list(found) == [path.stem[:7] for path in paths]


@pytest.mark.slow
def test_the_run_rests_on_the_same_figures(sales, tmp_path):
    code, manifest = YEAR.run(out=tmp_path / "report")
    made = manifest["notebooks"][""]
    assert (code, {report["status"] for report in made.values()}) == (0, {"done"})
    assert set(made) == {"analyse/clients", "analyse/sleeping", "analyse/value"}  # there are no answers to ask for NPS
    figures = {name: f for report in made.values() for name, f in report["figures"].items()}
    assert figures["order_value"]["revenue"] == pytest.approx(sales["revenue"], abs=0.001)
    assert figures["retention"]["kept"] == sales["window_90d"]["kept"]
    assert figures["sleeping"]["sleeping"] + figures["sleeping"]["lost"] == sales["dormant_regulars"]
    assert (tmp_path / "report" / "index.html").is_file()
