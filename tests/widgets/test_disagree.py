"""What a learner thinks of a coach's verdict: offered after it, kept once, said to be kept."""

from pathlib import Path

import pytest
from ipywidgets import Button

from salesbook.coach import Verdict
from salesbook.errors import ContentError
from salesbook.lessons import Exercise
from salesbook.lessons.client import read_client_words, read_persona
from salesbook.widgets import card
from salesbook.words import say

WORDS = {"ask": "Ask.", "hint": "h", "criteria": {"type": {"say": "It asks", "cues": ["what"]}}, "model": "What?"}
CLINIC = Path(__file__).resolve().parents[2] / "exercises" / "bank" / "clients" / "clinic"
READ = Verdict(0.5, 0.5, {"type": False}, ("model",), label="P", faults=("double",))


def text(coach="spin"):
    return Exercise("own", "text", key={"criteria": ["type"], "coach": coach, "wants": "I"})


def made(exercise, keep, lang="en", words=None):
    return card(exercise, words or WORDS, lang, lambda _: READ, keep=keep)


def call(keep, lang="en"):
    persona = read_persona(CLINIC)
    words = {"ask": "Call.", "hint": "h", "persona": persona, "client": read_client_words(persona, lang)}
    return made(Exercise("call-clinic", "call", key={"client": "clinic"}), keep, lang, words)


def write(shown, said):
    shown.field.area.value = said
    shown.check.click()


def offered(shown):
    """Whether the button is to be seen."""
    return "gone" not in shown.widget.children[-1]._dom_classes


@pytest.fixture
def kept():
    """What was kept, as a list whose ``keep`` the cards are given."""

    class Kept(list):
        def keep(self, response, verdict):
            self.append((response, verdict))

    return Kept()


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("coach", ["spin", "objections"])
def test_after_a_verdict_and_not_before_the_learner_may_disagree_once(kept, coach, lang):
    shown = made(text(coach), kept.keep, lang)
    assert not offered(shown)
    write(shown, "What, and how?")
    assert offered(shown)
    assert shown.disagree.button.description == say("coached.disagree", lang)
    for _ in range(2):
        shown.disagree.button.click()
    assert kept == [("What, and how?", READ)]
    assert say("coached.disagreed", lang) in shown.disagree.told.value
    assert 'role="status"' in shown.disagree.told.value


def test_the_button_is_a_real_one_that_keeps_the_focus(kept):
    shown = made(text(), kept.keep)
    write(shown, "What?")
    shown.disagree.button.click()
    assert isinstance(shown.disagree.button, Button)
    assert "quiet" in shown.disagree.button._dom_classes
    assert not shown.disagree.button.disabled and offered(shown), "what goes away takes the focus with it"


def test_what_was_judged_is_kept_and_not_what_is_written_since(kept):
    shown = made(text(), kept.keep)
    write(shown, "What?")
    shown.field.area.value = "What else?"
    shown.disagree.button.click()
    assert [response for response, _ in kept] == ["What?"]


def test_a_new_verdict_may_be_disagreed_with_anew_and_an_empty_field_has_none(kept):
    shown = made(text(), kept.keep)
    for said in ("What?", "How?"):
        write(shown, said)
        assert shown.disagree.told.value == ""
        shown.disagree.button.click()
    assert [response for response, _ in kept] == ["What?", "How?"]
    write(shown, "")
    assert not offered(shown)


def test_what_could_not_be_kept_is_not_said_to_be_and_may_be_pressed_again(kept):
    def full(*_):
        raise ContentError("olena.jsonl", "cannot be written to.", "Free some room.")

    shown = made(text(), full)
    write(shown, "What?")
    with pytest.raises(ContentError):
        shown.disagree.press()
    assert shown.disagree.told.value == ""
    shown.disagree._keep = kept.keep
    shown.disagree.press()
    assert len(kept) == 1


@pytest.mark.parametrize("exercise", [text("cues"), Exercise("own", "choice", key={"options": ["a"], "answer": "a"})])
def test_where_no_coach_reads_what_was_written_there_is_no_such_button(kept, exercise):
    words = {**WORDS, "options": {"a": {"say": "A", "why": "w"}}}
    shown = made(exercise, kept.keep, words=words)
    assert shown.widget.children[-1] is shown.verdict


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_after_a_call_the_learner_may_disagree_with_the_whole_of_it(kept, lang):
    shown = call(kept.keep, lang)
    shown.area.value = "?"
    shown.send.click()
    assert not offered(shown), "the call goes on"
    shown.end.click()
    assert offered(shown)
    for _ in range(2):
        shown.disagree.button.click()
    ((response, verdict),) = kept
    assert (response, verdict.label, verdict.share) == (["?", ""], shown.call.end, READ.share)
    shown.again.click()
    assert not offered(shown)
    assert shown.disagree.told.value == ""
