"""Retention by windows of days, and its change."""

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError, RequestError
from salesbook.metrics import retention, retention_change
from tests.metrics.sight import by_group, one, pick, rows, table

# windows of 10 days up to 31 January: current 22 … 31, start 12 … 21
JANUARY = table("""
    client_id ordered_at amount region
    kept      2024-01-15 10     north
    kept      2024-01-25 10     north
    gone      2024-01-20 10     north
    back      2024-01-01 10     south
    back      2024-01-30 10     south
    new       2024-01-31 10     south
    past      2024-01-05 10     south
""")
COUNTS = "start", "kept", "active", "new", "reactivated"


def ten_days(orders, **parameters):
    return retention(orders, window_days=10, **parameters)


def test_kept_over_start_and_the_returned_in_a_column_of_their_own():
    row = one(ten_days(JANUARY))
    assert pick(row, *COUNTS) == (2, 1, 3, 1, 1)
    assert row["retention_rate"] == 0.5
    assert (
        row["textbook_rate"] == 1
    )  # (3 active − 1 new) / 2 at the start: the client who came back stands in for one gone


def test_the_textbook_rate_passes_100_per_cent_where_lapsed_clients_return():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-15 10
        bob       2024-01-01 10
        bob       2024-01-31 10
        cat       2024-01-01 10
        cat       2024-01-31 10
    """)
    row = one(ten_days(lines))
    assert pick(row, "start", "kept", "reactivated", "textbook_rate", "retention_rate") == (1, 0, 2, 2, 0)


@pytest.mark.parametrize(
    ("day", "start", "active"),
    [("2024-01-11", 0, 0), ("2024-01-12", 1, 0), ("2024-01-21", 1, 0), ("2024-01-22", 0, 1), ("2024-01-31", 0, 1)],
)
def test_the_edges_of_the_windows(day, start, active):
    # (as_of − 20, as_of − 10] is 12 … 21 January, (as_of − 10, as_of] is 22 … 31
    lines = table(f"client_id ordered_at amount\nann {day} 10")
    assert pick(one(ten_days(lines, as_of=dt.date(2024, 1, 31))), "start", "active") == (start, active)


def test_the_time_of_day_does_not_matter():
    lines = table("""
        client_id ordered_at          amount
        ann       2024-01-21T23:59:59 10
        ann       2024-01-31T00:00:00 10
        bob       2024-01-31T23:59:59 10
    """)
    assert pick(one(ten_days(lines)), "start", "kept", "new") == (1, 1, 1)


def test_nobody_at_the_start_is_null_and_not_zero():
    row = one(ten_days(table("client_id ordered_at amount\nann 2024-01-31 10")))
    assert pick(row, *COUNTS) == (0, 0, 1, 1, 0)
    assert {row[rate] for rate in row if rate not in COUNTS} == {None}


def test_no_lines_at_all():
    nobody = table("client_id ordered_at amount region")
    assert set(pick(one(retention(nobody)), *COUNTS)) == {0}
    assert rows(retention(nobody, by=["region"])) == []


def test_as_of_is_that_of_the_whole_table_also_in_a_group_that_stopped_earlier():
    found = by_group(ten_days(JANUARY, by=["region"]), "region")
    assert pick(found["north"], *COUNTS) == (2, 1, 1, 0, 0)
    assert pick(found["south"], *COUNTS) == (0, 0, 2, 1, 1)
    lines = table("""
        client_id ordered_at amount region
        ann       2024-01-01 10     north
        bob       2024-01-31 10     south
    """)
    assert pick(by_group(ten_days(lines, by=["region"]), "region")["north"], "start", "active") == (0, 0)


def test_who_is_new_to_a_group_but_not_to_the_company_is_not_new():
    lines = table("""
        client_id ordered_at amount branch
        ann       2024-01-01 10     kyiv
        ann       2024-01-31 10     lviv
    """)
    found = by_group(ten_days(lines, by=["branch"]), "branch")
    assert pick(found["lviv"], "active", "new", "reactivated") == (1, 0, 1)


def test_clients_without_a_group_are_a_group():
    lines = table("""
        client_id ordered_at amount region
        ann       2024-01-15 10     -
        ann       2024-01-31 10     -
    """)
    assert pick(by_group(ten_days(lines, by=["region"]), "region")[None], "start", "kept") == (1, 1)


def test_rows_after_as_of_are_ignored_also_for_who_is_new():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-15 10
        bob       2024-01-25 10
        ann       2024-02-05 10
        cat       2024-02-05 10
    """)
    assert pick(one(ten_days(lines, as_of=dt.date(2024, 1, 31))), *COUNTS) == (1, 0, 1, 1, 0)


