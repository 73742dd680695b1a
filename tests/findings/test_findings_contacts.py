"""What is said of contacts and silence: judged only where the figures bear it, in each language."""

import datetime as dt
from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.words import LANGUAGES

DAY = dt.date(2026, 3, 12)


def result(*rows, by=(), lang="en", absent="", **more):
    return SimpleNamespace(rows=list(rows), by=by, lang=lang, currency="UAH", absent=absent, name="x", **more)


def forgotten(client="c1", state="on_time", last=DAY):
    return {"client_id": client, "state": state, "last_order": DAY, "silent_days": 3, "monthly_amount": 1000.0,
            "last_contact": last, "contact_days": last and 110, "last_call": last}  # fmt: skip


def rep(manager="01", here=True, clients=10, orphaned=0, contacted=5, left=None):
    return {"manager_id": manager, "here": here, "left_on": left, "clients": clients, "active": 8, "orphaned": orphaned,
            "contacted": contacted, "contacted_share": None, "revenue": 1.0, "load_ratio": None}  # fmt: skip


def window(share, end=DAY, complete=True, profit=True):
    client, value = ("c9", share) if profit else (None, None)
    return {"start": end, "end": end, "complete": complete, "clients": 100, "revenue": 1.0, "largest_client": "c1",
            "largest_share": 0.1, "top_share": 0.2, "profit": 1.0, "largest_profit_client": client,
            "largest_profit_share": value, "top_profit_share": value}  # fmt: skip


def rule(name="sms", share=0.5, low=0.4, clients=100):
    return {"rule_set": "news", "rule": name, "channel": "sms", "clients": clients, "breaking": round(share * clients),
            "breaks": 3, "breaking_share": share, "breaking_low": low, "breaking_high": share + 0.1, "lacks": None}  # fmt: skip


def quiet(client="c1", state="late", chance=0.5, amount=100.0, seasonal=False):
    at_risk = None if chance is None else amount * chance * 12
    return {"client_id": client, "state": state, "silent_days": 42, "mean_gap_days": 7.0, "monthly_amount": amount,
            "at_risk_amount": at_risk, "return_chance_rate": chance, "seasonal": seasonal}  # fmt: skip


# -- who is forgotten


def test_the_largest_of_the_forgotten_is_named_with_its_last_contact():
    found = findings.uncontacted(result(forgotten(), forgotten("c2", "late", None)))
    assert (
        "2 regular clients have had no contact from us for 90 days or longer (1 of them still buy on time)"
        in found.says
    )
    assert "c1, last contacted on 12 Mar 2026" in found.says
    assert (found.tone, found.actions) == ("bad", ("call_regulars", "set_standard"))


def test_nobody_forgotten_is_good_and_a_lacking_column_is_said():
    assert findings.uncontacted(result(), 60).tone == "good"
    assert findings.uncontacted(result(absent="contacts: no column initiated_by.")).says.startswith(
        "contacts: no column"
    )


# -- who has no rep


def test_clients_of_a_rep_who_left_ask_for_attention():
    found = findings.workload(result(rep(here=False, orphaned=10, left=DAY, contacted=0), rep("02")))
    assert found.says.startswith("Rep 01 left on 12 Mar 2026, and 10 clients are still in that name.")
    assert "of those we contacted in the last 90 days: 0" in found.says
    assert found.actions == ("hand_over", "one_base")


def test_without_a_team_it_is_not_said_that_all_reps_are_here():
    assert findings.workload(result(rep(here=None))).says.startswith("Every client has a rep; whether")
    assert findings.workload(result(rep())).says == "Every client has a rep who works here."


def test_clients_of_nobody_are_said_so():
    assert (
        "10 clients have no rep at all." in findings.workload(result(rep(None, None, orphaned=10, contacted=None))).says
    )


# -- what hangs on one client


def test_a_fifth_of_the_profit_on_one_client_asks_for_attention_and_less_does_not():
    assert findings.concentration(result(window(0.2))).tone == "bad"
    assert findings.concentration(result(window(0.19))).tone == ""
    assert findings.concentration(result(window(0.19)), risk_share=0.1).tone == "bad"


def test_the_year_before_is_told_only_where_the_data_reaches_back():
    whole = findings.concentration(result(window(0.36, dt.date(2025, 7, 1)), window(0.25))).says
    assert "In the 12 months to 1 Jul 2025 the largest brought 36%." in whole
    part = findings.concentration(result(window(0.36, complete=False), window(0.25))).says
    assert "36%" not in part


def test_without_costs_it_speaks_of_revenue():
    assert "10% of the revenue" in findings.concentration(result(window(None, profit=False))).says


def test_the_largest_client_is_spoken_of_only_where_something_is_wrong():
    bring = result(window(0.3))
    late = findings.largest(bring, result(quiet("c9")), result(forgotten("c9")))
    assert late.says == (
        "The largest client, c9, has been silent for 42 days; the usual gap is 7 days. We last contacted c9 on 12 Mar 2026."
    )
    assert findings.largest(bring, result(quiet("c1")), result(forgotten("c1"))) is None


