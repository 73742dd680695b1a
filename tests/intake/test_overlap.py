"""Exports whose periods overlap: each order once, the latest word on it, and never a sale less than there were."""

import datetime as dt
from collections import Counter

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError
from salesbook.intake.overlap import find_overlaps, said, without_overlaps
from salesbook.words import LANGUAGES, catalogue, say

SCHEMA = {
    "source_file": "string", "order_id": "string", "client_id": "string", "ordered_at": "timestamp",
    "product": "string", "quantity": "float64", "amount": "float64", "source_row": "int64",
}  # fmt: skip
JAN, FEB, MAR = "january.csv", "february.csv", "march.csv"


def orders(*rows, **more):
    """Rows of (file, order, client, "month-day" or date, product, quantity, amount)."""
    lines = [dict(zip(SCHEMA, (*row, place), strict=True)) for place, row in enumerate(rows)]
    for line in lines:
        if isinstance(line["ordered_at"], str):
            line["ordered_at"] = dt.datetime.strptime(f"2024-{line['ordered_at']}", "%Y-%m-%d")
    columns = {name: [line[name] for line in lines] for name in SCHEMA}
    types = SCHEMA | dict.fromkeys(more, "string")
    return ibis.memtable(columns | more, schema=ibis.schema(types))


def left(table, files):
    """(file, order, amount) of what is left, in the order of the rows."""
    kept = without_overlaps(table, find_overlaps(table, files)).order_by("source_row").to_pyarrow().to_pylist()
    return [(row["source_file"], row["order_id"], row["amount"]) for row in kept]


JAN_AND_FEB = orders(
    (JAN, "1", "anna", "01-05", "tea", 1, 10),
    (JAN, "2", "anna", "01-31", "tea", 2, 20),
    (JAN, "2", "anna", "01-31", "cup", 1, 5),
    (JAN, "3", "boris", "01-31", "tea", 1, 10),
    (FEB, "2", "anna", "01-31", "cup", 1, 5),
    (FEB, "2", "anna", "01-31", "tea", 2, 20),
    (FEB, "3", "boris", "01-31", "tea", 3, 30),
    (FEB, "4", "boris", "02-02", "tea", 1, 10),
)


def test_an_order_in_two_files_counts_once_and_the_later_file_has_it():
    assert left(JAN_AND_FEB, [JAN, FEB]) == [
        (JAN, "1", 10),
        (FEB, "2", 5),
        (FEB, "2", 20),
        (FEB, "3", 30),
        (FEB, "4", 10),
    ]


def test_it_is_said_how_many_orders_repeat_and_by_how_much_reposted_ones_change_the_revenue():
    found = find_overlaps(JAN_AND_FEB, [JAN, FEB])
    assert (found.orders_repeated, found.lines_repeated) == (1, 2)
    assert (found.orders_reposted, found.lines_replaced) == (1, 1)
    assert (found.amount_before, found.amount_after, found.amount_out) == (10, 30, 35)
    assert found.pairs == ((JAN, FEB, 2),)
    assert not found.ask
    assert said(found) == (
        ("import.overlap.repeated", {"orders": 1, "lines": 2}),
        ("import.overlap.reposted", {"orders": 1, "before": 10, "after": 30, "change": 20}),
    )


def test_the_caller_tells_which_export_is_the_later():
    assert [f for f, order, _ in left(JAN_AND_FEB, [FEB, JAN]) if order == "3"] == [JAN]


def test_lines_taken_out_and_lines_left_are_all_the_lines():
    found = find_overlaps(JAN_AND_FEB, [JAN, FEB])
    assert len(left(JAN_AND_FEB, [JAN, FEB])) + found.lines_repeated + found.lines_replaced == 8


def test_one_file_overlaps_with_nothing_and_its_repeated_lines_stay():
    table = orders((JAN, "1", "anna", "01-05", "tea", 1, 10), (JAN, "1", "anna", "01-05", "tea", 1, 10))
    assert len(left(table, [JAN])) == 2
    assert len(left(table, [JAN, FEB])) == 2
    assert find_overlaps(table, [JAN, FEB]).lines_repeated == 0


def test_a_line_repeated_within_the_order_in_both_files_stays_repeated_once():
    twice = [("1", "anna", "01-31", "tea", 1, 10)] * 2
    table = orders(*((JAN, *row) for row in twice), *((FEB, *row) for row in twice))
    found = find_overlaps(table, [JAN, FEB])
    assert (found.orders_repeated, found.orders_reposted, found.lines_repeated) == (1, 0, 2)
    assert left(table, [JAN, FEB]) == [(FEB, "1", 10)] * 2


