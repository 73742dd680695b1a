"""`salesbook progress`: for people in their language, for programs with ids and moments; nobody is forgotten."""

import csv
import io
import json
import time

import pytest

from salesbook.classroom import workbook_roster
from salesbook.cli import main
from salesbook.learn import PROGRESS, log_of
from salesbook.progress import Answer, remember

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
