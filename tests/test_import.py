"""``salesbook import`` as an analyst types it: what it shows, what it asks, what it keeps, and what it never writes."""

import contextlib
import io
import sys

import pyarrow.parquet as pq
import pytest
import yaml

import salesbook.cli.import_
from salesbook.cli.main import main
from salesbook.words import LANGUAGES, say

OPEN = "order,client,date,amount\n1,Acorn,03/04/2024,10.50\n2,Birch,05/04/2024,7.00\n"
DAY = "sales.csv:date.date"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sales.csv").write_text(OPEN, encoding="utf-8")
    return tmp_path


def typed(*arguments):
    """Exit code, what was shown, and what was said on the side."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["import", *arguments])
    return end.value.code, out.getvalue(), err.getvalue()


def written(folder):
    return {path.name for path in (folder / "company").glob("*")} if (folder / "company").exists() else set()


def test_what_is_open_is_listed_with_the_answer_to_give_and_nothing_is_written(folder):
    code, _, said = typed("sales.csv", "--yes", "--lang", "en")
    assert code == 1
    assert "03/04/2024" in said
    assert f"--answer '{DAY}=day first'" in said
    assert written(folder) == set()


def test_an_answer_lets_it_in_and_is_kept_for_the_next_export(folder):
    assert typed("sales.csv", "--yes", "--answer", f"{DAY}=month first")[0] == 0
    assert written(folder) == {"orders.parquet", "tables.yaml", "import.yaml"}
    [first, _] = pq.read_table(folder / "company" / "orders.parquet").to_pylist()
    assert str(first["ordered_at"]) == "2024-03-04 00:00:00"
    assert yaml.safe_load((folder / "company" / "import.yaml").read_text("utf-8")) == {"answers": {DAY: "month first"}}
    assert typed("sales.csv", "--yes")[0] == 0


def test_an_export_of_another_month_uses_the_answers_of_the_last(folder):
    for month in ("2024-03", "2024-04"):
        (folder / f"sales-{month}.csv").write_text(OPEN, encoding="utf-8")
    answer = "sales-2024-03.csv:date.date=day first"
    assert typed("sales-2024-03.csv", "--yes", "--answer", answer)[0] == 0
    assert typed("sales-2024-04.csv", "--yes")[0] == 0


def test_an_answer_that_is_none_is_refused_with_those_that_are(folder):
    code, _, said = typed("sales.csv", "--yes", "--answer", f"{DAY}=perhaps")
    assert code == 2
    assert "day first, month first" in said
    assert written(folder) == set()


def test_a_person_at_the_terminal_is_asked_and_may_choose_by_number(folder, monkeypatch):
    monkeypatch.setattr(salesbook.cli.import_.click, "prompt", lambda *_, **__: "2")
    monkeypatch.setattr(salesbook.cli.import_.click, "confirm", lambda *_, **__: True)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert typed("sales.csv")[0] == 0
    [first, _] = pq.read_table(folder / "company" / "orders.parquet").to_pylist()
    assert str(first["ordered_at"]) == "2024-03-04 00:00:00"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_readers_language(lang, folder):
    code, shown, said = typed("sales.csv", "--yes", "--lang", lang)
    assert code == 1
    assert say("import.before", lang) in shown
    assert say("import.open", lang, 1) in said


def test_a_row_with_more_cells_than_the_header_is_set_aside_with_its_reason(folder):
    (folder / "torn.csv").write_text("order,client,date,amount\n1,A,2024-01-05,10\n2,B,2024-01-06,1,5\n", "utf-8")
    assert typed("torn.csv", "--yes", "--lang", "uk")[0] == 0
    assert len(pq.read_table(folder / "company" / "orders.parquet")) == 1
    aside = (folder / "company" / "set-aside" / "torn.csv.csv").read_text("utf-8-sig")
    assert say("import.torn", "uk") in aside


def test_what_is_no_table_is_refused_with_what_can_be_done(folder):
    (folder / "notes.csv").write_text("a,b\nx,y\nz,w\nq,r\n", encoding="utf-8")
    code, _, said = typed("notes.csv", "--yes")
    assert code == 2
    assert "--as" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("answer", "included"), [("with VAT", True), ("without VAT", False)])
def test_whether_an_amount_includes_vat_is_asked_and_written(folder, answer, included):
    (folder / "vat.csv").write_text("Клієнт;Дата;Сума;ПДВ\nА;2024-01-05;120;20\nБ;2024-01-06;12,6;2,1\n", "utf-8")
    assert typed("vat.csv", "--yes")[0] == 1
    assert typed("vat.csv", "--yes", "--answer", f"vat.csv:value.vat_included={answer}")[0] == 0
    rows = pq.read_table(folder / "company" / "orders.parquet").to_pylist()
    assert [row["vat_included"] for row in rows] == [included, included]


def test_all_faults_of_all_files_are_told_at_once(folder):
    (folder / "empty.csv").write_text("", encoding="utf-8")
    code, _, said = typed("empty.csv", "missing.csv", "--yes")
    assert code == 2
    assert "empty.csv" in said
    assert "missing.csv" in said
