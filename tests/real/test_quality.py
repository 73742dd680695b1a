"""The data check on real exports: the line of 1,000 plungers, baskets logged hour by hour, 5,268 repeated lines.

Reference: expected.json of each set.
"""

import datetime as dt

import pytest

from salesbook.quality import check
from salesbook.tables import open as open_book
from tests.real.companies import Company, expected

pytestmark = pytest.mark.real_data
TODAY = dt.date(2026, 6, 30)
PLANTS = Company("ru-plants-ecom", "ru-plants-ecom")
YEAR = Company("uci-online-retail/online-retail.csv.gz", "uci-online-retail")


def findings(company):
    """What the check finds in ``company``, by kind."""
    return {f.kind: f for f in check(open_book(company.source, map=company.mapping), TODAY).findings}


@pytest.fixture(scope="module")
def plants():
    return findings(PLANTS)


@pytest.fixture(scope="module")
def year():
    return findings(YEAR)


def then(finding, figure):
    return next(e for e in finding.effects if e.figure == figure).then


def test_baskets_logged_again_are_b(plants):
    raw, once = expected("ru-plants-ecom")["raw"], expected("ru-plants-ecom")["B_dedup_ignoring_date"]
    again = plants["relogged"]
    assert (again.n, again.attention) == (raw["rows_repeated_ignoring_date"], True)
    assert "repeated" not in plants  # exact_duplicates: 0
    assert then(again, "revenue") == pytest.approx(once["revenue"], abs=0.001)
    assert then(again, "order_value") == pytest.approx(once["aov"], abs=1e-6)


def test_the_line_of_a_thousand_units_is_the_only_outlier_and_is_named(plants):
    line, far = expected("ru-plants-ecom")["raw"]["max_line"], plants["outliers"]
    (named,) = far.examples
    assert (named["product"], named["quantity"], named["unit_price"]) == (
        line["product"], float(line["quantity"]), float(line["price"]),
    )  # fmt: skip
    without = expected("ru-plants-ecom")["A_as_is"]["revenue"] - float(line["quantity"]) * float(line["price"])
    assert then(far, "revenue") == pytest.approx(without, abs=0.001)


def test_orders_of_several_clients_are_counted(plants):
    assert plants["shared"].n == expected("ru-plants-ecom")["raw"]["orders_with_more_than_one_customer"]


def test_without_the_repeated_lines_the_figures_are_a2(year):
    raw, once = expected("uci-online-retail")["raw"], expected("uci-online-retail")["A2_sales_only_dedup"]
    repeated = year["repeated"]
    assert (repeated.n, repeated.of) == (raw["exact_duplicate_rows"], raw["rows"])
    assert then(repeated, "revenue") == pytest.approx(once["revenue"], abs=0.001)
    assert then(repeated, "order_value") == pytest.approx(once["aov"], abs=1e-6)
    change = next(e.change for e in repeated.effects if e.figure == "revenue")
    assert round(change, 3) == -0.003


def test_returns_net_are_b_and_rows_without_a_client_are_counted(year):
    figures = expected("uci-online-retail")
    assert then(year["returns"], "revenue") == pytest.approx(figures["B_net_of_returns"]["revenue"], abs=0.001)
    assert year["unknown_clients"].n == figures["raw"]["missing_CustomerID_rows"]


def test_the_largest_sale_was_taken_back_and_the_last_month_is_cut_short(year):
    largest = year["outliers"].examples[0]
    assert (largest["quantity"], largest["taken_back"]) == (80995.0, True)
    assert year["cut_last"].values["day"] == dt.date(2011, 12, 9)
    assert year["no_sales"].values["runs"][0] == (dt.date(2010, 12, 24), dt.date(2011, 1, 3), 9)  # Christmas
