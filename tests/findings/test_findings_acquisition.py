"""What the page of new clients says, and that it claims no more than the intervals bear."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

import salesbook as sb
from salesbook import charts, findings
from salesbook.topics.acquisition import findings as topic
from salesbook.words import LANGUAGES


@dataclass(frozen=True)
class Given:
    rows: list
    by: tuple = ()
    lang: str = "en"
    currency: str = "UAH"
    absent: str = ""
    name: str = field(default="", compare=False)


def channel(name, cost, low, high, new=50, spent=1000.0, matched="both"):
    return {
        "channel": name, "acquisition_cost": cost, "acquisition_cost_low": low, "acquisition_cost_high": high,
        "new_clients": new, "spent_amount": spent, "matched": matched, "complete": None, "unassigned_amount": 0.0,
        "first_month": dt.date(2024, 1, 1), "last_month": dt.date(2024, 6, 1),
    }  # fmt: skip


def channels(*rows):
    return {found.name: found for found in findings.acquisition_channels(Given(list(rows), ("channel",)))}


def paid(**changed):
    row = {
        "acquisition_cost": 100.0, "acquisition_cost_low": 80.0, "acquisition_cost_high": 120.0, "payback_months": 3,
        "payback_low": 2, "payback_high": 5, "seen_months": 24, "horizon_months": 12, "clients": 40,
        "margin_amount": 300.0, "margin_low": 200.0, "margin_high": 400.0, "value_ratio": 3.0, "channel": "advert",
    }  # fmt: skip
    return Given([row | changed], ("channel",))


def test_cheapest_and_dearest_are_named_where_their_intervals_are_apart():
    said = channels(channel("friends", 100, 80, 130), channel("advert", 300, 250, 380))["acquisition_channels"]
    assert "cheapest by “friends”" in said.says
    assert "3.0 times" in said.says
    assert "right_audience" in said.actions


def test_where_the_intervals_meet_no_channel_is_called_cheapest():
    said = channels(channel("friends", 100, 60, 200), channel("advert", 150, 100, 220))["acquisition_channels"]
    assert "may be chance" in said.says
    assert said.actions == ()


def test_channels_on_one_side_of_the_books_are_said():
    found = channels(
        channel("friends", 100, 80, 130), channel("radio", None, 250, None, new=0, matched="spend_only"),
        channel("fair", None, None, None, spent=0.0, matched="clients_only"),
    )  # fmt: skip
    assert "radio" in found["acquisition_spend_only"].says
    assert found["acquisition_spend_only"].tone == "bad"
    assert "fair" in found["acquisition_clients_only"].says
    assert found["acquisition_clients_only"].tone == ""
    assert "acquisition_channels" not in found  # of one channel there is no cheapest


def test_money_without_a_purpose_is_said():
    row = channel("all", 100, 80, 130) | {"unassigned_amount": 55.0}
    assert "55 UAH has no purpose" in findings.acquisition_cost(Given([row])).says


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"spent_amount": 0.0}, "is not known"), ({"new_clients": 0}, "no new client is on the books")],
)
def test_what_cannot_be_divided_is_said(changed, said):
    assert said in findings.acquisition_cost(Given([channel("all", None, None, None) | changed])).says


def test_clients_who_earned_what_they_cost_are_good_news_only_where_both_intervals_bear_it():
    assert findings.payback(paid()).tone == "good"
    assert findings.payback(paid(margin_low=110.0)).tone == ""


def test_a_channel_whose_clients_cost_more_than_they_bring_needs_attention():
    (sure,) = findings.payback_channels(paid(margin_amount=50.0, margin_low=40.0, margin_high=60.0))
    assert (sure.tone, sure.sure) == ("bad", True)
    (unsure,) = findings.payback_channels(paid(margin_amount=90.0, margin_low=70.0, margin_high=110.0))
    assert (unsure.tone, unsure.sure) == ("bad", False)
    assert findings.payback_channels(paid()) == []


def test_pay_back_that_has_not_come_or_has_no_upper_bound_is_said():
    late = findings.payback(paid(payback_months=None, payback_low=None, payback_high=None, margin_amount=None))
    assert "has not earned back its 100 UAH within 24 months" in late.says
    assert "how late it may be cannot be told yet" in findings.payback(paid(payback_high=None)).says


def ratios(low, high, **changed):
    row = {
        "cost_ratio": (low + high) / 2, "cost_ratio_low": low, "cost_ratio_high": high, "source_cost_ratio": 4.0,
        "new_client_amount": 100.0, "retained_client_amount": 25.0, "months": 12, "new_clients": 40,
        "sale_ratio": None, "source_sale_ratio": 5.0,
    }  # fmt: skip
    return Given([row | changed])


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(2, 3, "here it is less"), (3, 5, "the data does not contradict it"), (5, 9, "here it is more")],
)
def test_the_sources_figure_is_contradicted_only_where_the_interval_leaves_it_out(low, high, said):
    assert said in findings.cost_ratio(ratios(low, high)).says
    assert "cannot be compared" in findings.sale_ratio(ratios(low, high)).says


def test_the_title_of_the_picture_claims_only_what_both_intervals_bear():
    assert (
        charts.new_against_existing(ratios(2, 3)).figure.axes[0].get_title("left") == "Winning costs more than keeping"
    )
    title = charts.new_against_existing(ratios(0.8, 3)).figure.axes[0].get_title("left")
    assert title == "Winning against keeping"


def test_the_multipliers_are_called_upper_bounds():
    row = {
        "answered": 10, "promoters": 4, "passives": 2, "detractors": 4, "brought_most": 2.0, "impressions_from": 16.0,
        "impressions_most": 24.0, "turned_away_most": 20.0, "review_balance": -16.0, "new_clients": 5, "by_word": None,
    }  # fmt: skip
    said = findings.word_bounds(Given([row])).says
    assert said.startswith("At most")
    assert "no forecast" in said
    assert "would outweigh the good" in said
    assert "parameter channels" in findings.word_share(Given([row])).says


def test_recommendations_that_do_not_count_need_attention_with_the_reason():
    row = {
        "named": True, "referrals": 4, "counted": 2, "clawed_back": 1, "waiting": 0, "too_late": 0, "own": 1,
        "unknown": 0, "referrers": 1, "reward_amount": 200.0, "buyers": 10, "referral_share": 0.2,
        "referral_share_low": 0.05, "referral_share_high": 0.5,
    }  # fmt: skip
    found = findings.referral_total(Given([row]))
    assert found.tone == "bad"
    assert "first order sent back: 1, recommended himself or his own firm: 1" in found.says
    assert findings.referral_total(Given([row | {"clawed_back": 0, "own": 0}])).tone == ""
    assert findings.referral_total(Given([row | {"named": False}])).actions[0] == "note_who_brought"


# -- the demo company, and one that has little


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_and_picture_in_every_language(lang):
    book = sb.open(sb.DEMO, lang=lang)
    found = topic(book)
    assert len(found) >= 8
    assert not [each for each in found if "{" in each.says or not each.says]
    for name, by in (("acquisition_cost", "channel"), ("payback_curve", "channel"), ("new_against_existing", "")):
        drawn = getattr(charts, name)(sb.measure(book, name, by=by))
        assert drawn.figure is not None
        assert "n = " in drawn.says


def test_a_company_with_spend_and_clients_only_is_told_what_the_two_bear(tmp_path):
    (tmp_path / "spend.csv").write_text("month,channel,purpose,amount\n2024-01-01,ads,acquire,90\n", "utf-8")
    (tmp_path / "clients.csv").write_text(
        "client_id,channel,acquired_on\na,ads,2024-01-05\nb,ads,2024-01-06\n", "utf-8"
    )
    book = sb.open(str(tmp_path))
    assert [each.name for each in topic(book)] == ["acquisition_cost"]
    assert "A new client costs 45 (from" in topic(book)[0].says
    assert "no table orders" in sb.measure(book, "payback", by="channel").absent
