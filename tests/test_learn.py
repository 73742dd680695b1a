"""A lesson opened for a learner: answers are on the disk before the feedback shows, and come back tomorrow."""

import os

import pytest
from ipywidgets import HTML

from salesbook.coach import Verdict
from salesbook.errors import ContentError
from salesbook.learn import PROGRESS, lesson
from salesbook.progress import recall, views
from salesbook.widgets.fields import shuffled


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
    block = lesson("spin", learner="olena").block(exercise.block).unfold()
    shown = block.children[1 + [e.id for e in opened.lesson.of_block(exercise.block)].index(exercise.id)]
    assert "✓" in shown.children[-1].value


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "<script>", "con"])
def test_a_learners_name_never_leads_out_of_the_folder(folder, name):
    opened = lesson("nps", learner=name)
    opened.judge(first(opened), wrong(first(opened)))
    assert [path.parent for path in folder.rglob("*.jsonl")] == [folder]
    assert recall(next(folder.rglob("*.jsonl"))).answers[0].learner == name


def test_only_the_part_where_the_learner_goes_on_is_open():
    opened = lesson("objections", learner="olena")
    first, second = opened.lesson.blocks[:2]
    assert [opened.block(b.id).unfolded for b in (first, second)] == [True, False]
    for exercise in opened.lesson.of_block(first.id):
        opened.judge(exercise, None) if exercise.kind == "dialogue" else opened.judge(exercise, right_of(exercise))
    assert [opened.block(b.id).unfolded for b in (first, second)] == [False, True]
    assert len(opened.block(first.id).unfold().children) == 1 + len(opened.lesson.of_block(first.id))


def right_of(exercise):
    key = exercise.key
    return {
        "choice": lambda: key["answer"], "order": lambda: key["items"], "sort": lambda: key["items"],
        "match": lambda: {pair: pair for pair in key["pairs"]}, "number": lambda: key["answer"], "text": lambda: "…",
    }[exercise.kind]()  # fmt: skip


def test_two_notebooks_of_one_learner_lose_nothing(folder):
    one, two = lesson("nps", learner="olena"), lesson("nps", learner="olena")
    for opened in (one, two, one):
        opened.judge(first(opened), wrong(first(opened)))
    assert len(recall(folder / "olena.jsonl").answers) == 3


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_results_follow_the_answers(lang):
    opened = lesson("objections", learner="olena", lang=lang)
    shown = opened.results()
    assert "<ol" not in shown.value, "nothing answered, nothing to draw"
    exercise = first(opened)
    opened._answered(exercise, Nothing(), exercise.key["answer"])
    part = opened._reached()[[b.id for b in opened.lesson.blocks].index(exercise.block)]
    assert (part.points, part.answered) == (exercise.points, 1)
    assert f"width: {round(100 * part.points / part.most)}%" in shown.value
    assert shown._repr_mimebundle_()["text/plain"].count("; ") == len(opened.lesson.blocks) - 1
    assert opened.results().value == shown.value, "opened tomorrow, it shows the same"


class Nothing:
    def mark(self, *_):
        """A heading that nobody looks at."""


def test_names_of_the_company_stand_in_the_words_and_bring_no_html():
    opened = lesson("spin", lang="uk", company="<b>Фірма</b>", product="Кава «Ранкова»")
    text = str([opened._words_of(exercise) for exercise in opened.lesson.exercises])
    assert "Кава „Ранкова“" in text
    assert "{company}" not in text and "{product}" not in text
    blocks = [opened.block(block.id) for block in opened.lesson.blocks]
    assert not any("<b>Фірма" in block._repr_mimebundle_()["text/html"] for block in blocks)


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


def progress(block):
    """The line on the head of a block that follows the answers."""
    return block.children[0].children[1].value


def test_a_block_says_where_in_the_lesson_it_is_and_that_hints_and_tries_are_free():
    opened = lesson("spin", learner="olena")
    head = opened.block(opened.lesson.blocks[1].id).unfold().children[0]
    said = "".join(part.value for part in head.children)
    assert f"Part 2 of {len(opened.lesson.blocks)} · {opened.lesson.blocks[1].minutes} minutes" in said
    assert said.count("Hints and further tries cost nothing: this is practice.") == 1


