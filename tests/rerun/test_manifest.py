"""What a run was made from, and what it may go on from."""

import hashlib
import json
from dataclasses import replace

import pytest

from salesbook.rerun import manifest as log
from salesbook.rerun.job import Outcome
from salesbook.rerun.request import ask
from salesbook.tables import open as open_book
from tests.rerun.small import write_notebook

DONE = Outcome("analyse/n", "done", "n", "A title", 1.5, {"nps": {"says": "NPS", "nps": 12.5}})


@pytest.fixture
def company(tmp_path):
    """A company of one table, quick to read."""
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "tables.yaml").write_text("surveys: {file: surveys.csv}\n")
    (folder / "surveys.csv").write_text("score,answered_at\n" + "9,2025-01-15\n" * 60)
    return folder


@pytest.fixture
def described(shelf, company, tmp_path):
    """A function that describes a run of one notebook with the given request."""
    parameters = ["days: int = 1  # days", 'api_token: str = ""  # token', 'note: str = ""  # note']
    write_notebook(shelf / "analyse" / "n.ipynb", parameters=parameters)

    def describe(source=str(company), **more):
        request = ask([], source, out=str(tmp_path / "out"), resume=True, **more)
        book = open_book(company)
        return log.describe(request, book, book.check()[0])

    return describe


def test_each_input_stands_there_with_its_size_and_its_hash(described, company):
    inputs = {line["file"]: line for line in described()["inputs"]}
    assert sorted(inputs) == ["surveys.csv", "tables.yaml"]
    for name, line in inputs.items():
        body = (company / name).read_bytes()
        assert (line["bytes"], line["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_parameters_versions_and_notebooks_stand_there(described, shelf):
    made = described(parameters={"days": "30"})
    assert made["parameters"] == {"days": 30}
    assert {"python", "salesbook", "duckdb", "papermill"} <= made["versions"].keys()
    body = (shelf / "analyse" / "n.ipynb").read_bytes()
    assert made["made_from"] == {"analyse/n": {"n.ipynb": hashlib.sha256(body).hexdigest()}}


def test_rows_set_aside_stand_there_with_their_reasons(described, company):
    with (company / "surveys.csv").open("a") as file:
        file.write("11,2025-04-15\n")
    surveys = next(line for line in described()["tables"] if line["table"] == "surveys")
    assert (surveys["read"], surveys["used"], list(surveys["set_aside"].values())) == (61, 60, [1])


def test_nothing_of_a_password_stands_there(described):
    given = {"api_token": "s3cr3t-token", "note": "see postgres://u:pa55w0rd@h/db"}
    text = json.dumps(described("postgres://olena:pa55w0rd@127.0.0.1:9/db", parameters=given))
    assert "postgres://olena:***@127.0.0.1:9/db" in text
    assert "pa55w0rd" not in text
    assert "s3cr3t" not in text


def test_a_finished_notebook_is_found_again(described, tmp_path):
    made = described()
    log.record(made, "north", DONE, tmp_path)
    assert log.earlier(tmp_path, described()) == {"north": {"analyse/n": DONE}}


def test_a_failed_notebook_is_made_again(described, tmp_path):
    made = described()
    log.record(made, "", Outcome("analyse/n", "failed"), tmp_path)
    assert log.earlier(tmp_path, described()) == {"": {}}


@pytest.mark.parametrize("change", ["data", "mapping", "notebook", "parameter", "language"])
def test_a_run_made_from_something_else_is_not_gone_on_from(described, tmp_path, company, shelf, change):
    made = described()
    log.record(made, "", DONE, tmp_path)
    more = {}
    if change == "data":
        (company / "surveys.csv").write_text("score,answered_at\n9,2025-01-15\n")
    elif change == "mapping":
        (company / "tables.yaml").write_text("surveys: {file: surveys.csv, skip_rows: 0}\n")
    elif change == "notebook":
        write_notebook(shelf / "analyse" / "n.ipynb", "1", parameters=["days: int = 1  # days"])
    else:
        more = {"parameter": {"parameters": {"days": "2"}}, "language": {"lang": "uk"}}[change]
    assert not log.earlier(tmp_path, described(**more)).get("")


def test_a_run_on_tables_that_have_grown_in_their_database_is_not_gone_on_from(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "n.ipynb")
    request = ask([], str(company), out=str(tmp_path / "out"), resume=True)
    book = open_book(company)
    [before] = book.check()[0]
    made = log.describe(request, book, [before])
    log.record(made, "", DONE, tmp_path)
    assert log.earlier(tmp_path, log.describe(request, book, [before])) == {"": {"analyse/n": DONE}}
    grown = replace(before, read=before.read + 1, used=before.used + 1)
    assert not log.earlier(tmp_path, log.describe(request, book, [grown])).get("")


def test_a_manifest_of_another_making_is_passed_over(described, tmp_path):
    made = described()
    for text in (
        "",
        "[]",
        "{}",
        '{"lang": "en"}',
        '{"notebooks": 3}',
        json.dumps({**made, "notebooks": {"": {"n": {}}}}),
    ):
        (tmp_path / "manifest.json").write_text(text)
        assert not log.earlier(tmp_path, made).get(""), text
