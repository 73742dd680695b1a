"""An analyst without JupyterLab: files chosen on a page, a question answered, the tables written."""

import re

import pytest

import salesbook as sb
from salesbook.intake.answers import read_answers
from salesbook.rerun import HOME
from salesbook.words import LANGUAGES, say
from tests.browser.test_learn_pages import WIDTHS, overflow, serious
from tests.classroom.visitor import opened

EXPORTS = HOME / "data" / "exports"
OPEN = {390: "uk-days-open.csv", 1280: "en-days-open.csv"}  # a day in them could be a month
ROWS = {390: 36, 1280: 40}
LANG = "uk"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("import")
    with opened(folder, "import", "--page", "--lang", LANG, "--out", folder / "company") as live:
        live.company, live.first = folder / "company", re.search(r"http://\S+", live.said())[0]
        yield live


def named(page, key, lang=LANG):
    return page.get_by_role("button", name=say(key, lang), exact=True)


def hand_in(page, *exports):
    page.set_input_files("#files", [str(each) for each in exports])
    named(page, "bring.look").click()
    page.wait_for_url("**/card/*")


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_from_a_file_to_the_tables(pages, window, width):
    page = window(width)
    page.goto(pages.first)
    hand_in(page, EXPORTS / OPEN[width])
    asked = page.locator(".sb.mapping .asking.asks")
    asked.wait_for()
    assert named(page, "mapping.check").is_disabled()
    assert serious(page, "body") == []
    asked.get_by_role("button").first.click()
    page.locator(".sb.mapping .asking:not(.asks) button.chosen").wait_for()

    page.get_by_role("link", name="Русский").click()
    page.locator("html[lang=ru] .sb.mapping .asking:not(.asks) button.chosen").wait_for()
    page.get_by_role("link", name="Українська").click()
    page.locator("html[lang=uk] .sb.mapping .asking:not(.asks) button.chosen").wait_for()

    named(page, "mapping.check").click()
    page.locator(".sb.mapping .parts").wait_for()
    page.wait_for_timeout(350)
    named(page, "mapping.write").click()
    done = page.locator(".sb.mapping .verdict.good .next")
    done.wait_for()
    assert done.inner_text() == f"→ {say('mapping.next', LANG, folder=pages.company)}"
    assert serious(page, "body") == []
    assert overflow(page) <= 0
    assert (page.outside, page.broken) == ([], [])
    assert [a for id, a in read_answers(pages.company).items() if id.startswith(OPEN[width])] == ["day first"]
    assert sb.open(pages.company).table("orders").count().execute() == ROWS[width]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_first_page_is_whole_readable_and_accessible(pages, window, lang, width):
    page = window(width)
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/{lang}")
    assert page.locator("html").get_attribute("lang") == lang
    named(page, "bring.look", lang).click()
    assert page.locator("#fault").inner_text() == say("bring.none", lang)
    assert overflow(page) <= 0
    assert serious(page, "body") == []
    assert (page.outside, page.broken) == ([], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_made_up_export_is_shown_in_each_language(pages, window, lang):
    page = window(390)
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/{lang}")
    page.get_by_role("link", name=say("bring.example", lang)).click()
    page.locator(f"html[lang={lang}] .sb.mapping .preview table").first.wait_for()
    assert overflow(page) <= 0
    assert serious(page, "body") == []
    assert page.outside == []


def test_what_cannot_be_read_is_said_and_another_file_can_be_chosen(pages, window, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 1000)
    page = window(390)
    page.goto(pages.first)
    hand_in(page, tmp_path / "letter.pdf")
    page.locator(".sb.mapping .verdict.poor").wait_for()
    assert "letter.pdf" in page.locator(".sb.mapping .verdict.poor").inner_text()
    assert serious(page, "body") == []
    page.get_by_role("link", name=say("bring.home", LANG)).click()
    named(page, "bring.look").wait_for()
