"""What is said of loyalty and satisfaction: judged only where the figures bear it, in each language."""

import datetime as dt
from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.words import LANGUAGES, catalogue

BAND = {"answered": 320, "nps": 30.0, "nps_low": 21.0, "nps_high": 39.0, "band": "growing", "band_low": "growing",
        "band_high": "growing"}  # fmt: skip
CHANGE = {"before": "2026-Q1", "after": "2026-Q2", "change": -0.2, "change_low": -0.3, "change_high": -0.1,
          "p_value": 0.01, "complete": True}  # fmt: skip
NPS_CHANGE = {**CHANGE, "answered_before": 320, "answered_after": 310, "nps_before": 47.5, "nps_after": 30.3}
CSAT_CHANGE = {**CHANGE, "answered_before": 64, "answered_after": 76, "csat_before": 0.6, "csat_after": 0.4}
TIME_CHANGE = {**CHANGE, "complaints_before": 64, "complaints_after": 76, "in_time_before": 0.6, "in_time_after": 0.4,
               "limit_days": 3.0}  # fmt: skip
DRIVER = {"period": "2026-Q2", "column": "region", "group": "Одеська", "answered": 68, "nps": 0.0, "rest_answered": 252,
          "rest_nps": 38.0, "difference": -38.0, "difference_low": -60.0, "difference_high": -16.0, "p_value": 0.001,
          "p_corrected": 0.01}  # fmt: skip
SLOW = {"column": "region", "group": "Одеська", "judged": 26, "in_time_rate": 0.31, "rest_judged": 84,
        "rest_in_time_rate": 0.79, "difference": -0.48, "difference_low": -0.65, "difference_high": -0.26,
        "p_corrected": 0.001}  # fmt: skip
SAID = {"said": "promoter", "clients": 477, "buying": 384, "stopped": 73, "no_rhythm": 20, "stopped_rate": 0.16,
        "stopped_low": 0.13, "stopped_high": 0.2, "buying_monthly_amount": 1e6, "stopped_monthly_amount": 2e5,
        "stopped_largest_amount": 1e5}  # fmt: skip
CRITIC = {**SAID, "said": "detractor", "stopped": 0, "stopped_rate": 0.0, "stopped_low": 0.0, "stopped_high": 0.03}
EFFECT = {
    "answered_late": 96, "answered_in_time": 452, "nps_late": -7.0, "nps_in_time": 40.0, "nps_difference": -47.0,
    "nps_difference_low": -64.0, "nps_difference_high": -30.0, "nps_p_value": 0.001, "complaints_late": 132,
    "complaints_in_time": 465, "stopped_late_rate": 0.31, "stopped_in_time_rate": 0.08, "stopped_difference": 0.23,
    "stopped_difference_low": 0.15, "stopped_difference_high": 0.31, "stopped_p_value": 0.001,
}  # fmt: skip
OPEN = {"complaint_id": "1", "opened_on": dt.date(2026, 6, 1), "waiting_days": 30.0, "overdue": True}
TIMES = {"complaints": 100, "answer_median_hours": 34.0, "answer_p90_hours": 130.0, "promises": 80,
         "promises_broken": 30, "broken_rate": 0.375, "broken_low": 0.28, "broken_high": 0.48}  # fmt: skip
CSAT = {"answered": 551, "satisfied": 341, "off_scale": 0, "csat_rate": 0.62, "csat_low": 0.57, "csat_high": 0.65,
        "mean_score": 3.6}  # fmt: skip
MIX = {"before": "2026-Q1", "after": "2026-Q2", "rate": -16.9, "rate_low": -28.0, "rate_high": -5.7, "mix": -0.3,
       "noise": 11.7}  # fmt: skip
