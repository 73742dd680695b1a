"""The one page of a run."""

import pytest

from salesbook.findings import Finding, attention
from salesbook.rerun.summary import most_to_say, write_summary
from salesbook.tables import open as open_book
from tests.rerun.page import Page
from tests.rerun.small import write_company

FELL = Finding("nps_change", "NPS fell by 17. That is more than chance.", {"change": -17.0}, "bad", True, ())
STAYED = Finding("retention_change", "Kept: 60% after 61%. That may be chance.", {"change": -0.01})
NO_PERIODS = Finding("nps_change", "There is nothing to show.")
SLOW = Finding("complaints", "One answer in three is late.", tone="bad")
LUCK = Finding("csat", "Perhaps more are content.", tone="good", sure=False)
CALLS = [{"who": f"O. B. c{n}", "silent_days": 40, "mean_gap_days": 10.2, "monthly_amount": 900.0} for n in range(9)]
QUIET = Finding("sleeping", "9 late", {"calls": CALLS}, "bad")


@pytest.fixture
def page(tmp_path):
    """A function that writes the summary of the topics given; the page."""
    book = open_book(write_company(tmp_path / "company"))

    def page(part="", **topics):
        found = {topic: attention(findings, "en") for topic, findings in topics.items()}
        write_summary(tmp_path, book, found, [{"href": "nps.html", "title": "Would they?"}], part)
        return Page((tmp_path / "summary.html").read_text("utf-8"))

    return page


def text(page):
    return [line.strip() for line in page.text.splitlines() if line.strip()]


def test_first_what_changed_and_whether_by_chance_then_the_rest_then_names_then_steps(page):
    found = " ".join(text(page(nps=[FELL], clients=[STAYED], satisfaction=[SLOW], sleeping=[QUIET])))
    places = [found.index(words) for words in (
        "What changed", "more than chance", "may be chance", "One answer in three", "Five clients to call", "Next steps",
    )]  # fmt: skip
    assert places == sorted(places)


def test_no_more_than_five_names(page):
    found = page(sleeping=[QUIET])
    assert len([li for li in text(found) if li.startswith("O. B. c")]) == 5


def test_what_compares_nothing_is_no_change(page):
    assert "There are not two periods to compare yet." in page(nps=[NO_PERIODS]).text


def test_a_picture_for_a_phone_lies_beside_it(page, tmp_path):
    page(nps=[FELL], sleeping=[QUIET])
    assert (tmp_path / "summary.png").read_bytes().startswith(b"\x89PNG")
    assert not list(tmp_path.glob("*.part"))


def test_markup_in_a_companys_text_is_text(page):
    found = page(nps=[Finding("x", "<b>Ann</b>", tone="bad")], part="<i>")
    assert "<b>Ann</b>" in found.text
    assert "<i>" in found.text


def test_the_topics_with_bad_and_certain_news_are_reported_before_good_before_chance():
    found = {
        "clients": attention([STAYED], "en"), "satisfaction": attention([LUCK], "en"),
        "team": attention([Finding("t", "t", tone="good")], "en"), "nps": attention([FELL], "en"),
        "sleeping": attention([QUIET, SLOW], "en"),
    }  # fmt: skip
    assert most_to_say(found, 3) == ["sleeping", "nps", "team"]


def test_of_topics_with_nothing_to_say_the_first_are_reported():
    found = {topic: attention([STAYED], "en") for topic in ("nps", "sleeping", "clients", "team")}
    assert most_to_say(found, 3) == ["nps", "sleeping", "clients"]


def test_what_moved_since_the_last_runs_is_reported_only_where_it_moved():
    found = {topic: attention([STAYED], "en") for topic in ("change", "nps")}
    assert most_to_say(found, 3) == ["nps"]
    assert most_to_say({**found, "change": attention([FELL], "en")}, 3) == ["change", "nps"]
