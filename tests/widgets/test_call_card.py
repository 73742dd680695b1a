"""A call with a simulated client, clicked without a browser."""

import re
from html import escape
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


def test_each_criterion_has_a_sign_for_all_of_it_a_part_or_nothing(shown):
    played(shown, shown.shown.words["client"]["good"][2:6])
    shown.end.click()
    said = shown.verdict.value
    rows = {name: sign for sign, name in re.findall(r'<li class="\w+">(.) ([^<]*?) — ', said)}
    signs = [rows[shown.shown.say(f"call_criterion.{name}")] for name in ("outcome", "worth", "concerns", "care")]
    assert signs == ["◐", "◐", "✗", "✓"]


def test_the_letters_have_a_legend_and_the_points_one_scale(shown):
    said = played(shown, shown.shown.words["client"]["good"])
    assert shown.shown.say("call.legend") in said
    assert shown.shown.say("call.share", None, got="13", of="13") in said


def test_facts_consequences_and_worths_are_told_and_what_is_left_is_named(shown):
    client = shown.shown.words["client"]
    played(shown, client["good"][:6])
    shown.end.click()
    said = shown.verdict.value
    for text in (client["facts"]["rooms"]["say"], client["problems"]["late-gloves"]["worth"]):
        assert escape(text) in said
    assert shown.shown.say("call_left.problems", 1) in said
    shown.again.click()
    played(shown, client["poor"])
    shown.end.click()
    assert escape(client["facts"]["supplier"]["say"]) in shown.verdict.value


def test_an_answer_to_a_concern_has_its_word_and_a_doubt_looks_softer(shown):
    played(shown, shown.shown.words["client"]["good"])
    for kind in ("taken", "settled"):
        assert f'<div class="why">{shown.shown.say(f"replied.{kind}")}.' in shown.transcript.value
    assert '<div class="why"></div>' not in shown.transcript.value
    shown.again.click()
    shown.area.value = "hm, glove"
    shown.send.click()
    shown.end.click()
    assert ("unsure" in shown.verdict.value) == (not shown.call.transcript[0].sure)


def test_who_has_said_nothing_is_not_asked_to_call_again(shown):
    assert "gone" in shown.again._dom_classes
    played(shown, shown.shown.words["client"]["good"][:1])
    assert "gone" not in shown.again._dom_classes
    shown.again.click()
    assert "gone" in shown.again._dom_classes