def test_the_head_of_a_block_follows_the_answers_and_knows_them_when_opened_again():
    opened = lesson("spin", learner="olena")
    exercise = first(opened)
    block = opened.block(exercise.block).unfold()
    cards = len(opened.lesson.of_block(exercise.block))
    assert f"Answered 0 of {cards}, right 0." in progress(block)
    shown = block.children[1 + [e.id for e in opened.lesson.of_block(exercise.block)].index(exercise.id)]
    options = shuffled(exercise.key["options"], exercise)
    for option, right in ((wrong(exercise), 0), (exercise.key["answer"], 1), (wrong(exercise), 1)):
        shown.children[1].children[options.index(option)].click()
        shown.children[2].children[0].click()
        assert f"Answered 1 of {cards}, right {right}." in progress(block)
    assert progress(lesson("spin", learner="olena").block(exercise.block)) == progress(block)


def test_a_name_with_html_in_it_is_shown_as_text():
    opened = lesson("nps", learner="<script>", company="<script>alert(1)</script>", product="<img src=x>")
    for block in opened.lesson.blocks:
        pages = [w.value for w in everything(opened.block(block.id).unfold()) if isinstance(w, HTML)]
        assert not [page for page in pages if "<script" in page or "<img" in page]


def everything(widget):
    """A widget and all within it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from everything(child)


def coached(opened):
    return next(e for e in opened.lesson.exercises if e.key.get("coach") in ("spin", "objections"))


def card_of(opened, exercise):
    """The widget of ``exercise`` on the page, opened now."""
    block = opened.block(exercise.block).unfold()
    return next(child for child in block.children if f"is-{exercise.id}" in child._dom_classes)


@pytest.mark.parametrize(("lang", "press", "kept"), [
    ("en", "I disagree", "Kept:"), ("uk", "Не погоджуюся", "Записано:"), ("ru", "Не соглашусь", "Записано:"),
])  # fmt: skip
def test_a_learner_disagrees_once_with_a_verdict_and_tomorrow_it_still_stands(folder, lang, press, kept):
    opened = lesson("spin", learner="olena", lang=lang)
    exercise = coached(opened)
    shown = card_of(opened, exercise)
    shown.children[1].value = "…"
    check, own = shown.children[2].children[0], shown.children[-1]
    assert "gone" in own._dom_classes
    check.click()
    assert "gone" not in own._dom_classes
    assert own.children[0].description == press
    for _ in range(2):
        own.children[0].click()
    answer, (view,) = recall(folder / "olena.jsonl").answers[-1], views(folder / "olena.jsonl")
    assert (view.learner, view.lesson, view.exercise, view.response) == ("olena", "spin", exercise.id, "…")
    assert (view.share, view.answer, view.lang) == (answer.share, answer.id, lang)
    tomorrow = card_of(lesson("spin", learner="olena", lang=lang), exercise).children[-1]
    assert kept in tomorrow.children[1].value
    tomorrow.children[0].click()
    assert len(views(folder / "olena.jsonl")) == 1


def test_a_view_on_a_full_disk_is_not_said_to_be_kept(monkeypatch):
    opened = lesson("spin", learner="olena")
    shown = card_of(opened, coached(opened))
    shown.children[1].value = "…"
    shown.children[2].children[0].click()
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:9]))
    with pytest.raises(ContentError, match="the view was not kept"):
        opened.disagree(coached(opened), "…", Verdict(0, 0))


def test_earlier_views_do_not_hold_for_a_new_answer(folder):
    opened = lesson("spin", learner="olena")
    exercise = coached(opened)
    verdict = opened.judge(exercise, "…")
    opened.disagree(exercise, "…", verdict)
    opened.judge(exercise, "What goes wrong with deliveries?")
    own = card_of(opened, exercise).children[-1]
    assert own.children[1].value == ""
    own.children[0].click()
    assert [view.response for view in views(folder / "olena.jsonl")] == ["…", "What goes wrong with deliveries?"]
