"""The workbook's own lessons: sound, whole in three languages, each key right and every other answer wrong."""

import itertools
import re

import pytest

from salesbook.coach import grade, start, step
from salesbook.learn import HOME
from salesbook.lessons import lessons, problems, read_words
from salesbook.lessons.client import personas, read_client_words
from salesbook.widgets import card

WORDS_A_MINUTE = 160  # silent reading of uk and ru
SECONDS = {
    "text": 90,
    "dialogue": 210,
    "call": 390,
}  # to do an exercise, beside the reading; the other kinds are clicked
CLICKED = 25

FOLDER = HOME / "exercises"
LESSONS = {lesson.id: lesson for lesson in lessons([FOLDER])}
CLIENTS = {client.id: client for client in personas([FOLDER])}
EXERCISES = [(lesson, e) for lesson in LESSONS.values() for e in lesson.exercises]
LEAST = {"spin": (30, 3), "objections": (25, 3), "nps": (20, 0)}  # exercises beside conversations, and conversations


def of_kind(*kinds):
    chosen = [(lesson, e) for lesson, e in EXERCISES if e.kind in kinds]
    return pytest.mark.parametrize(("lesson", "exercise"), chosen, ids=[f"{lesson.id}/{e.id}" for lesson, e in chosen])


def test_no_lesson_has_a_fault():
    assert [str(problem) for problem in problems([FOLDER])] == []


@pytest.mark.parametrize("name", LEAST)
def test_there_is_enough_to_practise(name):
    kinds = [e.kind for e in LESSONS[name].exercises]
    talks = kinds.count("dialogue")
    assert len(kinds) - talks >= LEAST[name][0]
    assert talks >= LEAST[name][1]


@pytest.mark.parametrize("name", LEAST)
def test_blocks_are_five_to_seven_minutes(name):
    assert {block.minutes for block in LESSONS[name].blocks} <= {5, 6, 7}


def texts(words):
    """Every text in ``words``; lists are cues, which nobody reads."""
    if isinstance(words, dict):
        return [text for value in words.values() for text in texts(value)]
    return [words] if isinstance(words, str) else []


def read_by_a_learner(exercise, words):
    """The words of an exercise that one way through it shows: of a choice, the feedback on what is ticked."""
    if exercise.kind in ("dialogue", "call"):
        return texts(words["ask"])
    if exercise.kind != "choice":
        return texts({name: value for name, value in words.items() if name not in ("hint", "wrong", "likely")})
    answer = exercise.key["answer"]
    shown = [answer] if isinstance(answer, str) else answer
    said = [option["say"] for option in words["options"].values()]
    return [words["ask"], *said, *(words["options"][option]["why"] for option in shown)]


@pytest.mark.parametrize("lang", ["uk", "ru"])
@pytest.mark.parametrize("name", LEAST)
def test_a_block_takes_about_as_long_as_it_says(name, lang):
    lesson = LESSONS[name]
    words = read_words(lesson, lang)
    for block in lesson.blocks:
        read, done = [words["blocks"][block.id].get("reading", "")], 0
        for exercise in lesson.of_block(block.id):
            read += read_by_a_learner(exercise, words["exercises"][exercise.id])
            done += SECONDS.get(exercise.kind, CLICKED)
        takes = len(re.findall(r"\w[\w’'-]*", " ".join(read))) / WORDS_A_MINUTE + done / 60
        assert abs(takes - block.minutes) < 0.6, f"{block.id}: {takes:.1f} minutes"


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("name", LEAST)
def test_names_of_the_company_fit_where_they_stand(name, lang):
    """A company is named within a sentence, a product within quotation marks: neither can be inflected."""
    words = read_words(LESSONS[name], lang)["exercises"]
    own = [text for exercise in words.values() for text in texts(exercise) if re.search(r"\{(company|product)\}", text)]
    assert len(own) >= 5
    assert [text for text in own if re.search(r"(^|[.?!:»”] ?)\{company\}", text)] == []
    quoted = "“{product}”" if lang == "en" else "«{product}»"
    assert [text for text in own if text.count("{product}") != text.count(quoted)] == []


def test_every_exercise_names_the_row_of_the_course_plan_that_it_serves():
    assert [e.id for _, e in EXERCISES if not e.serves] == []
    assert {"SPIN", "CLOSE", "LISTEN", "CROSS", "NPS", "PDCA"} <= {e.serves for _, e in EXERCISES}


