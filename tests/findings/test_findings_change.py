"""What the page of changes says: it claims no more than the two measurements bear."""

import datetime as dt

import pytest

from salesbook import charts, findings
from salesbook.findings import FIGURES
from salesbook.findings.change import judged
from salesbook.metrics.change import Reading, change
from salesbook.tables.plan import Step
from salesbook.topics.headlines import Headline
from salesbook.topics.history import History, Move
from salesbook.words import LANGUAGES

JUNE, MARCH, MAY = dt.date(2026, 6, 30), dt.date(2026, 3, 31), dt.date(2026, 5, 31)


def figure(amount, last=JUNE, half=1.0, name="nps", unit="points"):
    return Headline(name, amount, amount - half, amount + half, 300, unit, last - dt.timedelta(days=89), last)


def moved(before, now):
    readings = [Reading(each.value, each.low, each.high, each.n) if each else Reading(None) for each in (before, now)]
    return Move(now, before, change(*readings), (before,) if before else ())


def past(*moves, steps=(), lang="en", repeats=0):
    return History(tuple(moves), tuple(steps), len(moves), repeats, 0, "runs", lang, "UAH")


def only(found):
    (one,) = found
    return one


def test_a_fall_of_more_than_chance_needs_attention():
    found = only(findings.moved(past(moved(figure(40, MARCH, 5), figure(20, half=5)))))
    assert (found.tone, found.sure, found.actions) == ("bad", True, ("change_what_did_not",))
    assert "−20.0" in found.says
    assert "more than chance" in found.says


def test_a_cost_that_falls_is_good():
    cost = [figure(a, last, 5, "acquisition_cost", "money") for a, last in ((900, MARCH), (800, JUNE))]
    assert only(findings.moved(past(moved(*cost)))).tone == "good"


def test_a_difference_that_chance_would_make_is_judged_neither_way():
    found = only(findings.moved(past(moved(figure(40, MARCH, 9), figure(34, half=9)))))
    assert found.tone == ""
    assert "may be chance" in found.says


def test_of_measurements_that_share_their_days_nothing_is_claimed():
    found = only(findings.moved(past(moved(figure(40, MAY), figure(20)))))
    assert found.tone == ""
    assert "Days in common: 60" in found.says
    assert "nobody can tell whether this is more than chance" in found.says


def test_a_figure_that_nobody_judges_has_no_tone():
    pair = [figure(a, last, 1, "mood", "number") for a, last in ((9, MARCH), (5, JUNE))]
    assert only(findings.moved(past(moved(*pair)))).tone == ""


def test_without_an_interval_the_change_is_not_judged():
    found = only(findings.moved(past(moved(Headline("nps", 40, None, None, 3, "points", MARCH, MARCH), figure(20)))))
    assert found.tone == ""
    assert "Too few" in found.says


def test_without_earlier_runs_it_says_what_to_do():
    told = past(moved(None, figure(40)), repeats=2)
    found = only(findings.moved(told))
    assert "run again when there is new data" in found.says
    assert "2 runs there are on the same data" in findings.moves(told).caption
    assert found.actions == ("measure_again",)
    assert charts.history(past(moved(None, figure(40)))).figure is None


def test_a_share_differs_by_percentage_points():
    pair = [figure(a, last, 0.01, "retention", "share") for a, last in ((0.5, MARCH), (0.6, JUNE))]
    assert "+10.0 pp" in only(findings.moved(past(moved(*pair)))).says


# -- the plan


def step(aim, since=dt.date(2026, 4, 1), name="nps"):
    return Step(since, "answer within a day", name, aim)


@pytest.mark.parametrize(
    ("before", "now", "aim", "verdict", "tone"),
    [
        (40, 50, 45, "reached", "good"),
        (40, 50, 60, "closer", "good"),
        (40, 30, 60, "away", "bad"),
        (40, 30, 25, "away", "bad"),  # a smaller NPS is never the aim reached
        (40, 41, 60, "chance", ""),
        (40, 41, 41, "reached_chance", ""),
    ],
)
def test_what_became_of_a_step(before, now, aim, verdict, tone):
    told = past(moved(figure(before, MARCH), figure(now)), steps=[step(aim)])
    assert judged(told, told.steps[0]) == verdict
    assert only(findings.steps(told)).tone == tone


def test_of_a_figure_that_may_go_either_way_the_aim_tells_which_is_better():
    pair = [figure(a, last, 1, "mood", "number") for a, last in ((9, MARCH), (5, JUNE))]
    told = past(moved(*pair), steps=[step(6, name="mood")])
    assert judged(told, told.steps[0]) == "reached"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (step(45, dt.date(2026, 6, 1)), "too_early"),
        (step(45, dt.date(2026, 1, 1)), "no_before"),
        (step(0.5, name="retention"), "no_figure"),
    ],
)
def test_what_cannot_be_told_of_a_step_is_said(given, verdict):
    told = past(moved(figure(40, MARCH), figure(50)), steps=[given])
    assert judged(told, given) == verdict
    assert only(findings.steps(told)).tone == ""


# -- in every language


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_has_its_words(lang):
    steps = [
        step(45),
        step(60),
        step(45, dt.date(2026, 6, 1)),
        step(45, dt.date(2026, 1, 1)),
        step(1, name="retention"),
    ]
    moves = [
        moved(figure(40, MARCH), figure(50)),
        moved(figure(40, MARCH, 9, "order_value", "money"), figure(41, half=9, name="order_value", unit="money")),
        moved(None, figure(0.9, half=0.1, name="frequency", unit="number")),
    ]
    told = past(*moves, steps=steps, lang=lang)
    said = [*findings.moved(told), *findings.steps(told)]
    assert len(said) == 7
    assert all("{" not in found.says and found._repr_mimebundle_()[FIGURES] for found in said)
    assert len(findings.moves(told).rows) == 3
    assert len(findings.planned(told).rows) == 5
    assert findings.planned(past(lang=lang)).rows == ()
    assert charts.history(told).figure is not None
