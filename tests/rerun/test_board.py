"""The board of all parts: figures of the same days side by side, on one scale, in the reader's words."""

import datetime as dt

import pytest

from salesbook.rerun.board import EDGE, WIDE, board
from salesbook.rerun.index import write_index
from salesbook.tables import open as open_book
from salesbook.topics.headlines import Headline
from tests.rerun.page import Page

DAYS = (dt.date(2026, 4, 1), dt.date(2026, 6, 29))


def nps(value, low, high, n=40):
    return Headline("nps", value, low, high, n, "points", *DAYS)


PARTS = {"Київ": [nps(50.0, 40.0, 60.0)], "Одеса": [nps(10.0, -10.0, 30.0)], "Суми": []}


@pytest.fixture
def book(tmp_path):
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "surveys.csv").write_text("score\n9\n")
    return open_book(tmp_path / "company", lang="uk")


def test_figures_stand_on_one_scale_from_the_lowest_end_to_the_highest(book):
    made = board(book, "region", PARTS, [nps(25.0, 20.0, 30.0)])
    kyiv, odesa = made["rows"]["Київ"][0], made["rows"]["Одеса"][0]
    inner = WIDE - 2 * EDGE  # from −10 to 60: 70 points
    assert (odesa.low, kyiv.high) == (EDGE, WIDE - EDGE)
    assert kyiv.at == pytest.approx(EDGE + inner * 60 / 70, abs=0.1)
    assert kyiv.whole == odesa.whole == pytest.approx(EDGE + inner * 35 / 70, abs=0.1)


def test_a_figure_is_written_with_its_interval_and_what_it_rests_on(book):
    cell = board(book, "region", PARTS, [])["rows"]["Одеса"][0]
    assert (cell.shown, cell.range, cell.sort) == ("+10", "−10 – +30, n = 40", 10.0)
    assert cell.whole is None


def test_a_part_without_the_figure_has_none(book):
    made = board(book, "region", PARTS, [])
    assert made["rows"]["Суми"] == [None]
    assert (made["by"], made["head"]) == ("Регіон", ["NPS"])


def test_a_figure_that_knows_no_interval_is_a_point(book):
    cell = board(book, "region", {"a": [nps(5.0, None, None)]}, [])["rows"]["a"][0]
    assert cell.low == cell.at == cell.high == WIDE / 2
    assert cell.range == "n = 40"


def test_the_page_holds_a_row_a_part_that_can_be_sorted_and_names_are_escaped(book, tmp_path):
    parts = {"<b>x</b>": [nps(1.0, 0.0, 2.0)], "y": []}
    more = [{"label": label, "href": f"{n}/index.html", "says": ""} for n, label in enumerate(parts)]
    write_index(tmp_path, book, [], more=more, board=board(book, "region", parts, []))
    text = (tmp_path / "index.html").read_text("utf-8")
    page = Page(text)
    assert "<b>x</b>" not in text
    assert [link["href"] for link in page.all("a")] == ["0/index.html", "1/index.html"]
    assert 'data-sort="1.0"' in text
    assert text.count("<tr><td data-sort") == 2
