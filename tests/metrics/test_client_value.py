"""Client value (LTV) by the source's formula, in profit and in money spent, and by its mean-value form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import AbsentColumn, DataError, RequestError
from salesbook.metrics import client_value
from salesbook.metrics.margin import margin_from_markup
from tests.metrics.sight import by_group, one, pick, rows, table

# ann: three orders of 100 in two months; bob: one of 300. Buyers: two in January, one in February.
TWO = """
    client_id ordered_at amount order_id quarter branch
    ann       2020-01-05 100    1        2020-Q1 north
    ann       2020-01-20 100    2        2020-Q1 north
    ann       2020-02-10 100    3        2020-Q1 north
    bob       2020-01-31 300    4        2020-Q1 -
"""


def test_the_source_s_formula_worked_out_by_hand():
    # Σ of average orders 400 × 4/3 orders a client and month × 1.5 months × 25 % ÷ 1.5 clients on average
    row = one(client_value(table(TWO), margin_rate=0.25))
    assert pick(row, "clients", "mean_clients", "mean_order_value") == (2, 1.5, 200)
    assert pick(row, "orders_per_month", "mean_months", "margin_rate") == pytest.approx((4 / 3, 1.5, 0.25))
    assert row["client_value"] == pytest.approx(400 * 4 / 3 * 1.5 * 0.25 / 1.5)
    assert row["spent_value"] == pytest.approx(4 * row["client_value"])


def test_the_mean_value_form_differs_by_the_ratio_of_all_clients_to_the_mean_number():
    row = one(client_value(table(TWO), margin_rate=0.25))
    assert row["clients_ratio"] == pytest.approx(2 / 1.5)
    assert row["mean_client_value"] == pytest.approx(200 * 4 / 3 * 1.5 * 0.25)
    assert row["client_value"] == pytest.approx(row["mean_client_value"] * row["clients_ratio"])


def test_what_a_client_really_spent_stands_beside_it():
    # 600 by two clients; the formula's 400 multiplies two means, though ann orders often and little
    row = one(client_value(table(TWO), margin_rate=0.25))
    assert pick(row, "actual_amount", "actual_profit", "mean_spent_value") == pytest.approx((300, 75, 400))


def test_within_a_month_all_clients_are_the_mean_number_and_the_two_forms_are_one():
    lines = table(TWO.replace("quarter", "month").replace("2020-Q1", "2020-01"))
    row = one(client_value(lines.filter(lines.ordered_at < "2020-02-01"), by=["month"], margin_rate=0.25))
    assert pick(row, "clients_ratio", "mean_months") == (1, 1)
    assert row["client_value"] == row["mean_client_value"]


# -- the margin


def test_cost_tells_the_margin_of_each_line():
    row = one(client_value(table("client_id ordered_at amount cost\nann 2020-01-05 100 80\nann 2020-01-06 100 60")))
    assert row["margin_rate"] == pytest.approx(0.3)


def test_profit_goes_before_cost_and_margin_rate_fills_in():
    lines = "client_id ordered_at amount cost profit\nann 2020-01-05 100 80 10\nann 2020-01-06 100 - -"
    assert one(client_value(table(lines), margin_rate=0.5))["margin_rate"] == pytest.approx(0.3)


def test_without_a_margin_there_is_no_value_but_advice():
    with pytest.raises(AbsentColumn, match=r"nothing tells the margin.*margin_rate: 0\.25"):
        client_value(table(TWO))


@pytest.mark.parametrize("rate", [-0.1, 0, 1.5, 25])
def test_a_margin_is_a_share(rate):
    with pytest.raises(RequestError, match="not a share"):
        client_value(table(TWO), margin_rate=rate)


@pytest.mark.parametrize(("markup", "margin"), [(0.25, 0.2), (1, 0.5), (0, 0), (0.5, 1 / 3)])
def test_margin_is_not_markup(markup, margin):
    assert margin_from_markup(markup) == pytest.approx(margin)


def test_a_markup_below_nothing_is_none():
    with pytest.raises(RequestError, match="no markup"):
        margin_from_markup(-0.2)


# -- groups and time


def test_followed_by_quarter_the_value_is_that_within_it_and_the_last_is_in_progress():
    later = table("client_id ordered_at amount order_id quarter branch\nann 2020-04-02 100 5 2020-Q2 north")
    found = by_group(client_value(table(TWO).union(later), by=["quarter"], margin_rate=0.25), "quarter")
    assert found["2020-Q1"]["client_value"] == pytest.approx(400 * 4 / 3 * 1.5 * 0.25 / 1.5)
    assert found["2020-Q2"]["client_value"] == pytest.approx(25)
    assert {q: row["complete"] for q, row in found.items()} == {"2020-Q1": True, "2020-Q2": False}


def test_a_group_may_be_unknown():
    found = by_group(client_value(table(TWO), by=["branch"], margin_rate=0.25), "branch")
    assert {group: row["clients"] for group, row in found.items()} == {"north": 1, None: 1}
    assert pick(found["north"], "clients_ratio", "mean_months", "orders_per_month") == (1, 2, 1.5)


def test_one_client_has_no_interval_and_two_have_one():
    found = by_group(client_value(table(TWO), by=["branch"], margin_rate=0.25), "branch")
    assert pick(found["north"], "client_value_low", "client_value_high") == (None, None)
    row = one(client_value(table(TWO.replace("300", "500")), margin_rate=0.25))
    assert row["client_value_low"] < row["client_value"] < row["client_value_high"]


# -- the interval: a product of two means over clients


def test_the_interval_is_that_of_the_delta_method():
    # own order values 100 and 500, orders 3 and 1: variances 80000 and 2, covariance −400
    row = one(client_value(table(TWO.replace("300", "500")), margin_rate=0.25))
    error = 1.959964 * ((2**2 * 80000 + 300**2 * 2 + 2 * 300 * 2 * -400) / 2) ** 0.5
    assert row["spent_value_high"] - row["spent_value"] == pytest.approx(error * 4 / 3, abs=1e-3)


def test_clients_all_alike_leave_no_doubt():
    same = "client_id ordered_at amount\nann 2020-01-05 100\nbob 2020-01-05 100\ncat 2020-01-06 100"
    row = one(client_value(table(same), margin_rate=0.5))
    assert pick(row, "client_value_low", "client_value", "client_value_high") == pytest.approx((50, 50, 50))


# -- which lines


@pytest.mark.parametrize(("returns", "spent"), [("exclude", 300), ("net", 275)])
def test_returns_may_be_netted(returns, spent):
    back = table("client_id ordered_at amount order_id quarter branch\nbob 2020-02-03 -50 5 2020-Q1 -")
    row = one(client_value(table(TWO).union(back), margin_rate=0.25, returns=returns))
    assert pick(row, "clients", "actual_amount") == (2, spent)


def test_lines_without_a_client_tell_of_nobody_even_where_they_are_kept():
    nobody = table("client_id ordered_at amount order_id quarter branch\n- 2020-02-03 5000 5 2020-Q1 -")
    with_them = one(client_value(table(TWO).union(nobody), margin_rate=0.25, unknown_clients="keep"))
    assert with_them == one(client_value(table(TWO), margin_rate=0.25))


def test_an_empty_table_has_no_value_rather_than_zero():
    row = one(client_value(table("client_id ordered_at amount"), margin_rate=0.25))
    assert pick(row, "clients", "client_value", "mean_client_value", "client_value_low") == (0, None, None, None)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column region"):
        client_value(table(TWO), by=["region"], margin_rate=0.25)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 12), st.integers(1, 900)), min_size=1, max_size=25))
def test_the_formula_as_the_source_writes_it(bought):
    lines = "\n".join(f"{c} 2020-{month:02}-11 {amount}" for c, month, amount in bought)
    row = one(client_value(table(f"client_id ordered_at amount\n{lines}"), margin_rate=0.25))
    own = {c: [(m, a) for name, m, a in bought if name == c] for c in {name for name, _, _ in bought}}
    checks = [sum(a for _, a in lines) / len(lines) for lines in own.values()]
    lived = [max(m for m, _ in lines) - min(m for m, _ in lines) + 1 for lines in own.values()]
    months = [m for _, m, _ in bought]
    buyers = sum(len({c for c, month, _ in bought if month == m}) for m in set(months))
    mean_clients = buyers / (max(months) - min(months) + 1)
    a_month, stay = len(bought) / sum(lived), sum(lived) / len(own)
    assert row["client_value"] == pytest.approx(sum(checks) * a_month * 0.25 * stay / mean_clients)


# -- the made-up company, of which the truth is known


def test_the_margin_of_the_demo_company_is_found_in_its_costs():
    book = sb.open(sb.DEMO)
    (row,) = rows(client_value(book.table("orders")))
    assert row["margin_rate"] == pytest.approx(0.25, abs=0.005)  # truth.yaml; over all lines, returns among them
    assert row["complete"] is None
