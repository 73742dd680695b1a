"""What is said of the client base: judged only where the figures bear it."""

import datetime as dt
from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.metrics.rfm import segments
from salesbook.words import LANGUAGES, catalogue

STAY = {
    "clients": 200, "stopped": 40, "one_time": 50, "rare": 10, "one_time_rate": 0.25, "too_new": 5, "followed_days": 500,
    "median_days": None, "median_low": None, "median_high": None, "at_days": 180, "staying_rate": 0.9,
    "staying_low": 0.85, "staying_high": 0.94, "chi_squared": None, "p_value": None,
}  # fmt: skip


def result(*rows, by=(), lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=by, lang=lang, currency="UAH", absent=absent, name="rfm_segments")


def group(name, rate, p):
    return STAY | {"segment": name, "staying_rate": rate, "p_value": p, "chi_squared": 9.0}


def segment(name, clients=10, share=0.1, days=100.0):
    return {"rfm_segment": name, "clients": clients, "revenue": 5000.0, "revenue_share": share, "silent_days": days}


def klass(abc, xyz, members, revenue):
    letters = {"abc": abc, "xyz": xyz, "abc_xyz": xyz and abc + xyz}
    return letters | {
        "members": members,
        "member_share": members / 100,
        "revenue": revenue,
        "revenue_share": revenue / 1000,
    }


# -- how long clients stay


def test_the_share_that_stays_with_its_interval_and_those_who_never_came_back():
    said = findings.survival(result(STAY)).says
    assert "90% of the clients who became regular still buy 180 days" in said
    assert "85% to 94%" in said
    assert "50 bought on one day only, 25%" in said
    assert "Half" not in said


def test_the_median_is_said_where_half_have_stopped():
    assert findings.survival(result(STAY | {"median_days": 320.0})).says.endswith(
        "Half have stopped by 320 days after it."
    )


def test_without_an_interval_nothing_is_claimed():
    found = findings.survival(result(STAY | {"staying_low": None, "one_time_rate": None}))
    assert "cannot be told yet" in found.says
    assert found.tone == ""


def test_groups_that_differ_by_more_than_chance_need_attention():
    found = findings.survival_groups(result(group("home", 0.9, 0.01), group("horeca", 0.7, 0.01), by=("segment",)))
    assert (found.tone, found.sure, found.actions) == ("bad", True, ("ask_why_left",))
    assert "70% of “horeca” still buy and 90% of “home”" in found.says
    assert found.figures["p_value"] == 0.01


def test_groups_that_may_differ_by_chance_are_not_judged():
    found = findings.survival_groups(result(group("home", 0.9, 0.2), group("horeca", 0.7, 0.2), by=("segment",)))
    assert (found.tone, found.actions) == ("", ())
    assert "may be chance" in found.says


def test_a_tiny_p_is_not_written_as_zero():
    said = findings.survival_groups(result(group("a", 0.9, 1e-9), group("b", 0.7, 1e-9), by=("segment",))).says
    assert "(log-rank test: p < 0.001)" in said


def test_one_group_or_a_missing_column_has_nothing_to_compare():
    assert findings.survival_groups(result(group("a", 0.9, None), by=("segment",))).tone == ""
    assert findings.survival_groups(result(absent="orders: no column segment.")).says == "orders: no column segment."


@pytest.mark.parametrize(
    ("low", "high", "tone", "actions"),
    [(-0.2, -0.01, "bad", ("ask_why_left",)), (0.01, 0.2, "good", ("tell_what_worked",)), (-0.2, 0.01, "", ())],
)
def test_a_change_of_retention_is_judged_only_where_its_interval_leaves_out_0(low, high, tone, actions):
    row = {
        "before": dt.date(2025, 4, 1), "after": dt.date(2025, 6, 30), "start_before": 50, "start_after": 60,
        "retention_before": 0.5, "retention_after": 0.4, "change": (low + high) / 2, "change_low": low, "change_high": high,
    }  # fmt: skip
    found = findings.retention_change(result(row))
    assert (found.tone, found.actions) == (tone, actions)
    assert ("That is more than chance." in found.says) == bool(tone)


# -- who has gone quiet, whom the revenue comes from


def test_the_best_who_have_gone_quiet_need_a_call():
    found = findings.rfm(result(segment("champions", share=0.9), segment("cannot_lose", 1, 0.1, 62.0)))
    assert (found.tone, found.actions) == ("bad", ("call_quiet_best",))
    assert found.says.startswith("1 client who bought often and much")
    assert "62 days" in found.says and "5,000 UAH, 10.0% of the revenue" in found.says


def test_where_none_of_the_best_is_quiet_that_is_said():
    found = findings.rfm(result(segment("champions")))
    assert (found.tone, found.says) == ("", "Nobody of those who bought often and much is among the most silent.")


def test_how_few_bring_most_and_how_evenly():
    found = findings.abc_xyz(result(klass("A", "X", 5, 600.0), klass("A", "Z", 5, 200.0), klass("C", "Z", 90, 200.0)))
    assert found.says == (
        "80% of the revenue of the last whole months comes from 10 clients (10% of all who bought). Of that part, 75% comes "
        "from those who buy regularly (X), 0% from those who buy unevenly (Y), 25% from those who buy now and then (Z)."
    )


def test_of_regularity_nothing_is_said_where_it_is_not_known():
    assert "(X)" not in findings.abc_xyz(result(klass("A", None, 5, 600.0))).says


# -- what to do for each


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_segment_and_class_has_a_name_and_a_next_step(lang):
    words = catalogue(lang)
    for name in set(segments().values()):
        assert words[f"value.rfm_segment_{name}"] and words[f"rfm_do.{name}"]
    for name in (a + x for a in "ABC" for x in "XYZ"):
        assert words[f"value.abc_xyz_{name}"].startswith(name)
        assert words[f"abc_xyz_do.{name}"]


def test_the_advice_stands_beside_the_figures_and_in_the_sheet():
    listing = findings.rfm_advice(result(segment("lost"), segment("new", days=5.5)))
    assert listing.head[-1] == "what to do"
    assert [row[0] for row in listing.rows] == ["Have not bought for long", "New"]
    assert all(row[-1].endswith(".") for row in (*listing.rows, *listing.values))


def test_who_is_too_new_for_a_class_is_counted_without_advice():
    listing = findings.abc_xyz_advice(result(klass("A", "X", 5, 600.0), klass("C", None, 5, 4.0)))
    assert [(row[0], row[-1] == "—") for row in listing.rows] == [
        ("AX: main, regular", False),
        ("C: too new to tell", True),
    ]


def test_the_best_who_have_gone_quiet_come_first_among_the_clients():
    rows = [
        {"client_id": str(n), "rfm_segment": s, "rfm": "111", "silent_days": 1, "purchase_days": 1, "revenue": 9.0 - n}
        for n, s in enumerate(("champions", "at_risk", "cannot_lose", "lost"))
    ]
    listing = findings.rfm_clients(result(*rows))
    assert [row[0] for row in listing.rows] == ["2", "1", "0", "3"]
    assert "sales rep" not in listing.head
