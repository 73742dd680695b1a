"""The demo company tells the truth: what clients answer, what service they get, what it costs.

Three standard errors are allowed, worked out from the data in each test, unless the test says otherwise.
"""

import re

import numpy as np
import pandas as pd
import pytest

from tests.demo.company import DAY, DEMO, DERIVED, FIRST, LAST, MONTH_DAYS, TRUTH, load, mean_and_error, read


@pytest.mark.parametrize("wave", TRUTH["nps"]["waves"])
def test_nps_of_each_wave(nps, wave):
    plan = TRUTH["nps"]["waves"][wave]
    found, error = mean_and_error(nps[nps.wave == wave].points)
    true = DERIVED["nps_expected"][wave] if plan["nps"] is None else plan["nps"]
    assert (nps.wave == wave).sum() == plan["answers"]
    assert found == pytest.approx(true, abs=3 * error)


@pytest.mark.parametrize("segment", TRUTH["segments"])
def test_nps_of_each_segment(nps, segment):
    found, error = mean_and_error(nps[nps.segment == segment].points)
    assert found == pytest.approx(DERIVED["nps_expected_by_segment"][segment], abs=3 * error)


def test_the_drop_of_the_last_wave_is_true_and_more_than_chance(nps):
    before, after = (nps[nps.wave == wave].points for wave in ("2026Q1", "2026Q2"))
    error = (before.var() / len(before) + after.var() / len(after)) ** 0.5
    assert DERIVED["nps_expected"]["2026Q1"] - DERIVED["nps_expected"]["2026Q2"] > 12
    assert before.mean() - after.mean() > 1.96 * error


def test_outside_the_slow_branch_the_last_wave_did_not_drop(nps):
    slow = [r for r, row in TRUTH["regions"].items() if row["branch"] == TRUTH["slow_branch"]["branch"]]
    inside, outside = nps[nps.region.isin(slow)], nps[~nps.region.isin(slow)]
    for answers, drops in ((inside, True), (outside, False)):
        before, after = (answers[answers.wave == wave].points for wave in ("2026Q1", "2026Q2"))
        error = (before.var() / len(before) + after.var() / len(after)) ** 0.5
        assert (before.mean() - after.mean() > 1.96 * error) == drops


def test_the_slow_branch_answers_complaints_slower(complaints, clients):
    slow, rules = TRUTH["slow_branch"], TRUTH["complaints"]
    own = complaints.merge(clients[["client_id", "region"]], on="client_id")
    days = (own.answered_at - own.opened_at) / DAY
    branch = own.region.map({region: row["branch"] for region, row in TRUTH["regions"].items()})
    # complaints opened a month before the end: later ones are still waiting for their answer
    known = own.opened_at < LAST - 30 * DAY
    is_slow = (branch == slow["branch"]) & (own.opened_at >= pd.Timestamp(slow["from"]))
    for group, median in ((is_slow, slow["answer_days"]), (~is_slow, rules["answer_days"])):
        found = days[group & known].dropna()
        error = 1.25 * rules["answer_spread"] / len(found) ** 0.5
        assert np.log(found.median()) == pytest.approx(np.log(median), abs=3 * error)


def test_late_answers_lower_the_score_by_the_true_effect(nps, complaints):
    # before the last wave, so that the slow branch does not come in between
    answers = nps[(nps.client_id != "") & (nps.wave < "2026Q2")].merge(complaints, on="client_id")
    age = (answers.answered_at_x.dt.normalize() - answers.late_on).dt.days
    recent = answers[age.between(1, TRUTH["nps"]["memory_days"])]
    worst = recent.groupby("response_id").agg(points=("points", "first"), late=("late", "max"))
    (late, e1), (timely, e2) = (mean_and_error(worst.points[worst.late == was]) for was in (True, False))
    error = (e1**2 + e2**2) ** 0.5
    assert late - timely == pytest.approx(TRUTH["nps"]["late_answer_effect"], abs=3 * error)
    assert late - timely < -3 * error


@pytest.mark.parametrize(("late", "rate"), [(True, "leave_after_late"), (False, "leave_after_timely")])
def test_clients_leave_over_late_answers(complaints, clients, late, rate):
    own = complaints.merge(clients, on="client_id").query("big == '0' and late == @late")
    own = own[own.late_on < LAST - 10 * DAY]
    since = (own.left_on - own.opened_at.dt.normalize()).dt.days
    left = own.why_left.str.startswith("after_") & since.between(0, 12)
    true = TRUTH["complaints"][rate]
    assert left.mean() == pytest.approx(true, abs=3 * (true * (1 - true) / len(own)) ** 0.5)


