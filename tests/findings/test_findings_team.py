"""What is said of the sales team: nobody is judged by what may be luck."""

from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.words import LANGUAGES, catalogue

LATE = {
    "manager_id": "08", "manager_name": "Фарбусь Т. М.", "measure": "late_rate", "base": 13, "value": 0.6,
    "estimate": 0.55, "estimate_low": 0.3, "estimate_high": 0.78, "team_mean": 0.28, "stands": "worse",
    "place_best": 7, "place_worst": 8, "units": 8, "revenue": 5.0,
}  # fmt: skip
NPS = LATE | {
    "measure": "nps",
    "value": 60.0,
    "estimate": 58.7,
    "estimate_low": 34.2,
    "estimate_high": 83.1,
    "team_mean": 33.1,
}
GOOD = NPS | {"manager_id": "04", "manager_name": "Чай Л. Р.", "stands": "better", "place_best": 1, "place_worst": 6}
ALIKE = NPS | {"measure": "retention_rate", "stands": None, "estimate": 0.9, "estimate_low": 0.8, "estimate_high": 0.95}
NOBODY = {
    "manager_id": None,
    "clients": 42,
    "revenue": 287000.0,
    "contacted_by_us": 0,
    "start": 49,
    "lost": 9,
    "window_days": 90,
}


def result(*rows, lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=(), lang=lang, currency="UAH", absent=absent, name="team")


def test_who_is_worse_beyond_chance_is_named_with_interval_and_base():
    (found,) = findings.team_standing(result(LATE, ALIKE))
    assert found.says == (
        "Worse than the team, complaints answered late: 08\N{NO-BREAK SPACE}Ф.\N{NO-BREAK SPACE}Т.\N{NO-BREAK SPACE}М. — "
        "55% (30% to 78%; n = 13). The team’s mean: 28%. Luck is taken off."
    )
    assert (found.tone, found.sure, found.actions) == ("bad", True, ("answer_complaints", "support_line"))


def test_praise_in_public_needs_a_place_in_the_upper_half():
    (found,) = findings.team_standing(result(GOOD))
    assert "place 1 to 6 of 8" in found.says
    assert found.actions == ("tell_what_worked",)
    (found,) = findings.team_standing(result(GOOD | {"place_worst": 4}))
    assert (found.tone, found.actions) == ("good", ("recognise",))


def test_measures_that_part_nobody_are_named():
    found = findings.team_alike(result(LATE, ALIKE))
    assert found.figures == {"alike": ["retention_rate"]}
    assert "clients kept" in found.says and "answered late" not in found.says
    assert found.tone == ""
    assert findings.team_alike(result(LATE)).says == "By every measure somebody stands apart from the team."


def test_too_few_to_judge_and_a_company_without_reps():
    unjudged = dict.fromkeys(LATE) | {"measure": "nps", "manager_id": "1"}
    assert findings.team_standing(result(unjudged)) == []
    assert "Fewer than four" in findings.team_alike(result(unjudged)).says
    assert findings.team_alike(result(absent="no column manager_id")).says == "no column manager_id"
    assert findings.team_nobody(result(absent="no column manager_id")).says == "no column manager_id"


def test_clients_whom_nobody_looks_after_need_somebody():
    found = findings.team_nobody(result(LATE, NOBODY))
    assert (
        found.says
        == "Nobody looks after clients who buy: 42 clients, 287K UAH in 90 days. Contacted by us in that time: 0."
    )
    assert (found.tone, found.actions) == ("bad", ("assign_clients",))
    assert "Contacted" not in findings.team_nobody(result(NOBODY | {"contacted_by_us": None})).says
    for owned in (result(LATE | {"clients": 3}), result(NOBODY | {"clients": 0})):
        assert (findings.team_nobody(owned).tone, findings.team_nobody(owned).figures) == ("", {"clients": 0})


def test_the_cost_of_two_schemes():
    one = {"scheme": "own", "reps": 8, "paid_amount": 1000.0, "paid_rate": 0.02}
    other = {"scheme": "volume", "reps": 8, "paid_amount": 1500.0, "paid_rate": 0.03}
    assert findings.bonus_total(result(one, other)).says.endswith("The first costs 500 UAH less.")
    assert findings.bonus_total(result(other, one)).says.endswith("The first costs 500 UAH more.")
    assert findings.bonus_total(result(absent="no orders")).says == "no orders"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_and_action_is_whole_in_each_language(lang):
    found = [*findings.team_standing(result(LATE, GOOD, lang=lang)), findings.team_alike(result(ALIKE, lang=lang)),
             findings.team_nobody(result(NOBODY, lang=lang))]  # fmt: skip
    assert len(found) == 4
    assert not any("{" in f.says or "None" in f.says for f in found)
    assert {f"action.{name}" for f in found for name in f.actions} <= set(catalogue(lang))
