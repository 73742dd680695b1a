"""What a result says in a sentence, and the figures that travel with it."""

import datetime as dt
from types import SimpleNamespace

import pytest

from salesbook import findings
from salesbook.coach.model import load
from salesbook.findings import FIGURES, Listing
from salesbook.words import LANGUAGES, say

NPS = {"answered": 4, "promoters": 2, "passives": 1, "detractors": 1, "nps": 25.0, "nps_low": -60.4, "nps_high": 90.6}
MOVED = {
    "before": "2025-Q1", "after": "2025-Q2", "answered_before": 30, "answered_after": 40, "nps_before": 10.0,
    "nps_after": 40.0, "change": 30.0, "change_low": 5.0, "change_high": 55.0,
}  # fmt: skip
KEPT = {
    "before": dt.date(2025, 4, 1), "after": dt.date(2025, 6, 30), "start_before": 50, "start_after": 60,
    "retention_before": 0.5, "retention_after": 0.4, "change": -0.1, "change_low": -0.28, "change_high": 0.08,
}  # fmt: skip


def result(*rows, lang="en", absent=""):
    return SimpleNamespace(rows=list(rows), by=(), lang=lang, currency="UAH", absent=absent)


def client(number, state="late", amount=100.0, **more):
    row = {
        "client_id": f"c{number}",
        "state": state,
        "silent_days": 40,
        "mean_gap_days": 10.0,
        "monthly_amount": amount,
    }
    return {**row, "last_order": dt.date(2025, 5, 21), "client_name": "Olena Bondar", **more}


def test_a_finding_shows_text_html_and_the_figures_it_rests_on():
    bundle = findings.nps(result(NPS))._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "NPS +25 points (95% interval −60 to +91) from 4 answers: 2 promoters, 1 passives, 1 detractors."
    )
    assert bundle["text/html"] == f'<p class="finding">{bundle["text/plain"]}</p>'
    assert bundle[FIGURES] == {"name": "nps", "says": bundle["text/plain"], **NPS}


def test_markup_in_a_value_is_text():
    says = findings.nps_change(result({**MOVED, "before": "<script>"}))._repr_mimebundle_()["text/html"]
    assert "&lt;script&gt;" in says
    assert "<script>" not in says


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (5.0, 55.0, "That is more than chance."),
        (-55.0, -5.0, "That is more than chance."),
        (-5.0, 55.0, "That may be chance."),
        (0.0, 55.0, "That may be chance."),
    ],
)
def test_a_change_is_more_than_chance_only_where_its_interval_leaves_out_0(low, high, words):
    row = {**MOVED, "change_low": low, "change_high": high}
    assert findings.nps_change(result(row)).says.endswith(words)
    shares = {**KEPT, "change_low": low / 100, "change_high": high / 100}
    assert findings.retention_change(result(shares)).says.endswith(words)


@pytest.mark.parametrize(
    ("lang", "fell", "rose"),
    [("en", "fell by 17.2 points", "rose by 17.2 points"), ("uk", "упав на 17,2 пункту", "зріс на 17,2 пункту"),
     ("ru", "упал на 17,2 пункта", "вырос на 17,2 пункта")],
)  # fmt: skip
def test_what_fell_or_rose_is_said_without_a_sign(lang, fell, rose):
    for change, words in ((-17.2, fell), (17.2, rose)):
        row = {**MOVED, "change": change, "change_low": change - 2, "change_high": change + 2}
        assert words in findings.nps_change(result(row, lang=lang)).says


def test_the_change_of_a_share_is_in_percentage_points():
    said = findings.retention_change(result(KEPT)).says
    assert said.startswith(
        "The share of clients kept: 50.0% in the window to 1 Apr 2025, 40.0% in the window to 30 Jun"
    )
    assert "2025, −10.0 percentage points (95%" in said
    assert "(95% interval of the change −28.0 to +8.0; 50 and 60 clients)" in said


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("nps", {**NPS, "answered": 0, "nps": None}, "Nobody has answered, so there is no score."),
        (
            "frequency",
            {"frequency_per_month": None, "orders": 1},
            "All purchases fall on one day, so there is no frequency.",
        ),
        ("retention", {"start": 0}, "Nobody bought in the earlier window, so there is nobody to keep."),
        (
            "retention_change",
            {**KEPT, "change": None},
            "Nobody bought in the earlier window, so there is nobody to keep.",
        ),
        ("order_value", {"orders": 0}, "There is nothing to show for this question in the data."),
    ],
)
def test_nothing_to_rest_on_is_said(name, row, words):
    assert getattr(findings, name)(result(row)).says == words


