"""New against existing: two ratios, one of clients and one of sales."""

import datetime as dt
import math
from pathlib import Path

import pytest
import yaml

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import new_against_existing
from tests.metrics.sight import one, pick, table

TRUTH = yaml.safe_load((Path(sb.DEMO) / "truth.yaml").read_text("utf-8"))
SPEND = """
    month      purpose amount
    2024-01-01 acquire 999
    2024-02-01 acquire 80
    2024-02-01 retain  20
    2024-03-01 retain  20
"""
CAME = """
    client_id acquired_on
    ann       2024-01-10
    bob       2024-01-20
    cat       2024-02-10
    dan       2024-03-10
    eve       2023-12-10
"""
# February and March: cat and dan are new, ann and bob were kept; eve did not buy
BOUGHT = """
    client_id ordered_at amount order_id
    eve       2024-01-02 10     1
    ann       2024-01-10 10     2
    bob       2024-01-20 10     3
    ann       2024-02-01 10     4
    ann       2024-02-01 10     4
    ann       2024-03-01 10     5
    bob       2024-03-31 10     6
    cat       2024-02-11 10     7
    cat       2024-03-11 10     8
    dan       2024-03-12 10     9
"""


def moments(text, column):
    seen = table(text)
    return seen.mutate(**{column: seen[column].cast("timestamp")}) if column in seen.columns else seen


def compared(spend=SPEND, bought=BOUGHT, came=CAME, **how):
    clients = moments(came, "acquired_on") if came else None
    how = {"window_months": 2, **how}
    return one(new_against_existing(moments(spend, "month"), table(bought), clients=clients, **how))


def test_a_new_client_against_a_client_kept():
    row = compared()
    assert pick(row, "acquire_amount", "retain_amount", "new_clients", "retained_clients") == (80, 40, 2, 2)
    assert pick(row, "new_client_amount", "retained_client_amount", "cost_ratio") == (40, 20, 2)
    assert pick(row, "first_month", "last_month", "months") == (dt.date(2024, 2, 1), dt.date(2024, 3, 1), 2)


def test_a_first_order_against_a_repeat_order():
    # first: cat's and dan's; repeat: two of ann's (one order of two lines), one of bob's and one of cat's
    row = compared()
    assert pick(row, "first_orders", "repeat_orders", "first_order_amount", "repeat_order_amount") == (2, 4, 40, 10)
    assert row["sale_ratio"] == 4


def test_the_sources_figures_stand_beside_and_are_parameters():
    assert pick(compared(), "source_cost_ratio", "source_sale_ratio") == (4, 5)
    assert compared(source_sale_ratio=7.0)["source_sale_ratio"] == 7


def test_the_intervals_are_those_of_ratios_of_counts():
    row, z = compared(), 1.959964
    half = math.exp(z * math.sqrt(1 / 2 + 1 / 2))
    assert pick(row, "cost_ratio_low", "cost_ratio_high") == pytest.approx((2 / half, 2 * half), rel=1e-6)
    # ann's two repeat orders come together: (2² + 1 + 1) / 4² and not 1/4
    half = math.exp(z * math.sqrt(1 / 2 + 6 / 16))
    assert pick(row, "sale_ratio_low", "sale_ratio_high") == pytest.approx((4 / half, 4 * half), rel=1e-6)


def test_keeping_a_client_for_a_month_of_buying():
    # ann and cat in February, ann, bob, cat and dan in March
    assert pick(compared(), "buying_client_months", "retain_month_amount") == (6, 40 / 6)


def test_a_month_in_progress_is_left_out():
    row = compared(bought=BOUGHT.replace("2024-03-31", "2024-03-30"))
    assert pick(row, "first_month", "last_month") == (dt.date(2024, 1, 1), dt.date(2024, 2, 1))


def test_a_window_longer_than_the_data_is_cut_and_its_length_said():
    assert pick(compared(window_months=24), "first_month", "months") == (dt.date(2024, 1, 1), 3)


def test_the_first_order_of_a_client_from_before_the_orders_is_not_known_to_be_the_first():
    # eve came in December; her order in February is no first one
    bought = BOUGHT.replace("eve       2024-01-02", "eve       2024-02-02") + "zoe 2024-01-01 1 0"
    assert pick(compared(bought=bought), "first_orders", "retained_clients") == (2, 3)


def test_without_a_list_of_clients_the_first_order_tells_who_is_new():
    row = compared(came="", settle_days=20)
    assert pick(row, "new_clients", "retained_clients", "first_orders") == (2, 2, 2)


def test_nothing_to_divide_by_is_null():
    row = compared("month purpose amount\n2024-02-01 acquire 80\n2024-03-01 acquire 1")
    assert pick(row, "cost_ratio", "cost_ratio_low", "sale_ratio", "retained_client_amount") == (None,) * 4
    row = compared(bought="client_id ordered_at amount order_id")
    assert pick(row, "repeat_orders", "sale_ratio", "sale_ratio_low") == (0, None, None)
    row = compared("month purpose amount")
    assert pick(row, "acquire_amount", "cost_ratio") == (0, None)


def test_what_cannot_be_is_refused():
    with pytest.raises(RequestError, match="0 is not a length"):
        compared(window_months=0)
    with pytest.raises(RequestError, match="is not a coverage"):
        compared(level=2)
    with pytest.raises(AbsentColumn, match="spend: no column purpose"):
        compared("month amount\n2024-02-01 80")


def test_the_demo_companys_true_costs_are_recovered():
    book = sb.open(sb.DEMO)
    row = one(new_against_existing(book.spend, book.orders, clients=book.clients))
    # spend_noise = 8 % a month and channel leaves about 1.4 % over twelve months of three channels
    assert row["retain_month_amount"] == pytest.approx(TRUTH["retain_cost_per_buying_client_month"], rel=0.03)
    true = sum(channel["share"] * channel["cac"] for channel in TRUTH["acquisition"].values())  # 1410
    # 361 clients drawn from channels that differ eightfold in cost: three standard errors of the mixture are 9 %
    assert row["new_client_amount"] == pytest.approx(true, rel=0.09)
    kept = TRUTH["retain_cost_per_buying_client_month"] * row["buying_client_months"] / row["retained_clients"]
    assert row["cost_ratio_low"] < true / kept < row["cost_ratio_high"]
    assert row["months"] == 12
