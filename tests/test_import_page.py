"""The card of an import as a page: what the command refuses, what a page opened anew knows, what cannot be read."""

import pytest

from salesbook.brought import shown
from salesbook.cli import main
from salesbook.intake.answers import read_answers
from salesbook.widgets import MappingCard, Refusal

OPEN = "order,client,date,amount\n1,Acorn,03/04/2024,10.50\n2,Birch,05/04/2024,7.00\n"
DAY = "sales.csv:date.date"


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(OPEN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "EXPORT: no export is named. Name a file, or add --page and choose it in the browser."),
        (["a.csv", "--port", "9000"], "--port: of no use here. It belongs to --page: add that, or leave it out."),
        (["--page", "--yes", "--as", "orders"],
         "--as, --yes: of no use here. With --page you choose and answer in the browser: leave it out."),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_anything_is_opened(arguments, said, capsys):
    with pytest.raises(SystemExit) as end:
        main(["import", *arguments, "--lang", "en"])
    assert (end.value.code, capsys.readouterr().err) == (2, f"{said}\n")


def test_a_page_opened_anew_knows_the_answers_and_those_taken_back(export, tmp_path):
    out, draft = tmp_path / "company", tmp_path / "draft"
    card = shown([export], out, "en", draft)
    card.answer(DAY, "month first")
    assert shown([export], out, "uk", draft).answers == {DAY: "month first"}
    card.answer(DAY, None)
    assert shown([export], out, "uk", draft).answers == {}
    assert not out.exists(), "nothing is written by looking"


def test_answers_of_an_earlier_import_are_there_until_they_are_changed(export, tmp_path):
    out, draft = tmp_path / "company", tmp_path / "draft"
    card = shown([export], out, "en", draft)
    card.answer(DAY, "day first")
    card.reckon()
    card.finish()
    assert read_answers(out) == {DAY: "day first"}
    other = shown([export], out, "en", tmp_path / "other")
    assert isinstance(other, MappingCard)
    assert other.answers == {DAY: "day first"}


def test_the_page_says_what_to_do_next_in_a_terminal_and_names_no_notebook(export, tmp_path):
    card = shown([export], tmp_path / "company", "en", tmp_path / "draft")
    card.answer(DAY, "day first")
    card.reckon()
    card.finish()
    assert f"salesbook run --data {tmp_path / 'company'}" in card.result.value
    assert "sb.open" not in card.result.value


def test_exports_that_cannot_be_read_are_said_all_at_once(tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    said = shown([tmp_path / "empty.csv", tmp_path / "none.csv"], tmp_path / "company", "en", tmp_path / "draft")
    assert isinstance(said, Refusal)
    assert [fault.partition(":")[0].rpartition("/")[2] for fault in said.faults] == ["empty.csv", "none.csv"]
    assert "This cannot be read." in said.children[0].children[0].value
