"""The first screen for the head of sales."""

import pytest

from salesbook.rerun.index import write_index
from salesbook.rerun.job import Outcome
from salesbook.tables import open as open_book
from tests.rerun.page import Page

NPS = {"says": "NPS fell from +40 to +10. That is more than chance.", "change": -30.0}
KEPT = {"says": "Kept: 60% after 50%. That may be chance.", "change": 0.1}


def call(number):
    return {"who": f"O. B. c{number}", "silent_days": 40 + number, "mean_gap_days": 10.2, "monthly_amount": 1000.0}


SLEEPING = {"says": "3 late", "calls": [call(number) for number in range(1, 6)]}


@pytest.fixture
def book(tmp_path):
    (tmp_path / "Ромашка").mkdir()
    (tmp_path / "Ромашка" / "surveys.csv").write_text("score\n9\n")
    return open_book(tmp_path / "Ромашка")


@pytest.fixture
def index(book, tmp_path):
    """A function that writes the index of one notebook with the given figures; the page."""

    def index(figures=(), **more):
        outcome = Outcome("analyse/n", "done", "n", "A title", 1.0, dict(figures))
        write_index(tmp_path, book, [outcome], **more)
        return Page((tmp_path / "index.html").read_text("utf-8"))

    return index


def lines(page):
    return [line.strip() for line in page.text.splitlines() if line.strip()]


def test_the_changed_number_stands_first_with_what_it_rests_on(index):
    text = lines(index({"nps_change": NPS, "retention_change": KEPT, "sleeping": SLEEPING}))
    place = text.index("What changed")
    assert text[place + 1 : place + 3] == ["−30 points of NPS", NPS["says"]]
    assert text.index("Five clients to call first") > place


@pytest.mark.parametrize(
    ("change", "big"), [(1.0, "+1 пункт NPS"), (-2.0, "−2 пункти NPS"), (-17.2, "−17 пунктів NPS")]
)
def test_the_points_agree_with_their_number(book, tmp_path, change, big):
    outcome = Outcome("analyse/n", "done", "n", "A title", 1.0, {"nps_change": {**NPS, "change": change}})
    write_index(tmp_path, open_book(book.source, lang="uk"), [outcome])
    assert big in Page((tmp_path / "index.html").read_text("utf-8")).text


def test_without_surveys_it_is_the_share_of_clients_kept(index):
    text = " ".join(lines(index({"retention_change": KEPT})))
    assert "+10 percentage points of clients kept" in text
    assert KEPT["says"] in text


def test_no_two_periods_means_no_change_and_that_is_said(index):
    page = index({"nps_change": {"says": "There is nothing to show."}})
    assert "There are not two periods to compare yet." in page.text
    assert not [a for a in page.all("p") if a.get("class") == "big"]


def test_what_no_notebook_asked_is_not_spoken_of(index):
    text = lines(index())
    assert not {"What changed", "Five clients to call first", "All headline figures"} & set(text)
    assert "Reports" in text


def test_lessons_only_are_handouts_and_no_reports(index):
    text = lines(index(handouts=True))
    assert "Handouts" in text
    assert "Reports" not in text


def test_five_clients_to_call_stand_there_with_their_silence_and_their_worth(index):
    page = index({"sleeping": SLEEPING}, call_file="call-list.xlsx")
    assert len(page.all("li")) == 5 + 1, "five calls and one report"
    assert "O. B. c1: silent for 41 days, usual gap 10 days; used to buy for 1,000 a month" in page.text
    assert {"href": "call-list.xlsx"} in page.all("a")


def test_nobody_to_call_is_said(index):
    assert "No regular client is late." in index({"sleeping": {"says": "", "calls": []}}).text


def test_a_report_is_linked_by_its_title(index):
    assert {"href": "n.html"} in index().all("a")


def test_a_failed_notebook_is_said_and_not_linked(book, tmp_path):
    outcomes = [Outcome("analyse/n", "failed", "n", "A title", error="ValueError: no <b>money</b>")]
    write_index(tmp_path, book, outcomes, skipped=["Not made: team"])
    page = Page((tmp_path / "index.html").read_text("utf-8"))
    assert "Failed: A title. ValueError: no <b>money</b>" in page.text
    assert "Not made: team" in page.text
    assert {"href": "n.html"} not in page.all("a")


def test_an_interrupted_run_says_so(index):
    assert "The run was interrupted" in index(interrupted=True).text


def test_a_part_is_linked_from_the_index_over_all(book, tmp_path):
    more = [{"label": "<b>50 % #1</b>", "href": "50%20%25%20%231/index.html", "says": "NPS fell."}]
    write_index(tmp_path, book, [], more=more)
    page = Page((tmp_path / "index.html").read_text("utf-8"))
    assert {"href": "50%20%25%20%231/index.html"} in page.all("a")
    assert "<b>50 % #1</b>" in page.text


def test_over_parts_a_change_is_headed_only_where_one_was_asked_for(book, tmp_path):
    more = [{"label": "Kyiv", "href": "Kyiv/index.html", "says": ""}]
    write_index(tmp_path, book, [], more=more)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "Kyiv" in page
    assert "What changed" not in page


def test_it_is_called_by_the_company_or_else_by_its_folder(index):
    assert "Ромашка" in index().text
