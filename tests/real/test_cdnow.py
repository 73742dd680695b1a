"""CDNOW: 18 months of a music shop; lines without order numbers, runs of spaces between columns, zero-dollar lines.

Reference: expected.json of the set. It keeps the zero-dollar lines, so ``zero_amounts=keep`` throughout.
"""

import pytest

from tests.real.companies import Company, expected, months

pytestmark = pytest.mark.real_data
SET = "cdnow"
BY_LINE, BY_DAY, SAMPLE = (Company(SET, f"cdnow-{name}") for name in ("by-line", "by-day", "sample"))
GRAINS = [
    pytest.param(BY_LINE, "master_by_line", id="by line"),
    pytest.param(BY_DAY, "master_by_customer_day", id="by customer and day"),
    pytest.param(SAMPLE, "sample_by_customer_day", id="sample"),
]


@pytest.fixture(scope="module")
def figures():
    return expected(SET)


@pytest.mark.parametrize(("company", "key"), GRAINS)
def test_the_check_reads_every_row_and_finds_nothing(company, key, figures):
    code, findings = company.check()
    assert (code, {f["level"] for f in findings}) == (0, {"info"})
    assert f"{figures[key]['rows_kept']:,} rows" in findings[0]["finding"]


@pytest.mark.parametrize(("company", "key"), GRAINS)
def test_order_value_and_frequency(company, key, figures):
    theirs = figures[key]
    (row,) = company.measure("order_value", zero_amounts="keep")
    assert (row["orders"], row["clients"]) == (theirs["orders"], theirs["customers"])
    assert row["revenue"] == pytest.approx(theirs["revenue"], abs=0.001)
    assert row["order_value"] == pytest.approx(theirs["aov"], abs=1e-6)
    (row,) = company.measure("frequency", zero_amounts="keep")
    assert row["frequency_per_month"] == pytest.approx(theirs["purchases_per_customer_month"], abs=1e-6)


@pytest.mark.parametrize(("company", "key"), GRAINS)
def test_retention_is_window_90d(company, key, figures):
    window = figures[key]["window_90d"]
    (row,) = company.measure("retention", zero_amounts="keep")
    assert row["start"] == window["start_customers"]
    assert (row["kept"], row["active"], row["new"]) == (window["kept"], window["active_cur"], window["new"])
    assert row["retention_rate"] == pytest.approx(window["retention"], abs=1e-6)
    assert row["textbook_rate"] == pytest.approx(window["crr_textbook"], abs=1e-6)


@pytest.mark.parametrize(("company", "key"), GRAINS)
def test_sleeping_and_lost_clients_are_the_dormant_regulars(company, key, figures):
    found = company.measure("sleeping", zero_amounts="keep")
    assert sum(row["state"] != "late" for row in found) == figures[key]["dormant_regulars"]


def test_ids_keep_their_zeros(figures):
    revenue = {row["client_id"]: row["revenue"] for row in BY_LINE.measure("sleeping", zero_amounts="keep")}
    silent = {r["customer"]: r["revenue"] for r in figures["master_by_line"]["top10_silent_gt_90d_by_revenue"]}
    both = set(revenue) & set(silent)
    assert any(name.startswith("0") for name in both)
    assert {name: revenue[name] for name in both} == pytest.approx({name: silent[name] for name in both}, abs=0.001)


def test_lines_worth_nothing_and_repeated_lines_are_counted(figures):
    (row,) = BY_DAY.measure("order_lines")
    theirs = figures["master_by_customer_day"]
    assert (row["lines"], row["zero_amounts"]) == (theirs["lines"], theirs["zero_dollar_lines"])
    assert row["duplicates"] == theirs["exact_duplicate_lines"]


@pytest.mark.parametrize(("company", "key"), GRAINS[1:])
def test_order_value_by_month(company, key, figures):
    found = company.by("order_value", "month", zero_amounts="keep")
    assert {month: row["orders"] for month, row in found.items()} == months(figures[key], "orders")
    assert {month: row["clients"] for month, row in found.items()} == months(figures[key], "customers")
    theirs = months(figures[key], "revenue")
    assert {month: row["revenue"] for month, row in found.items()} == pytest.approx(theirs, abs=0.001)


@pytest.mark.parametrize(("company", "key"), GRAINS[1:])
def test_there_are_three_cohorts_as_all_first_bought_in_the_first_quarter(company, key, figures):
    found = [row for row in company.measure("cohorts", zero_amounts="keep") if row["age_months"] == 0]
    theirs = {month: n for month, n in months(figures[key], "new_customers").items() if n}
    assert {row["cohort_month"][:7]: row["clients"] for row in found} == theirs


def test_the_published_repeat_purchases_of_the_calibration_period(figures):
    # a client's x is purchase days − 1; an order is a client's day here, so that Σx is orders − clients
    (whole,) = SAMPLE.measure("order_value", "--as-of", "1997-09-30", zero_amounts="keep")
    theirs = figures["published_rfm_calibration_to_1997-09-30"]
    assert whole["orders"] - whole["clients"] == theirs["sum_x_published"]
    assert whole["clients"] == theirs["customers"]


@pytest.mark.slow
def test_the_run_rests_on_the_same_figures(figures, tmp_path):
    code, manifest = SAMPLE.run("analyse/clients", out=tmp_path / "report")
    made = manifest["notebooks"][""]
    assert (code, {report["status"] for report in made.values()}) == (0, {"done"})
    theirs = figures["sample_by_customer_day"]
    # a notebook leaves out the zero-dollar lines: revenue stands, and nobody is left who bought nothing else
    assert made["analyse/clients"]["figures"]["order_value"]["revenue"] == pytest.approx(theirs["revenue"], abs=0.001)
    assert made["analyse/clients"]["figures"]["order_value"]["orders"] <= theirs["orders"]
