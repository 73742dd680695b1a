"""Which lines count: each rule both ways, the day that counts last, and what is said of the lines."""

import datetime as dt
import inspect

import pytest

import salesbook as sb
from salesbook.errors import DataError, Faults, RequestError
from salesbook.measured import measure_strictly
from salesbook.metrics import MEASURES, order_lines, purchases, rules_in_force
from tests.metrics.sight import one, rows, table

EVERY_KIND = table("""
    client_id ordered_at amount quantity order_id
    ann       2024-01-01 10     1        1
    -         2024-01-02 20     1        2
    ann       2024-01-03 -5     -1       3
    ann       2024-01-04 0      1        4
    ann       2024-01-05 40     1        5
    ann       2024-01-05 40     1        5
""")


def amounts(**parameters):
    return sorted(row["amount"] for row in rows(purchases(EVERY_KIND, **parameters)))


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({}, [10, 40, 40]),
        ({"unknown_clients": "exclude"}, [10, 40, 40]),
        ({"unknown_clients": "keep"}, [10, 20, 40, 40]),
        ({"returns": "exclude"}, [10, 40, 40]),
        ({"returns": "net"}, [-5, 10, 40, 40]),
        ({"zero_amounts": "exclude"}, [10, 40, 40]),
        ({"zero_amounts": "keep"}, [0, 10, 40, 40]),
        ({"duplicates": "keep"}, [10, 40, 40]),
        ({"duplicates": "drop"}, [10, 40]),
        (
            {"unknown_clients": "keep", "returns": "net", "zero_amounts": "keep", "duplicates": "drop"},
            [-5, 0, 10, 20, 40],
        ),
    ],
)
def test_each_rule_each_way(rule, kept):
    assert amounts(**rule) == kept


def test_the_defaults_are_the_first_choice_of_each_rule():
    assert rules_in_force({}) == {
        "unknown_clients": "exclude", "returns": "exclude", "zero_amounts": "exclude", "duplicates": "keep",
    }  # fmt: skip
    assert rules_in_force({"returns": "net"})["returns"] == "net"


@pytest.mark.parametrize(
    ("amount", "quantity", "bought"),
    [(10, 1, True), (-10, 1, False), (10, -1, False), (-10, -1, False), (10, "-", True)],
)
def test_a_return_has_an_amount_or_a_quantity_below_zero(amount, quantity, bought):
    lines = table(f"client_id ordered_at amount quantity\nann 2024-01-01 {amount} {quantity}")
    assert [row["bought"] for row in rows(purchases(lines, returns="net", as_of=dt.date(2024, 1, 1)))] == [bought]


def test_a_repeated_line_repeats_every_column():
    lines = table("""
        client_id ordered_at amount product
        ann       2024-01-01 10     tea
        ann       2024-01-01 10     cups
    """)
    assert len(rows(purchases(lines, duplicates="drop"))) == 2


def test_the_last_day_is_that_of_a_purchase_that_counts():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-01 10
        -         2024-01-09 10
        ann       2024-01-08 -10
        ann       2024-01-07 0
    """)
    for rules, last in [
        ({}, 1),
        ({"returns": "net"}, 1),
        ({"zero_amounts": "keep"}, 7),
        ({"unknown_clients": "keep"}, 9),
    ]:
        assert {row["as_of"] for row in rows(purchases(lines, **rules))} == {dt.date(2024, 1, last)}


@pytest.mark.parametrize("as_of", [dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 8, 30)])
def test_as_of_is_a_whole_day_and_what_comes_after_is_left_out(as_of):
    lines = table("""
        client_id ordered_at          amount
        ann       2024-01-02T23:59:59 1
        ann       2024-01-03T00:00:00 2
    """)
    (row,) = rows(purchases(lines, as_of=as_of))
    assert (row["amount"], row["day"], row["as_of"]) == (1, dt.date(2024, 1, 2), dt.date(2024, 1, 2))


def test_as_of_after_the_last_line_stands():
    assert {row["as_of"] for row in rows(purchases(EVERY_KIND, as_of=dt.date(2030, 1, 1)))} == {dt.date(2030, 1, 1)}


def test_no_lines_and_no_purchases_leave_nothing():
    assert rows(purchases(table("client_id ordered_at amount"))) == []
    assert rows(purchases(table("client_id ordered_at amount\nann 2024-01-01 -1"), returns="net")) == []


def test_further_columns_are_kept_and_a_companys_own_day_or_as_of_does_not_get_in_the_way():
    lines = table("""
        client_id ordered_at amount as_of day    branch
        ann       2024-01-01 10     never monday kyiv
    """)
    (row,) = rows(purchases(lines))
    assert (row["branch"], row["day"], row["as_of"]) == ("kyiv", dt.date(2024, 1, 1), dt.date(2024, 1, 1))
    with pytest.raises(RequestError, match="make a column day of their own"):
        purchases(lines, by=["day"])


# -- what is refused


def test_a_misspelt_rule_is_refused_with_the_nearest_name():
    with pytest.raises(RequestError, match=r"no rule return\. Did you mean returns\?"):
        purchases(EVERY_KIND, **{"return": "net"})


def test_a_choice_that_a_rule_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(RequestError, match=r"duplicates: no choice net\. It may be keep or drop\."):
        purchases(EVERY_KIND, duplicates="net")


def test_all_faults_of_the_rules_at_once():
    with pytest.raises(Faults) as caught:
        purchases(EVERY_KIND, returns="keep", duplicate="drop", colour="red")
    assert [str(fault).split(".")[0] for fault in caught.value.faults] == [
        "returns: no choice keep", "orders: no rule duplicate", "orders: no rule colour",
    ]  # fmt: skip


@pytest.mark.parametrize("as_of", ["2024-01-01", 20240101])
def test_an_as_of_that_is_no_date_is_refused(as_of):
    with pytest.raises(RequestError, match=r"as_of: .* is not a date"):
        purchases(EVERY_KIND, as_of=as_of)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"orders: no column region\. It has client_id, ordered_at, amount"):
        purchases(EVERY_KIND, by=["region"])


def of_orders():
    measures = {name: m.function for name, m in MEASURES.items() if m.table == "orders"}
    return [n for n, f in measures.items() if "as_of" in inspect.signature(f).parameters]


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


@pytest.mark.parametrize("name", of_orders())
def test_every_measure_of_orders_refuses_a_rule_that_is_none(name, demo):
    with pytest.raises(RequestError, match="no choice"):
        measure_strictly(demo, name, returns="keep")


# -- what is said of the lines


def test_lines_are_counted_by_what_each_rule_is_about():
    assert one(order_lines(EVERY_KIND)) == {
        "lines": 6, "unknown_clients": 1, "returns": 1, "zero_amounts": 1, "duplicates": 1, "last": dt.date(2024, 1, 5),
    }  # fmt: skip


def test_a_line_is_repeated_only_where_every_cell_is_and_an_empty_cell_equals_an_empty_cell():
    lines = table("""
        client_id ordered_at amount product
        ann       2024-01-01 10     -
        ann       2024-01-01 10     -
        ann       2024-01-01 10     tea
        annt      2024-01-01 10     ea
    """)
    assert one(order_lines(lines))["duplicates"] == 1


def test_no_lines_are_counted_as_none():
    assert one(order_lines(table("client_id ordered_at amount"))) == {
        "lines": 0, "unknown_clients": 0, "returns": 0, "zero_amounts": 0, "duplicates": 0, "last": None,
    }  # fmt: skip
