"""The log of answers: nothing that was acknowledged is lost."""

import json
import os
import subprocess
import sys

import pytest

from salesbook.errors import ContentError
from salesbook.lessons import Exercise, Lesson
from salesbook.progress import Answer, View, recall, remember, states, tries, views


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


@pytest.mark.parametrize("torn", [b'{"id": "half", "timestamp": "2026", "actor": {"acco', '{"id": "пів'.encode()[:-1]])
def test_an_answer_that_landed_right_behind_a_torn_one_is_read_all_the_same(tmp_path, torn):
    log = tmp_path / "log.jsonl"
    remember(answer(), log)
    log.write_bytes(torn + log.read_bytes())  # whoever wrote it had looked before the other was torn off
    found = recall(log)
    assert [a.exercise for a in found.answers] == ["too-dear"]
    assert found.torn == (torn.decode(errors="replace"),)


def test_a_disk_that_takes_half_a_line_has_not_kept_the_answer(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[: len(data) // 2]))
    with pytest.raises(ContentError, match="the answer was not kept"):
        remember(answer(), tmp_path / "log.jsonl")


def view(**more):
    return View("Олена", "prices", "own", "Чому ні?", 0.5, "P", ("leading", "double"), lang="uk", **more)


def test_a_view_lies_between_the_answers_and_neither_is_taken_for_the_other(tmp_path):
    log, one, two, kept = tmp_path / "log.jsonl", answer(), answer("margin"), view(answer="a-1")
    for each in (one, kept, two):
        remember(each, log)
    assert recall(log).answers == (one, two)
    assert recall(log).torn == ()
    assert views(log) == (kept,)


def test_a_view_is_an_xapi_comment_with_the_verdict_and_the_answer_that_it_is_about(tmp_path):
    remember(view(answer="a-1"), tmp_path / "log.jsonl")
    statement = json.loads((tmp_path / "log.jsonl").read_text("utf-8"))
    assert statement["verb"] == {"id": "http://adlnet.gov/expapi/verbs/commented", "display": {"en": "commented"}}
    assert statement["object"]["id"] == "urn:salesbook:exercise:prices/own"
    assert json.loads(statement["result"]["response"]) == "Чому ні?"
    verdict = {"share": 0.5, "label": "P", "faults": ["leading", "double"]}
    assert statement["result"]["extensions"] == {"urn:salesbook:verdict": verdict}
    assert statement["context"]["statement"] == {"objectType": "StatementRef", "id": "a-1"}


def test_a_torn_view_is_set_aside_and_what_landed_right_behind_it_is_read(tmp_path):
    log = tmp_path / "log.jsonl"
    remember(view(), log)
    log.write_bytes(log.read_bytes()[:-60])  # in the middle of its line
    remember(view(id="next"), log)
    log.write_bytes(log.read_bytes().replace(b"\n", b"", 1))  # and once more, without a line break between them
    assert [each.id for each in views(log)] == ["next"]
    assert len(recall(log).torn) == 1


def test_a_statement_of_another_kind_is_neither(tmp_path):
    remember(answer(), tmp_path / "log.jsonl")
    text = (tmp_path / "log.jsonl").read_text("utf-8")
    (tmp_path / "log.jsonl").write_text(text.replace("verbs/answered", "verbs/liked"), "utf-8")
    assert recall(tmp_path / "log.jsonl").answers == views(tmp_path / "log.jsonl") == ()
    assert len(recall(tmp_path / "log.jsonl").torn) == 1


def test_a_view_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "log").mkdir()
    with pytest.raises(ContentError, match="the view was not kept"):
        remember(view(), tmp_path / "log")


WRITERS, FILES, EACH = 200, 8, 3
CROWD = """
import os, signal, sys, time
from pathlib import Path
from salesbook.progress import Answer, remember

folder, writers, files, each = Path(sys.argv[1]), *map(int, sys.argv[2:])
wait, go = os.pipe()
told, tell = os.pipe()
write = os.write

def append(n, times):
    for _ in range(times):
        answer = Answer(f"process {n}", "prices", "own", "слово " * 100, 1.0, 1.0, 1.0)
        file = folder / f"{n % files}.jsonl"
        remember(answer, file)
        write(1, f"{file.name} {answer.id}\\n".encode())  # acknowledged

def half(handle, data):
    write(handle, data[: len(data) // 2])
    write(tell, os.getpid().to_bytes(4, "little"))
    time.sleep(60)  # in the middle of a write: here the kill comes

def live(n):
    os.close(go)
    os.read(wait, 1)  # until all are there
    append(n, each if n < writers else 1)
    if n >= writers:
        os.write = half
        append(n, 1)

for n in range(writers + files):
    if os.fork() == 0:
        live(n)
        os._exit(0)
os.close(go)
for _ in range(files):
    os.kill(int.from_bytes(os.read(told, 4), "little"), signal.SIGKILL)
codes = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(writers + files)]
assert sorted(codes) == [-signal.SIGKILL] * files + [0] * writers, codes
append(0, 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="two hundred processes are light only where they can be forked")
def test_two_hundred_processes_append_at_once_and_some_are_killed_halfway_and_nothing_acknowledged_is_lost(tmp_path):
    command = [sys.executable, "-c", CROWD, str(tmp_path), *map(str, (WRITERS, FILES, EACH))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    crowd = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert crowd.returncode == 0, crowd.stderr
    acknowledged = {tuple(line.split()) for line in crowd.stdout.splitlines()}
    assert len(acknowledged) == WRITERS * EACH + FILES + 1
    logs = {file.name: recall(file) for file in tmp_path.glob("*.jsonl")}
    assert {(name, each.id) for name, log in logs.items() for each in log.answers} == acknowledged
    assert [len(log.torn) for log in logs.values()] == [1] * FILES