@of_kind("choice")
def test_the_key_of_a_choice_is_right_and_every_other_answer_is_not(lesson, exercise):
    answer, options = exercise.key["answer"], exercise.key["options"]
    assert grade(exercise, answer).right
    if isinstance(answer, str):
        assert not any(grade(exercise, option).right for option in options if option != answer)
        return
    for n in range(len(options) + 1):
        for ticked in itertools.combinations(options, n):
            assert grade(exercise, list(ticked)).right == (set(ticked) == set(answer))


@of_kind("order")
def test_only_the_right_sequence_is_right(lesson, exercise):
    items = exercise.key["items"]
    assert grade(exercise, items).right
    for a, b in itertools.pairwise(range(len(items))):
        swapped = list(items)
        swapped[a], swapped[b] = items[b], items[a]
        assert not grade(exercise, swapped).right


@of_kind("sort")
def test_an_item_in_another_class_is_not_right(lesson, exercise):
    items, classes = exercise.key["items"], exercise.key["classes"]
    assert grade(exercise, items).right
    for item, own in items.items():
        for other in set(classes) - {own}:
            assert not grade(exercise, {**items, item: other}).right
    assert set(items.values()) == set(classes), "a class that nothing belongs to"


@of_kind("match")
def test_a_pair_changed_is_not_right(lesson, exercise):
    pairs = exercise.key["pairs"]
    assert grade(exercise, {p: p for p in pairs}).right
    assert grade(exercise, dict(zip(pairs, [*pairs[1:], pairs[0]], strict=True))).share == 0


@of_kind("number")
def test_the_number_is_right_and_each_usual_mistake_is_recognised(lesson, exercise):
    assert grade(exercise, exercise.key["answer"]).right
    for name, value in (exercise.key.get("likely") or {}).items():
        assert grade(exercise, value).feedback == (f"likely.{name}",)


@of_kind("text")
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_the_model_text_meets_every_criterion_and_silence_none(lesson, exercise, lang):
    words = read_words(lesson, lang)["exercises"][exercise.id]
    verdict = grade(exercise, words["model"], words)
    assert [name for name, met in verdict.parts.items() if not met] == []
    assert grade(exercise, "…", words).share == 0


def ways(exercise, longest=40):
    """Every state that a conversation can come to, each once."""
    waiting, seen, ends = [start(exercise)], set(), set()
    while waiting:
        talk = waiting.pop()
        key = (talk.turn, tuple(sorted(talk.state.items())), talk.known)
        if talk.end:
            ends.add(talk.end)
        elif key not in seen and len(talk.taken) < longest:
            seen.add(key)
            waiting += [step(exercise, talk, option) for option in exercise.key["turns"][talk.turn]]
    return ends


@of_kind("dialogue")
def test_every_end_of_a_conversation_can_be_played_and_the_best_is_worth_its_points(lesson, exercise):
    ends = exercise.key["ends"]
    assert ways(exercise) == set(ends)
    assert len(ends) >= 3
    assert max(end["points"] for end in ends.values()) == exercise.points
    assert {end["outcome"] for end in ends.values() if end["points"] == exercise.points} <= {"order", "advance"}


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_the_right_option_is_not_told_by_its_length(lang):
    longest = shortest = several = 0
    for lesson, exercise in EXERCISES:
        if exercise.kind == "choice" and isinstance(exercise.key["answer"], str):
            said = read_words(lesson, lang)["exercises"][exercise.id]["options"]
            lengths = sorted(said, key=lambda option: len(said[option]["say"]))
            several += 1
            longest += lengths[-1] == exercise.key["answer"]
            shortest += lengths[0] == exercise.key["answer"]
    assert longest <= 0.45 * several
    assert shortest <= 0.45 * several


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("name", LESSONS)
def test_every_exercise_can_be_shown_in_every_language(name, lang):
    words = read_words(LESSONS[name], lang)["exercises"]
    for exercise in LESSONS[name].exercises:
        shown = words[exercise.id]
        if exercise.kind == "call":
            client = CLIENTS[exercise.key["client"]]
            shown = shown | {"persona": client, "client": read_client_words(client, lang)}
        assert card(exercise, shown, lang, lambda _: None).widget.children
