"""What a sheet can hold comes back from it as it was: each of the workbook's own lessons, in each language."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from salesbook.lessons import Exercise, lessons, problems, read_lesson, read_words
from salesbook.lessons.sheet import draft, findings, write_lesson
from salesbook.lessons.sheet_template import write_form
from salesbook.lessons.sheet_terms import form
from salesbook.lessons.sheet_write import rows
from salesbook.words import LANGUAGES, say
from tests.lessons.sheets import COLUMNS, read

HOME = Path(__file__).parents[2]
OWN = [lesson for lesson in lessons([HOME / "exercises"]) if lesson.id in ("spin", "objections", "nps")]
EXAMPLES = HOME / "lib" / "salesbook" / "lessons"
ALL = [*OWN, *lessons([EXAMPLES])]


def fits(exercise):
    """Conversations, and texts that a coach reads, do not fit into a sheet."""
    return exercise.kind not in ("dialogue", "call") and exercise.key.get("coach", "cues") == "cues"


EXERCISES = [(lesson, exercise) for lesson in ALL for exercise in lesson.exercises if fits(exercise)]


def stripped(words):
    """Words without blanks at their ends: those are YAML's, not the author's."""
    if isinstance(words, dict):
        return {name: stripped(value) for name, value in words.items()}
    return [each.strip() for each in words] if isinstance(words, list) else words.strip()


def sheet_rows(exercises, words, lang, titles=None):
    return [
        row
        for exercise in exercises
        for row in rows(exercise, stripped(words[exercise.id]), lang, (titles or {}).get(exercise.block, ""))
    ]


def through_files(made):
    """What the files hold that are written for the lesson."""
    with TemporaryDirectory() as folder:
        lesson = read_lesson(write_lesson(made, Path(folder), "p.xlsx"))
        return lesson, read_words(lesson, made.lang)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(EXERCISES), min_size=1, max_size=6, unique_by=lambda one: one[1].id),
    st.sampled_from(LANGUAGES),
    st.sampled_from(LANGUAGES),
)
def test_exercises_come_back_with_the_same_key_and_words(chosen, lang, form_lang):
    words = {exercise.id: read_words(lesson, lang)["exercises"][exercise.id] for lesson, exercise in chosen}
    exercises = [exercise for _, exercise in chosen]
    made = read(sheet_rows(exercises, words, form_lang), form_lang, language=lang)
    assert made.notes.faults == {}
    lesson, back = through_files(made)
    assert [vars(e) | {"block": ""} for e in lesson.exercises] == [vars(e) | {"block": ""} for e in exercises]
    assert back["exercises"] == {name: stripped(said) for name, said in words.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("lesson", ALL, ids=lambda lesson: lesson.id)
def test_a_whole_lesson_comes_back_from_the_file_that_a_trainer_fills_in(tmp_path, lesson, lang):
    words = read_words(lesson, lang)
    exercises = [exercise for exercise in lesson.exercises if fits(exercise)]
    blocks = tuple(block for block in lesson.blocks if block.id in {exercise.block for exercise in exercises})
    titles = {block.id: words["blocks"][block.id]["title"] for block in blocks}
    path = tmp_path / "p.xlsx"
    write_form(path, lang)
    book = load_workbook(path)
    fields, sheet = book.worksheets[1:]
    fields["B1"], fields["B2"], fields["B4"] = words["title"], words["aim"], lesson.id
    for n, block in enumerate(blocks, 8):
        said = words["blocks"][block.id]
        row = (said["title"], said.get("reading"), block.minutes, block.id)
        for letter, value in zip("ABCD", row, strict=True):
            fields[f"{letter}{n}"] = value
    for n, row in enumerate(sheet_rows(exercises, words["exercises"], lang, titles), 2):
        for c, column in enumerate(COLUMNS, 1):
            sheet.cell(n, c).value = row.get(column) or None
    book.save(path)
    made = draft(path, "en")
    assert [str(fault) for fault in findings(made, "p.xlsx")] == []
    back, said = through_files(made)
    assert (back.id, back.languages, back.blocks, back.exercises) == (
        lesson.id,
        (lang,),
        blocks,
        tuple(exercises),
    )
    assert said == stripped({
        "title": words["title"], "aim": words["aim"], "blocks": {block.id: words["blocks"][block.id] for block in blocks},
        "exercises": {exercise.id: words["exercises"][exercise.id] for exercise in exercises},
    })  # fmt: skip


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], include_characters=" \n"), min_size=1)
TEXTS = TEXTS.map(str.strip).filter(bool)


@settings(deadline=None, max_examples=100)
@given(TEXTS, TEXTS, TEXTS, st.lists(TEXTS, min_size=2, max_size=4), st.booleans())
def test_whatever_is_written_comes_back_as_it_was_written(ask, hint, why, said, first):
    names = [f"o{n}" for n in range(len(said))]
    exercise = Exercise("e", "choice", key={"options": names, "answer": names[0 if first else -1]})
    words = {"ask": ask, "hint": hint, "options": {n: {"say": s, "why": why} for n, s in zip(names, said, strict=True)}}
    made = read(sheet_rows([exercise], {"e": words}, "uk"))
    assert made.words["exercises"]["e"] == words
    assert made.key["exercises"][0]["answer"] == exercise.key["answer"]


@settings(deadline=None, max_examples=100)
@given(st.lists(TEXTS, min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_ids_made_from_texts_do_not_change_when_rows_move(texts, chance):
    def options(order):
        asked = [{"kind": "choice", "ask": "?", "hint": "h", "right": "1"}, *({} for _ in order[1:])]
        made = read([row | {"piece": text, "why": "w"} for row, text in zip(asked, order, strict=True)])
        return {
            body["say"]: name
            for name, body in made.words["exercises"][made.key["exercises"][0]["id"]]["options"].items()
        }

    moved = list(texts)
    chance.shuffle(moved)
    assert options(texts) == options(moved)
    assert len(set(options(texts).values())) == len(texts)


def test_the_worked_example_of_the_form_is_a_sound_lesson_in_three_languages():
    assert [str(problem) for problem in problems([EXAMPLES])] == []
    assert {e.kind for e in lessons([EXAMPLES])[0].exercises} == set(form()["uses"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_example_copied_from_the_first_sheet_is_an_exercise(tmp_path, lang):
    path = tmp_path / "p.xlsx"
    write_form(path, lang)
    book = load_workbook(path)
    guide, fields, sheet = book.worksheets
    fields["B1"], fields["B2"] = "T", "A"
    head = say("sheet.col_block", lang)
    examples = [
        row for row in guide.iter_rows(min_row=11, max_col=11, values_only=True) if any(row[1:]) and row[0] != head
    ]
    for n, row in enumerate(examples, 2):
        for c, value in enumerate(row, 1):
            sheet.cell(n, c).value = value
    book.save(path)
    made = draft(path, lang)
    assert [str(fault) for fault in findings(made, "p.xlsx")] == []
    assert len(made.key["exercises"]) == len(form()["uses"])
