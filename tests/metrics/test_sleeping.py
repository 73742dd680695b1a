"""Clients who are late, sleeping or lost against their own rhythm."""

import datetime as dt
from pathlib import Path

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError
from salesbook.metrics import sleeping
from tests.metrics.sight import one, pick, rows, table

START = dt.date(2020, 1, 1)


def after(days):
    return START + dt.timedelta(days)


def buyer(*days, name="ann"):
    """Purchases of 10 so many days after the start."""
    return table("\n".join(["client_id ordered_at amount", *(f"{name} {after(day)} 10" for day in days)]))


def state(orders, on, **parameters):
    """The client's state so many days after the start; None where the client is not listed."""
    found = rows(sleeping(orders, as_of=after(on), **parameters))
    return found[0]["state"] if found else None


# -- the thresholds: exactly on one is not yet beyond it


@pytest.mark.parametrize(
    ("silent", "expected"),
    [(20, None), (21, "late"), (90, "late"), (91, "sleeping"), (365, "sleeping"), (366, "lost")],
)
def test_late_beyond_two_gaps_sleeping_beyond_90_days_lost_beyond_365(silent, expected):
    # three purchases, ten days apart: the gap is 10
    assert state(buyer(0, 10, 20), 20 + silent) == expected


@pytest.mark.parametrize(("silent", "expected"), [(13, None), (14, None), (15, "late")])
def test_nobody_is_late_within_14_days_whatever_the_gap(silent, expected):
    assert state(buyer(0, 1, 2), 2 + silent) == expected


@pytest.mark.parametrize(("silent", "expected"), [(100, None), (200, None), (201, "sleeping"), (366, "lost")])
def test_who_buys_rarely_is_not_asleep_while_within_two_own_gaps(silent, expected):
    assert state(buyer(0, 100, 200), 200 + silent) == expected


def test_a_client_lost_to_the_calendar_but_not_to_the_own_rhythm_is_not_listed():
    assert state(buyer(0, 400, 800), 800 + 700) is None


@pytest.mark.parametrize(
    ("parameters", "silent", "expected"),
    [
        ({"factor": 3.5}, 35, None), ({"factor": 3.5}, 36, "late"),
        ({"min_days": 30}, 30, None), ({"min_days": 30}, 31, "late"),
        ({"sleep_days": 25}, 25, "late"), ({"sleep_days": 25}, 26, "sleeping"),
        ({"lost_days": 40}, 40, "late"), ({"lost_days": 40}, 41, "lost"),
        ({"min_orders": 4}, 21, None),
    ],
)  # fmt: skip
def test_each_threshold_is_a_parameter(parameters, silent, expected):
    assert state(buyer(0, 10, 20), 20 + silent, **parameters) == expected


# -- the rhythm


def test_the_gap_is_between_purchase_days_and_orders_of_one_day_are_one():
    lines = table("""
        client_id ordered_at          amount order_id
        ann       2020-01-01T09:00:00 10     1
        ann       2020-01-01T18:00:00 10     2
        ann       2020-01-05          10     3
        ann       2020-01-21          10     4
    """)
    row = one(sleeping(lines, as_of=dt.date(2020, 3, 1)))
    assert pick(row, "mean_gap_days", "purchase_days", "orders", "silent_days") == (10, 3, 4, 40)
    assert row["last_order"] == dt.date(2020, 1, 21)


def test_three_orders_on_two_days_are_no_rhythm():
    lines = table("""
        client_id ordered_at amount order_id
        ann       2020-01-01 10     1
        ann       2020-01-01 10     2
        ann       2020-01-05 10     3
    """)
    assert rows(sleeping(lines, as_of=dt.date(2020, 3, 1))) == []
    assert one(sleeping(lines, as_of=dt.date(2020, 3, 1), min_orders=2))["mean_gap_days"] == 4


def test_one_purchase_day_is_never_a_rhythm():
    assert state(buyer(0), 500, min_orders=1) is None


