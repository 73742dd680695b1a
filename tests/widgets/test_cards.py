"""Cards are clicked without a browser: they take an answer, ask the judge, and show what he says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from ipywidgets import HTML, Button, Text, Textarea

from salesbook.coach import Verdict, grade
from salesbook.lessons import Exercise
from salesbook.widgets import Sheet, card, style

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
EXACT = Exercise("exact", "number", key={"answer": 11, "within": 0, "unit": "count"})
ANSWERS = [  # exercise, a right response, a wrong one
    (CHOICE, "ask", "pitch"),
    (SEVERAL, ["lead", "double"], ["lead", "fine"]),
    (ORDER, ["listen", "ask", "argue"], ["ask", "argue", "listen"]),
    (SORT, {"nine": "good", "two": "poor"}, {"nine": "good", "two": "good"}),
    (MATCH, {"advance": "advance", "order": "order"}, {"advance": "order", "order": "advance"}),
    (NUMBER, 25.0, 0.25),
    (TEXT, "Than what?", "But!"),
    (TALK, ["ask"], ["pitch"]),
]


def made(exercise, lang="en", words=None, judge=None, **more):
    words = words or WORDS[exercise.id]
    return card(exercise, words, lang, judge or (lambda response: grade(exercise, response, words)), **more)


def answered(exercise, response, lang="en", words=None):
    """The card after ``response`` was given and checked, with what its verdict shows."""
    shown = made(exercise, lang, words)
    getattr(shown, "field", shown).put(response)
    shown.show(grade(exercise, response, words or WORDS[exercise.id]), response)
    return shown.verdict.value


def widgets(of):
    """A widget and all within it."""
    yield of
    for child in getattr(of, "children", ()):
        yield from widgets(child)


def texts(shown):
    """Every text that a card gives to the browser, by what takes it: HTML, or text as it is."""
    every = list(widgets(shown.widget))
    return [w.value for w in every if isinstance(w, HTML)], [w.description for w in every if hasattr(w, "description")]


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
    assert shown.field.buttons["ask"].description == "●\tThan what?"
    assert shown.field.buttons["pitch"].description == "○\tBut!"


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
    assert "first, then check" in shown.verdict.value


def test_what_is_no_number_is_told_from_nothing():
    shown = made(NUMBER)
    shown.field.text.value = "a quarter"
    shown.check.click()
    assert "not a number yet" in shown.verdict.value


def test_items_are_moved_into_sequence_by_buttons():
    shown = made(ORDER)
    while shown.field.sequence != ["listen", "ask", "argue"]:
        place = next(i for i, item in enumerate(["listen", "ask", "argue"]) if shown.field.sequence[i] != item)
        shown.field.move(["listen", "ask", "argue"][place], -1)
    shown.check.click()
    assert "✓ Right." in shown.verdict.value


def test_the_buttons_of_a_sequence_stay_the_same_and_their_names_follow_the_items():
    field = made(ORDER).field
    before = [*field.up, *field.down]
    item = field.sequence[1]
    field.up[1].click()
    assert field.sequence[0] == item
    assert [*field.up, *field.down] == before
    assert field.down[0].description == f"↓ down: {WORDS['steps']['items'][item]}"


def test_the_focus_goes_with_the_item_and_at_an_end_to_the_other_button(monkeypatch):
    field, focused = made(ORDER).field, []
    monkeypatch.setattr(Button, "focus", lambda self: focused.extend([self]))
    item = field.sequence[2]
    field.up[2].click()
    field.up[1].click()
    assert focused == [field.up[1], field.down[0]]
    assert f"{WORDS['steps']['items'][item]}: now 1 of 3." in field.widget.children[-1].value


def test_an_item_at_an_end_stays_there():
    field = made(ORDER).field
    before = field.response()
    field.move(before[0], -1)
    field.move(before[-1], 1)
    assert field.response() == before


def test_a_sequence_shows_the_right_one_and_which_neighbours_were_right():
    verdict = answered(ORDER, ["ask", "argue", "listen"])
    assert "· 1. Listen" in verdict
    assert "✗ 2. Ask" in verdict
    assert "✓ 3. Argue" in verdict


def test_a_sequence_is_never_shown_as_it_should_be():
    assert made(ORDER).field.sequence != ["listen", "ask", "argue"]


def test_sorting_shows_every_item_with_its_class_and_reason():
    shown = made(SORT)
    shown.field.rows["nine"].buttons["good"].click()
    shown.field.rows["two"].buttons["good"].click()
    shown.check.click()
    assert "✓ 9 — Good. high" in shown.verdict.value
    assert "✗ 2 — you: Good; right: Poor. low" in shown.verdict.value


def test_a_row_has_one_class_at_a_time_and_says_which():
    row = made(SORT).field.rows["nine"]
    row.buttons["good"].click()
    row.buttons["poor"].click()
    assert (row.value, row.buttons["good"].description, row.buttons["poor"].description) == (
        "poor",
        "○\tGood",
        "●\tPoor",
    )


def test_long_options_stand_above_the_rows_with_the_letters_that_the_handout_has():
    long = {"left": "A", "right": "a step that the client has agreed to take by a certain day"}
    words = {**WORDS["terms"], "pairs": {**WORDS["terms"]["pairs"], "advance": long}}
    shown = made(MATCH, words=words)
    letters = Sheet("1.1", MATCH, words, "en").letters()
    assert f"<b>{letters['advance']}</b>{long['right']}" in shown.field.widget.children[0].value
    assert shown.field.rows["order"].buttons["advance"].description == f"○\t{letters['advance']}"


def test_the_pairs_of_a_match_are_shown_each_with_its_sign():
    verdict = answered(MATCH, {"advance": "advance", "order": "advance"})
    assert "✓ A — a step" in verdict
    assert "✗ O — you: a step; right: a sale" in verdict


def test_of_several_each_option_is_shown_with_what_was_done_and_what_was_right():
    verdict = answered(SEVERAL, ["lead", "fine"])
    assert "✓ lead — ticked, rightly. why lead" in verdict
    assert "✗ double — not ticked, but it belongs. why double" in verdict
    assert "✗ fine — ticked, but it does not belong. why fine" in verdict


@pytest.mark.parametrize(
    ("typed", "said"),
    [("25", "Yes."), ("25,4", "Yes."), ("0,25", "That is a share."), ("−25", "No."), (" 25 ", "Yes.")],
)
def test_a_number_is_read_as_people_type_it(typed, said):
    shown = made(NUMBER)
    shown.field.text.value = typed
    shown.check.click()
    assert said in shown.verdict.value


@pytest.mark.parametrize(("typed", "lang", "read"), [
    ("1,528", "en", 1528), ("1,528.5", "en", 1528.5), ("1,528", "uk", 1.528), ("1 528", "ru", 1528),
    ("25 %", "en", 25), ("nan", "en", None), ("inf", "en", None), ("1,2,3", "en", None),
])  # fmt: skip
def test_a_comma_is_read_as_people_of_each_language_write_it(typed, lang, read):
    field = made(NUMBER, lang).field
    field.text.value = typed
    assert field.response() == read


def test_enter_checks_a_number_and_leaving_the_field_does_not():
    shown = made(NUMBER)
    shown.field.text.value = "24"
    assert shown.verdict.value == ""
    shown.field.text._handle_custom_msg({"event": "submit"}, [])  # the browser tells of Enter, then sends the value
    shown.field.text.value = "25"
    assert "Yes." in shown.verdict.value


@pytest.mark.parametrize(("apart", "chosen"), [(0.2, ["lead"]), (0.5, [])], ids=["double", "two"])
def test_a_double_click_counts_as_one_by_the_browser_s_clock(apart, chosen):
    shown, first = made(SEVERAL), datetime(2026, 3, 1, 9, tzinfo=UTC)
    for clicked in (first, first + timedelta(seconds=apart)):  # a busy kernel hears both at once
        content = {"data": {"method": "custom", "content": {"event": "click"}}}
        shown.field.buttons["lead"]._handle_msg({"header": {"date": clicked}, "content": content, "buffers": []})
    assert shown.field.chosen == chosen


def test_a_verdict_fades_when_the_answer_it_speaks_of_is_changed():
    shown = made(SEVERAL)
    shown.field.buttons["lead"].click()
    shown.check.click()
    assert "old" not in shown.verdict._dom_classes
    shown.field.buttons["fine"].click()
    assert "old" in shown.verdict._dom_classes
    shown.check.click()
    assert "old" not in shown.verdict._dom_classes


def test_what_a_text_is_judged_by_stands_there_before_and_after():
    shown = made(TEXT)
    assert "It asks" in shown.widget.children[0].value
    shown.field.area.value = "Compared with what?"
    shown.check.click()
    assert "✓ It asks" in shown.verdict.value
    assert "what?" in shown.verdict.value


def test_a_conversation_is_played_to_its_end_and_can_be_begun_again():
    shown = made(TALK)
    shown.offered["ask"].click()
    assert "An advance" in shown.verdict.value
    assert "Late." in shown.verdict.value
    assert [b for b in shown.options.children if "gone" not in b._dom_classes] == []
    shown.again.click()
    assert shown.verdict.value == ""
    assert [b.description for b in shown.offered.values()] == ["How?", "Buy!"]


def test_a_conversation_says_what_each_outcome_earns_before_and_after():
    shown = made(TALK)
    for outcome in ("An advance: the client agreed to do something definite — 1", "No sale — 0"):
        assert outcome in shown.widget.children[0].value
    shown.offered["pitch"].click()
    assert "→ No sale — 0" in shown.verdict.value
    assert "1 more fact could have been learned" in shown.verdict.value


def test_the_keyboard_keeps_its_place_in_a_conversation(monkeypatch):
    shown, focused = made(TALK), []
    monkeypatch.setattr(Button, "focus", lambda self: focused.extend([self]))
    buttons = shown.options.children
    shown.offered["ask"].click()
    shown.again.click()
    assert focused == [shown.again, buttons[0]]
    assert shown.options.children == buttons


def test_a_click_that_comes_too_late_in_a_conversation_says_nothing():
    shown = made(TALK)
    shown.options.children[0].click()
    shown.options.children[0].click()
    assert len(shown.talk.taken) == 1


def test_who_speaks_is_said_in_words():
    shown = made(TALK)
    shown.offered["ask"].click()
    assert "<b>Client:</b> Yes?" in shown.transcript.value
    assert "<b>You:</b> How?" in shown.transcript.value


@pytest.mark.parametrize("exercise", [*EVERY, TALK], ids=lambda e: e.kind)
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_every_card_speaks_every_language_and_opens_and_closes_its_hint(exercise, lang):
    shown = made(exercise, lang)
    closed = shown.help.description
    shown.help.click()
    assert WORDS[exercise.id]["hint"] in shown.hint.value
    assert shown.help.description != closed
    shown.help.click()
    assert (shown.hint.value, shown.help.description) == ("", closed)


@pytest.mark.parametrize(("exercise", "told"), [
    (CHOICE, "1 point.</b> One option is right."),
    (SEVERAL, "2 points.</b> More than one may be right: tick all that fit. A wrong tick takes a right one back."),
    (ORDER, "each that stands in the right order counts the same"),
    (SORT, "Each line counts the same."),
    (MATCH, "Each pair counts the same."),
    (NUMBER, "It counts within ± 0.5 points."),
    (EXACT, "Only the exact number counts."),
    (TEXT, "Each of these counts the same:"),
    (TALK, "The points depend on how the conversation ends; one that is not finished is not kept:"),
], ids=lambda e: getattr(e, "id", ""))  # fmt: skip
def test_what_the_points_are_given_for_is_said_before_answering(exercise, told):
    assert told in made(exercise, words=WORDS.get(exercise.id, WORDS["score"])).widget.children[0].value


@pytest.mark.parametrize(("lang", "within"), [("uk", "± 0,5 пункту"), ("ru", "± 0,5 пункта")])
def test_the_tolerance_is_said_in_the_words_of_the_unit(lang, within):
    assert within in made(NUMBER, lang).widget.children[0].value


@pytest.mark.parametrize(("exercise", "right", "wrong"), ANSWERS, ids=lambda a: getattr(a, "id", ""))
def test_after_an_answer_each_criterion_why_and_what_to_do_next_are_shown(exercise, right, wrong):
    good, bad = answered(exercise, right), answered(exercise, wrong)
    assert "Go on to the next exercise." in good
    assert "✗" not in good
    assert "→" in bad
    assert "Go on" not in bad
    assert "✗" in bad


def test_the_last_card_of_a_part_says_so():
    shown = made(CHOICE, last=True)
    shown.field.put("ask")
    shown.check.click()
    assert "the last exercise of this part" in shown.verdict.value


@pytest.mark.parametrize("exercise", [*EVERY, TALK], ids=lambda e: e.kind)
def test_no_button_needs_a_font_of_icons_and_every_field_has_its_label(exercise):
    every = list(widgets(made(exercise).widget))
    assert [w.icon for w in every if isinstance(w, Button) and w.icon] == []
    assert [w for w in every if isinstance(w, Button | Text | Textarea) and not w.description.strip()] == []


@pytest.mark.parametrize(("exercise", "right", "wrong"), ANSWERS, ids=lambda a: getattr(a, "id", ""))
def test_the_verdict_keeps_its_place_under_the_buttons_and_is_announced(exercise, right, wrong):
    shown = made(exercise)
    assert shown.widget.children[-1] is shown.verdict
    assert "verdict-place" in shown.verdict._dom_classes
    for response in (right, wrong):
        assert 'role="status"' in answered(exercise, response)


EVIL = "<script>alert(1)</script>"


def evil(words):
    """``words`` with a script in every text."""
    if isinstance(words, dict):
        return {key: evil(value) for key, value in words.items()}
    return [*words, EVIL] if isinstance(words, list) else f"{words} {EVIL}"


@pytest.mark.parametrize(("exercise", "right", "wrong"), ANSWERS, ids=lambda a: getattr(a, "id", ""))
def test_html_of_words_and_of_answers_is_shown_as_text_everywhere(exercise, right, wrong):
    words = evil(WORDS[exercise.id])
    for response in (right, wrong):
        given = f"{response} {EVIL}" if exercise.kind == "text" else response
        shown = made(exercise, words=words, where=EVIL)
        getattr(shown, "field", shown).put(given)
        shown.help.click()
        shown.show(grade(exercise, given, words), given)
        pages, plain = texts(shown)
        assert not [page for page in pages if "<script" in page]
        assert any("&lt;script" in page for page in pages)
        assert not [w for w in widgets(shown.widget) if getattr(w, "description_allow_html", False)], plain


def test_the_learners_own_words_are_shown_as_they_wrote_them():
    verdict = answered(TEXT, "*what* [else](https://example.org)?")
    assert "*what*" in verdict
    assert "<a" not in verdict


def test_a_card_puts_back_an_earlier_answer():
    shown = made(SEVERAL)
    shown.field.put(["lead"])
    shown.show(Verdict(0.5, 1), ["lead"])
    assert shown.field.buttons["lead"].description.startswith("☑")
    assert "1 of 2" in shown.verdict.value


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), [
    ("ink", "#ffffff"), ("soft", "#ffffff"), ("accent", "#ffffff"), ("accent", "pale"), ("ink", "chosen"), ("ink", "pale"),
    ("good", "good-pale"), ("part", "part-pale"), ("poor", "poor-pale"), ("ink", "poor-pale"), ("soft", "pale"),
])  # fmt: skip
def test_letters_stand_out_from_their_ground_as_wcag_asks(text, ground):
    named = dict(re.findall(r"--([\w-]+): (#\w{6})", style()))
    light, dark = sorted((luminance(named.get(c, c)) for c in (text, ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
