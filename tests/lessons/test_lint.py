"""The linter of lessons: every fault of every file, at once, with its place."""

import copy

import pytest
import yaml

from salesbook.lessons import StaleTranslation, problems, renew

KEY = {
    "id": "prices",
    "languages": ["en", "uk"],
    "blocks": [{"id": "first", "minutes": 5}],
    "exercises": [
        {"id": "too-dear", "block": "first", "kind": "choice", "options": ["ask", "pitch"], "answer": "ask"},
        {"id": "margin", "block": "first", "kind": "number", "answer": 0.25, "within": 0.01, "unit": "share",
         "likely": {"of-price": 0.1}},
        {"id": "call", "block": "first", "kind": "dialogue", "state": {"patience": 1}, "start": "hello",
         "turns": {"hello": {"ask": {"to": "agreed"}, "pitch": {"to": "lost"}}},
         "ends": {"agreed": {"outcome": "advance", "points": 1}, "lost": {"outcome": "no-sale", "points": 0}}},
    ],
}  # fmt: skip
WORDS = {
    "title": "Prices",
    "aim": "Ask first.",
    "blocks": {"first": {"title": "First words"}},
    "exercises": {
        "too-dear": {"ask": "Too dear! {company}?", "hint": "h",
                     "options": {"ask": {"say": "Than?", "why": "y"}, "pitch": {"say": "But!", "why": "n"}}},
        "margin": {"ask": "How much?", "hint": "h", "right": "Yes.", "wrong": "No.", "likely": {"of-price": "Of the price."}},
        "call": {"ask": "Call.", "hint": "h",
                 "turns": {"hello": {"client": "Yes?", "options": {"ask": {"say": "s", "why": "w"},
                                                                   "pitch": {"say": "s", "why": "w"}}}},
                 "ends": {"agreed": {"client": "Good.", "why": "w"}, "lost": {"client": "No.", "why": "w"}}},
    },
}  # fmt: skip


def write(folder, key=KEY, english=WORDS, ukrainian=WORDS, fresh=True):
    lesson = folder / "prices"
    lesson.mkdir(exist_ok=True)
    for name, body in (("lesson", key), ("en", english), ("uk", ukrainian)):
        (lesson / f"{name}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    if fresh:
        renew(folder)
    return folder


def changed(body, path, value=None):
    """A copy of ``body`` with the place ``path`` set, or taken out where there is no value."""
    body = copy.deepcopy(body)
    *way, last = path
    place = body
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return body


def said(folder):
    return [str(p).split("prices/", 1)[1] for p in problems([folder])]


def test_a_sound_lesson_has_no_fault(tmp_path):
    assert problems([write(tmp_path)]) == []


def test_missing_words_are_named_with_their_file_and_place_all_at_once(tmp_path):
    less = changed(WORDS, ("exercises", "too-dear", "options", "pitch", "why"))
    less = changed(less, ("exercises", "margin", "hint"))
    assert said(write(tmp_path, ukrainian=less)) == [
        "uk.yaml: too-dear.options.pitch.why: nothing there. Add the text.",
        "uk.yaml: margin.hint: nothing there. Add the text.",
    ]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("exercises", 0, "answer"), "aks", "too-dear.answer: aks is no option. Did you mean ask?"),
        (("exercises", 0, "kind"), "chioce", "too-dear: no kind chioce. Did you mean choice?"),
        (("exercises", 0, "block"), "frist", "blocks: no block frist. Did you mean first?"),
        (("exercises", 1, "id"), "too-dear", "too-dear: 2 exercises have this id. Give each its own."),
        (("exercises", 1, "within"), 0.2, "margin.likely.of-price: this mistake would count as right."),
        (("exercises", 1, "unit"), "pct", "margin.unit: no unit pct."),
        (("exercises", 0, "answers"), ["ask"], "too-dear.answers: no such field. Did you mean answer?"),
        (("exercises", 2, "turns", "hello", "ask", "to"), "nowhere", "call.turns.hello.ask: no turn or end nowhere."),
        (("exercises", 2, "turns", "alone"), {"go": {"to": "lost"}}, "call.turns.alone: nobody can reach it."),
        (("exercises", 2, "turns", "hello"), {"on": {"to": "hello"}}, "call.turns.hello: no path from it ends."),
        (("exercises", 2, "ends", "lost"), {"outcome": "no-sale"}, "call.ends.lost: an end without points."),
        (("exercises", 2, "ends", "lost", "outcome"), "defeat", "call.ends.lost: no outcome defeat."),
        (("exercises", 2, "turns", "hello", "ask", "needs"), {"knows": ["x"]}, "call.turns.hello.ask: it needs something"),
        (("exercises", 2, "turns", "hello", "ask", "trust"), 1, "call.turns.hello.ask.trust: no such part of the state."),
    ],
)  # fmt: skip
def test_a_fault_of_the_key_is_found(tmp_path, path, value, message):
    found = said(write(tmp_path, key=changed(KEY, path, value), fresh=False))
    assert any(line.startswith(f"lesson.yaml: {message}") for line in found), found


