"""A lesson opened for a learner: answers are on the disk before the feedback shows, and come back tomorrow."""

import pytest

from salesbook.charts import results
from salesbook.coach import Verdict
from salesbook.errors import ContentError
from salesbook.learn import PROGRESS, lesson
from salesbook.progress import recall


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(PROGRESS, str(tmp_path))
    return tmp_path


def first(opened, kind="choice"):
    return next(e for e in opened.lesson.exercises if e.kind == kind)


def wrong(exercise):
    return next(o for o in exercise.key["options"] if o not in (exercise.key["answer"], *exercise.key["answer"]))


def test_an_answer_is_kept_before_it_is_judged_aloud(folder):
    opened = lesson("spin", learner="Олена", lang="uk")
    exercise = first(opened)
    verdict = opened.judge(exercise, wrong(exercise))
    kept = recall(folder / "Олена.jsonl").answers[0]
    assert isinstance(verdict, Verdict)
    assert (kept.learner, kept.lesson, kept.exercise, kept.share, kept.lang) == ("Олена", "spin", exercise.id, 0, "uk")


def test_a_full_disk_shows_no_verdict(folder):
    opened = lesson("spin", learner="olena")
    (folder / "olena.jsonl").mkdir()
    with pytest.raises(ContentError, match="the answer was not kept"):
        opened.judge(first(opened), wrong(first(opened)))


def test_opening_again_shows_the_earlier_answer_and_its_verdict():
    opened = lesson("spin", learner="olena")
    exercise = first(opened)
    opened.judge(exercise, exercise.key["answer"])
    block = lesson("spin", learner="olena").block(exercise.block)
    shown = block.children[1 + [e.id for e in opened.lesson.of_block(exercise.block)].index(exercise.id)]
    assert "✓" in shown.children[-1].value


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "<script>", "con"])
def test_a_learners_name_never_leads_out_of_the_folder(folder, name):
    opened = lesson("nps", learner=name)
    opened.judge(first(opened), wrong(first(opened)))
    assert [path.parent for path in folder.rglob("*.jsonl")] == [folder]
    assert recall(next(folder.rglob("*.jsonl"))).answers[0].learner == name


def test_two_notebooks_of_one_learner_lose_nothing(folder):
    one, two = lesson("nps", learner="olena"), lesson("nps", learner="olena")
    for opened in (one, two, one):
        opened.judge(first(opened), wrong(first(opened)))
    assert len(recall(folder / "olena.jsonl").answers) == 3


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_results_are_a_picture_once_there_are_any(lang):
    opened = lesson("objections", learner="olena", lang=lang)
    assert results(opened.results()).figure is None
    exercise = first(opened)
    opened.judge(exercise, exercise.key["answer"])
    assert results(opened.results()).figure is not None


@pytest.mark.parametrize("call", [lambda: lesson("spni"), lambda: lesson("spin").block("frist")])
def test_what_is_not_there_is_named_with_what_there_is(call):
    with pytest.raises(ContentError, match="There are|It has"):
        call()


def test_a_block_that_nobody_can_click_is_printed_without_its_answers():
    opened = lesson("spin", learner="olena", lang="uk")
    paper = opened.block(opened.lesson.blocks[0].id)._repr_mimebundle_()["text/html"]
    exercise = opened.lesson.of_block(opened.lesson.blocks[0].id)[0]
    words = opened.words["exercises"][exercise.id]["options"]
    assert [option for option in words.values() if option["why"] in paper] == []
    assert all(option["say"].strip("«»?") in paper for option in words.values())