@pytest.mark.parametrize("name", ["nps", "nps_change", "order_value", "frequency", "retention", "retention_change"])
def test_no_row_is_said_with_the_column_that_is_absent(name):
    assert getattr(findings, name)(result(absent="no column ordered_at.")).says == "no column ordered_at."
    assert getattr(findings, name)(result()).says == "There is nothing to show for this question in the data."


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("nps", NPS),
        ("nps_change", MOVED),
        ("order_value", {"orders": 5, "clients": 2, "revenue": 1e6, "order_value": 2e5, "order_value_low": None,
                         "order_value_high": None}),
        ("frequency", {"orders": 5, "clients": 2, "frequency_per_month": 0.5, "frequency_low": 0.4, "frequency_high": 0.6, "days": 90}),
        ("retention", {"start": 9, "kept": 3, "new": 1, "reactivated": 2, "retention_rate": 0.333, "retention_low": 0.1,
                       "retention_high": 0.6, "textbook_rate": 1.2}),
        ("retention_change", KEPT),
        ("order_lines", {"lines": 5, "unknown_clients": 1, "returns": 0, "zero_amounts": 0, "duplicates": 2,
                         "last": dt.date(2025, 6, 30)}),
    ],
)  # fmt: skip
def test_every_finding_fills_its_places_in_every_language(lang, name, row):
    said = getattr(findings, name)(result(row, lang=lang)).says
    assert not set("{}") & set(said)
    assert "None" not in said


def test_those_who_can_still_be_won_are_called_first_the_largest_first():
    rows = [client(1, "lost", 900.0), client(2, "late", 100.0), client(3, "sleeping", 500.0), client(4, "late", None)]
    assert [row["client_id"] for row in findings.calls(result(*rows))] == ["c3", "c2", "c4", "c1"]


def test_sleeping_counts_the_states_and_sums_what_can_still_be_won():
    found = findings.sleeping(result(client(1, "lost", 900.0), client(2), client(3, "sleeping", 500.0)))
    assert found.says.startswith("Regular clients who broke their own rhythm: 1 late, 1 sleeping, 1 lost.")
    assert (found.figures["listed"], found.figures["monthly_amount"]) == (3, 600.0)


def test_five_clients_to_call_travel_with_the_figures_in_initials():
    found = findings.sleeping(result(*(client(number, amount=1000.0 - number) for number in range(8))))
    assert [call["who"] for call in found.figures["calls"]] == [f"O. B. c{number}" for number in range(5)]
    assert "Bondar" not in repr(found)


def theme(name, comments=4, detractors=2, promoters=1):
    shares = {"detractor_share": detractors / comments, "detractor_low": 0.15, "detractor_high": 0.85}
    return {"theme": name, "comments": comments, "detractors": detractors, "promoters": promoters, **shares}


def read(*rows, lang="en", read=20, unsure=10, detractors=3):
    return SimpleNamespace(**vars(result(*rows, lang=lang)), read=read, unsure=unsure, detractors=detractors)


def test_themes_say_what_detractors_and_promoters_write_most_about_and_on_how_many_comments_that_rests():
    found = findings.themes(read(theme("price"), theme("delivery", 8, 4), theme("staff", 5, 0, 5)))
    assert found.says == (
        "Comments read: 20; left out, for their theme is in doubt: 10. Detractors write most often about: delivery. They "
        "wrote 4 of the 8 comments on it, 50% (95% interval 15% to 85%); of all comments counted, 30%. Promoters write "
        "most often about: staff (5 of 5)."
    )
    assert (found.figures["read"], found.figures["unsure"], len(found.figures["themes"])) == (20, 10, 3)


def test_of_two_themes_alike_the_one_with_fewer_other_comments_is_named():
    assert (
        "Detractors write most often about: price." in findings.themes(read(theme("delivery", 8), theme("price"))).says
    )


@pytest.mark.parametrize("name", ["other", "none"])
def test_a_theme_that_tells_nobody_what_to_do_is_not_named(name):
    assert findings.themes(read(theme(name, 9, 5, 4))).says.endswith(
        "No detractor named a theme. No promoter named a theme."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_comments_of_which_none_is_sure_are_said(lang):
    unsure = {**theme("price", 4, 0, 0), "comments": 0, "detractor_share": None}
    said = findings.themes(read(unsure, lang=lang, read=2, unsure=2, detractors=0)).says
    assert "2" in said
    assert not set("{}%") & set(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_theme_of_the_coach_has_a_name(lang):
    names = [say(f"theme.{label}", lang) for label in load("comments").labels]
    assert len(set(names)) == len(names) == 10
    assert not set("{}") & set(findings.themes(read(theme("price"), lang=lang)).says)


def test_nobody_sleeping_is_said():
    assert findings.sleeping(result()).says == "No regular client has broken the own rhythm."


def test_the_call_list_of_a_report_names_clients_by_initials():
    listing = findings.call_list(result(*(client(number) for number in range(25))))
    assert listing.caption == "20 of 25 clients"
    assert listing.rows[0] == ("O.\N{NO-BREAK SPACE}B. c0", "—", "late", "40", "10", "100 UAH", "—", "—", "—")
    assert "Bondar" not in repr(listing)


def test_a_listing_shows_text_and_escaped_html():
    data = Listing("<i>Data</i>", ("a & b", "c"), (("<script>", "1"),))._repr_mimebundle_()
    assert data["text/plain"] == "<i>Data</i>\na & b\tc\n<script>\t1"
    assert "&lt;i&gt;Data" in data["text/html"]
    assert "<script>" not in data["text/html"]
    assert ">&lt;script&gt;</td>" in data["text/html"]
