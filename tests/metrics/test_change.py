"""Change: two measurements, and whether they differ more than chance."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.errors import RequestError
from salesbook.metrics import change, from_error
from salesbook.metrics.change import Reading

Z = 1.959964


def test_two_standard_errors_add_up_as_in_a_textbook():
    # 40 ± 3 standard errors, then 52 ± 4: difference 12, error 5, z 2.4, p 0.0164
    found = change(from_error(40, 3, 300), from_error(52, 4, 200))
    assert found.change == 12
    assert (found.low, found.high) == pytest.approx((12 - Z * 5, 12 + Z * 5), abs=1e-5)
    assert found.p == pytest.approx(0.0164, abs=5e-5)
    assert found.more_than_chance is True
    assert (found.before.n, found.after.n) == (300, 200)


def test_a_difference_smaller_than_its_interval_may_be_chance():
    found = change(from_error(40, 3), from_error(44, 4))
    assert found.more_than_chance is False
    assert found.low < 0 < found.high
    assert found.p == pytest.approx(0.4237, abs=5e-5)  # z = 0.8


def test_lopsided_intervals_stay_lopsided():
    # a cost of 100 (80 … 130), then 150 (120 … 200): Zou and Donner's √(30² + 30²) below and √(50² + 20²) above
    found = change(Reading(100, 80, 130), Reading(150, 120, 200))
    assert found.low == pytest.approx(50 - math.hypot(30, 30))
    assert found.high == pytest.approx(50 + math.hypot(50, 20))
    assert found.more_than_chance is True


@pytest.mark.parametrize("absent", [Reading(None), Reading(40), Reading(40, 30, None)])
def test_what_was_not_measured_is_not_judged(absent):
    for found in (change(absent, from_error(50, 3)), change(from_error(50, 3), absent)):
        assert (found.low, found.high, found.p, found.more_than_chance) == (None, None, None, None)
        assert (found.change is None) == (absent.value is None)


def test_an_interval_drawn_to_the_middle_may_leave_out_its_own_value():
    # ten promoters: 100 with 47.5 … 100; three passives: 0 … and an adjusted interval may even end short of the value
    found = change(Reading(100, 47.5, 98), Reading(100, 47.5, 98))
    assert found.low <= 0 <= found.high
    assert found.p == 1


def test_no_spread_at_all():
    assert change(Reading(1, 1, 1), Reading(2, 2, 2)).more_than_chance is True
    assert change(Reading(1, 1, 1), Reading(2, 2, 2)).p == 0
    assert change(Reading(1, 1, 1), Reading(1, 1, 1)).more_than_chance is False


def test_a_level_that_is_no_share_is_refused():
    with pytest.raises(RequestError, match="is not a coverage"):
        change(Reading(1), Reading(2), level=95)


readings = st.builds(
    lambda value, down, up: Reading(value, value - down, value + up),
    st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e6),
)  # fmt: skip


@given(readings, readings)
def test_the_way_back_is_the_way_there_turned_round(one, other):
    there, back = change(one, other), change(other, one)
    assert back.change == -there.change
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert back.p == pytest.approx(there.p)


@given(readings, readings)
def test_more_than_chance_is_the_same_as_a_small_p_and_as_an_interval_without_zero(one, other):
    found = change(one, other)
    assert found.low <= found.change <= found.high
    if abs(found.p - 0.05) > 1e-6:
        assert found.more_than_chance == (found.p < 0.05)


def test_where_nothing_changed_one_measurement_in_twenty_says_otherwise():
    # 4,000 pairs of equal means: 5 % ± three standard errors of 0.34 %
    chance = random.Random(7)
    wrong = sum(
        change(from_error(chance.gauss(10, 2), 2), from_error(chance.gauss(10, 1), 1)).more_than_chance
        for _ in range(4000)
    )
    assert wrong / 4000 == pytest.approx(0.05, abs=0.0103)