def test_an_order_whose_lines_fall_on_two_days_is_one_order_on_two_purchase_days():
    lines = table("""
        client_id ordered_at amount order_id
        ann       2020-01-01 10     1
        ann       2020-01-02 10     1
        ann       2020-01-05 10     2
    """)
    assert pick(one(sleeping(lines, as_of=dt.date(2020, 3, 1))), "orders", "purchase_days") == (2, 3)


# -- what a client is worth


def test_money_a_month_while_the_client_was_buying():
    # 3 purchases of 10 in three lived gaps of 30.4375 days: 10 a month; the span is 61 days, the gap 30.5
    row = one(sleeping(buyer(0, 30, 61), as_of=after(400)))
    assert row["revenue"] == 30
    assert row["monthly_amount"] == pytest.approx(10 * 30.4375 / 30.5)


def test_the_largest_amount_a_month_comes_first_then_the_id():
    lines = buyer(0, 10, 20, name="bob").union(buyer(0, 10, 20, name="ann")).union(buyer(0, 5, 10, name="cat"))
    assert [row["client_id"] for row in rows(sleeping(lines, as_of=after(400)))] == ["cat", "ann", "bob"]


@pytest.mark.parametrize(("returns", "revenue"), [("exclude", 30), ("net", 25)])
def test_a_return_is_no_purchase_day_and_breaks_no_silence(returns, revenue):
    back = table(f"client_id ordered_at amount\nann {after(100)} -5")
    row = one(sleeping(buyer(0, 10, 20).union(back), as_of=after(120), returns=returns))
    assert pick(row, "purchase_days", "silent_days", "state", "revenue") == (3, 100, "sleeping", revenue)


# -- who is looked at, and when


def test_silence_is_measured_to_the_last_purchase_of_anyone():
    lines = buyer(0, 10, 20).union(buyer(120, name="bob"))
    assert pick(one(sleeping(lines)), "client_id", "silent_days") == ("ann", 100)


def test_rows_after_as_of_are_ignored():
    assert state(buyer(0, 10, 20, 100), 60) == "late"
    assert state(buyer(0, 10, 20, 100), 100) is None


def test_by_keeps_a_row_for_each_group_and_one_day_to_measure_to():
    north, south = (buyer(0, 10, 20).mutate(branch=ibis.literal(name)) for name in ("north", "south"))
    late = buyer(120, name="bob").mutate(branch=ibis.literal("south"))
    found = rows(sleeping(north.union(south).union(late), by=["branch"]))
    assert [(r["branch"], r["client_id"], r["silent_days"]) for r in found] == [
        ("north", "ann", 100), ("south", "ann", 100),
    ]  # fmt: skip


def test_lines_without_a_client_are_nobody_also_where_they_are_kept():
    unknown = buyer(0, 10, 20, name="-")
    assert rows(sleeping(unknown, as_of=after(400), unknown_clients="keep")) == []


def test_nobody_is_late_in_an_empty_table():
    assert rows(sleeping(table("client_id ordered_at amount"))) == []


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        sleeping(buyer(0, 10, 20), by=["branch"])


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 300), min_size=1, max_size=8), min_size=1),
    st.integers(0, 500),
)
def test_the_states_are_those_worked_out_by_hand(bought, more):
    end = max(max(days) for days in bought.values()) + more
    lines = "\n".join(f"{name} {after(day)} 10" for name, days in bought.items() for day in days)
    found = {
        r["client_id"]: r["state"]
        for r in rows(sleeping(table(f"client_id ordered_at amount\n{lines}"), as_of=after(end)))
    }
    expected = {}
    for name, days in bought.items():
        distinct = sorted(set(days))
        if len(distinct) >= 3:
            silent, gap = end - distinct[-1], (distinct[-1] - distinct[0]) / (len(distinct) - 1)
            if silent > 2 * gap and silent > 14:
                expected[name] = "lost" if silent > 365 else "sleeping" if silent > 90 else "late"
    assert found == expected


# -- the order to call


