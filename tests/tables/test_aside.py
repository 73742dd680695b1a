"""Rows set aside: found again, whole, and safe to open in a spreadsheet."""

import csv

import ibis
import pytest

from salesbook.tables import write_csv

HEAD = "client_id,ordered_at,amount\n"


def written(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_tells_reason_row_and_cells(company, tmp_path):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\nМ-2,2024-01-02,x\n"})
    assert write_csv(book.set_aside("orders"), tmp_path / "aside.csv") == 1
    assert written(tmp_path / "aside.csv") == [
        {"file": "orders.csv", "row": "2", "reason": "amount is not a number",
         "client_id": "М-2", "ordered_at": "2024-01-02", "amount": "x"}
    ]  # fmt: skip


def test_a_spreadsheet_sees_by_the_first_bytes_that_it_is_utf_8(company, tmp_path):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n1,2024-01-02,x\n"})
    write_csv(book.set_aside("orders"), tmp_path / "aside.csv")
    assert (tmp_path / "aside.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"), ("\t=1", "'\t=1"), ("-5", "-5"), ("-1 234,50", "-1 234,50"), ("+380501234567", "+380501234567"),
        ("a=1", "a=1"), ("", ""),
    ],
)  # fmt: skip
def test_a_formula_is_disarmed_and_a_number_stays(tmp_path, cell, kept):
    write_csv(ibis.memtable({"comment": [cell]}), tmp_path / "x.csv")
    assert written(tmp_path / "x.csv") == [{"comment": kept}]


def test_a_formula_in_the_header_is_disarmed_too(company, tmp_path):
    book = company({"orders.csv": HEAD.strip() + ",=1+1\n1,2024-01-01,5,a\n1,2024-01-02,x,b\n"})
    write_csv(book.set_aside("orders"), tmp_path / "aside.csv")
    assert written(tmp_path / "aside.csv")[0]["'=1+1"] == "b"


def test_a_row_with_too_many_or_too_few_cells_stands_whole_in_the_first(company, rows):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n2,2024-01-02\n3,2024-01-02,6,7\n4,2024-01-03,x\n"})
    found = {r["row"]: (r["client_id"], r["reason"]) for r in rows(book.set_aside("orders"))}
    malformed = "the row has more or fewer cells than the header"
    assert found == {
        "2": ("2,2024-01-02", malformed),
        "3": ("3,2024-01-02,6,7", malformed),
        "4": ("4", "amount is not a number"),
    }
    assert book.reading("orders").used == 1


def test_quotation_marks_that_do_not_close_are_told_as_such(company, rows):
    book = company({"orders.csv": HEAD + '1,2024-01-01,5\n"ТОВ" А,2024-01-01,5\n2,2024-01-01,6\n"3,2024-01-01,7\n'})
    (reason,) = book.reading("orders").set_aside
    assert reason == "the quotation marks of the row do not close as they should"
    assert sorted(r["row"] for r in rows(book.set_aside("orders"))) == ["2", "4"]
    assert sorted(r["client_id"] for r in rows(book.orders)) == ["1", "2"]


def test_a_very_long_row_is_set_aside_and_the_next_is_used(company, rows):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n" + "x" * 3_000_000 + ",2024-01-01,5\n2,2024-01-01,6\n"})
    assert dict(book.reading("orders").set_aside) == {"the row is longer than 2 MB": 1}
    assert sorted(r["client_id"] for r in rows(book.orders)) == ["1", "2"]


def test_a_long_cell_is_a_cell(company, rows):
    book = company({"orders.csv": HEAD.strip() + ",note\n1,2024-01-01,5," + "x" * 1_000_000 + "\n"})
    assert len(rows(book.orders)[0]["note"]) == 1_000_000


def test_columns_called_as_ours_do_not_hide_ours(company, rows):
    book = company({"orders.csv": HEAD.strip() + ",file,Row,reason\n1,2024-01-01,5,a,b,c\n1,2024-01-02,x,a,b,c\n"})
    (row,) = rows(book.set_aside("orders"))
    assert (row["file"], row["row"], row["reason"]) == ("orders.csv", "2", "amount is not a number")
    assert list(row.values())[-3:] == ["a", "b", "c"]


def test_a_full_disk_leaves_no_half_written_file(tmp_path, monkeypatch):
    class Full:
        def __init__(self, *_):
            raise OSError(28, "No space left on device")

    (tmp_path / "x.csv").write_text("the earlier one")
    monkeypatch.setattr("salesbook.tables.aside.pa.csv.CSVWriter", Full)
    with pytest.raises(OSError, match="No space left"):
        write_csv(ibis.memtable({"a": ["b"]}), tmp_path / "x.csv")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"x.csv": "the earlier one"}
