"""A call with a simulated client, clicked without a browser."""

from pathlib import Path

import pytest
from ipywidgets import Textarea

from salesbook.coach import grade
from salesbook.lessons import Exercise
from salesbook.lessons.client import read_client_words, read_persona
from salesbook.widgets import card

CLINIC = Path(__file__).resolve().parents[2] / "exercises" / "bank" / "clients" / "clinic"
EXERCISE = Exercise("call-clinic", "call", key={"client": "clinic"}, points=4)


@pytest.fixture(params=["en", "uk", "ru"])
def shown(request):
    persona = read_persona(CLINIC)
    words = {"ask": "Call.", "hint": "h", "persona": persona, "client": read_client_words(persona, request.param)}
    return card(EXERCISE, words, request.param, lambda said: grade(EXERCISE, said, words, request.param))


def played(shown, lines):
    for text in lines:
        shown.area.value = text
        shown.send.click()
    return shown.verdict.value


def test_a_good_call_ends_with_an_order_and_shows_what_came_to_light(shown):
    said = played(shown, shown.shown.words["client"]["good"])
    assert '<div class="verdict good"' in said
    assert shown.shown.say("outcome.order") in said
    assert 'class="of-P"' in said
    assert shown.shown.say("call_criterion.worth") in said
    assert shown.shown.say("turning.worth") in said
    assert "gone" in shown.writing._dom_classes


def test_a_poor_call_shows_a_better_sentence(shown):
    said = played(shown, shown.shown.words["client"]["poor"])
    shown.end.click()
    assert '<div class="verdict good"' not in said
    assert shown.shown.say("coached.better") in shown.verdict.value


def test_what_the_seller_writes_is_shown_as_text(shown):
    played(shown, ["<script>alert(1)</script>"])
    assert "<script>" not in shown.transcript.value
    assert "&lt;script&gt;" in shown.transcript.value


def test_an_idea_is_written_into_the_field_and_leads_on(shown):
    for _ in range(3):
        shown.idea.click()
        assert shown.area.value
        shown.send.click()
    assert len(shown.call.transcript) == 3
    assert shown.call.patience == shown._client.patience


def test_a_call_can_be_begun_again_and_put_back(shown):
    good = shown.shown.words["client"]["good"]
    played(shown, good)
    first = shown.transcript.value
    shown.again.click()
    assert shown.verdict.value == ""
    assert shown.area.value == ""
    shown.put(good)
    assert shown.transcript.value == first


def test_nothing_is_said_of_nothing(shown):
    shown.send.click()
    shown.end.click()
    assert shown.call.transcript == ()
    assert isinstance(shown.area, Textarea)
