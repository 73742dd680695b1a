"""What is said of client value and of the forecast: no more than the figures bear."""

import datetime as dt
from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.words import LANGUAGES


def result(*rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=by, lang=lang, currency="UAH", absent=absent, name="value")


def quarter(name, value, half, complete=True):
    return {"quarter": name, "client_value": value, "client_value_low": value - half, "client_value_high": value + half,
            "complete": complete}  # fmt: skip


YEAR = [quarter(f"2025-Q{n}", 100.0, 5) for n in (1, 2, 3, 4)]


def change(*rows, lang="en"):
    return findings.client_value_change(result(*rows, by=("quarter",), lang=lang))


WORTH = {
    "clients": 40, "mean_clients": 16.0, "clients_ratio": 2.5, "client_value": 250.0, "client_value_low": 200.0,
    "client_value_high": 300.0, "spent_value": 1000.0, "mean_client_value": 100.0, "mean_client_value_low": 80.0,
    "mean_client_value_high": 120.0, "actual_profit": 150.0,
}  # fmt: skip


def group(name, refused=None, amount_refused=None):
    return {
        "segment": name, "clients": 100, "repeaters": 80, "horizon_days": 365, "model": "mbg_nbd", "refused": refused,
        "amount_refused": amount_refused or refused, "active_clients": None if refused else 70.0, "all_clients": 200,
        "all_amount_clients": 200, "all_expected_purchases": 900.0, "all_purchases_low": 800.0,
        "all_purchases_high": 1000.0, "all_expected_amount": 9000.0, "all_amount_low": 7000.0, "all_amount_high": 12000.0,
    }  # fmt: skip


def trial(actual, days=365):
    return {
        "repeats": None, "holdout_days": days, "holdout_from": dt.date(2025, 7, 1), "all_clients": 50,
        "all_predicted_purchases": 100.0, "all_predicted_low": 90.0, "all_predicted_high": 110.0,
        "all_actual_purchases": actual, "all_within": 90 <= actual <= 110,
    }  # fmt: skip


# -- client value


def test_both_readings_and_both_forms_are_said_and_the_ways_to_raise_it_offered():
    found = findings.client_value(result(WORTH))
    for said in ("250 UAH of profit", "1,000 UAH if money spent", "2.5 times", "100 UAH", "150 UAH"):
        assert said in found.says
    assert (found.tone, len(found.actions)) == ("", 9)


def test_one_client_has_no_interval_and_no_client_no_value():
    alone = {**WORTH, "clients": 1} | {k: None for k in WORTH if k.endswith(("_low", "_high"))}
    assert "interval — to —" in findings.client_value(result(alone)).says
    assert "Nobody bought anything" in findings.client_value(result({**WORTH, "clients": 0})).says
    assert findings.client_value(result(absent="no margin")).says == "no margin"


def test_a_fall_beyond_chance_is_bad_and_what_may_be_chance_is_judged_neither_way():
    assert change(*YEAR, quarter("2026-Q1", 50.0, 5)).tone == "bad"
    assert change(*YEAR, quarter("2026-Q1", 150.0, 5)).tone == "good"
    same = change(*YEAR, quarter("2026-Q1", 96.0, 5))
    assert (same.tone, same.actions) == ("", ())
    assert "may be chance" in same.says


def test_a_quarter_is_held_against_that_of_the_year_before():
    rows = [quarter("2025-Q1", 50.0, 5), *YEAR[1:], quarter("2026-Q1", 51.0, 5)]
    assert change(*rows).figures["before"] == "2025-Q1"
    assert change(*rows[:3]).figures["before"] == "2025-Q2"  # no year of data yet: the one before


def test_a_period_in_progress_is_not_compared():
    found = change(*YEAR, quarter("2026-Q1", 10.0, 1, complete=False))
    assert (found.figures["after"], found.tone) == ("2025-Q4", "")
    assert "no two periods" in change(YEAR[0], quarter("2025-Q2", 10.0, 1, complete=False)).says


# -- the forecast


def test_all_groups_are_forecast_together():
    (found,) = findings.lifetime_total(result(group("a"), group("b"), by=("segment",)))
    assert "9,000 UAH; with 95% probability for 7,000 UAH to 12,000 UAH" in found.says
    assert "Of 200 clients about 140 still buy" in found.says


def test_groups_that_are_refused_are_named_with_the_reason():
    rows = group("a"), group("b", refused="too_few"), group("c", amount_refused="correlated")
    found = findings.lifetime_total(result(*rows, by=("segment",)))
    assert [each.name for each in found] == ["lifetime_total", "lifetime_too_few", "lifetime_correlated"]
    assert "Too few clients" in found[1].says
    assert "(b)" in found[1].says
    assert "(c)" in found[2].says


