"""Reps judged with luck taken off: the published example, what the model promises, and the made-up company."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.metrics import team_loyalty
from salesbook.metrics.fit.shrink import places, share, shrink
from tests.demo.company import DEMO, TRUTH, load
from tests.metrics.sight import pick, rows, table

# Efron and Morris (1975), table 1: hits in the first 45 at bats of 1970, and the average over the rest of the season
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
REST = np.array([.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .285, .316, .200])  # fmt: skip


def on_their_scale(average):
    return np.sqrt(45) * np.arcsin(2 * average - 1)


def test_the_published_baseball_players():
    """Errors 17.56 and 5.01, factor .209, estimates .290 … .239: Efron and Morris (1975), with two digits of x."""
    x, truth = on_their_scale(HITS / 45), on_their_scale(REST)
    drawn = shrink(x, np.ones(18))
    assert 1 - drawn.drawn == pytest.approx([0.209] * 18, abs=5e-4)
    assert ((x - truth) ** 2).sum() == pytest.approx(17.56, abs=0.02)
    assert ((drawn.estimate - truth) ** 2).sum() == pytest.approx(5.01, abs=0.02)
    averages = (np.sin(drawn.estimate / np.sqrt(45)) + 1) / 2
    published = [.290, .286, .281, .277, .273, .273, .268, .264, .259, .259, .254, .254, .254, .254, .254, .249, .244, .239]  # fmt: skip
    assert averages == pytest.approx(published, abs=6e-4)


def test_equal_variances_give_james_and_stein():
    y = np.array([1.0, 2.0, 3.0, 4.0, 10.0])
    drawn = shrink(y, np.full(5, 2.0))
    factor = 1 - (5 - 3) * 2.0 / ((y - 4) ** 2).sum()
    assert drawn.estimate == pytest.approx(4 + factor * (y - 4))


def test_who_is_known_less_is_drawn_further_and_all_alike_are_drawn_to_the_mean():
    drawn = shrink(np.array([0.0, 10, 20, 30, 40]), np.array([1.0, 100, 1, 100, 1]))
    assert drawn.drawn[1] > drawn.drawn[0]
    alike = shrink(np.array([1.0, 1, 1, 1, 1]), np.ones(5))
    assert alike.estimate == pytest.approx([1] * 5)
    assert (alike.high - alike.low < 2 * 1.96).all()


def test_three_are_too_few():
    assert shrink(np.zeros(3), np.ones(3)) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.01, 400)), min_size=4, max_size=30))
def test_an_estimate_lies_between_its_own_value_and_the_mean(units):
    y, v = (np.array(column) for column in zip(*units, strict=True))
    drawn = shrink(y, v)
    low, high = np.minimum(y, drawn.centre), np.maximum(y, drawn.centre)
    assert ((drawn.estimate >= low - 1e-9) & (drawn.estimate <= high + 1e-9)).all()
    assert ((drawn.drawn > 0) & (drawn.drawn < 1)).all()
    assert np.isfinite(drawn.low).all() and (drawn.low <= drawn.high).all()


@pytest.mark.parametrize("spread", [0.0, 5.0, 20.0])
def test_the_intervals_cover_and_the_estimates_are_better_than_the_values_themselves(spread):
    """1,000 teams of eight, NPS of 20 to 60 answers. Their true scores lie close together, apart, and far apart."""
    rng = np.random.default_rng(7)
    inside, own, better = [], 0.0, 0.0
    for _ in range(1000):
        truth = rng.normal(35, spread, 8)
        v = 7000 / rng.integers(20, 61, 8)
        y = rng.normal(truth, np.sqrt(v))
        drawn = shrink(y, v)
        inside.append((drawn.low <= truth) & (truth <= drawn.high))
        own += ((y - truth) ** 2).sum()
        better += ((drawn.estimate - truth) ** 2).sum()
    assert np.mean(inside) > 0.93
    assert better < own


def test_reps_without_a_true_difference_are_rarely_told_apart():
    """1,000 teams of eight alike, 30 to 60 answers each: in at most one of fifty does any pair come apart."""
    rng, apart = np.random.default_rng(11), 0
    for _ in range(1000):
        v = 7000 / rng.integers(30, 61, 8)
        drawn = shrink(rng.normal(35, np.sqrt(v)), v)
        best, worst = places(drawn.low, drawn.high)
        apart += best != [1] * 8 or worst != [8] * 8
    assert apart / 1000 <= 0.02


def test_places_are_parted_only_where_intervals_are():
    best, worst = places(np.array([0.0, 2, 5, 5]), np.array([1.0, 6, 7, 8]))
    assert best == [4, 1, 1, 1]
    assert worst == [4, 3, 3, 3]


def test_shares_come_back_from_their_logits():
    assert share(np.array([0.0, np.log(3)])) == pytest.approx([0.5, 0.75])


def company(late, complaints=10):
    """Reps with 20 clients each who bought in both windows; so many of each rep's ``complaints`` were answered late."""
    lines, cases = (
        ["client_id ordered_at amount manager_id"],
        ["complaint_id client_id opened_at answered_at manager_id"],
    )
    for rep, number in late.items():
        for n in range(20):
            lines += [f"{rep}{n} {day} 10 {rep}" for day in ("2026-01-15", "2026-01-25")]
        for n in range(complaints):
            cases.append(f"{rep}{n} {rep}{n} 2026-01-22 {'2026-01-30' if n < number else '2026-01-23'} {rep}")
    lines.append("z 2026-01-31 10 -")
    return table("\n".join(lines)), table("\n".join(cases))


