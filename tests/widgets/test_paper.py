"""Exercises on paper: where to write without the answer, and what is right, by the same numbers and letters."""

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from salesbook.coach import best_way, replay, step
from salesbook.coach.talk import Talk
from salesbook.learn import HOME
from salesbook.lessons import Exercise, lessons, read_words
from salesbook.lessons.client import read_client_words, read_persona
from salesbook.widgets import Sheet, answers, printed, title_block
from salesbook.widgets.script import script
from salesbook.widgets.sheet import letter

EVIL = "<script>alert(1)</script>"
CLIENTS = Path(__file__).resolve().parents[2] / "exercises" / "bank" / "clients"
LESSONS = lessons([HOME / "exercises"])
SHEETS = [
    pytest.param(lesson.id, exercise, lang, id=f"{lesson.id}/{exercise.id}/{lang}")
    for lesson in LESSONS
    for exercise in lesson.exercises
    for lang in lesson.languages
]
TALKS = [pytest.param(e, id=e.id) for lesson in LESSONS for e in lesson.exercises if e.kind == "dialogue"]
CHOICE = Exercise("too-dear", "choice", key={"options": ["ask", "pitch", "cut"], "answer": ["ask", "cut"]})
SORT = Exercise("marks", "sort", key={"classes": ["good", "poor"], "items": {"nine": "good", "two": "poor"}})
ORDER = Exercise("steps", "order", key={"items": ["listen", "ask", "argue"]})
MATCH = Exercise("terms", "match", key={"pairs": ["advance", "order"]})
NUMBER = Exercise("score", "number", key={"answer": -15, "within": 0.5, "unit": "points", "likely": {"share": -0.15}})
TALK = Exercise("call", "dialogue", points=4, key={
    "state": {"trust": 1, "patience": 1, "hurry <b>": 0}, "start": "hello", "out_of_patience": "lost",
    "turns": {
        "again": {"ask": {"to": "agreed", "needs": {"trust": 2, "knows": ["late"]}, "otherwise": "lost"}},
        "hello": {"ask": {"to": "again", "trust": 1, "learn": ["late"]}, "pitch": {"to": "again", "patience": -1}},
    },
    "ends": {"lost": {"outcome": "no-sale", "points": 0}, "agreed": {"outcome": "advance", "points": 1}},
})  # fmt: skip
WORDS = {
    "too-dear": {"ask": "Too **dear**!", "options": {
        o: {"say": f"say {o}", "why": f"why {o}"} for o in ("ask", "pitch", "cut")}},
    "marks": {"ask": "Sort", "classes": {"good": "Good (G)", "poor": "Poor (P, not good)"},
              "items": {"nine": {"say": "9", "why": "high"}, "two": {"say": "2", "why": "low"}}},
    "steps": {"ask": "Order", "items": {"listen": "Listen", "ask": "Ask", "argue": "Argue"}, "why": "So."},
    "terms": {"ask": "Match", "why": "So.",
              "pairs": {"advance": {"left": "A", "right": "a step"}, "order": {"left": "O", "right": "a sale"}}},
    "score": {"ask": "NPS?", "right": "Yes.", "wrong": "No.", "likely": {"share": "That is a share."}},
    "call": {"ask": "Call", "facts": {"late": "Late."}, "turns": {
        "hello": {"client": "Yes?", "options": {"ask": {"say": "How?"}, "pitch": {"say": "Buy!"}}},
        "again": {"client": "Late.", "options": {"ask": {"say": "When?"}}}},
        "ends": {"agreed": {"client": "Good.", "why": "You asked."}, "lost": {"client": "No.", "why": "You pitched."}}},
}  # fmt: skip


@cache
def words_of(lesson, lang):
    found = next(each for each in LESSONS if each.id == lesson)
    words = dict(read_words(found, lang)["exercises"])
    for exercise in found.exercises:
        if exercise.kind == "call":
            client = read_persona(CLIENTS / exercise.key["client"])
            words[exercise.id] = {**words[exercise.id], "client": read_client_words(client, lang)}
    return words


def of_lesson(exercise, lang="en"):
    lesson = next(each for each in LESSONS if exercise in each.exercises)
    return Sheet("1.1", exercise, words_of(lesson.id, lang)[exercise.id], lang)


def sheet(exercise, lang="en"):
    return Sheet("2.3", exercise, WORDS[exercise.id], lang)


def right(exercise):
    return text(answers([(2, "A part", [sheet(exercise)])], "en").partition('class="columns"')[2])


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def evil(words):
    return {key: evil(value) for key, value in words.items()} if isinstance(words, dict) else f"{words} {EVIL}"


@pytest.mark.parametrize(("lesson", "exercise", "lang"), SHEETS)
def test_markup_in_the_words_is_shown_as_text_on_the_sheet_and_on_the_answers(lesson, exercise, lang):
    one = Sheet("1.1", exercise, evil(words_of(lesson, lang)[exercise.id]), lang)
    for html in (printed(one), answers([(1, EVIL, [one])], lang)):
        assert "&lt;script&gt;" in html
        assert "<script" not in html


