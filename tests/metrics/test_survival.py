"""How long clients stay: the published example, who is followed, and the made-up company whose leavers are known."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import client_summary, sleeping, survival, survival_summary
from salesbook.metrics.fit.survival import Lasted, at, kaplan_meier, log_rank, median
from tests.metrics.sight import by_group, one, pick, rows, table


def lasted(stopped, censored=()):
    """As the fit takes it, from the lengths of those who stopped and of those last seen going on."""
    days = sorted({*stopped, *censored})
    counts = [[of.count(day) for day in days] for of in (list(stopped), list(censored))]
    return Lasted(*(np.array(values, dtype=float) for values in (days, *counts)))


# -- weeks of remission of 42 children with leukaemia: Freireich et al. (1963), as in Kalbfleisch and Prentice (1980)
SIX_MP = lasted([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = lasted([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23])


@pytest.mark.parametrize(
    ("week", "rate", "low", "high"),
    [
        (6, 0.857, 0.620, 0.952), (7, 0.807, 0.563, 0.923), (10, 0.753, 0.503, 0.889), (13, 0.690, 0.432, 0.849),
        (16, 0.627, 0.368, 0.805), (22, 0.538, 0.268, 0.747), (23, 0.448, 0.188, 0.680),
    ],
)  # fmt: skip
def test_the_curve_of_the_published_example(week, rate, low, high):
    # R survival, survfit(conf.type = "log-log") of the 6-MP group
    assert at(kaplan_meier(SIX_MP, 0.95), week) == pytest.approx((rate, low, high), abs=6e-4)


def test_the_medians_of_the_published_example():
    assert median(kaplan_meier(SIX_MP, 0.95))[:2] == (23, 13)
    assert np.isnan(median(kaplan_meier(SIX_MP, 0.95))[2])  # the upper bound has not been reached
    assert median(kaplan_meier(PLACEBO, 0.95)) == (8, 4, 11)


def test_the_log_rank_test_of_the_published_example():
    chi, degrees, p = log_rank([SIX_MP, PLACEBO])
    assert (chi, degrees) == (pytest.approx(16.79, abs=0.005), 1)
    assert p == pytest.approx(4.17e-5, rel=0.01)


def test_between_the_days_the_curve_is_that_of_the_day_before():
    curve = kaplan_meier(SIX_MP, 0.95)
    assert at(curve, 21) == at(curve, 20) == at(curve, 16)
    assert at(curve, 5)[0] == 1
    assert all(np.isnan(at(curve, 36)))  # nobody was followed so long


def test_nobody_has_no_curve():
    nobody = kaplan_meier(lasted([]), 0.95)
    assert all(np.isnan([*median(nobody), *at(nobody, 1)]))
    assert np.isnan(log_rank([])[0])
    assert np.isnan(log_rank([SIX_MP])[0])
    assert np.isnan(log_rank([lasted([], [5]), lasted([], [7])])[0])


def test_equal_groups_do_not_differ_and_the_order_of_groups_does_not_matter():
    assert log_rank([PLACEBO, PLACEBO])[0] == pytest.approx(0)
    third = lasted([3, 9, 9, 30], [12, 40])
    one_way, other = log_rank([SIX_MP, PLACEBO, third]), log_rank([third, SIX_MP, PLACEBO])
    assert one_way == pytest.approx(other)
    assert one_way[1] == 2


lengths = st.lists(st.integers(1, 12), min_size=1, max_size=30)


@settings(max_examples=50, deadline=None)
@given(lengths)
def test_where_all_have_stopped_the_curve_is_the_share_that_lasted_longer(stopped):
    curve = kaplan_meier(lasted(stopped), 0.95)
    assert curve.rate == pytest.approx([np.mean([x > day for x in stopped]) for day in curve.days])


@settings(max_examples=50, deadline=None)
@given(lengths, lengths)
def test_the_curve_falls_within_its_interval_and_a_higher_level_is_wider(stopped, censored):
    curve, wide = (kaplan_meier(lasted(stopped, censored), level) for level in (0.8, 0.99))
    assert (np.diff(curve.rate) <= 1e-12).all()
    known = ~np.isnan(curve.low)
    inner = (wide.low <= curve.low) & (curve.low <= curve.rate) & (curve.rate <= curve.high) & (curve.high <= wide.high)
    assert inner[known].all()
    assert ((curve.low[known] >= 0) & (curve.high[known] <= 1)).all()


@settings(max_examples=30, deadline=None)
@given(lengths, lengths, lengths)
def test_the_log_rank_test_of_two_groups_is_that_of_mantel_and_haenszel(one_stopped, other, censored):
    groups = lasted(one_stopped, censored), lasted(other)
    observed = expected = variance = 0.0
    for day in {*one_stopped, *other}:
        n1, n2 = (sum(s >= day for s in g) for g in ([*one_stopped, *censored], other))
        n, d = n1 + n2, one_stopped.count(day) + other.count(day)
        observed += one_stopped.count(day)
        expected += d * n1 / n
        variance += d * (n - d) * n1 * n2 / (n * n * (n - 1)) if n > 1 else 0
    if variance > 1e-9:
        assert log_rank(groups)[0] == pytest.approx((observed - expected) ** 2 / variance)


# -- clients as of 1 January, lost after 30 days: followed to 2 December
LINES = table("""
    client_id ordered_at amount region
    left      2023-10-01 10     north
    left      2023-10-11 10     north
    left      2023-10-21 10     north
    stays     2023-11-02 10     north
    stays     2023-11-22 10     north
    stays     2024-01-01 10     north
    rare      2023-09-01 10     south
    rare      2023-10-01 10     south
    once      2023-11-01 10     south
    new       2023-12-10 10     south
    new       2023-12-20 10     south
    new       2023-12-30 10     south