def test_of_three_exports_the_last_word_counts_and_the_first_is_what_it_is_compared_with():
    table = orders(*((f, "1", "anna", "01-31", "tea", 1, a) for f, a in ((JAN, 10), (FEB, 12), (MAR, 15))))
    found = find_overlaps(table, [JAN, FEB, MAR])
    assert (found.orders_reposted, found.amount_before, found.amount_after, found.amount_out) == (1, 10, 15, 22)
    assert found.pairs == ((JAN, MAR, 1), (FEB, MAR, 1))
    assert left(table, [JAN, FEB, MAR]) == [(MAR, "1", 15)]


def test_a_number_shared_by_several_clients_is_an_order_of_each():
    table = orders(
        (JAN, "1", "anna", "01-05", "tea", 1, 10),
        (JAN, "1", "boris", "01-05", "tea", 1, 11),
        (FEB, "1", "boris", "01-05", "tea", 1, 11),
        (FEB, "1", "clara", "01-05", "tea", 1, 12),
    )
    found = find_overlaps(table, [JAN, FEB])
    assert found.by == ("order_id", "client_id", "year")
    assert left(table, [JAN, FEB]) == [(JAN, "1", 10), (FEB, "1", 11), (FEB, "1", 12)]


def test_two_branches_that_number_alike_lose_nothing():
    rows = [(str(i), "01-05", "tea", 1, 10.0 + i) for i in range(10)]
    table = orders(*((f, n, f"{f} {n}", *rest) for f in ("kyiv.csv", "lviv.csv") for n, *rest in rows))
    found = find_overlaps(table, ["kyiv.csv", "lviv.csv"])
    assert len(left(table, ["kyiv.csv", "lviv.csv"])) == 20
    assert found.doubtful == 10
    assert said(found) == (("import.overlap.doubtful", {"numbers": 10}),)


def test_an_order_posted_again_for_another_client_is_the_same_where_numbers_are_nobody_else_s():
    rows = [(str(i), "anna", "01-31", "tea", 1, 10) for i in range(20)]
    corrected = [("0", "boris", "01-31", "tea", 1, 10), *rows[1:]]
    table = orders(*((JAN, *row) for row in rows), *((FEB, *row) for row in corrected))
    assert len(left(table, [JAN, FEB])) == 20


def test_numbers_that_begin_anew_each_year_are_other_orders():
    table = orders(
        ("2023.csv", "1", "anna", dt.datetime(2023, 1, 9), "tea", 1, 10),
        ("2024.csv", "1", "anna", dt.datetime(2024, 1, 9), "tea", 1, 10),
    )
    assert len(left(table, ["2023.csv", "2024.csv"])) == 2


def test_receipts_that_are_numbered_anew_each_day_are_told_by_their_day():
    table = orders(
        (JAN, "1", "", "01-30", "tea", 1, 10),
        (JAN, "1", "", "01-31", "tea", 1, 11),
        (FEB, "1", "", "01-31", "tea", 1, 11),
        (FEB, "1", "", "02-01", "tea", 1, 12),
    )
    assert find_overlaps(table, [JAN, FEB]).by == ("order_id", "day")
    assert left(table, [JAN, FEB]) == [(JAN, "1", 10), (FEB, "1", 11), (FEB, "1", 12)]


def test_lines_without_a_client_are_matched_too():
    table = orders((JAN, "1", None, "01-31", "tea", 1, 10), (FEB, "1", None, "01-31", "tea", 1, 10))
    assert left(table, [JAN, FEB]) == [(FEB, "1", 10)]


def test_files_that_hold_different_goods_of_the_same_orders_are_asked_about():
    rows = [(str(i), "anna", "01-05") for i in range(3)]
    table = orders(*((JAN, *row, "tea", 1, 10) for row in rows), *((FEB, *row, "cup", 1, 5) for row in rows))
    found = find_overlaps(table, [JAN, FEB])
    assert (found.ask, found.why) == (True, "parts")


def test_it_is_asked_where_most_orders_differ_for_amounts_may_be_with_vat_in_one_file():
    rows = [(str(i), "anna", "01-05", "tea", 1) for i in range(6)]
    table = orders(*((JAN, *row, 100) for row in rows), *((FEB, *row, 120) for row in rows))
    found = find_overlaps(table, [JAN, FEB])
    assert (found.ask, found.why, found.amount_before, found.amount_after) == (True, "differ", 600, 720)


