"""What is said of the loyalty programme: no more than a comparison bears."""

from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.words import LANGUAGES, catalogue

POINTS = {
    "members": 318, "redeeming": 139, "issued": 149652.0, "redeemed": 108965.0, "expired": 6916.0,
    "redemption_rate": 0.728, "redemption_low": 0.67, "redemption_high": 0.78, "complete": None,
}  # fmt: skip
BALANCE = {
    "members": 274, "balance": 33771.0, "liability_amount": 33771.0, "unbooked": 0.0, "overdrawn": 0.0,
    "members_overdrawn": 0, "point_value": 1.0,
}  # fmt: skip
DUE = {"client_id": "7", "client_name": "Bob Fox", "due_points": 90.0, "due_amount": 45.0, "within_days": 30}
UPLIFT = {
    "outcome": "orders_per_month", "members": 318, "matched": 143, "first_purchase": 143, "never_bought": 0,
    "history_unseen": 131, "too_recent": 42, "unmatched": 2, "others": 323, "uplift": -0.01, "uplift_low": -0.08,
    "uplift_high": 0.06, "naive_difference": -0.16, "naive_low": -0.21, "naive_high": -0.11,
}  # fmt: skip
RULES = {
    "scheme": "own.yaml", "conditions": 6, "exceptions": 1, "tiers": 3, "numbers": 8, "simple_conditions": 5,
    "simple": False, "redeeming_rate": 0.44, "redeeming_low": 0.38, "redeeming_high": 0.49,
}  # fmt: skip
TIER = {"basis": "invoice", "tier": "gold", "tier_rank": 2, "clients": 4, "clients_share": 0.003, "revenue_share": 0.31}


def result(*rows, lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=(), lang=lang, currency="UAH", absent=absent, name="programme")


def test_what_was_redeemed_with_its_interval():
    said = findings.programme(result(POINTS)).says
    assert said.startswith(
        "Redeemed: 73% of the points issued (95% interval 67% to 78%). Issued 149,652, redeemed 108,965"
    )
    assert findings.programme(result(POINTS | {"issued": 0.0})).says == "No points were issued."
    untold = dict.fromkeys(POINTS) | {"issued": 300.0, "members": 2}
    assert "cannot be told apart" in findings.programme(result(untold)).says


def test_wrong_accounts_need_attention_and_right_ones_do_not():
    assert findings.points_balance(result(BALANCE)).tone == ""
    wrong = findings.points_balance(result(BALANCE | {"unbooked": 80.0, "overdrawn": 30.0, "members_overdrawn": 1}))
    assert (wrong.tone, wrong.actions) == ("bad", ("mend_accounts",))
    assert "80 points are past their day" in wrong.says and "30 points, 1 member" in wrong.says


def test_whom_to_remind():
    found = findings.points_due(result(DUE, DUE | {"client_id": "8", "due_points": 10.0, "due_amount": 5.0}))
    assert found.says == "Soon, within 30 days, expire 100 points worth 50 UAH. Members to remind: 2."
    assert (found.tone, found.actions) == ("bad", ("remind_balance",))
    assert found.figures["first"][0] == {"who": "B. F. 7", "due_points": 90.0}
    assert findings.points_due(result()).tone == ""


@pytest.mark.parametrize(
    ("low", "high", "tone", "words"),
    [
        (-0.08, 0.06, "", "neither more nor less"),
        (0.1, 0.3, "good", "This is no proof"),
        (-0.3, -0.1, "bad", "This is no proof"),
    ],
)
def test_members_are_said_to_buy_more_only_where_the_whole_interval_bears_it(low, high, tone, words):
    found = findings.programme_uplift(result(UPLIFT | {"uplift_low": low, "uplift_high": high}))
    assert found.tone == tone
    assert words in found.says
    assert "−0.16 orders a month: that misleads" in found.says


def test_a_naive_difference_that_may_be_chance_is_not_held_up_as_a_trap():
    assert "misleads" not in findings.programme_uplift(result(UPLIFT | {"naive_high": 0.1})).says


def test_nobody_to_compare_with():
    nobody = UPLIFT | {"matched": 0, "uplift": None, "uplift_low": None, "uplift_high": None}
    assert "nothing can be said" in findings.programme_uplift(result(nobody)).says
    assert "first purchase" not in findings.programme_compared(result(nobody)).says
    assert "first purchase" in findings.programme_compared(result(UPLIFT)).says
    assert findings.programme_uplift(result(absent="no points")).says == "no points"


def test_rules_are_judged_by_the_company_s_own_limit_and_the_example_not_at_all():
    found = findings.programme_rules(result(RULES))
    assert (found.tone, found.actions) == ("bad", ("simple_rules",))
    assert findings.programme_rules(result(RULES | {"simple": True})).tone == ""
    example = findings.programme_rules(result(RULES | {"scheme": "programme"}))
    assert example.tone == "" and example.says.startswith("By the workbook’s example")


def test_the_basis_of_the_tiers_is_said():
    assert findings.tier_sizes(result(TIER)).says.startswith(
        "Tiers by each single order: in the highest, gold, are 4 clients"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_and_action_is_whole_in_each_language(lang):
    wrong = BALANCE | {"unbooked": 80.0, "overdrawn": 30.0, "members_overdrawn": 1}
    found = [
        f(result(row, lang=lang))
        for f, row in (
            (findings.programme, POINTS), (findings.points_balance, wrong), (findings.points_due, DUE),
            (findings.programme_uplift, UPLIFT), (findings.programme_compared, UPLIFT), (findings.programme_rules, RULES),
            (findings.tier_sizes, TIER),
        )
    ]  # fmt: skip
    assert not any("{" in f.says or "None" in f.says for f in found)
    assert {f"action.{name}" for f in found for name in f.actions} <= set(catalogue(lang))
