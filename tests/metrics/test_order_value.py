"""Average order value: money per order, whichever way lines, orders and groups fall."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError
from salesbook.metrics import order_value
from tests.metrics.sight import by_group, one, pick, rows, table

TWO_ORDERS = table("""
    client_id ordered_at amount order_id
    ann       2024-01-01 60     1
    ann       2024-01-01 40     1
    bob       2024-01-02 50     2
""")


def test_revenue_over_orders_not_over_lines_and_not_the_mean_of_clients():
    assert pick(one(order_value(TWO_ORDERS)), "orders", "clients", "revenue", "order_value") == (2, 2, 150, 75)


def test_the_interval_is_that_of_a_mean_of_orders():
    # orders of 100 and 50: mean 75, standard deviation 35.355; 75 ± 1.95996 × 35.355 / √2 = 75 ± 49
    row = one(order_value(TWO_ORDERS))
    assert pick(row, "order_value_low", "order_value_high") == pytest.approx((26.0009, 123.9991), abs=1e-4)


def test_one_order_has_a_value_and_no_interval():
    row = one(order_value(TWO_ORDERS.filter(TWO_ORDERS.client_id == "bob")))
    assert pick(row, "order_value", "order_value_low", "order_value_high") == (50, None, None)


def test_without_order_numbers_each_line_is_an_order():
    row = one(order_value(TWO_ORDERS.drop("order_id")))
    assert pick(row, "orders", "revenue", "order_value") == (3, 150, 50)


def test_a_line_without_its_number_is_an_order_of_its_own():
    lines = table("""
        client_id ordered_at amount order_id
        ann       2024-01-01 60     1
        ann       2024-01-01 40     1
        ann       2024-01-01 10     -
        ann       2024-01-01 10     -
    """)
    assert pick(one(order_value(lines)), "orders", "revenue") == (3, 120)


def test_no_lines_is_null_and_not_zero():
    nobody = table("client_id ordered_at amount order_id")
    assert pick(one(order_value(nobody)), "orders", "clients", "revenue", "order_value") == (0, 0, 0, None)
    assert rows(order_value(nobody, by=["client_id"])) == []


def test_each_group_has_its_row_and_who_has_no_group_is_a_group_too():
    lines = table("""
        client_id ordered_at amount order_id region
        ann       2024-01-01 60     1        south
        bob       2024-01-02 50     2        north
        bob       2024-01-02 30     3        north
        cat       2024-01-02 5      4        -
    """)
    found = by_group(order_value(lines, by=["region"]), "region")
    assert {k: pick(row, "orders", "clients", "order_value") for k, row in found.items()} == {
        "north": (2, 1, 40), "south": (1, 1, 60), None: (1, 1, 5),
    }  # fmt: skip


def test_an_order_in_two_groups_counts_in_each_and_once_in_the_whole():
    lines = table("""
        client_id ordered_at amount order_id product
        ann       2024-01-01 60     1        tea
        ann       2024-01-01 40     1        cups
    """)
    assert [row["orders"] for row in rows(order_value(lines, by=["product"]))] == [1, 1]
    assert one(order_value(lines))["orders"] == 1


def test_returns_taken_off_leave_the_number_of_orders():
    lines = table("""
        client_id ordered_at amount order_id
        ann       2024-01-01 100    1
        ann       2024-01-02 -30    1-return
        ann       2024-01-03 100    2
    """)
    assert pick(one(order_value(lines)), "orders", "revenue", "order_value") == (2, 200, 100)
    assert pick(one(order_value(lines, returns="net")), "orders", "revenue", "order_value") == (2, 170, 85)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"orders: no column region\. It has client_id, "):
        order_value(TWO_ORDERS, by=["region"])


lines_drawn = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "-"]), st.integers(1, 28), st.integers(-3, 9),
        st.sampled_from(["1", "2", "3", "-"]), st.sampled_from(["north", "south", "-"]),
    ),
    max_size=12,
)  # fmt: skip
HEAD = "client_id ordered_at amount order_id region"


def drawn(lines):
    return table("\n".join([HEAD, *(f"{c} 2024-01-{d:02} {a} {o} {r}" for c, d, a, o, r in lines)]))


@settings(max_examples=20, deadline=None)
@given(lines_drawn, st.randoms(), st.sampled_from(["exclude", "net"]))
def test_revenue_of_groups_adds_up_and_the_order_of_rows_does_not_matter(lines, chance, returns):
    whole = one(order_value(drawn(lines), returns=returns))
    parts = rows(order_value(drawn(lines), by=["region"], returns=returns))
    assert sum(part["revenue"] for part in parts) == whole["revenue"]
    assert sum(part["orders"] for part in parts) >= whole["orders"]
    shuffled = one(order_value(drawn(chance.sample(lines, len(lines))), returns=returns))
    assert shuffled == pytest.approx(whole)  # sums of another order differ in their last digit