def test_words_that_belong_to_nothing_are_found(tmp_path):
    more = changed(WORDS, ("exercises", "margin", "likely", "of-cost"), "Of the cost.")
    assert said(write(tmp_path, english=more, ukrainian=more)) == [
        f"{lang}.yaml: margin.likely.of-cost: it belongs to nothing in the key. Take it out, or add it to lesson.yaml."
        for lang in ("en", "uk")
    ]


def test_placeholders_must_be_the_same_in_every_language(tmp_path):
    other = changed(WORDS, ("exercises", "too-dear", "ask"), "Дорого!")
    assert said(write(tmp_path, ukrainian=other)) == [
        "uk.yaml: too-dear.ask: placeholders none, in English {company}. Use the same."
    ]


@pytest.mark.parametrize("text", ["{клієнта}", "{ім'я клієнта}", "{ company }"])
@pytest.mark.parametrize(
    "path", [("aim",), ("blocks", "first", "reading"), ("exercises", "margin", "hint")], ids=lambda path: path[-1]
)
def test_a_placeholder_that_nothing_is_filled_in_for_is_found(tmp_path, path, text):
    both = changed(WORDS, path, f"Дзвінок для {text}")
    place = ".".join(path).removeprefix("exercises.")
    assert said(write(tmp_path, english=both, ukrainian=both)) == [
        f"{lang}.yaml: {place}: nothing is filled in for {text}. Only {{company}} and {{product}} are filled in."
        for lang in ("en", "uk")
    ]


def test_braces_that_hold_no_word_are_text(tmp_path):
    both = changed(WORDS, ("exercises", "margin", "hint"), "{1; 2} {} {…}")
    assert said(write(tmp_path, english=both, ukrainian=both)) == []


def test_a_translation_older_than_its_source_is_found_and_can_be_renewed(tmp_path):
    write(tmp_path)
    newer = changed(WORDS, ("exercises", "margin", "ask"), "How much of the margin?")
    (tmp_path / "prices" / "en.yaml").write_text(yaml.safe_dump(newer), "utf-8")
    assert [line.split(". ")[0] for line in said(tmp_path)] == ["uk.yaml: margin: it is older than its source"]
    assert all(isinstance(problem, StaleTranslation) for problem in problems([tmp_path]))
    assert renew(tmp_path) == 1
    assert problems([tmp_path]) == []


def test_a_broken_file_is_named_with_its_line_and_the_others_are_still_checked(tmp_path):
    write(tmp_path)
    (tmp_path / "prices" / "uk.yaml").write_text("title: [", "utf-8")
    assert [line.split(":")[0] for line in said(tmp_path)] == ["uk.yaml"]


def test_a_lesson_in_one_language_only_is_whole(tmp_path):
    lesson = tmp_path / "own"
    lesson.mkdir()
    (lesson / "lesson.yaml").write_text(yaml.safe_dump({**KEY, "languages": ["uk"]}), "utf-8")
    (lesson / "uk.yaml").write_text(yaml.safe_dump(WORDS, allow_unicode=True), "utf-8")
    assert problems([tmp_path]) == []


def test_a_folder_without_lessons_is_said_and_a_lesson_itself_is_none(tmp_path):
    (tmp_path / "empty").mkdir()
    assert [str(p) for p in problems([tmp_path / "empty"])] == [
        f"{tmp_path / 'empty'}: no lessons here (a lesson is a folder with lesson.yaml). Check the path given to --exercises."
    ]
    one = write(tmp_path) / "prices"
    assert [str(p) for p in problems([one])] == [
        f"{one}: this is a lesson itself, no folder of lessons. Give the folder above it: {tmp_path}."
    ]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    assert [str(p) for p in problems([tmp_path / "no"])] == [
        f"{tmp_path / 'no'}: no such folder. Check the path given to --exercises."
    ]
