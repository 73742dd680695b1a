"""Ten learners at once in a room, each in a browser of their own: whatever was acknowledged is in their logs."""

import json

import pytest

from salesbook.progress import recall
from tests.browser.player import Player
from tests.classroom.visitor import code_of, served

NAMES = ["Олена", "Тарас", "Ірина", "Богдан", "Марія", "Nazar", "Юлія", "Сергій", "Ганна", "О’Ніл"]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    with pytest.MonkeyPatch.context() as patch, served(folder, patch, "--room", "--lang", "uk") as live:
        live.progress = folder / "progress"
        yield live


@pytest.mark.slow
def test_ten_learners_at_once_lose_no_answer_and_see_only_their_own(room, window):
    players = [Player(come_in(room, window(390), name), "objections", "uk") for name in NAMES]
    for player in players:
        player.page.goto(f"{room.address}/lesson/objections", wait_until="commit")
    choices = [e for e in players[0].exercises if e.kind == "choice" and e.block == players[0].exercises[0].block]
    said = {name: [] for name in NAMES}
    for exercise in choices:
        for n, (name, player) in enumerate(zip(NAMES, players, strict=True)):
            player.page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
            player.answer(exercise, right=n % 2 == 0)
            said[name].append((exercise.id, n % 2 == 0))
    for name, player in zip(NAMES, players, strict=True):
        kept = recall(room.progress / f"{name}.jsonl").answers
        assert [(answer.exercise, answer.share == 1) for answer in kept] == said[name]
        assert {answer.learner for answer in kept} == {name}
        assert player.page.outside == []


@pytest.mark.slow
def test_a_phone_that_was_put_away_begins_the_page_again_with_its_answers(room, window):
    page = come_in(room, window(390), "Софія")
    page.goto(f"{room.address}/lesson/spin")
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    player = Player(page, "spin", "uk")
    player.answer(player.exercises[0], right=True)
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    page.evaluate("id => fetch('/api/kernels/' + id).then(r => r.status)", kernel)
    page.context.request.post(f"{room.address}/voila/api/shutdown/{kernel}", headers=xsrf(page))
    with page.expect_navigation():
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".piece:not([hidden]) .sb.card button").first.wait_for()
    assert "good" in player.verdict(player.exercises[0]).get_attribute("class")


def come_in(room, page, name):
    page.goto(room.address)
    page.fill("#name", name)
    page.fill("#code", code_of(room))
    page.click("form button")
    page.locator(".lesson").first.wait_for()
    return page


def xsrf(page):
    value = next(c["value"] for c in page.context.cookies() if c["name"] == "_xsrf")
    return {"X-XSRFToken": value, "Content-Type": "application/json"}


def test_the_logs_are_one_statement_a_line(room):
    for file in room.progress.glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            assert json.loads(line)["verb"]["id"].endswith("answered")