def test_amounts_of_several_currencies_are_not_added():
    rows = [(f, n, "anna", "01-31", "tea", 1, a) for f, a in ((JAN, 10), (FEB, 12)) for n in "12"]
    found = find_overlaps(orders(*rows, currency=["UAH", "EUR"] * 2), [JAN, FEB])
    assert (found.orders_reposted, found.amount_before, found.amount_after, found.amount_out) == (2, None, None, None)
    assert said(found)[0] == ("import.overlap.reposted_mixed", {"orders": 2})


WITHOUT_NUMBERS = orders(
    (JAN, None, "anna", "01-05", "tea", 1, 10),
    (JAN, None, "anna", "01-31", "tea", 1, 10),
    (JAN, None, "anna", "01-31", "tea", 1, 10),
    (FEB, None, "anna", "01-31", "tea", 1, 10),
    (FEB, None, None, "02-02", "tea", 1, 10),
)


@pytest.mark.parametrize("table", [WITHOUT_NUMBERS, WITHOUT_NUMBERS.drop("order_id")], ids=["empty", "absent"])
def test_equal_lines_without_a_number_are_only_a_suggestion(table):
    found = find_overlaps(table, [JAN, FEB])
    assert (found.ask, found.why, found.lines_repeated, found.amount_out) == (True, "no_number", 1, 10)
    assert found.pairs == ((FEB, JAN, 1),)  # the file that has the line twice tells more
    assert without_overlaps(table, found).count().execute() == 4


def test_a_line_without_number_and_client_counts_once_if_it_is_agreed():
    table = orders((JAN, None, None, "01-31", "tea", 1, 10), (FEB, None, None, "01-31", "tea", 1, 10)).drop("order_id")
    kept = without_overlaps(table, find_overlaps(table, [JAN, FEB])).to_pyarrow().to_pylist()
    assert [row["source_file"] for row in kept] == [FEB]


def test_files_without_a_number_that_have_no_line_in_common_raise_no_question():
    table = orders((JAN, None, "anna", "01-05", "tea", 1, 10), (FEB, None, "anna", "02-05", "tea", 1, 10))
    assert not find_overlaps(table, [JAN, FEB]).ask


def test_where_some_lines_have_no_number_the_equal_ones_of_these_stay_and_are_counted():
    table = orders(
        (JAN, "1", "anna", "01-31", "tea", 1, 10),
        (JAN, None, "anna", "01-31", "tea", 1, 7),
        (FEB, "1", "anna", "01-31", "tea", 1, 10),
        (FEB, None, "anna", "01-31", "tea", 1, 7),
    )
    assert left(table, [JAN, FEB]) == [(JAN, None, 7), (FEB, "1", 10), (FEB, None, 7)]
    assert said(find_overlaps(table, [JAN, FEB]))[-1] == ("import.overlap.alike", {"lines": 1})


def test_columns_stay_as_they_were():
    assert without_overlaps(JAN_AND_FEB, find_overlaps(JAN_AND_FEB, [JAN, FEB])).columns == JAN_AND_FEB.columns


def test_a_file_that_was_not_named_is_refused():
    with pytest.raises(
        DataError, match=r"orders: lines of files that were not named: february.csv\. Name every file\."
    ):
        find_overlaps(JAN_AND_FEB, [JAN])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_said_has_its_phrase(lang):
    tables = [JAN_AND_FEB, WITHOUT_NUMBERS]
    for key, values in [note for table in tables for note in said(find_overlaps(table, [JAN, FEB]))]:
        assert say(key, lang, **values)
    assert {f"import.overlap.ask_{why}" for why in ("no_number", "differ", "parts")} <= set(catalogue(lang))


LINES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from("ab"), st.sampled_from("pq"), st.integers(1, 3)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=15, deadline=None)
@given(LINES, st.integers(1, 31), st.integers(1, 31))
def test_an_unchanged_period_exported_in_overlapping_parts_comes_back_as_it_was(lines, one, two):
    start, end = sorted((one, two))
    whole = [(f"N{n}", client, f"01-{n * 5:02}", product, float(q), 10.0 * q) for n, client, product, q in lines]
    first = [(JAN, *line) for line in whole if int(line[2][3:]) <= end]
    second = [(FEB, *line) for line in whole if int(line[2][3:]) >= start]
    table = orders(*first, *second)
    kept = without_overlaps(table, find_overlaps(table, [JAN, FEB])).to_pyarrow().to_pylist()
    assert Counter((r["order_id"], r["client_id"], r["product"], r["quantity"]) for r in kept) == Counter(
        (n, client, product, q) for n, client, _, product, q, _ in whole
    )
