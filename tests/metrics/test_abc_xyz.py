"""ABC by share of revenue, XYZ by regularity: limits, ties, and months that do not count."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import abc_xyz, abc_xyz_groups
from tests.metrics.sight import by_group, one, pick, rows, table

MARCH_31 = dt.date(2024, 3, 31)
FIVE = table("""
    client_id ordered_at amount product region
    ann       2024-01-10 80     tea     north
    bob       2024-01-10 10     tea     north
    cat       2024-01-10 5      cups    south
    dan       2024-01-10 4      cups    south
    eve       2024-01-10 1      cups    south
""")


def quarter(lines, **how):
    return by_group(abc_xyz(lines, as_of=MARCH_31, **how), "client_id")


def classes(found, letter="abc"):
    return {name: row[letter] for name, row in found.items()}


# -- ABC


def test_a_class_hangs_on_the_share_of_all_who_brought_more():
    # above ann 0, above bob 80, above cat 90, above dan 95, above eve 99 of 100
    found = quarter(FIVE)
    assert [found[n]["share_above"] for n in ("ann", "bob", "cat", "dan", "eve")] == [0, 0.8, 0.9, 0.95, 0.99]
    assert classes(found) == {"ann": "A", "bob": "B", "cat": "B", "dan": "C", "eve": "C"}
    assert found["bob"]["revenue_share"] == pytest.approx(0.1)


def test_one_who_brings_nearly_everything_is_an_a():
    # by the share up to and with oneself, 96 of 100 would be a C and there would be no A at all
    lines = table("client_id ordered_at amount\nann 2024-01-10 96\nbob 2024-01-10 4")
    assert classes(quarter(lines)) == {"ann": "A", "bob": "C"}


def test_equals_are_in_one_class():
    # ten of 10 each: the eighth in a sorted list would still be an A, the ninth a B
    lines = table("client_id ordered_at amount\n" + "\n".join(f"c{i} 2024-01-10 10" for i in range(10)))
    assert set(classes(quarter(lines)).values()) == {"A"}


def test_amounts_that_differ_only_by_the_order_of_their_sum_are_equal():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-10 0.1
        ann       2024-01-11 0.2
        ann       2024-01-12 0.3
        bob       2024-01-10 0.3
        bob       2024-01-11 0.2
        bob       2024-01-12 0.1
    """)
    assert {row["share_above"] for row in quarter(lines).values()} == {0}


def test_limits_are_parameters():
    assert classes(quarter(FIVE, a_share=0.85, b_share=0.9)) == {
        "ann": "A",
        "bob": "A",
        "cat": "C",
        "dan": "C",
        "eve": "C",
    }


def test_products_are_classed_alike():
    found = by_group(abc_xyz(FIVE, of="product", as_of=MARCH_31), "product")
    assert {name: pick(row, "revenue", "abc") for name, row in found.items()} == {"tea": (90, "A"), "cups": (10, "B")}


def test_each_group_has_an_a_of_its_own():
    assert classes(quarter(FIVE, by=["region"])) == {"ann": "A", "bob": "B", "cat": "A", "dan": "A", "eve": "B"}


def test_a_client_in_the_red_takes_no_share():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-10 100
        bob       2024-01-10 10
        bob       2024-01-11 -30
    """)
    found = quarter(lines, returns="net")
    assert classes(found) == {"ann": "A"}
    assert found["ann"]["revenue_share"] == 1


# -- XYZ


def test_the_variation_is_that_of_all_periods_since_the_first_purchase():
    # ann 60, 0, 30: mean 30, deviations 30, 30, 0, σ = √(1800 / 3)
    lines = table("client_id ordered_at amount\nann 2024-01-10 60\nann 2024-03-10 20\nann 2024-03-20 10")
    row = quarter(lines)["ann"]
    assert pick(row, "periods", "active_periods", "period_amount", "revenue") == (3, 2, 30, 90)
    assert row["variation"] == pytest.approx(math.sqrt(600) / 30)
    assert row["abc_xyz"] == "AY"


@pytest.mark.parametrize(
    ("amounts", "letter"), [((10, 10, 10), "X"), ((10, 20, 60), "Y"), ((10, 10, 100), "Z"), ((1, 0, 0), "Z")]
)
def test_letters_of_regularity(amounts, letter):
    text = "\n".join(f"ann 2024-0{m}-10 {a}" for m, a in enumerate(amounts, 1) if a)
    assert quarter(table("client_id ordered_at amount\n" + text))["ann"]["xyz"] == letter


def test_the_limits_themselves_belong_to_the_better_letter():
    # 10, 0, …: of n months one with a purchase has the variation √(n − 1); three months: √2
    lines = table("client_id ordered_at amount\nann 2024-01-10 10")
    assert quarter(lines, x_variation=math.sqrt(2), y_variation=2)["ann"]["xyz"] == "X"
    assert quarter(lines, x_variation=1.4, y_variation=math.sqrt(2))["ann"]["xyz"] == "Y"


def test_months_before_the_first_purchase_do_not_count_and_too_few_have_no_letter():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-10 10
        bob       2024-02-10 10
        bob       2024-03-10 10
    """)
    bob = quarter(lines)["bob"]
    assert pick(bob, "periods", "variation", "abc", "xyz", "abc_xyz") == (2, None, "A", None, None)
    assert pick(quarter(lines, min_periods=2)["bob"], "periods", "variation", "xyz") == (2, 0, "X")