WEIGHED = {"nps": 34.0, "nps_low": 6.0, "nps_high": 57.0, "weighed": 1806, "effective": 37.7}
SAMPLE = {
    "answered": 320,
    "needed": 974,
    "needed_worst": 1534,
    "half_width_points": 8.7,
    "wanted_half_width_points": 5.0,
}
EVERY = {
    "nps_bands": BAND, "nps_change": NPS_CHANGE, "nps_drivers": DRIVER, "nps_behaviour": SAID, "nps_mix": MIX,
    "nps_by_revenue": WEIGHED, "nps_by_shares": WEIGHED, "nps_sample": SAMPLE, "csat": CSAT, "csat_change": CSAT_CHANGE,
    "complaints_change": TIME_CHANGE, "complaints_groups": SLOW, "complaint_effect": EFFECT, "open_complaints": OPEN,
    "complaint_time": TIMES, "complaint_promises": TIMES, "nps_scale": {"from_one": True, "ones": 9},
}  # fmt: skip


def result(*rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=by, lang=lang, currency="UAH", absent=absent)


def said(name, *rows, **more):
    """All findings of ``rows``."""
    found = getattr(findings, name)(result(*rows, **more))
    return found if isinstance(found, list) else [found]


# -- a claim needs figures that bear it


@pytest.mark.parametrize(
    ("name", "row"), [("nps_change", NPS_CHANGE), ("csat_change", CSAT_CHANGE), ("complaints_change", TIME_CHANGE)]
)
@pytest.mark.parametrize(
    ("low", "high", "tone", "words"),
    [(-0.3, -0.1, "bad", "more than chance"), (0.1, 0.3, "good", "more than chance"), (-0.3, 0.0, "", "may be chance"),
     (-0.3, 0.2, "", "may be chance")],
)  # fmt: skip
def test_a_change_is_judged_only_where_its_interval_leaves_out_0(name, row, low, high, tone, words):
    (found,) = said(name, {**row, "change_low": low, "change_high": high})
    assert found.tone == tone
    assert words in found.says
    assert bool(found.actions) == bool(tone)


def test_a_period_in_progress_is_said_and_an_unknown_one_is_not():
    for complete, words in ((False, "2026-Q2 is not over"), (True, ""), (None, "")):
        (found,) = said("nps_change", {**NPS_CHANGE, "complete": complete})
        assert ("is not over" in found.says) == bool(words)


def test_a_band_is_named_only_where_the_whole_interval_lies_in_it():
    (sure,), (unsure,) = said("nps_bands", BAND), said("nps_bands", {**BAND, "band": None, "band_high": "close"})
    assert "one band: “10 to 45" in sure.says
    assert "from “10 to 45" in unsure.says and "which the source leaves open" in unsure.says
    assert unsure.tone == sure.tone == ""
    assert said("nps_bands", {**BAND, "band": "low"})[0].tone == "bad"
    assert said("nps_bands", {**BAND, "band": "leading"})[0].tone == "good"


def test_the_band_is_that_of_the_last_period_in_which_anybody_answered():
    rows = [{**BAND, "quarter": q, "answered": n} for q, n in (("2026-Q1", 9), ("2026-Q2", 7), ("2026-Q3", 0))]
    assert said("nps_bands", *rows, by=("quarter",))[0].says.startswith("NPS in 2026-Q2")


def test_only_groups_beyond_chance_are_named_the_surest_below_and_above():
    above = {**DRIVER, "group": "Волинська", "difference": 50.0, "p_corrected": 0.03}
    chance = {**DRIVER, "group": "Львівська", "p_corrected": 0.3}
    found = said("nps_drivers", DRIVER, above, chance)
    assert [(f.name, f.tone, f.figures["group"]) for f in found] == [
        ("nps_below", "bad", "Одеська"), ("nps_above", "good", "Волинська"),
    ]  # fmt: skip
    (none,) = said("nps_drivers", chance)
    assert none.tone == "" and "by more than chance (1 groups compared)" in none.says


def test_a_slow_group_is_named_only_where_it_is_more_than_chance():
    assert said("complaints_groups", SLOW)[0].tone == "bad"
    for row in ({**SLOW, "p_corrected": 0.06}, {**SLOW, "difference": 0.48}):
        assert said("complaints_groups", row)[0].tone == ""


