"""How many silences of the past ended, by how long they had lasted in the client's own gaps."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import RequestError
from salesbook.metrics import return_rate
from tests.metrics.sight import pick, rows, table

START = dt.date(2020, 1, 1)


def buyer(*days, name="ann"):
    return table("\n".join(["client_id ordered_at amount", *(f"{name} {START + dt.timedelta(d)} 10" for d in days)]))


def counts(orders, on, **parameters):
    """(silences, returned) of each band, so many days after the start."""
    found = rows(return_rate(orders, as_of=START + dt.timedelta(on), **parameters))
    return [pick(row, "silences", "returned") for row in found]


def test_the_bands_begin_where_a_client_is_late_and_follow_without_a_hole():
    found = [pick(r, "from_gaps", "to_gaps") for r in rows(return_rate(buyer(0)))]
    assert found == [(2, 3), (3, 4), (4, 6), (6, 9), (9, None)]


def test_a_silence_counts_in_each_band_that_it_reached():
    # bought on days 0, 10 and 20, then on day 65: 4.5 own gaps of silence, ended
    assert counts(buyer(0, 10, 20, 65), 65 + 200)[:4] == [(1, 1), (1, 1), (1, 1), (0, 0)]


def test_one_that_never_ended_counts_as_not_returned():
    assert counts(buyer(0, 10, 20), 400) == [(1, 0)] * 5


def test_who_came_back_only_after_the_days_waited_for_did_not_return():
    # the first band is reached on day 40; 30 days are waited for: to day 70
    late, in_time = buyer(0, 10, 20, 71), buyer(0, 10, 20, 70)
    assert counts(late, 140, return_days=30)[0] == (1, 0)
    assert counts(in_time, 140, return_days=30)[0] == (1, 1)


def test_a_silence_that_is_too_young_to_tell_does_not_count():
    # the first band is reached on day 40; the 180 days have passed on day 220
    assert counts(buyer(0, 10, 20), 219)[0] == (0, 0)
    assert counts(buyer(0, 10, 20), 220)[0] == (1, 0)


def test_before_there_is_a_rhythm_there_is_no_silence():
    assert counts(buyer(0, 300), 900) == [(0, 0)] * 5
    assert counts(buyer(0, 300), 900, min_orders=2)[0] == (0, 0)  # 300 own days of gap: not ripe
    assert counts(buyer(0, 30), 900, min_orders=2)[0] == (1, 0)


def test_the_gap_is_that_of_the_purchases_so_far():
    # on day 20 the gap was 10; the 100 days that followed do not make it longer in hindsight
    assert counts(buyer(0, 10, 20, 120), 320)[4] == (1, 1)


def test_nobody_is_late_within_14_days():
    assert counts(buyer(0, 1, 2, 10), 400)[0] == (1, 0)  # 8 own gaps, 8 days: on time; the last silence is one


def test_a_share_has_its_interval_and_none_where_there_was_no_silence():
    row = rows(return_rate(buyer(0, 10, 20, 65), as_of=START + dt.timedelta(265)))
    # Wilson (1927) for 1 of 1: 1 / (1 + 3.8415) … 1
    assert pick(row[0], "return_rate", "return_low", "return_high") == pytest.approx((1, 0.2065, 1), abs=1e-4)
    assert pick(row[4], "return_rate", "return_low", "return_high") == (None, None, None)


def test_an_empty_table_has_no_silence():
    assert [r["silences"] for r in rows(return_rate(table("client_id ordered_at amount")))] == [0] * 5


def test_a_length_that_is_none_is_refused():
    with pytest.raises(RequestError, match="return_days"):
        return_rate(buyer(0), return_days=0)


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 300), min_size=1, max_size=8), min_size=1),
    st.integers(0, 500),
)
def test_the_counts_are_those_worked_out_by_hand(bought, more):
    end = max(max(days) for days in bought.values()) + more
    lines = "\n".join(f"{name} {START + dt.timedelta(day)} 10" for name, days in bought.items() for day in days)
    expected = [[0, 0] for _ in range(5)]
    for days in bought.values():
        distinct = sorted(set(days))
        for place in range(2, len(distinct)):
            gap = (distinct[place] - distinct[0]) / place
            then = distinct[place + 1] - distinct[place] if place + 1 < len(distinct) else None
            for band, times in enumerate((2, 3, 4, 6, 9)):
                reach = max(times * gap, 14)
                if (then is None or then > reach) and end - distinct[place] >= reach + 180:
                    expected[band][0] += 1
                    expected[band][1] += then is not None and then <= reach + 180
    found = counts(table(f"client_id ordered_at amount\n{lines}"), end)
    assert found == [tuple(pair) for pair in expected]


# -- the made-up company


def test_in_the_demo_a_silence_of_two_gaps_mostly_ends_and_one_of_six_does_not():
    # gaps are gamma of shape 4 (truth.yaml): P(gap > 2 means) = 4.2 % and P(gap > 3) = 0.23 %, so that whoever is
    # silent for 6 own gaps has left, and of those silent for 2 most have not
    found = rows(return_rate(sb.open(sb.DEMO).orders))
    assert found[0]["return_low"] > 0.5
    assert found[3]["return_rate"] < 0.05
    assert [r["return_rate"] for r in found] == sorted((r["return_rate"] for r in found), reverse=True)