def test_the_less_answered_late_the_better_the_place():
    orders, complaints = company({"a": 0, "b": 0, "c": 1, "d": 1, "e": 40}, 40)
    found = [
        r for r in rows(team_loyalty(orders, complaints=complaints, window_days=10)) if r["measure"] == "late_rate"
    ]
    reps = {r["manager_id"]: r for r in found}
    assert pick(reps["e"], "value", "base", "stands", "place_best", "place_worst") == (1, 40, "worse", 5, 5)
    assert pick(reps["a"], "value", "place_best", "place_worst", "units") == (0, 1, 4, 5)
    assert 0 < reps["a"]["estimate"] < reps["a"]["team_mean"] < reps["e"]["estimate"] < 1


def test_too_small_a_base_is_not_judged_and_neither_is_a_team_of_three():
    orders, complaints = company({"a": 0, "b": 0, "c": 1, "d": 1, "e": 10})
    found = rows(team_loyalty(orders, complaints=complaints, window_days=10, least=11))
    assert {r["estimate"] for r in found if r["measure"] == "late_rate"} == {None}
    orders, complaints = company({"a": 0, "b": 5, "c": 10})
    found = rows(team_loyalty(orders, complaints=complaints, window_days=10))
    assert {r["estimate"] for r in found} == {r["stands"] for r in found} == {None}
    assert {r["value"] for r in found if r["measure"] == "late_rate"} == {0, 0.5, 1}


def test_clients_whom_nobody_looks_after_are_shown_and_draw_nobody():
    orders, complaints = company({"a": 0, "b": 0, "c": 1, "d": 1})
    more = orders.union(
        table("client_id ordered_at amount manager_id\n" + "\n".join(f"y{n} 2026-01-25 9999 -" for n in range(30)))
    )
    few, many = (
        {
            r["manager_id"]: r
            for r in rows(team_loyalty(o, complaints=complaints, window_days=10))
            if r["measure"] == "late_rate"
        }
        for o in (orders, more)
    )
    assert few["a"]["estimate"] == many["a"]["estimate"]
    values = {r["manager_id"]: r for r in rows(team_loyalty(more, window_days=10)) if r["measure"] == "order_value"}
    assert values[None]["value"] > 9000
    assert values[None]["estimate"] is None


def test_a_company_without_surveys_complaints_and_contacts():
    orders, _ = company({"a": 0, "b": 0, "c": 0, "d": 0})
    assert {r["measure"] for r in rows(team_loyalty(orders, window_days=10))} == {"retention_rate", "order_value"}
    assert rows(team_loyalty(table("client_id ordered_at amount manager_id"))) == []


@pytest.fixture(scope="module")
def demo():
    book = sb.open(sb.DEMO)
    tables = {name: book.table(name) for name in ("clients", "surveys", "complaints", "contacts", "team")}
    return rows(team_loyalty(book.orders, **tables))


def branch_of():
    return {row["manager_id"]: row["branch"] for row in load(DEMO / "catalogue.yaml")["team"]}


def test_the_slow_branch_of_the_demo_company_comes_out_worse_and_nobody_else(demo):
    """truth.yaml: since April one branch answers in 6 days where the others take 1.3, and has 48 points of NPS less."""
    slow = {rep for rep, branch in branch_of().items() if branch == TRUTH["slow_branch"]["branch"]}
    loyalty = [r for r in demo if r["measure"] != "order_value" and r["manager_id"]]
    assert {r["manager_id"] for r in loyalty if r["stands"] == "worse"} == slow
    assert {r["manager_id"] for r in loyalty if r["measure"] == "late_rate" and r["stands"] == "worse"} == slow
    for measure in ("nps", "late_rate"):
        of = by_group_of(loyalty, measure)
        best = max if measure == "late_rate" else min
        assert {sorted(of, key=lambda rep: of[rep]["estimate"])[-1 if best is max else 0]} <= slow


def by_group_of(found, measure):
    return {r["manager_id"]: r for r in found if r["measure"] == measure}


def test_reps_of_the_demo_company_without_a_true_difference_are_not_told_apart(demo):
    slow = {rep for rep, branch in branch_of().items() if branch == TRUTH["slow_branch"]["branch"]}
    for measure in ("nps", "retention_rate", "late_rate", "contacted_rate"):
        alike = [r for rep, r in by_group_of(demo, measure).items() if rep and rep not in slow]
        assert len(alike) == 6
        assert max(r["estimate_low"] for r in alike) <= min(r["estimate_high"] for r in alike)
        assert {r["place_best"] for r in alike} == {1}
