"""Cards are clicked without a browser: they take an answer, ask the judge, and show what he says."""

import pytest

from salesbook.coach import Verdict, grade
from salesbook.lessons import Exercise
from salesbook.widgets import card

CHOICE = Exercise("too-dear", "choice", key={"options": ["ask", "pitch"], "answer": "ask"})
SEVERAL = Exercise(
    "faults", "choice", key={"options": ["lead", "double", "fine"], "answer": ["lead", "double"]}, points=2
)
ORDER = Exercise("steps", "order", key={"items": ["listen", "ask", "argue"]})
SORT = Exercise("marks", "sort", key={"classes": ["good", "poor"], "items": {"nine": "good", "two": "poor"}})
MATCH = Exercise("terms", "match", key={"pairs": ["advance", "order"]})
NUMBER = Exercise("score", "number", key={"answer": 25, "within": 0.5, "unit": "points", "likely": {"share": 0.25}})
TEXT = Exercise("own", "text", key={"criteria": ["asks"], "coach": "cues"})
TALK = Exercise("call", "dialogue", key={
    "state": {"patience": 2}, "start": "hello",
    "turns": {"hello": {"ask": {"to": "agreed", "learn": ["late"]}, "pitch": {"to": "lost"}}},
    "ends": {"agreed": {"outcome": "advance", "points": 1}, "lost": {"outcome": "no-sale", "points": 0}},
})  # fmt: skip
WORDS = {
    "too-dear": {"ask": "Too **dear**!", "hint": "Than what?", "options": {
        "ask": {"say": "Than what?", "why": "You learn."}, "pitch": {"say": "But!", "why": "You argue."}}},
    "faults": {"ask": "Which?", "hint": "h", "options": {o: {"say": o, "why": f"why {o}"} for o in ("lead", "double", "fine")}},
    "steps": {"ask": "Order", "hint": "h", "items": {"listen": "Listen", "ask": "Ask", "argue": "Argue"}, "why": "So."},
    "marks": {"ask": "Sort", "hint": "h", "classes": {"good": "Good", "poor": "Poor"},
              "items": {"nine": {"say": "9", "why": "high"}, "two": {"say": "2", "why": "low"}}},
    "terms": {"ask": "Match", "hint": "h", "why": "So.",
              "pairs": {"advance": {"left": "A", "right": "a step"}, "order": {"left": "O", "right": "a sale"}}},
    "score": {"ask": "NPS?", "hint": "h", "right": "Yes.", "wrong": "No.", "likely": {"share": "That is a share."}},
    "own": {"ask": "Write", "hint": "h", "criteria": {"asks": {"say": "It asks", "cues": ["what"]}}, "model": "Than what?"},
    "call": {"ask": "Call", "hint": "h", "facts": {"late": "Late."},
             "turns": {"hello": {"client": "Yes?", "options": {"ask": {"say": "How?", "why": "w"}, "pitch": {"say": "Buy!", "why": "w"}}}},
             "ends": {"agreed": {"client": "Good.", "why": "You asked."}, "lost": {"client": "No.", "why": "You pitched."}}},
}  # fmt: skip
EVERY = [CHOICE, SEVERAL, ORDER, SORT, MATCH, NUMBER, TEXT]


def made(exercise, lang="en", words=None, judge=None):
    words = words or WORDS[exercise.id]
    return card(exercise, words, lang, judge or (lambda response: grade(exercise, response, words)))


def test_a_click_and_check_show_the_words_of_the_option_chosen():
    shown = made(CHOICE)
    shown.field.buttons["pitch"].click()
    shown.check.click()
    assert "✗" in shown.verdict.value
    assert "You argue." in shown.verdict.value
    assert "0 of 1" in shown.verdict.value


def test_the_chosen_option_is_told_by_a_sign_and_not_by_colour_alone():
    shown = made(CHOICE)
    shown.field.buttons["ask"].click()
    assert (shown.field.buttons["ask"].icon, shown.field.buttons["pitch"].icon) == ("check", "")


def test_several_can_be_chosen_and_taken_back():
    shown = made(SEVERAL)
    for option in ("lead", "fine", "double", "fine"):
        shown.field.buttons[option].click()
    shown.check.click()
    assert "2 of 2" in shown.verdict.value


@pytest.mark.parametrize("exercise", [CHOICE, SORT, MATCH, NUMBER, TEXT], ids=lambda e: e.kind)
def test_an_empty_field_asks_to_be_filled_and_nobody_is_judged(exercise):
    def judge(response):
        raise AssertionError(response)

    shown = made(exercise, judge=judge)
    shown.check.click()
    assert "Answer first" in shown.verdict.value


def test_items_are_moved_into_sequence_by_buttons():
    shown = made(ORDER)
    while shown.field.sequence != ["listen", "ask", "argue"]:
        place = next(i for i, item in enumerate(["listen", "ask", "argue"]) if shown.field.sequence[i] != item)
        shown.field.move(["listen", "ask", "argue"][place], -1)
    shown.check.click()
    assert "✓ Right." in shown.verdict.value


def test_a_sequence_is_never_shown_as_it_should_be():
    assert made(ORDER).field.sequence != ["listen", "ask", "argue"]


def test_sorting_shows_every_item_with_its_class_and_reason():
    shown = made(SORT)
    shown.field.lists["nine"].value = shown.field.lists["two"].value = "good"
    shown.check.click()
    assert "✓ 9 — Good. high" in shown.verdict.value
    assert "✗ 2 — Poor. low" in shown.verdict.value


@pytest.mark.parametrize(
    ("typed", "said"),
    [("25", "Yes."), ("25,4", "Yes."), ("0,25", "That is a share."), ("−25", "No."), (" 25 ", "Yes.")],
)
def test_a_number_is_read_as_people_type_it(typed, said):
    shown = made(NUMBER)
    shown.field.text.value = typed
    shown.check.click()
    assert said in shown.verdict.value


def test_what_a_text_is_judged_by_stands_there_before_and_after():
    shown = made(TEXT)
    assert "It asks" in shown.field.widget.children[0].value
    shown.field.area.value = "Compared with what?"
    shown.check.click()
    assert "✓ It asks" in shown.verdict.value
    assert "what?" in shown.verdict.value


def test_a_conversation_is_played_to_its_end_and_can_be_begun_again():
    shown = made(TALK)
    next(b for b in shown.options.children if b.description == "How?").click()
    assert "An advance" in shown.verdict.value
    assert "Late." in shown.verdict.value
    assert shown.options.children == ()
    shown.again.click()
    assert shown.verdict.value == ""
    assert len(shown.options.children) == 2


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.kind)
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_every_card_speaks_every_language_and_gives_a_hint(exercise, lang):
    shown = made(exercise, lang)
    shown.help.click()
    assert shown.hint.value
    assert shown.check.description != "card.check"


def test_html_of_words_and_of_answers_is_shown_as_text():
    evil = "<script>alert(1)</script>"
    words = {**WORDS["own"], "ask": evil, "criteria": {"asks": {"say": evil, "cues": ["script"]}}}
    shown = made(TEXT, words=words)
    shown.field.area.value = f"what {evil}"
    shown.check.click()
    pages = [shown.verdict.value, shown.widget.children[0].value, shown.field.widget.children[0].value]
    assert not [page for page in pages if "<script" in page]


def test_a_card_puts_back_an_earlier_answer():
    shown = made(SEVERAL)
    shown.field.put(["lead"])
    shown.show(Verdict(0.5, 1), ["lead"])
    assert shown.field.buttons["lead"].icon == "check"
    assert "1 of 2" in shown.verdict.value