@pytest.mark.parametrize("channel", TRUTH["acquisition"])
def test_acquisition_cost_by_channel(clients, channel):
    spend = read("spend.csv").query("purpose == 'acquire' and channel == @channel")
    new = clients[(clients.acquired_on >= FIRST) & (clients.channel == channel)]
    # months are noisy by spend_noise; over two years little of it remains
    assert spend.amount.sum() / len(new) == pytest.approx(TRUTH["acquisition"][channel]["cac"], rel=0.06)


def test_cost_of_keeping_a_client(purchases):
    buying = purchases.groupby(purchases.day.dt.to_period("M")).client_id.nunique().sum()
    spend = read("spend.csv").query("purpose == 'retain'").amount.sum()
    assert spend / buying == pytest.approx(TRUTH["retain_cost_per_buying_client_month"], rel=0.03)


def test_the_departed_reps_clients_are_orphaned(clients, lines, life):
    departed = TRUTH["departed_rep"]
    rep, left_on = departed["manager_id"], pd.Timestamp(departed["left_on"])
    his = clients[clients.manager_id == rep].client_id
    assert len(his) == departed["clients"]
    assert read("team.csv").set_index("manager_id").to_date[rep] == left_on
    contacts = read("contacts.csv.gz")
    by_us = contacts[contacts.client_id.isin(his) & (contacts.initiated_by == "us")].contacted_at
    assert by_us.max() < left_on + DAY
    assert (by_us > left_on - 60 * DAY).sum() > 10
    assert lines[lines.manager_id == rep].day.max() <= left_on


def test_orphaned_clients_leave_sooner(life):
    departed = TRUTH["departed_rep"]
    left_on = pd.Timestamp(departed["left_on"])
    own = life[(life.manager_id == departed["manager_id"]) & (life.until > left_on + DAY)]
    months = (own.until - own["first"].clip(lower=left_on)).dt.days.sum() / MONTH_DAYS
    left = (own.why_left == "own").sum()
    assert left / months == pytest.approx(departed["leaving_per_month"], abs=3 * left**0.5 / months)
    others = max(row["leaving_per_month"] for row in TRUTH["segments"].values())
    assert left / months - 1.96 * left**0.5 / months > others


def test_points_are_issued_redeemed_and_expire_by_the_rules(lines):
    rules, points = TRUTH["programme"], read("points.csv")
    assert points.groupby("client_id").points.cumsum().min() >= 0
    issued = points[points.reason == "issued"].merge(
        lines.groupby("order_id").amount.sum().reset_index(), on="order_id"
    )
    assert (issued.points - issued.amount * rules["points_per_uah"]).between(-1, 1e-6).all()
    months = (issued.expires_on.dt.year - issued.changed_at.dt.year) * 12
    months += issued.expires_on.dt.month - issued.changed_at.dt.month
    assert set(months) == {rules["expire_months"]}
    expired = points[points.reason == "expired"]
    assert len(expired) > 100
    assert set(expired.client_id + expired.changed_at.astype(str)) <= set(
        issued.client_id + issued.expires_on.astype(str)
    )


@pytest.mark.parametrize("kind", TRUTH["programme"]["member_share"])
def test_share_of_members(clients, kind):
    true, own = TRUTH["programme"]["member_share"][kind], clients[clients.kind == kind]
    error = (true * (1 - true) / len(own)) ** 0.5
    assert (own.member == "1").mean() == pytest.approx(true, abs=3 * error)


def test_letters_are_opened_as_often_as_their_content_deserves():
    letters = read("contacts.csv.gz").query("channel == 'email' and initiated_by == 'us'")
    for content, true in TRUTH["contacts"]["opened_rate"].items():
        opened = (letters.opened[letters.content == content] == "true").astype(int)
        assert opened.mean() == pytest.approx(true, abs=3 * (true * (1 - true) / len(opened)) ** 0.5), content


def test_comments_say_what_the_score_says_in_three_languages():
    comments = read("surveys.csv").merge(read("comment_themes.csv"), on="response_id")
    good, bad = (comments[(comments.kind == "nps") & scores] for scores in (comments.score >= 9, comments.score <= 6))
    assert set(good.tone) == {"praise"}
    assert set(bad.tone) == {"complaint"}
    for language, true in TRUTH["comments"]["languages"].items():
        assert (comments.language == language).mean() == pytest.approx(true, abs=0.04), language
    bank = load(DEMO / "comments.yaml")
    for row in comments[comments.themes != "none"].itertuples():
        first = row.themes.split(";")[0]
        assert row.comment.startswith(tuple(bank["themes"][first][row.tone][row.language])), row.comment


def test_the_bank_has_eight_sentences_for_each_theme_tone_and_language_and_none_twice():
    themes = load(DEMO / "comments.yaml")["themes"].values()
    lists = [texts for tones in themes for languages in tones.values() for texts in languages.values()]
    assert len(lists) == 9 * 2 * 3
    assert min(map(len, lists)) >= 8
    texts = [re.sub(r"\W", "", text).lower() for texts in lists for text in texts]
    assert len(texts) == len(set(texts))