@pytest.mark.parametrize("returns", ["exclude", "net"])
def test_a_return_is_no_purchase(returns):
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-15 10
        ann       2024-01-30 -10
        bob       2024-01-31 10
    """)
    assert pick(one(ten_days(lines, returns=returns)), "start", "kept", "active") == (1, 0, 1)


def test_lines_without_a_client_are_nobodys_also_where_they_are_kept():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-15 10
        -         2024-01-15 10
        ann       2024-01-31 10
        -         2024-01-31 10
    """)
    assert pick(one(ten_days(lines, unknown_clients="keep")), *COUNTS) == (1, 1, 1, 0, 0)


def test_the_interval_is_wilsons():
    # Wilson for 1 of 2: centre 0.5, half width z·√(1/8 + z²/16) / (1 + z²/2)
    z2 = 1.959964**2
    half = math.sqrt(z2 * (1 / 8 + z2 / 16)) / (1 + z2 / 2)
    row = one(ten_days(JANUARY))
    assert pick(row, "retention_low", "retention_high") == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)


def test_all_kept_is_not_certain():
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-15 10
        ann       2024-01-31 10
    """)
    row = one(ten_days(lines))
    assert row["retention_rate"] == 1
    assert row["retention_high"] == pytest.approx(1)
    assert row["retention_low"] == pytest.approx(1 / (1 + 1.959964**2), abs=1e-6)


@pytest.mark.parametrize("measure", [retention, retention_change])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": 1.5}, "1.5 is not a coverage"),
        ({"window_days": 0}, "0 is not a length"),
        ({"window_days": -9}, "-9 is not"),
    ],
)
def test_a_level_or_a_window_that_is_none_is_refused(measure, wrong, said):
    with pytest.raises(RequestError, match=said):
        measure(JANUARY, **wrong)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        retention(JANUARY, by=["branch"])


# -- for any orders

drawn = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(1, 31), st.sampled_from("ns")), min_size=1, max_size=25
)


def lines_of(pairs):
    return table(
        "\n".join(["client_id ordered_at amount region", *(f"{c} 2024-01-{d:02} 10 {r}" for c, d, r in pairs)])
    )


def by_hand(pairs, width):
    """The counts by sets of clients."""
    last = max(day for _, day, _ in pairs)
    now = {c for c, day, _ in pairs if last - width < day <= last}
    before = {c for c, day, _ in pairs if last - 2 * width < day <= last - width}
    old = {c for c, day, _ in pairs if day <= last - width}
    return len(before), len(before & now), len(now), len(now - old), len((now & old) - before)


@settings(max_examples=25, deadline=None)
@given(drawn, st.integers(1, 15), st.randoms())
def test_the_counts_are_those_of_sets_of_clients_in_any_order_of_rows(pairs, width, chance):
    row = one(retention(lines_of(chance.sample(pairs, len(pairs))), window_days=width))
    assert pick(row, *COUNTS) == by_hand(pairs, width)
    if row["start"]:
        assert row["retention_low"] <= row["retention_rate"] + 1e-12
        assert row["retention_rate"] <= row["retention_high"] + 1e-12


@settings(max_examples=15, deadline=None)
@given(drawn)
def test_where_each_client_has_one_region_the_groups_add_up(pairs):
    home = {c: r for c, _, r in pairs}
    lines = lines_of([(c, day, home[c]) for c, day, _ in pairs])
    parts, whole = rows(ten_days(lines, by=["region"])), one(ten_days(lines))
    for count in COUNTS:
        assert sum(part[count] for part in parts) == whole[count]


# -- the change


def test_the_change_is_between_two_windows_and_the_two_before():
    # windows of 10 days: 2 … 11, 12 … 21, 22 … 31 January
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-02 10
        ann       2024-01-12 10
        ann       2024-01-31 10
        bob       2024-01-11 10
        cat       2024-01-21 10
    """)
    row = one(retention_change(lines, window_days=10))
    assert pick(row, "before", "after") == (dt.date(2024, 1, 21), dt.date(2024, 1, 31))
    assert pick(row, "start_before", "retention_before") == (2, 0.5)  # ann of ann and bob
    assert pick(row, "start_after", "retention_after", "change") == (2, 0.5, 0)  # ann of ann and cat
    assert row["change_low"] == pytest.approx(-row["change_high"])


def test_the_interval_of_the_change_is_that_of_agresti_and_caffo():
    # 1 of 1 kept, then 0 of 1: with one more kept and one more gone 2/3 and 1/3 of 3
    lines = table("""
        client_id ordered_at amount
        ann       2024-01-11 10
        ann       2024-01-12 10
        bob       2024-01-31 10
    """)
    row = one(retention_change(lines, window_days=10))
    half = 1.959964 * math.sqrt(2 * (2 / 9) / 3)
    assert row["change"] == -1
    assert pick(row, "change_low", "change_high") == pytest.approx((-1 / 3 - half, -1 / 3 + half), abs=1e-6)


def test_a_change_from_nothing_is_null():
    row = one(retention_change(table("client_id ordered_at amount\nann 2024-01-31 10")))
    assert pick(row, "start_before", "start_after", "change", "change_low") == (0, 0, None, None)