def test_where_spend_is_refused_purchases_are_said_and_no_money():
    row = {**group("a", amount_refused="correlated"), "all_amount_clients": 0, "all_expected_amount": None}
    found = findings.lifetime_total(result({**row, "all_amount_low": None, "all_amount_high": None}))
    assert "buy on 900 days; with 95% probability on 800 to 1,000" in found[0].says
    assert "UAH" not in found[0].says
    assert "all clients" in found[1].says


def test_where_nothing_could_be_fitted_only_that_is_said():
    row = {**group("a", refused="too_few"), "all_clients": 0}
    assert [f.name for f in findings.lifetime_total(result(row))] == ["lifetime_too_few"]


def test_bg_nbd_is_said_to_take_one_time_buyers_for_active():
    (found,) = findings.lifetime_total(result({**group("a"), "model": "bg_nbd"}))
    assert "whoever bought once counts as still buying" in found.says


@pytest.mark.parametrize(
    ("actual", "tone", "says"), [(100, "", "held"), (80, "bad", "20% fewer"), (120, "good", "20% more")]
)
def test_the_forecast_on_trial(actual, tone, says):
    found = findings.lifetime_calibration(result(trial(actual)))
    assert (found.tone, bool(found.actions)) == (tone, tone == "bad")
    assert says in found.says
    assert "season" not in found.says


def test_less_than_a_year_held_back_may_be_the_season():
    assert "season may be the reason" in findings.lifetime_calibration(result(trial(80, days=180))).says
    assert "season" not in findings.lifetime_calibration(result(trial(100, days=180))).says


def test_a_trial_that_could_not_be_held_says_why():
    assert "does not reach back further than the 365 days" in findings.lifetime_calibration(result(), 365).says
    few = {**trial(9), "all_clients": 0, "segment": "a"}
    assert "Too few clients" in findings.lifetime_calibration(result(few, by=("segment",))).says


def test_who_holds_what_is_expected():
    rows = [
        {"client_id": str(n), "amount_share": s, "horizon_days": 365} for n, s in enumerate([0.5, 0.1] + [0.02] * 20)
    ]
    found = findings.lifetime_holders(result(*rows))
    assert (found.figures["clients"], found.figures["share"]) == (2, 0.6)
    assert "(2) hold 60%" in found.says
    nobody = [{**row, "amount_share": None} for row in rows]
    assert findings.lifetime_holders(result(*nobody)).figures == {}


# -- how long clients stay


def stay(age, kept, rate, clients=100):
    return {"age_months": age, "kept_rate": kept, "clients": clients, "expected_rate": rate, "expected_low": rate,
            "expected_high": rate, "refused": None}  # fmt: skip


def test_the_last_age_that_enough_were_followed_to_is_spoken_of():
    found = findings.retention_curve(
        result(stay(0, 1, 1), stay(6, 0.8, 0.8), stay(7, 0.1, 0.79, 3), stay(24, None, 0.6, 0))
    )
    assert found.says.startswith("Of new clients 80% were still there 6 months after")
    assert (found.figures["age"], found.figures["far"]) == (6, 0.6)
    assert "upper bound" not in found.says


def test_a_curve_that_ends_above_what_was_seen_is_called_an_upper_bound():
    assert (
        "upper bound"
        in findings.retention_curve(result(stay(0, 1, 1), stay(6, 0.7, 0.8), stay(24, None, 0.75, 0))).says
    )


@pytest.mark.parametrize("refused", ["too_few", "nobody_left"])
def test_a_curve_that_could_not_be_drawn_says_why(refused):
    assert findings.retention_curve(result({**stay(0, 1, None), "refused": refused})).figures == {}


# -- languages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_whole_in_each_language(lang):
    spoken = [
        findings.client_value(result(WORTH, lang=lang)), change(*YEAR, quarter("2026-Q1", 50.0, 5), lang=lang),
        *findings.lifetime_total(result(group("a"), group("b", refused="too_few"), by=("segment",), lang=lang)),
        findings.lifetime_calibration(result(trial(80, 90), lang=lang)), findings.lifetime_calibration(result(lang=lang), 90),
        findings.retention_curve(result(stay(0, 1, 1), stay(6, 0.7, 0.8), lang=lang)),
    ]  # fmt: skip
    for found in spoken:
        assert found.says
        assert not {"{", "None"} & set(found.says.split())