# -- who begins


@pytest.mark.parametrize(
    ("share", "high", "tone", "sure"), [(0.3, 0.4, "bad", True), (0.45, 0.55, "bad", False), (0.8, 0.9, "", True)]
)
def test_waiting_for_clients_is_bad_and_sure_only_where_the_whole_interval_is_below_half(share, high, tone, sure):
    row = {
        "clients": 9,
        "contacts": 100,
        "ours": 30,
        "initiative_share": share,
        "initiative_low": 0.1,
        "initiative_high": high,
    }
    found = findings.initiative(result(row))
    assert (found.tone, found.sure, bool(found.actions)) == (tone, sure, tone == "bad")


# -- standard and rules


@pytest.mark.parametrize(
    ("share", "low", "tone", "sure"), [(0.6, 0.5, "bad", None), (0.2, 0.05, "bad", False), (0.05, 0.0, "", True)]
)
def test_class_a_below_the_standard_is_bad_and_a_count_unless_few_clients_could_tip_it(share, low, tone, sure):
    row = {"client_class": "A", "standard_days": 30, "clients": 100, "kept": 40, "below": 60, "below_share": share,
           "below_low": low, "below_high": share + 0.1}  # fmt: skip
    found = findings.contact_standard(result(row))
    assert (found.tone, found.sure) == (tone, sure)
    assert found.says.endswith(").")


def test_broken_rules_come_worst_first_and_the_kept_are_counted():
    found = findings.cadence(
        result(rule(share=0.2, low=0.05), rule("phone", 0.9, 0.8), rule("email_advert", 0.02, 0.0))
    )
    assert [(f.tone, f.sure, f.figures.get("rule")) for f in found] == [
        ("bad", None, "phone"), ("bad", False, "sms"), ("", True, None),
    ]  # fmt: skip
    assert found[-1].says.startswith("1 of 3 rules of contact is kept")


def test_a_companys_own_rule_bears_its_own_name():
    assert "“weekly chat”" in findings.cadence(result(rule("weekly chat")))[0].says


def test_a_rule_that_cannot_be_told_is_not_counted_as_kept():
    unknown = rule() | dict.fromkeys(("clients", "breaking", "breaking_share", "breaking_low"))
    assert findings.cadence(result(unknown))[0].says == "There is nothing to show for this question in the data."


def test_too_many_offers_are_said_only_where_the_interval_bears_it():
    row = {"news": 100, "clients": 50, "offer_share": 0.6, "offer_low": 0.55, "offer_high": 0.65}
    assert findings.content_balance(result(row)).tone == "bad"
    assert findings.content_balance(result(row | {"offer_low": 0.45})).tone == ""


# -- who has gone quiet


def test_what_is_at_stake_is_said_where_the_past_tells_it():
    known = findings.sleeping(result(quiet(), quiet("c2", chance=None)))
    assert "their return is worth 600 UAH of purchases in 12 months" in known.says
    assert "return is worth" not in findings.sleeping(result(quiet(chance=None))).says
    assert (known.tone, known.actions[0]) == ("bad", "prepare_offer")
    assert findings.sleeping(result(quiet(state="lost"))).tone == ""


def test_calls_go_by_what_is_expected_then_by_amount_and_the_seasonal_come_last():
    rows = (
        quiet("a", amount=9e9, seasonal=True),
        quiet("b", chance=None, amount=900.0),
        quiet("c"),
        quiet("d", chance=0.9),
    )
    assert [row["client_id"] for row in findings.calls(result(*rows))] == ["d", "c", "b", "a"]
    assert "1 of them was as quiet in the same weeks last year" in findings.sleeping(result(*rows)).says


def test_of_too_few_silences_no_share_is_told():
    band = {
        "from_gaps": 2.0,
        "to_gaps": 3.0,
        "silences": 9,
        "returned": 9,
        "return_rate": 1.0,
        "return_low": 0.7,
        "return_high": 1.0,
    }
    assert "too few" in findings.return_rate(result(band)).says
    assert (
        "Of 10 silences of more than 2 times the usual gap"
        in findings.return_rate(result(band | {"silences": 10})).says
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_whole_in_each_language(lang):
    rows = {
        findings.uncontacted: [result(forgotten(), lang=lang), result(lang=lang)],
        findings.workload: [
            result(rep(here=False, orphaned=n, left=d), lang=lang) for n in (1, 3, 5) for d in (DAY, None)
        ],
        findings.concentration: [result(window(0.3), window(0.2), lang=lang)],
        findings.sleeping: [result(quiet(), quiet("b", seasonal=True), lang=lang)],
    }
    for say, given in rows.items():
        for each in given:
            says = say(each).says
            assert says and "{" not in says and "None" not in says
    for row in (rule(), rule("channels_b2b"), rule("not_too_seldom")):
        assert "{" not in findings.cadence(result(row, lang=lang))[0].says
