"""CDNOW, the published tenth: predicted lifetime value as its authors published it, from the raw lines.

Fader, Hardie and Lee (2005), Marketing Science 24 and JMR 42; Batislam, Denizel and Filiztekin (2007). Weeks there, days
here. Purchases worth nothing are purchases there: ``zero_amounts=keep``. Calibration to 1997-09-30, 39 weeks after it.
"""

import csv
import math

import pytest

from tests.real.companies import DATA, Company, expected

pytestmark = pytest.mark.real_data
SAMPLE = Company("cdnow", "cdnow-sample")
CALIBRATION = ("--as-of", "1997-09-30")
KEEP = {"zero_amounts": "keep", "replicates": 60}
WEEK, HOLDOUT = 7, 273


@pytest.fixture(scope="module")
def figures():
    return expected("cdnow")["published_rfm_calibration_to_1997-09-30"]


@pytest.fixture(scope="module")
def published():
    """The published history of each client: repeat purchases, recency and age in weeks, mean repeat spend."""
    with (DATA / "cdnow" / "cdnow_customers_summary_with_transactions.csv").open(encoding="utf-8") as file:
        return {int(row["ID"]): {k: float(v) for k, v in row.items() if k != "ID"} for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def clients():
    found = SAMPLE.measure("lifetime", *CALIBRATION, horizon_days=HOLDOUT, zero_amounts="keep", replicates=2)
    return {int(row["client_id"]): row for row in found}


@pytest.fixture(scope="module")
def total():
    (row,) = SAMPLE.measure("lifetime_total", *CALIBRATION, horizon_days=HOLDOUT, **KEEP)
    return row


def test_each_client_s_history_is_the_published_one(clients, published, figures):
    assert len(clients) == len(published) == figures["customers"]
    for number, theirs in published.items():
        ours = clients[number]
        assert ours["frequency"] == theirs["x"]
        assert ours["recency_days"] / WEEK == pytest.approx(theirs["t_x"], abs=0.006)
        assert ours["age_days"] / WEEK == pytest.approx(theirs["T"], abs=0.006)
        assert (ours["mean_amount"] or 0) == pytest.approx(theirs["zbar"], abs=0.006)


def test_repeat_purchases_repeaters_and_one_time_buyers(clients, total, figures):
    repeats = [row["frequency"] for row in clients.values()]
    assert sum(repeats) == figures["sum_x_published"] == 2457
    assert [sum(x == n for x in repeats) for n in range(7)] == [1411, 439, 214, 100, 62, 38, 29]
    assert sum(x >= 7 for x in repeats) == 64
    assert total["repeaters"] == 946


def test_bg_nbd_parameters_and_likelihood(total):
    assert total["r"] == pytest.approx(0.24259, abs=2e-5)
    assert total["alpha_days"] / WEEK == pytest.approx(4.4136, abs=2e-4)
    assert total["a"] == pytest.approx(0.79292, abs=1e-4)
    assert total["b"] == pytest.approx(2.4259, abs=4e-4)
    weekly = total["log_likelihood"] + 2457 * math.log(WEEK)  # a density a week is seven times that a day
    assert weekly == pytest.approx(-9582.429, abs=0.01)


@pytest.mark.parametrize(("name", "error"), [("r", 0.0126), ("alpha_days", 0.378 * 7), ("a", 0.186), ("b", 0.705)])
def test_the_bootstrap_intervals_are_as_wide_as_the_published_standard_errors_say(total, name, error):
    width = total[f"{name}_high"] - total[f"{name}_low"]
    assert width / (2 * 1.96 * error) == pytest.approx(1, abs=0.45)  # b is skewed, and sixty replicates are few


def test_mbg_nbd_parameters():
    (row,) = SAMPLE.measure(
        "lifetime_total", *CALIBRATION, horizon_days=HOLDOUT, model="mbg_nbd", zero_amounts="keep", replicates=2
    )
    found = (row["r"], row["alpha_days"] / WEEK, row["a"], row["b"])
    assert found == pytest.approx((0.525, 6.183, 0.891, 1.614), abs=1e-3)


def test_gamma_gamma_parameters_likelihood_and_correlation(total):
    assert total["p"] == pytest.approx(6.25, abs=0.01)
    assert total["q"] == pytest.approx(3.74, abs=0.01)
    assert total["v_amount"] == pytest.approx(15.44, abs=0.02)
    assert total["spend_log_likelihood"] == pytest.approx(-4055.92, abs=0.05)
    assert total["spend_correlation"] == pytest.approx(0.1139, abs=1e-4)
    assert total["amount_refused"] is None


def test_expected_spend_of_the_first_ten_clients_and_of_all(clients):
    found = [clients[n]["expected_order_value"] for n in range(1, 11)]
    first = [24.659, 18.911, 35.171, 35.171, 35.171, 71.463, 18.911, 35.171, 27.282, 35.171]
    assert found == pytest.approx(first, abs=0.01)
    every = [row["expected_order_value"] for row in clients.values()]
    assert sum(every) / len(every) == pytest.approx(35.253, abs=0.01)


def test_the_client_of_the_published_example(clients):
    assert clients[1]["frequency"] == 2
    assert clients[1]["expected_purchases"] == pytest.approx(1.226, abs=1e-3)


def test_one_time_buyers_are_active_for_sure_and_they_are_three_in_five(clients):
    once = [row["p_alive"] for row in clients.values() if not row["frequency"]]
    assert set(once) == {1.0}
    assert len(once) / len(clients) == pytest.approx(0.6, abs=0.005)


def test_the_hold_out_of_39_weeks():
    found = SAMPLE.measure("lifetime_calibration", holdout_days=HOLDOUT, **KEEP)
    whole = found[0]
    assert (whole["holdout_from"], whole["holdout_to"]) == ("1997-10-01", "1998-06-30")
    assert whole["actual_purchases"] == 1882
    assert whole["predicted_purchases"] == pytest.approx(1653.4, abs=0.1)
    assert whole["predicted_low"] < 1653.4 < whole["predicted_high"]
    assert [row["clients"] for row in found[1:]] == [1411, 439, 214, 100, 62, 38, 29, 64]