""")


def month(lines=LINES, measure=survival, **how):
    return measure(lines, lost_days=30, **how)


def test_a_lost_client_stopped_on_the_last_purchase_day_and_others_are_followed_to_the_day_that_can_be_judged():
    found = [pick(r, "stay_days", "at_risk", "stopped", "censored", "staying_rate") for r in rows(month())]
    assert found == [
        (20, 2, 1, 0, 0.5),  # left: 1 to 21 October, then silent for 72 days, over 30 and over two gaps of 10
        (30, 1, 0, 1, 0.5),  # stays: 2 November to 2 December, 30 days before the end; bought after it
    ]


def test_who_is_not_followed_is_counted():
    row = one(month(measure=survival_summary))
    assert pick(row, "clients", "stopped", "one_time", "rare", "too_new") == (2, 1, 1, 1, 1)
    assert row["one_time_rate"] == 1 / 4  # of two followed, one rare and one who bought once
    assert pick(row, "followed_days", "median_days") == (30, 20)


def test_a_client_whose_own_rhythm_is_slow_is_not_lost_but_last_seen():
    lines = table("""
        client_id ordered_at amount
        slow      2023-01-01 10
        slow      2023-06-01 10
        slow      2023-10-01 10
        other     2024-01-01 10
    """)
    row = one(month(lines))  # silent for 92 days, less than two gaps of 136
    assert pick(row, "stay_days", "stopped", "censored", "staying_rate") == (273, 0, 1, 1)


def test_nobody_has_stopped_there_is_no_interval_and_no_median():
    row = one(month(LINES.filter(LINES.client_id == "stays"), survival_summary, at_days=20))
    assert pick(row, "staying_rate", "staying_low", "staying_high", "median_days", "p_value") == (
        1,
        None,
        None,
        None,
        None,
    )


def test_beyond_what_was_followed_nothing_is_said():
    row = one(month(measure=survival_summary, at_days=31))
    assert pick(row, "at_days", "staying_rate", "staying_low") == (31, None, None)


def test_no_lines_and_nobody_old_enough():
    nobody = table("client_id ordered_at amount region")
    assert rows(survival(nobody)) == []
    assert pick(one(survival_summary(nobody)), "clients", "one_time_rate", "median_days") == (0, None, None)
    assert rows(survival_summary(nobody, by=["region"])) == []
    row = one(survival_summary(LINES))  # nobody is known for a year
    assert pick(row, "clients", "too_new", "median_days") == (0, 5, None)


def test_a_group_that_nobody_is_followed_in_is_there_all_the_same_and_no_group_is_a_group():
    found = by_group(month(measure=survival_summary, by=["region"]), "region")
    assert pick(found["south"], "clients", "one_time", "rare", "too_new", "median_days") == (0, 1, 1, 1, None)
    assert found["north"]["clients"] == 2
    lines = table(
        "client_id ordered_at amount region\nann 2024-01-01 10 -\nann 2024-01-05 10 -\nann 2024-01-09 10 -\nbob 2024-03-01 10 x"
    )
    found = by_group(month(lines, by=["region"]), "region")
    assert set(found) == {None}
    assert pick(found[None], "stay_days", "stopped") == (8, 1)


@pytest.mark.parametrize("returns", ["exclude", "net"])
def test_a_return_is_no_sign_of_life(returns):
    with_return = LINES.union(table("client_id ordered_at amount region\nleft 2023-12-30 -10 north"))
    assert rows(month(with_return, returns=returns)) == rows(month())


@pytest.mark.parametrize("measure", [survival, survival_summary])
@pytest.mark.parametrize(
    ("wrong", "said"), [({"level": 1}, "1 is not a coverage"), ({"lost_days": 0}, "0 is not a length")]
)
def test_a_level_or_a_length_that_is_none_is_refused(measure, wrong, said):
    with pytest.raises(RequestError, match=said):
        measure(LINES, **wrong)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        survival(LINES, by=["branch"])


# -- the made-up company


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO).table("orders", by=["segment"])


@pytest.mark.parametrize("lost_days", [120, 365])
def test_who_stopped_are_those_whom_sleeping_calls_lost(demo, lost_days):
    states = [row["state"] for row in rows(sleeping(demo, lost_days=lost_days))]
    assert one(survival_summary(demo, lost_days=lost_days))["stopped"] == states.count("lost") > 0


def true_curve(orders, lost_days):
    """The curve of the same clients from the days on which they truly left (client_truth.csv)."""
    with Path(sb.DEMO, "client_truth.csv").open(encoding="utf-8") as file:
        left = {row["client_id"]: row["left_on"] for row in csv.DictReader(file)}
    stopped, going_on = [], []
    for client in rows(client_summary(orders)):
        if client["age_days"] > lost_days and client["purchase_days"] >= 3:
            last = client["as_of"] - dt.timedelta(days=lost_days)
            day = dt.date.fromisoformat(left[client["client_id"]] or "9999-12-31")
            (stopped if day <= last else going_on).append((min(day, last) - client["first_order"]).days)
    return kaplan_meier(lasted(stopped, going_on), 0.95)


@pytest.mark.parametrize("lost_days", [180, 365])
def test_the_true_share_of_the_demo_company_that_stays_lies_in_the_interval(demo, lost_days):
    # a client is seen to stop on the last purchase day, at most a gap before the true day: that is within chance here
    truth = true_curve(demo, lost_days)
    for days in (90, 180, 300):
        row = one(survival_summary(demo, lost_days=lost_days, at_days=days))
        assert row["staying_low"] <= at(truth, days)[0] <= row["staying_high"]
