"""`salesbook progress`: for people in their language, for programs with ids and moments; nobody is forgotten."""

import csv
import io
import json
import time

import pytest

from salesbook.classroom import workbook_roster
from salesbook.cli import main
from salesbook.learn import PROGRESS, log_of
from salesbook.progress import Answer, View, remember

AT = "2026-07-01T21:34:56.789+00:00"


@pytest.fixture
def progress(tmp_path, monkeypatch, capsys):
    """``progress("--lang", "uk")`` in Kyiv → exit code, what was printed, what was said of faults."""
    monkeypatch.setenv(PROGRESS, str(tmp_path))
    monkeypatch.setenv("TZ", "Europe/Kyiv")
    time.tzset()

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["progress", *arguments])
        printed = capsys.readouterr()
        return done.value.code, printed.out, printed.err

    yield call
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def answered(progress):
    """Olena has half a point; Ihor came in and has not answered."""
    remember(Answer("Олена", "spin", "first-question", "who-orders", 0.5, 0.5, 1, at=AT), log_of("Олена"))
    for name in ("Ігор", "Олена"):
        workbook_roster().release(name) if name == "Олена" else workbook_roster().take(name)


@pytest.mark.parametrize(
    ("lang", "heads", "title", "points", "at"),
    [
        ("uk", ["учень", "урок", "вправ", "відповідей", "правильних", "бали", "максимум", "остання відповідь"], "СПІН, або як", "0,5", "2 лип. 2026, 00:34"),
        ("RU", ["ученик", "урок", "упражнений", "ответов", "правильных", "баллы", "максимум", "последний ответ"], "СПИН, или как", "0,5", "2 июл. 2026, 00:34"),
        ("en", ["learner", "lesson", "exercises", "answered", "right", "points", "maximum", "last answer"], "SPIN", "0.5", "2 Jul 2026, 00:34"),
    ],
)  # fmt: skip
def test_the_table_is_in_the_language_asked_for_by_the_clock_of_this_computer(
    progress, answered, lang, heads, title, points, at
):
    _, out, _ = progress("--lang", lang)
    head, olena, ihor = out.splitlines()
    assert [" ".join(word.split()) for word in head.split("  ") if word.strip()] == heads
    assert olena.split(None, 1)[1].startswith(title)
    assert points in olena.split()
    assert " ".join(olena.split()).endswith(" ".join(at.split()))
    assert ihor.split() == ["Ігор", "0", "0", "0", "0", "0"]


def test_programs_get_ids_and_moments_in_any_language(progress, answered):
    rows = json.loads(progress("--lang", "uk", "--format", "json")[1])
    assert [(row["learner"], row["lesson"], row["answered"], row["last_at"]) for row in rows] == [
        ("Олена", "spin", 1, AT), ("Ігор", "", 0, ""),
    ]  # fmt: skip
    head, *_ = csv.reader(io.StringIO(progress("--lang", "uk", "--format", "csv")[1]))
    assert head == list(rows[0])


def test_one_learner_is_shown_and_a_name_that_is_none_is_refused(progress, answered):
    assert len(progress("--learner", "Ігор")[1].splitlines()) == 2
    assert progress("--learner", "Іван", "--lang", "uk") == (
        2, "", "Іван: такого імені немає. Є такі: Олена, Ігор.\n"
    )  # fmt: skip


@pytest.fixture
def disagreed(answered):
    """Olena disagrees with a verdict on a question, with one on a reply and with one on a call."""
    said = "Ви ж\nтеж хочете <b>\x1b[31mменше</b> клопоту, і щоб усе приїжджало вчасно, правда?"
    for view in (
        View("Олена", "spin", "ask-payoff", said, 1 / 3, "N", ("leading", "no-more-a-fault"), at=AT),
        View("Олена", "objections", "fresh", "=1+1", 0.0, "", ("argue-first",), at=AT),
        View("Олена", "gone", "call", ["Добрий день.", "Скільки вас?", ""], 0.25, "no-sale", at=AT),
    ):
        remember(view, log_of("Олена"))


@pytest.mark.parametrize(
    ("lang", "heads", "cells"),
    [
        ("uk", "учень урок вправа час написано вердикт наставника думка учня", ["33% · Це запитання про вигоду від рішення · Відповідь", "2 лип. 2026, 00:34", "не погоджується", "25% · відмова"]),
        ("ru", "ученик урок упражнение время написано вердикт наставника мнение ученика", ["33\N{NO-BREAK SPACE}% · Это вопрос о выгоде решения · ", "2 июл. 2026, 00:34", "не соглашается", "отказ"]),
        ("en", "learner lesson exercise time written coach’s verdict learner’s view", ["33% · This asks about the worth of a solution · The answer is put", "2 Jul 2026, 00:34", "disagrees", "25% · "]),
    ],
)  # fmt: skip
def test_the_list_of_views_has_what_was_written_the_verdict_in_words_and_the_learners_view(
    progress, disagreed, lang, heads, cells
):
    code, out, err = progress("--views", "--lang", lang)
    head, payoff, reply, call = out.splitlines()
    assert (code, err) == (0, "")
    assert " ".join(head.split()) == heads
    for cell, line in zip(cells, (payoff, payoff, reply, call), strict=True):
        assert cell.lower() in line.lower()
    assert "Ви ж / теж хочете <b> [31mменше</b> клопоту" in payoff
    assert "…" in payoff and "no-more-a-fault" in payoff
    assert "Добрий день. / Скільки вас?" in call


def test_programs_get_views_whole_with_ids_and_no_formula(progress, disagreed):
    rows = json.loads(progress("--views", "--format", "json", "--lang", "uk")[1])
    assert [*rows[1].items()] == [
        ("learner", "Олена"), ("lesson", "objections"), ("exercise", "fresh"), ("at", AT), ("written", "=1+1"),
        ("share", 0.0), ("label", ""), ("faults", "argue-first"), ("view", "disagrees"),
    ]  # fmt: skip
    assert (rows[0]["faults"], rows[2]["written"]) == ("leading;no-more-a-fault", "Добрий день.\nСкільки вас?")
    sheet = list(csv.DictReader(io.StringIO(progress("--views", "--format", "csv")[1])))
    assert [row["written"] for row in sheet] == [rows[0]["written"], "'=1+1", rows[2]["written"]]


def test_views_of_one_learner_and_of_one_who_has_none(progress, disagreed):
    assert len(progress("--views", "--learner", "Олена")[1].splitlines()) == 4
    assert len(progress("--views", "--learner", "Ігор")[1].splitlines()) == 1
    assert progress("--views", "--learner", "Іван")[0] == 2


def test_views_change_nothing_in_how_far_learners_have_come(progress, answered, request):
    before = progress("--format", "json")[1]
    request.getfixturevalue("disagreed")
    assert progress("--format", "json")[1:] == (before, "")
