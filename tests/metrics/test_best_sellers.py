"""Best-selling products: by revenue, in an order that a re-run repeats."""

import datetime as dt

import pytest

from salesbook.errors import DataError
from salesbook.metrics import best_sellers
from tests.metrics.sight import pick, rows, table

LINES = table("""
    client_id ordered_at amount order_id product
    ann       2024-01-01 60     1        tea
    ann       2024-01-01 30     1        coffee
    bob       2024-01-02 90     2        coffee
    bob       2024-01-02 20     2        -
""")


def test_products_stand_by_revenue_with_their_share_of_what_has_a_product():
    # coffee 30 + 90 = 120 in two orders, tea 60 in one; 180 in all: two thirds and one third
    coffee, tea = rows(best_sellers(LINES))
    assert pick(coffee, "product", "orders", "revenue", "revenue_share") == ("coffee", 2, 120, pytest.approx(2 / 3))
    assert pick(tea, "product", "orders", "revenue", "revenue_share") == ("tea", 1, 60, pytest.approx(1 / 3))


def test_equal_revenues_stand_in_the_order_of_names():
    lines = table("""
        client_id ordered_at amount product
        ann       2024-01-01 10     pear
        ann       2024-01-02 10     apple
    """)
    assert [row["product"] for row in rows(best_sellers(lines))] == ["apple", "pear"]


def test_a_return_is_no_sale_unless_asked_for():
    lines = table("""
        client_id ordered_at amount product
        ann       2024-01-01 10     pear
        ann       2024-01-02 -10    pear
    """)
    assert rows(best_sellers(lines))[0]["revenue"] == 10
    assert rows(best_sellers(lines, returns="net", as_of=dt.date(2024, 1, 2)))[0]["revenue"] == 0


def test_nothing_sold_is_no_product_and_no_column_is_said():
    assert rows(best_sellers(LINES.filter(LINES.amount > 1000))) == []
    with pytest.raises(DataError, match="no column product"):
        best_sellers(LINES.drop("product"))
