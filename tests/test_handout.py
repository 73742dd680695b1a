"""The handout of a lesson: exercises for learners, then pages for the trainer; the notebook beside it has no answers."""

import re

import pytest

from salesbook.learn import HOME, PROGRESS, lesson
from salesbook.paper import HANDOUT
from salesbook.rerun.execute import execute
from salesbook.rerun.job import Job
from salesbook.rerun.notebook import load
from salesbook.words import LANGUAGES
from tests.rerun.page import Page

NAMES = ("spin", "objections", "nps")
NUMBER = re.compile(r'<b class="number">([\d.]+)</b>')


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(PROGRESS, str(tmp_path / "progress"))


def bundle(shown):
    return shown._repr_mimebundle_()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_its_answer_by_the_number_that_it_has_on_the_sheet(name, lang):
    opened = lesson(name, lang=lang)
    sheets = "".join(bundle(opened.block(b.id))["text/html"] for b in opened.lesson.blocks)
    answers = bundle(opened.answers())[HANDOUT]["html"]
    keys, *scripts = answers.split('<section class="script">')
    asked = NUMBER.findall(sheets)
    lengths = [len(opened.lesson.of_block(b.id)) for b in opened.lesson.blocks]
    parts = [f"{part}.{n + 1}" for part, length in enumerate(lengths, 1) for n in range(length)]
    assert asked == NUMBER.findall(keys) == parts
    talks = [n for n, e in zip(parts, opened.lesson.exercises, strict=True) if e.kind == "dialogue"]
    assert [NUMBER.findall(page) for page in scripts] == [[number] for number in talks]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_the_screen_the_answers_are_a_sentence_only(lang):
    shown = bundle(lesson("spin", lang=lang).answers())
    assert set(shown) == {"text/plain", "text/html", HANDOUT}
    assert shown["text/html"] == f"<p>{shown['text/plain']}</p>"
    assert len(shown["text/plain"]) < 100


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_s_notebook_ends_with_the_answers_and_says_what_is_for_the_screen_only(name):
    cells = load(HOME / "notebooks" / "learn" / f"{name}.ipynb").cells
    tags = {cell.id: cell.metadata.get("tags", []) for cell in cells}
    assert cells[-1].id == "answers"
    assert tags["answers"] == ["handout"]
    assert tags["how"] == ["screen", "lab"]
    assert [n for n, own in tags.items() if "screen" in own] == ["how", "pace", "ask-results", "results"]


@pytest.mark.slow
def test_a_run_gives_the_trainer_the_answers_and_the_learners_a_notebook_without_them(tmp_path):
    opened = lesson("nps", lang="uk")
    earlier = next(e for e in opened.lesson.exercises if e.kind == "choice" and isinstance(e.key["answer"], str))
    opened.judge(earlier, earlier.key["answer"])
    source = HOME / "notebooks" / "learn" / "nps.ipynb"
    given = {"lang": "uk", "data": str(HOME / "data" / "demo")}
    outcome = execute(Job("learn/nps", "nps", source, tmp_path, "uk", given))
    assert outcome.error == ""
    page, copy = ((tmp_path / f"nps.{kind}").read_text("utf-8") for kind in ("html", "ipynb"))
    sheets, trainer = page.split('<section class="answers">')
    words = opened.words["exercises"]
    telling = [words[e.id][key] for e in opened.lesson.exercises for key in ("right", "model") if key in words[e.id]]
    telling += [words[earlier.id]["options"][earlier.key["answer"]]["why"]]
    shown = Page(trainer).text
    assert [t for t in telling if t.replace("**", "") not in shown] == []
    assert [t for t in telling for text in (Page(sheets).text, copy) if t.replace("**", "") in text] == []
    assert HANDOUT not in copy
    assert ".answers { break-before: page" in Page(page).style
    assert Page(page).loads == []
    for left_out in ("Запустити всі клітинки", "Як далеко ви просунулися"):
        assert left_out in copy
        assert left_out not in page
    assert outcome.figures["nps"]["says"] in page
