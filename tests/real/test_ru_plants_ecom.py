"""A Russian web shop of plants: days as whole numbers with the hour, baskets logged again and again.

Reference: expected.json of the set, ``A_as_is``. ``B`` leaves out lines that repeat another in all but the date; ours
are repeated only where every column is, the date too, of which there are none.
"""

import pytest

from tests.real.companies import Company, expected, months, period

pytestmark = pytest.mark.real_data
SET = "ru-plants-ecom"
SHOP = Company(SET, SET)


@pytest.fixture(scope="module")
def figures():
    return expected(SET)


@pytest.fixture(scope="module")
def as_is(figures):
    return figures["A_as_is"]


def test_the_check_reads_every_row_and_the_days_are_not_of_1970(figures):
    code, findings = SHOP.check()
    said = " ".join(f["finding"] for f in findings)
    assert (code, {f["level"] for f in findings}) == (0, {"info"})
    assert f"{figures['raw']['rows']:,} rows" in said
    assert period("orders", *(figures["A_as_is"][day] for day in ("first_date", "last_date"))) in said


def test_no_line_repeats_another_in_every_column(figures):
    (row,) = SHOP.measure("order_lines")
    assert row["duplicates"] == figures["raw"]["exact_duplicates"]
    assert row["last"] == figures["A_as_is"]["last_date"]


def test_order_value_and_frequency(as_is):
    (row,) = SHOP.measure("order_value")
    assert (row["orders"], row["clients"]) == (as_is["orders"], as_is["customers"])
    assert row["revenue"] == pytest.approx(as_is["revenue"], abs=0.001)
    assert row["order_value"] == pytest.approx(as_is["aov"], abs=1e-6)
    (row,) = SHOP.measure("frequency")
    assert row["frequency_per_month"] == pytest.approx(as_is["purchases_per_customer_month"], abs=1e-6)


def test_retention_is_window_90d_and_the_textbook_rate_is_absurd(as_is):
    (row,) = SHOP.measure("retention")
    window = as_is["window_90d"]
    assert row["start"] == window["start_customers"]
    assert (row["kept"], row["active"], row["new"]) == (window["kept"], window["active_cur"], window["new"])
    assert row["retention_rate"] == pytest.approx(window["retention"], abs=1e-6)
    assert row["textbook_rate"] == pytest.approx(window["crr_textbook"], abs=1e-6) and row["textbook_rate"] > 1


def test_sleeping_and_lost_clients_are_the_dormant_regulars(as_is):
    found = SHOP.measure("sleeping")
    assert sum(row["state"] != "late" for row in found) == as_is["dormant_regulars"]


def test_a_basket_logged_on_several_days_is_one_order_of_its_client():
    found = {row["client_id"]: row for row in SHOP.measure("sleeping")}
    assert any(row["orders"] < row["purchase_days"] for row in found.values())


def test_order_value_by_month(as_is):
    # theirs puts an order whole into the month of its first line; ours each line into its own month, so that an order
    # logged across the end of a month counts in both, and revenue moves between months but not in all
    found, theirs = SHOP.by("order_value", "month"), months(as_is, "orders")
    assert set(found) == set(theirs)
    assert all(row["orders"] >= theirs[month] for month, row in found.items())
    assert sum(row["revenue"] for row in found.values()) == pytest.approx(as_is["revenue"], abs=0.001)


def test_cohorts_begin_with_the_new_customers_of_each_month(as_is):
    found = {r["cohort_month"][:7]: r["clients"] for r in SHOP.measure("cohorts") if r["age_months"] == 0}
    assert found == {month: n for month, n in months(as_is, "new_customers").items() if n}


@pytest.mark.slow
def test_the_run_rests_on_the_same_figures(as_is, tmp_path):
    code, manifest = SHOP.run("analyse/clients", out=tmp_path / "report")
    made = manifest["notebooks"][""]
    assert (code, {report["status"] for report in made.values()}) == (0, {"done"})
    assert made["analyse/clients"]["figures"]["retention"]["kept"] == as_is["window_90d"]["kept"]
    assert made["analyse/clients"]["figures"]["order_value"]["orders"] == as_is["orders"]
