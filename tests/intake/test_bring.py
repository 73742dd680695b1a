"""Exports → tables in a folder."""

import pandas as pd
import pytest

from salesbook.errors import SalesbookError
from salesbook.intake.bring import answered, ask_totals, finish, judged, look, read_exports, write_sheets
from salesbook.temporary import temporary

HEAD = "Клиент;Дата;Сумма\n"
LINES = "Ромашка;05.01.2024;100,50\nЗаря;06.01.2024;7,25\nЁж;07.01.2024;8\n"


@pytest.fixture
def bring(tmp_path):
    """``bring({"a.csv": text})`` → what was looked at, the open totals, and the folder written."""

    def make(files, answers=()):
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        with temporary() as work:
            looked = look(read_exports([tmp_path / name for name in files], work), dict(answers))
            assert not looked.open
            written = write_sheets(looked, work)
            finish(judged(written, work, tmp_path / "out", "en"), written, work, tmp_path / "out")
            return looked, ask_totals(written, dict(answers)), tmp_path / "out"

    return make


def test_a_table_and_its_mapping_are_written(bring):
    _, asked, out = bring({"a.csv": HEAD + LINES})
    assert pd.read_parquet(out / "orders.parquet").amount.tolist() == [100.5, 7.25, 8.0]
    assert (out / "tables.yaml").exists()
    assert asked == []


def test_lines_that_differ_from_their_total_are_asked_about(bring):
    files = {"a.csv": HEAD + LINES + "Итого;;99\n"}
    assert [q.id for q in bring(files)[1]] == ["a.csv:totals"]
    assert bring(files, {"a.csv:totals": "lines"})[1] == []


def test_two_exports_make_one_table(bring):
    _, _, out = bring({"a.csv": HEAD + LINES, "b.csv": HEAD + "Мак;08.01.2024;1,00\n"})
    assert len(pd.read_parquet(out / "orders.parquet")) == 4


def test_what_cannot_be_used_is_written_aside(bring):
    _, _, out = bring({"a.csv": HEAD + LINES * 3 + "Мак;когда-то;5,50\n"})
    assert "когда-то" in (out / "set-aside" / "orders.csv").read_text("utf-8-sig")


def test_the_faults_of_all_files_are_said_at_once(tmp_path):
    with temporary() as work, pytest.raises(SalesbookError) as told:
        read_exports([tmp_path / "a.csv", tmp_path / "b.csv"], work)
    assert "a.csv" in str(told.value) and "b.csv" in str(told.value)


def test_an_answer_serves_the_next_month_s_export():
    kept = {"sales 2024-01.csv:date.Дата": "day first"}
    assert answered(kept, "sales 2024-02.csv")["sales 2024-02.csv:date.Дата"] == "day first"
