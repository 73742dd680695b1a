"""How many answers an NPS takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError, RequestError
from salesbook.metrics import nps, nps_sample, sample_size
from tests.metrics.sight import by_group, one, pick, table

SOME = table("score\n" + "\n".join(["10"] * 6 + ["8"] * 2 + ["3"] * 2))


@pytest.mark.parametrize(("points", "n"), [(20, 94), (10, 382), (5, 1534)])
def test_the_published_sizes_of_the_worst_case(points, n):
    # Rocks (2016): n = Z²s²/d² − 3 with s² = 1
    assert sample_size(points) == n
    assert one(nps_sample(SOME, half_width_points=float(points)))["needed_worst"] == n


def test_less_spread_takes_fewer_answers_and_a_higher_level_more():
    assert sample_size(10, variance=0.5) == 190  # 3.8415 * 0.5 / 0.01 − 3 = 189.1
    assert sample_size(10, level=0.8) < 382 < sample_size(10, level=0.99)
    assert sample_size(100) == 1


def test_as_many_answers_as_needed_reach_the_width():
    row = one(nps_sample(SOME))
    width = one(nps(SOME))
    assert row["half_width_points"] == pytest.approx((width["nps_high"] - 0) - 40 * 10 / 13, abs=1e-6)
    # the spread of the answers, on three more: p .6, d .2 of ten become 6.75 and 2.75 of 13
    p, d = 6.75 / 13, 2.75 / 13
    assert row["needed"] == sample_size(5, variance=p + d - (p - d) ** 2)
    assert pick(row, "answered", "nps", "wanted_half_width_points") == (10, 40, 5)


def test_where_nobody_answered_the_worst_is_taken():
    row = one(nps_sample(table("score\n-")))
    assert pick(row, "answered", "nps", "half_width_points", "needed") == (0, None, None, 1534)


def test_each_group_has_its_row():
    asked = table("region score\nnorth 9\nsouth 9\nsouth 0")
    found = by_group(nps_sample(asked, by=["region"]), "region")
    assert found["north"]["needed"] < found["south"]["needed"]


@pytest.mark.parametrize("points", [0, -5, 101])
def test_a_width_that_is_none_is_refused(points):
    with pytest.raises(RequestError, match="is no width"):
        nps_sample(SOME, half_width_points=points)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column region"):
        nps_sample(SOME, by=["region"])


@settings(max_examples=40)
@given(st.floats(1, 60), st.floats(0.05, 1))
def test_one_answer_less_would_not_do(points, variance):
    n = sample_size(points, variance=variance)
    reached = 196**2 * variance / points**2
    assert n + 3 >= reached * 0.999
    assert n == 1 or n + 2 < reached * 1.001