def test_the_month_in_progress_does_not_count():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-10 10
        ann       2024-02-10 10
        ann       2024-03-10 10
        ann       2024-04-01 999
        bob       2024-04-01 999
    """)
    found = by_group(abc_xyz(lines), "client_id")
    assert {name: row["revenue"] for name, row in found.items()} == {"ann": 30}
    assert pick(by_group(abc_xyz(lines, as_of=dt.date(2024, 4, 30)), "client_id")["ann"], "periods", "revenue") == (
        4,
        1029,
    )


def test_only_the_last_periods_count_and_who_bought_before_them_is_not_new():
    lines = table("""
        client_id ordered_at amount
        ann       2023-06-10 500
        ann       2024-03-10 30
        bob       2023-06-10 500
    """)
    found = quarter(lines, periods=3)
    assert set(found) == {"ann"}  # bob brought nothing in these three months
    assert pick(found["ann"], "revenue", "periods", "active_periods") == (30, 3, 1)


def test_weeks_begin_on_monday():
    # 2024-01-01 is a Monday; as of Sunday 2024-01-21 three weeks are over
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-01 10
        ann       2024-01-07 10
        ann       2024-01-08 20
        ann       2024-01-21 20
    """)
    row = one(abc_xyz(lines, period="week"))
    assert pick(row, "periods", "active_periods", "variation", "xyz") == (3, 3, 0, "X")
    assert one(abc_xyz(lines, period="week", as_of=dt.date(2024, 1, 20)))["periods"] == 2


def test_the_classes_are_counted_with_what_they_bring():
    # all bought in January alone, one month of three: the variation is √2, so that all are Z
    found = {row["abc_xyz"]: row for row in rows(abc_xyz_groups(FIVE, as_of=MARCH_31))}
    assert {name: pick(row, "members", "revenue") for name, row in found.items()} == {
        "AZ": (1, 80),
        "BZ": (2, 15),
        "CZ": (2, 5),
    }
    assert pick(found["CZ"], "member_share", "revenue_share") == (0.4, 0.05)
    products = rows(abc_xyz_groups(FIVE, of="product", as_of=dt.date(2024, 1, 31), min_periods=1))
    assert [pick(row, "abc_xyz", "members") for row in products] == [("AX", 1), ("BX", 1)]
    assert rows(abc_xyz_groups(table("client_id ordered_at amount"))) == []


# -- edges


def test_no_lines_and_no_whole_period_have_no_classes():
    assert rows(abc_xyz(table("client_id ordered_at amount"))) == []
    assert rows(abc_xyz(table("client_id ordered_at amount\nann 2024-01-10 10"))) == []


def test_a_line_without_a_client_is_nobodys():
    lines = table("client_id ordered_at amount\n- 2024-01-10 10\nann 2024-01-10 10")
    assert set(quarter(lines, unknown_clients="keep")) == {"ann"}


@pytest.mark.parametrize(
    "wrong",
    [{"of": "region"}, {"period": "year"}, {"a_share": 0.96}, {"b_share": 1.1}, {"x_variation": 2.0}, {"periods": 0}],
)
def test_a_parameter_that_is_none_is_refused(wrong):
    with pytest.raises(RequestError):
        abc_xyz(FIVE, **wrong)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column product"):
        abc_xyz(FIVE.drop("product"), of="product")


drawn = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None)
@given(drawn, st.randoms())
def test_for_any_lines_the_classes_are_those_by_hand_in_any_order_of_rows(lines, chance):
    def found(of):
        return quarter(table("client_id ordered_at amount\n" + "\n".join(f"{c} 2024-{m:02}-10 {a}" for c, m, a in of)))

    clients = found(lines)
    assert clients == found(chance.sample(lines, len(lines)))
    total = sum(a for _, _, a in lines)
    for name, row in clients.items():
        own = [sum(a for c, m, a in lines if (c, m) == (name, month)) for month in (1, 2, 3)]
        own = own[next(i for i, amount in enumerate(own) if amount) :]
        above = sum(other["revenue"] for other in clients.values() if other["revenue"] > row["revenue"]) / total
        assert row["abc"] == ("A" if round(above, 9) < 0.8 else "B" if round(above, 9) < 0.95 else "C")
        mean = sum(own) / len(own)
        variation = math.sqrt(sum((x - mean) ** 2 for x in own) / len(own)) / mean
        assert row["variation"] == (pytest.approx(variation, abs=1e-12) if len(own) == 3 else None)


def test_the_big_client_of_the_demo_company_brings_a_quarter():
    # truth.yaml: big_client.profit_share 0.25 of the last 12 months' profit, and revenue is near
    book = sb.open(sb.DEMO)
    first = rows(abc_xyz(book.table("orders")))[0]
    assert pick(first, "client_id", "abc") == ("00213", "A")
    assert first["revenue_share"] == pytest.approx(0.25, abs=0.01)
