"""The log of answers: nothing that was acknowledged is lost."""

import json
import os
import subprocess
import sys

import pytest

from salesbook.errors import ContentError
from salesbook.lessons import Exercise, Lesson
from salesbook.progress import Answer, recall, remember, states, tries


def answer(exercise="too-dear", share=1.0, learner="Олена", **more):
    return Answer(learner, "prices", exercise, ["ask"], share, share, 1.0, "uk", **more)


def test_what_was_remembered_is_recalled_as_it_was(tmp_path):
    one, two = answer(), answer("margin", 0.5)
    remember(one, tmp_path / "olena.jsonl")
    remember(two, tmp_path / "olena.jsonl")
    assert recall(tmp_path / "olena.jsonl").answers == (one, two)


def test_a_line_is_an_xapi_statement(tmp_path):
    remember(answer(share=0.5), tmp_path / "log.jsonl")
    statement = json.loads((tmp_path / "log.jsonl").read_text("utf-8"))
    assert statement["actor"]["account"]["name"] == "Олена"
    assert statement["verb"]["id"].endswith("/answered")
    assert statement["object"]["id"] == "urn:salesbook:exercise:prices/too-dear"
    assert statement["result"]["score"] == {"scaled": 0.5, "raw": 0.5, "min": 0, "max": 1.0}


def test_a_torn_last_line_is_set_aside_and_the_next_answer_starts_anew(tmp_path):
    log = tmp_path / "log.jsonl"
    remember(answer(), log)
    with log.open("ab") as file:
        file.write('{"id": "torn", "actor": {"accо'.encode())
    remember(answer("margin"), log)
    found = recall(log)
    assert [a.exercise for a in found.answers] == ["too-dear", "margin"]
    assert len(found.torn) == 1


def test_a_learner_without_a_file_has_answered_nothing(tmp_path):
    assert recall(tmp_path / "nobody.jsonl").answers == ()


def test_the_best_try_counts_and_the_last_is_shown():
    found = tries([answer(share=0), answer(share=1), answer(share=0.5)])["prices", "too-dear"]
    assert (found.first.share, found.best.share, found.last.share, found.count) == (0, 1, 0.5, 3)


def test_the_state_of_a_lesson_counts_each_exercise_once(tmp_path):
    exercises = tuple(Exercise(name, "choice") for name in ("too-dear", "margin", "call"))
    lesson = Lesson("prices", tmp_path, ("uk",), (), exercises)
    state = states([answer(share=0), answer(share=1), answer("margin", 0.5), answer("gone")], [lesson])[0]
    assert (state.exercises, state.answered, state.right, state.points, state.most) == (3, 2, 1, 1.5, 3)


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "log").mkdir()
    with pytest.raises(ContentError, match="cannot be written to"):
        remember(answer(), tmp_path / "log")


WRITER = """
import sys
from pathlib import Path
from salesbook.progress import Answer, remember
for n in range(int(sys.argv[2])):
    remember(Answer(sys.argv[3], "prices", f"e{n}", "x" * 500, 1.0, 1.0, 1.0), Path(sys.argv[1]))
    print(n, flush=True)
"""


def test_many_processes_append_at_once_and_one_is_killed_and_nothing_acknowledged_is_lost(tmp_path):
    log = tmp_path / "room.jsonl"
    command = [sys.executable, "-c", WRITER, str(log)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [
        subprocess.Popen([*command, "20", f"learner {i}"], stdout=subprocess.PIPE, text=True, env=environment)
        for i in range(8)
    ]
    victim = subprocess.Popen([*command, "100000", "victim"], stdout=subprocess.PIPE, text=True, env=environment)
    acknowledged = [int(victim.stdout.readline()) for _ in range(30)]
    victim.kill()
    acknowledged += [int(line) for line in victim.stdout.read().splitlines() if line]
    for process in started:
        assert len(process.communicate(timeout=60)[0].splitlines()) == 20
    kept = recall(log)
    by = {name: sum(a.learner == name for a in kept.answers) for name in {a.learner for a in kept.answers}}
    assert all(by[f"learner {i}"] == 20 for i in range(8))
    assert by["victim"] >= len(acknowledged)
    assert len(kept.torn) <= 1