@pytest.mark.parametrize(("low", "sure"), [(0.13, None), (0.04, False)])
def test_promoters_who_stopped_may_be_chance_where_the_rules_alone_would_take_as_many(low, sure):
    stopped, critics = said("nps_behaviour", {**SAID, "stopped_low": low}, CRITIC)
    assert (stopped.tone, stopped.sure, critics.tone) == ("bad", sure, "")


def test_nobody_stopped_is_no_finding_and_nobody_known_is_said():
    (critics,) = said("nps_behaviour", {**SAID, "stopped": 0}, CRITIC)
    assert critics.name == "critics_buy"
    assert said("nps_behaviour")[0].says == "No client who answered buys often enough to tell whether they stopped."


def test_a_scale_from_one_is_only_spoken_of_where_it_seems_so():
    assert said("nps_scale", {"from_one": False, "ones": 9}) == []
    assert said("nps_scale", {"from_one": None, "ones": 0}) == []
    assert not said("nps_scale", EVERY["nps_scale"])[0].sure


# -- no cause is claimed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_late_answer_is_said_to_go_with_and_not_to_cause(lang):
    no_proof = {"en": "a cause is not proved", "uk": "не доказ причини", "ru": "не доказательство причины"}[lang]
    for found in said("complaint_effect", EFFECT, lang=lang):
        assert no_proof in found.says
        assert (found.tone, found.sure) == ("bad", True)


def test_an_effect_that_may_be_chance_is_not_judged_and_one_to_the_good_is_not_bad():
    chance = {**EFFECT, "nps_difference_high": 3.0, "stopped_difference_low": -0.1}
    assert [(f.tone, f.actions) for f in said("complaint_effect", chance)] == [("", ()), ("", ())]
    assert all("may be chance" in f.says for f in said("complaint_effect", chance))
    better = {**EFFECT, "nps_difference_low": 5.0, "nps_difference_high": 9.0}
    assert said("complaint_effect", better)[0].tone == ""


def test_without_later_answers_or_purchases_there_is_nothing_to_compare():
    empty = dict.fromkeys(EFFECT)
    assert said("complaint_effect", empty)[0].says.startswith("There are too few later answers")


# -- complaints


def test_open_complaints_count_what_waits_too_long_and_say_since_when():
    young = {**OPEN, "overdue": False}
    old = {**OPEN, "opened_on": dt.date(2025, 1, 5), "waiting_days": 500.0}
    (found,) = said("open_complaints", OPEN, young, old)
    assert found.figures == {"overdue": 2, "recent": 1, "oldest": "2025-01-05"}
    assert found.tone == "bad"
    assert said("open_complaints", young)[0].tone == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (TIMES, "within 34 hours, nine in ten within 130 hours"),
        ({**TIMES, "answer_p90_hours": None}, "more than one in ten has had no answer"),
        ({**TIMES, "answer_median_hours": None}, "cannot be told"),
        ({**TIMES, "complaints": 0}, "There is no complaint"),
    ],
)
def test_silence_is_said_and_not_hidden_in_a_median(row, words):
    assert words in said("complaint_time", row)[0].says


def test_kept_promises_are_no_fault():
    (kept,) = said("complaint_promises", {**TIMES, "promises_broken": 0})
    assert (kept.tone, kept.says) == ("", "Every promised day that has come was kept (80).")
    assert said("complaint_promises", {**TIMES, "promises": 0})[0].tone == ""


def test_answers_outside_the_scale_are_said():
    assert "3 answers lie outside the scale" in said("csat", {**CSAT, "off_scale": 3})[0].says
    assert said("csat", {**CSAT, "answered": 0})[0].says.startswith("Nobody has answered")


# -- in each language, and with nothing to say


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_every_finding_speaks_each_language_and_its_actions_are_there(name, lang):
    for found in said(name, EVERY[name], lang=lang):
        assert found.says and "{" not in found.says and "None" not in found.says
        assert all(f"action.{action}" in catalogue(lang) for action in found.actions)
        assert bool(found.actions) <= bool(found.tone)


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"nps_scale"}))
def test_a_column_that_is_absent_is_said(name):
    (found,) = said(name, absent="surveys: no column score.")
    assert (found.says, found.tone) == ("surveys: no column score.", "")