def test_the_title_block_shows_markup_as_text_and_has_lines_for_name_and_date():
    html = title_block(f"Aim {EVIL}", "uk")
    assert "<script" not in html
    assert text(html).endswith("Ім’я Дата")


@pytest.mark.parametrize(("lesson", "exercise", "lang"), SHEETS)
def test_a_sheet_gives_nothing_away(lesson, exercise, lang):
    words = words_of(lesson, lang)[exercise.id]
    asked = printed(Sheet("1.1", exercise, words, lang))
    told = [words[key] for key in ("why", "right", "wrong", "model", "hint") if key in words]
    told += [part["why"] for kind in ("options", "items") for part in words.get(kind, {}).values() if "why" in part]
    told += [option["say"] for turn in words.get("turns", {}).values() for option in turn["options"].values()]
    assert [each for each in told if text(str(each)) in text(asked)] == []
    assert text(asked).startswith("1.1 ")


def test_every_right_option_is_named_by_the_letter_that_it_has_on_the_sheet():
    found = dict(re.findall(r"☐ (\w) (say \w+)", text(printed(sheet(CHOICE)))))
    assert sorted(found) == ["A", "B", "C"]
    letters = {said: mark for mark, said in found.items()}
    assert f"{letters['say ask']} say ask why ask" in right(CHOICE)
    assert f"{letters['say cut']} say cut why cut" in right(CHOICE)
    assert "say pitch" not in right(CHOICE)


def test_boxes_are_answered_from_top_to_bottom_as_they_stand_on_the_sheet():
    items = [item.rstrip() for item in re.findall(r"__ (\w+)", text(printed(sheet(ORDER))))]
    boxes = " ".join(str(["Listen", "Ask", "Argue"].index(item) + 1) for item in items)
    assert f"2.3 {boxes} Listen → Ask → Argue So." in right(ORDER)
    assert right(SORT).endswith("2.3 P 2 G 9")
    assert re.findall(r"__ (\d)", text(printed(sheet(SORT)))) == ["2", "9"]


def test_classes_that_name_a_letter_of_their_own_bear_it():
    assert "G Good (G) P Poor (P, not good)" in text(printed(sheet(SORT)))


def test_pairs_are_matched_by_letters():
    assert "A a sale B a step" in text(printed(sheet(MATCH)))
    assert "B A — a step A O — a sale So." in right(MATCH)


def test_a_number_has_its_unit_its_tolerance_and_the_usual_mistakes():
    assert text(printed(sheet(NUMBER))).endswith("Answer: points")
    assert right(NUMBER).endswith("2.3 −15 points ± 0.5 Yes. Usual mistakes: −0.15 That is a share.")


def test_letters_are_those_of_the_language_and_never_run_out():
    assert [letter(0, lang) for lang in ("en", "uk", "ru")] == ["A", "А", "А"]
    assert len({letter(n, "uk") for n in range(60)}) == 60


def test_a_script_says_where_each_option_leads_under_which_condition_and_what_it_changes():
    page = text(script(sheet(TALK)))
    assert "trust 1 patience 1 hurry <b> 0" in page
    assert "Patience is down to 0: → A" in page
    assert "1 Yes? ★ How? → 2 , ☐ (1) ; trust +1 Buy! → 2 ; patience −1" in page
    assert "2 Late. ★ When? if trust is 2 or more and (1) is ticked: → B , otherwise → A" in page
    assert "B ★ Good. An advance: the client agreed to do something definite. 4 of 4. You asked." in page
    assert "hurry &lt;b&gt;" in script(sheet(TALK))


@pytest.mark.parametrize("exercise", TALKS)
def test_the_best_way_is_marked_and_comes_to_the_best_end(exercise):
    ends = exercise.key["ends"]
    way = best_way(exercise)
    assert ends[way.end]["points"] == max(end["points"] for end in ends.values())
    assert replay(exercise, [option for _, option in way.taken]) == way
    html = script(of_lesson(exercise))
    assert html.count('class="best"') == len(way.taken) + 1


@pytest.mark.parametrize("exercise", TALKS)
def test_whoever_follows_the_arrows_goes_where_the_conversation_goes(exercise):
    """From every turn by every option, once with nothing reached and once with all that could be asked for."""
    html = script(of_lesson(exercise))
    rows = iter(re.findall(r'class="leads">(.*?)</span></li>', html))
    key = exercise.key
    turns = [key["start"], *(turn for turn in key["turns"] if turn != key["start"])]
    names = {turn: str(n) for n, turn in enumerate(turns, 1)} | {e: letter(n, "en") for n, e in enumerate(key["ends"])}
    facts = frozenset(f for o in key["turns"].values() for body in o.values() for f in body.get("learn", ()))
    for turn, option in [(name, option) for name in turns for option in key["turns"][name]]:
        arrows = re.findall(r"→ (\w+)", text(next(rows)))
        full = Talk(turn, dict.fromkeys(key["state"], 99), facts)
        none = Talk(turn, {**dict.fromkeys(key["state"], 0), "patience": 99})
        reached = [step(exercise, talk, option) for talk in (full, none)]
        assert dict.fromkeys(arrows) == dict.fromkeys(names[talk.turn or talk.end] for talk in reached)
    assert next(rows, None) is None