def test_the_chance_is_that_of_the_companys_own_past_and_ranks_with_the_amount():
    # twelve clients silent for 4.5 own gaps of 10 days came back; ann is silent for 2.5 now
    came_back = [buyer(0, 10, 20, 65, name=f"c{n}") for n in range(12)]
    lines = ibis.union(*came_back, buyer(500, 510, 520, name="ann"))
    found = {r["client_id"]: r for r in rows(sleeping(lines, as_of=after(545)))}
    ann = found["ann"]
    # 24 silences reached two gaps: twelve ended with day 65 and twelve are those that last since then
    assert pick(ann, "silences", "return_chance_rate") == (24, (12 + 1) / (24 + 2))
    assert ann["at_risk_amount"] == pytest.approx(ann["monthly_amount"] * 0.5 * 12)
    assert next(iter(found)) == "ann"


def test_where_the_past_is_short_the_chance_is_not_known_and_the_monthly_amount_ranks():
    lines = buyer(0, 10, 20, name="bob").union(buyer(0, 5, 10, name="cat"))
    found = rows(sleeping(lines, as_of=after(400)))
    assert [pick(r, "client_id", "return_chance_rate", "at_risk_amount") for r in found] == [
        ("cat", None, None), ("bob", None, None),
    ]  # fmt: skip


# -- last year's season


def seasonal_buyer(*, name="ann", again=True, since=10):
    """Buys every 10 days but from day 100 to 200; this year silent since day 364 + 100 + since."""
    days = [*range(0, 101, 10), *(range(200, 465 + since, 10) if again else ())]
    return buyer(*days, name=name)


def test_a_silence_as_last_year_is_seasonal_keeps_its_state_and_comes_last():
    # on day 520 ann is silent since day 470; on day 156 of last year she was since day 100, and came back on day 200
    lines = seasonal_buyer().union(buyer(440, 450, 460, name="bob"))
    first, last = rows(sleeping(lines, as_of=after(520)))
    assert pick(last, "client_id", "state", "seasonal", "silent_days", "season_silent_days") == (
        "ann", "late", True, 50, 56,
    )  # fmt: skip
    assert pick(first, "client_id", "seasonal", "season_silent_days") == ("bob", False, None)


def test_one_much_longer_than_last_years_is_not_seasonal():
    # on day 556: silent for 86 days; last year on that day for 92: alike. On day 640 last year's silence had ended
    assert one(sleeping(seasonal_buyer(), as_of=after(556)))["seasonal"] is True
    row = one(sleeping(seasonal_buyer(), as_of=after(640)))
    assert pick(row, "seasonal", "season_silent_days") == (False, 6)


def test_a_silence_that_never_ended_is_no_season():
    row = one(sleeping(seasonal_buyer(again=False), as_of=after(520)))
    assert pick(row, "seasonal", "season_silent_days", "state") == (False, None, "lost")


# -- the made-up company


def test_the_demos_big_client_is_the_first_to_call():
    # truth.yaml: quiet from 2026-05-21, a rhythm of 7 days; it is client 00213 (client_truth.csv, big)
    first = rows(sleeping(sb.open(sb.DEMO).orders))[0]
    assert pick(first, "client_id", "state", "seasonal") == ("00213", "late", False)
    assert first["last_order"] < dt.date(2026, 5, 21)
    assert first["mean_gap_days"] == pytest.approx(7, abs=0.5)


def test_most_of_the_demos_sleeping_and_lost_have_left_indeed():
    # client_truth.csv says who left for good; the big client went quiet and did not
    truth = (Path(sb.DEMO) / "client_truth.csv").read_text("utf-8").splitlines()[1:]
    left = {line.split(",")[0] for line in truth if line.split(",")[2]}
    found = rows(sleeping(sb.open(sb.DEMO).orders))
    gone = [r["client_id"] in left for r in found if r["state"] in ("sleeping", "lost")]
    # the others are in a long gap of their own: P(gap > 2 means) = 4.2 % of some 900 who buy, the slow ones among them
    assert sum(gone) / len(gone) > 0.8
