"""A new hire in front of `salesbook learn`: every kind of card, wrongly and then rightly; tomorrow all is kept."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from salesbook.lessons.lesson import kinds
from salesbook.words import LANGUAGES
from tests.browser.player import Player
from tests.classroom.visitor import served

WIDTHS = {"phone": 390, "laptop": 1280}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, served(tmp_path_factory.mktemp("learn"), patch, "--lang", "en") as live:
        live.first = re.search(r"http://\S+", live.said())[0]
        yield live


def serious(page, inside):
    """What axe-core calls serious or critical inside the element ``inside``."""
    found = Axe().run(page, context=inside).response["violations"]
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"][:2]]) for v in found if v["impact"] in ("serious", "critical")
    ]


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def show_part(page, exercise):
    page.evaluate(f"location.hash = '{exercise.block}'")
    page.locator(f".piece[data-id='{exercise.block}']").wait_for(state="visible")


@pytest.mark.slow
@pytest.mark.parametrize(("screen", "lang"), [("phone", "en"), ("phone", "uk"), ("laptop", "ru")])
def test_each_kind_of_card_wrongly_then_rightly_and_kept_after_a_reload(pages, window, screen, lang):
    page = window(WIDTHS[screen])
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/{lang}?back=/lesson/spin")
    player = Player(page, "spin", lang)
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    for kind in kinds():
        exercise = player.first(kind)
        show_part(page, exercise)
        player.answer(exercise, right=False)
        player.answer(exercise, right=True)
        assert overflow(page) <= 0
        assert serious(page, "#rendered_cells") == []
    page.reload()
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    for kind in kinds():
        show_part(page, player.first(kind))
        assert "good" in player.verdict(player.first(kind)).get_attribute("class"), kind
    assert page.outside == []
    assert page.broken == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_first_page_is_whole_readable_and_accessible(pages, window, lang, width):
    page = window(width)
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/{lang}")
    assert page.locator(".lesson").count() == 3
    assert page.locator("html").get_attribute("lang") == lang
    assert overflow(page) <= 0
    assert serious(page, "body") == []
    assert page.outside == []


def test_without_the_key_the_pages_stay_closed(pages, window):
    page = window()
    assert page.goto(pages.address).status == 403
    assert page.goto(f"{pages.address}/lesson/spin").url == f"{pages.address}/?next=%2Flesson%2Fspin"
    assert page.locator(".lesson").count() == 0


def test_the_start_page_tells_what_was_answered_and_the_lesson_opens_where_it_goes_on(pages, window):
    page = window()
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/en?back=/lesson/objections")
    player = Player(page, "objections", "en")
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    first = player.opened.lesson.blocks[0]
    for exercise in player.opened.lesson.of_block(first.id):
        player.answer(exercise, right=True)
    page.goto(pages.address)
    count = len(player.opened.lesson.of_block(first.id))
    assert f"{count} of {len(player.exercises)} answered, {count} right" in page.locator(".lesson").nth(1).inner_text()
    page.locator(".lesson").nth(1).get_by_role("link").click()
    second = player.opened.lesson.blocks[1]
    page.locator(f".piece[data-id='{second.id}']").wait_for(state="visible")
    assert page.locator(f".piece[data-id='{first.id}']").is_hidden()


def test_the_language_is_changed_within_the_same_part_and_the_last_part_leads_back_to_all_lessons(pages, window):
    page = window(390)
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/uk?back=/lesson/nps%23score")
    page.locator(".piece[data-id='score']").wait_for(state="visible")
    page.locator(".tongues a[lang=en]").click()
    page.locator("html[lang=en] .piece[data-id='score']").wait_for(state="visible")
    page.goto(f"{pages.address}/lesson/nps#ask-results")
    page.locator("#home").wait_for(state="visible")
    assert page.locator("#next").is_hidden()
    page.locator("#home").click()
    page.locator(".lesson").first.wait_for()


def test_of_a_conversation_only_what_can_be_said_now_is_seen(pages, window):
    page = window(390)
    page.goto(pages.first)
    page.goto(f"{pages.address}/language/en?back=/lesson/objections")
    player = Player(page, "objections", "en")
    exercise = player.first("dialogue")
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    show_part(page, exercise)
    turns, start = exercise.key["turns"], exercise.key["start"]
    shown = player.card(exercise).locator("button.option:visible")
    player.card(exercise).locator("button.option").first.wait_for()
    assert shown.count() == len(turns[start])
    player.answer(exercise, right=False)
    assert shown.count() == 0


def test_a_server_that_is_gone_is_said(tmp_path, monkeypatch, window):
    with served(tmp_path, monkeypatch) as live:
        page = window(390)
        page.goto(re.search(r"http://\S+", live.said())[0])
        page.goto(f"{live.address}/lesson/spin")
        page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
        assert page.locator("#gone").is_hidden()
        live.kill()
        page.locator("#gone").wait_for(state="visible")
