"""CSAT: the share of answers in the top boxes, its interval and its change."""

import datetime as dt

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import AbsentColumn, DataError, RequestError
from salesbook.metrics import csat, csat_change
from tests.metrics.sight import by_group, one, pick, rows, table


def answers(*scores, **columns):
    cells = {"score": list(scores), "kind": ["csat"] * len(scores), **{k: list(v) for k, v in columns.items()}}
    return ibis.memtable(cells, schema={"score": "int64", **dict.fromkeys(list(cells)[1:], "string")})


def test_four_and_five_of_five_are_satisfied():
    row = one(csat(answers(5, 4, 3, 2, 1)))
    assert pick(row, "answered", "satisfied", "csat_rate", "mean_score", "off_scale") == (5, 2, 0.4, 3, 0)


@pytest.mark.parametrize(("scale", "top", "satisfied"), [(5, 2, 3), (5, 1, 2), (7, 2, 1), (10, 2, 1), (3, 1, 0)])
def test_the_scale_and_how_many_marks_are_the_top_are_parameters(scale, top, satisfied):
    # of 1 2 4 5 5 6 9 the top is: 4–5, 5, 6–7, 9–10, 3
    assert one(csat(answers(1, 2, 4, 5, 5, 6, 9), scale=scale, top=top))["satisfied"] == satisfied


def test_a_mark_that_the_scale_has_not_is_counted_apart():
    row = one(csat(answers(0, 5, 6, 9, 1)))
    assert pick(row, "answered", "satisfied", "off_scale", "csat_rate", "mean_score") == (2, 1, 3, 0.5, 3)


def test_answers_to_the_other_question_and_unanswered_ones_do_not_count():
    asked = table("kind score\nnps 10\ncsat 5\n- 4\ncsat -")
    assert pick(one(csat(asked)), "answered", "csat_rate") == (1, 1)


def test_without_kinds_nobody_was_asked_for_satisfaction():
    with pytest.raises(AbsentColumn, match="no column kind"):
        csat(table("score\n5"))


def test_the_interval_is_wilsons():
    # 8 of 10 at 95 %: .4902 to .9433 (Brown, Cai and DasGupta 2001, formula 4)
    row = one(csat(answers(*[5] * 8, *[1] * 2)))
    assert pick(row, "csat_low", "csat_high") == pytest.approx((0.4902, 0.9433), abs=5e-5)


def test_all_satisfied_does_not_prove_a_hundred_percent():
    row = one(csat(answers(5, 5, 5)))
    assert pick(row, "csat_rate", "csat_high") == pytest.approx((1, 1)) and row["csat_low"] < 0.5


@pytest.mark.parametrize("asked", [answers(), answers(None), answers(9)], ids=["none", "unanswered", "off the scale"])
def test_nobody_answered_is_null_and_not_zero(asked):
    assert pick(one(csat(asked)), "answered", "csat_rate", "csat_low", "csat_high", "mean_score") == (0, *[None] * 4)


def test_by_group_in_order():
    asked = answers(5, 1, 4, region=["south", "north", "north"])
    assert [(r["region"], r["csat_rate"]) for r in rows(csat(asked, by=["region"]))] == [("north", 0.5), ("south", 1)]


@pytest.mark.parametrize(("scale", "top"), [(1, 1), (5, 0), (5, 5), (5, -1)])
def test_a_scale_that_is_none_is_refused(scale, top):
    with pytest.raises(RequestError, match=r"is no scale|cannot be the top"):
        csat(answers(5), scale=scale, top=top)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column region"):
        csat(answers(5), by=["region"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(scores):
    row = one(csat(answers(*scores)))
    assert row["satisfied"] == sum(score > 3 for score in scores)
    assert (
        -1e-12 <= row["csat_low"] <= row["csat_rate"] + 1e-12
        and row["csat_rate"] - 1e-12 <= row["csat_high"] <= 1 + 1e-12
    )


# -- the change


def test_the_change_is_the_last_period_against_the_one_before():
    asked = answers(*[5] * 5, *[5] * 8, *[1] * 2, *[5] * 4, *[1] * 6, quarter=["0"] * 5 + ["1"] * 10 + ["2"] * 10)
    row = one(csat_change(asked))
    assert pick(row, "before", "after", "answered_before", "csat_before", "csat_after") == ("1", "2", 10, 0.8, 0.4)
    assert row["change"] == pytest.approx(-0.4)
    # Agresti and Caffo (2000): shares 9/12 and 5/12, each on 12
    half = 1.959964 * ((0.75 * 0.25 + 5 / 12 * 7 / 12) / 12) ** 0.5
    assert pick(row, "change_low", "change_high") == pytest.approx((-1 / 3 - half, -1 / 3 + half), abs=1e-6)
    assert 0.05 < row["p_value"] < 0.1 and row["complete"] is None


def test_a_period_in_progress_is_marked():
    asked = table("quarter score kind answered_at\n2026-Q1 5 csat 2026-01-05\n2026-Q2 5 csat 2026-06-20")
    assert one(csat_change(asked))["complete"] is False
    assert one(csat_change(asked, as_of=dt.date(2026, 6, 30)))["complete"] is True


def test_with_fewer_than_two_periods_there_is_no_change():
    assert rows(csat_change(answers(quarter=[]))) == []
    assert rows(csat_change(answers(5, 9, quarter=["1", "2"]))) == []  # 9 is no answer on this scale


def test_the_demo_companys_shares_are_found():
    # truth.yaml, csat.scores: after an order .38 + .42 are satisfied; after a complaint .63 at best, .20 at worst
    book = sb.open(sb.DEMO)
    complaints = book.table("complaints")
    asked = book.table("surveys").filter(ibis._.kind == "csat")
    after = asked.semi_join(complaints, "client_id").mutate(who=ibis.literal("complained"))
    never = asked.anti_join(complaints, "client_id").mutate(who=ibis.literal("never"))
    found = by_group(csat(after.union(never), by=["who"]), "who")
    assert found["never"]["csat_low"] < 0.80 < found["never"]["csat_high"]
    assert found["complained"]["csat_high"] < found["never"]["csat_low"]
