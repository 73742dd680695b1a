"""A client in a row: all of a day is one purchase, and the first day is left out of the mean."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError
from salesbook.metrics import client_summary
from tests.metrics.sight import by_group, one, pick, rows, table

WINTER = table("""
    client_id ordered_at          amount region
    ann       2024-01-01T09:00:00 60     north
    ann       2024-01-01T17:00:00 40     north
    ann       2024-01-11          30     north
    ann       2024-01-31          50     south
    bob       2024-02-10          20     south
""")
COUNTS = "purchase_days", "frequency", "recency_days", "age_days"
MONEY = "revenue", "first_amount", "mean_amount"


def test_a_client_is_counted_from_the_first_purchase_day():
    ann = by_group(client_summary(WINTER), "client_id")["ann"]
    assert pick(ann, "first_order", "last_order", "as_of") == (
        dt.date(2024, 1, 1), dt.date(2024, 1, 31), dt.date(2024, 2, 10),
    )  # fmt: skip
    assert pick(ann, *COUNTS) == (3, 2, 30, 40)  # 3 days, 2 of them repeat; 30 days to the last, 40 to the end
    assert pick(ann, *MONEY) == (180, 100, 40)  # (180 − 100) / 2


def test_who_bought_on_one_day_has_no_mean_and_not_zero():
    bob = by_group(client_summary(WINTER), "client_id")["bob"]
    assert pick(bob, *COUNTS) == (1, 0, 0, 0)
    assert pick(bob, *MONEY) == (20, 20, None)


def test_a_group_has_first_days_of_its_own_and_one_end():
    found = {(r["region"], r["client_id"]): r for r in rows(client_summary(WINTER, by=["region"]))}
    assert pick(found["south", "ann"], *COUNTS) == (1, 0, 0, 10)
    assert pick(found["north", "ann"], *COUNTS) == (2, 1, 10, 40)


def test_clients_without_a_group_are_a_group():
    lines = table("client_id ordered_at amount region\nann 2024-01-01 10 -\nann 2024-01-02 10 -")
    assert pick(one(client_summary(lines, by=["region"])), "region", "frequency") == (None, 1)


def test_the_end_may_be_given_and_what_comes_after_it_does_not_count():
    found = by_group(client_summary(WINTER, as_of=dt.date(2024, 1, 15)), "client_id")
    assert pick(found["ann"], *COUNTS) == (2, 1, 10, 14)
    assert set(found) == {"ann"}


def test_a_return_is_no_purchase_day_and_is_taken_off_where_asked():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-01 100
        ann       2024-01-05 -30
        ann       2024-01-09 80
    """)
    assert pick(one(client_summary(lines)), "frequency", *MONEY) == (1, 180, 100, 80)
    assert pick(one(client_summary(lines, returns="net")), "frequency", *MONEY) == (1, 150, 100, 50)


def test_a_return_after_the_last_purchase_day_of_all_does_not_count_yet():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-01 100
        ann       2024-01-05 80
        ann       2024-01-09 -30
    """)
    assert pick(one(client_summary(lines, returns="net")), "age_days", *MONEY) == (4, 180, 100, 80)
    later = one(client_summary(lines, returns="net", as_of=dt.date(2024, 1, 31)))
    assert pick(later, "age_days", *MONEY) == (30, 150, 100, 50)


def test_who_only_returned_things_is_no_client():
    lines = table("client_id ordered_at amount\nann 2024-01-01 -10\nbob 2024-01-01 10")
    assert [r["client_id"] for r in rows(client_summary(lines, returns="net"))] == ["bob"]


def test_lines_without_a_client_or_an_amount():
    lines = table("""
        client_id ordered_at amount
        -         2024-01-01 10
        ann       2024-01-02 10
        ann       2024-01-03 0
    """)
    assert pick(one(client_summary(lines, unknown_clients="keep")), *COUNTS) == (1, 0, 0, 0)
    assert pick(one(client_summary(lines, zero_amounts="keep")), "frequency", "mean_amount") == (1, 0)


def test_no_lines_have_no_clients():
    assert rows(client_summary(table("client_id ordered_at amount"))) == []


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        client_summary(WINTER, by=["branch"])


drawn = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 28), st.integers(-2, 9)), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None)
@given(drawn, st.randoms())
def test_the_figures_are_those_of_days_by_hand_in_any_order_of_rows(lines, chance):
    text = "\n".join(f"{c} 2024-01-{d:02} {a}" for c, d, a in chance.sample(lines, len(lines)))
    found = by_group(client_summary(table("client_id ordered_at amount\n" + text)), "client_id")
    bought = [(c, d, a) for c, d, a in lines if a > 0]
    assert set(found) == {c for c, _, _ in bought}
    for client, row in found.items():
        days = sorted({d for c, d, _ in bought if c == client})
        first, rest = (
            sum(a for c, d, a in bought if c == client and (d == days[0]) == is_first) for is_first in (True, False)
        )
        assert pick(row, "frequency", "recency_days", "first_amount") == (len(days) - 1, days[-1] - days[0], first)
        assert row["mean_amount"] == (pytest.approx(rest / (len(days) - 1)) if len(days) > 1 else None)


def test_the_demo_company_adds_up_to_its_orders():
    book = sb.open(sb.DEMO)
    clients, orders = rows(client_summary(book.table("orders"))), one(sb.measure(book, "order_value").table)
    assert len(clients) == orders["clients"]
    assert sum(c["revenue"] for c in clients) == pytest.approx(orders["revenue"])
