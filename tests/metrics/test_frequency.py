"""Purchase frequency: orders per client and month of 365.25 / 12 days."""

import pytest

from salesbook.errors import DataError
from salesbook.metrics import frequency
from tests.metrics.sight import by_group, one, pick, rows, table

# four orders by two clients in 2,922 days, which are 96 months of 30.4375 days: 4 / 2 / 96 = 1/48
EIGHT_YEARS = table("""
    client_id ordered_at amount order_id region
    ann       2016-01-01 10     1        north
    ann       2016-01-01 10     1        north
    ann       2020-01-01 10     2        north
    bob       2022-01-01 10     3        south
    bob       2024-01-01 10     4        south
""")


def test_orders_over_clients_over_months():
    row = one(frequency(EIGHT_YEARS))
    assert pick(row, "orders", "clients", "days") == (4, 2, 2922)
    assert row["frequency_per_month"] == pytest.approx(1 / 48)


def test_a_group_is_measured_from_its_own_first_day_to_its_own_last():
    found = by_group(frequency(EIGHT_YEARS, by=["region"]), "region")
    assert {k: row["days"] for k, row in found.items()} == {"north": 1461, "south": 730}
    assert found["north"]["frequency_per_month"] == pytest.approx(2 / 1 / 48)  # 1,461 days are 48 months


def test_one_purchase_day_has_no_frequency():
    lines = table("""
        client_id ordered_at          amount order_id
        ann       2024-01-01T09:00:00 10     1
        bob       2024-01-01T23:59:59 10     2
    """)
    assert pick(one(frequency(lines)), "orders", "clients", "days", "frequency_per_month") == (2, 2, 0, None)


def test_days_are_calendar_days_and_not_spans_of_24_hours():
    lines = table("""
        client_id ordered_at          amount
        ann       2024-01-01T23:59:59 10
        ann       2024-01-02T00:00:01 10
    """)
    assert one(frequency(lines))["days"] == 1


def test_no_lines_is_null_and_not_zero():
    nobody = table("client_id ordered_at amount")
    assert pick(one(frequency(nobody)), "orders", "clients", "days", "frequency_per_month") == (0, 0, None, None)


def test_the_interval_is_that_of_a_mean_of_clients():
    # ann ordered three times, bob once: mean 2, standard deviation √2, so that the error is 1.96 × √2 / √2
    lines = table("""
        client_id ordered_at          amount
        ann       2024-01-01          10
        ann       2024-01-15          10
        ann       2024-01-31T10:30:00 10
        bob       2024-01-10          10
    """)
    row = one(frequency(lines))
    months = 30 / 30.4375
    expected = tuple((2 + sign * 1.959964) / months for sign in (-1, 1))  # √2 / √2 = 1
    assert pick(row, "frequency_low", "frequency_high") == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("returns", ["exclude", "net"])
def test_a_return_is_no_order_and_its_day_no_purchase_day(returns):
    lines = table("""
        client_id ordered_at amount order_id
        ann       2023-12-01 -5     0
        ann       2024-01-01 10     1
        ann       2024-01-11 10     2
        ann       2024-02-01 -5     3
    """)
    assert pick(one(frequency(lines, returns=returns)), "orders", "clients", "days") == (2, 1, 10)


def test_a_client_who_only_returned_things_is_none():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-01 10
        ann       2024-01-11 10
        bob       2024-01-05 -10
    """)
    assert one(frequency(lines, returns="net"))["clients"] == 1


def test_a_group_of_returns_only_has_no_frequency():
    lines = table("""
        client_id ordered_at amount region
        ann       2024-01-01 10     north
        bob       2024-01-01 -10    south
    """)
    assert [row["region"] for row in rows(frequency(lines, by=["region"]))] == ["north"]
    south = by_group(frequency(lines, by=["region"], returns="net"), "region")["south"]
    assert pick(south, "orders", "clients", "frequency_per_month") == (0, 0, None)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        frequency(EIGHT_YEARS, by=["branch"])
