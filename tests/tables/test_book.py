"""A company's data, opened: read = used + set aside, and nothing left behind."""

import csv
import datetime as dt
import gc
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import AbsentColumn, DataError
from salesbook.tables import Book, open

HEAD = "client_id,ordered_at,amount\n"
GOOD = ("7", "2024-01-02", "5.5")
CELLS = st.tuples(
    st.sampled_from(["7", "00017", "", "NA", "ТОВ «Ромашка», Київ", 'a "b"', "two\nlines", "=1+1"]),
    st.sampled_from(["2024-01-02", "2024-02-29 10:00", "", "NA", "soon", "2023-02-29"]),
    st.sampled_from(["5", "-5.5", "1 000", "", "NULL", "x", "nan", "1e400"]),
)
LINES = st.one_of(CELLS, CELLS, CELLS, CELLS.map(lambda row: row[:2]), CELLS.map(lambda row: (*row, "8", "9")))


def usable(line):
    """The contract of orders, in plain Python."""
    return len(line) == 3 and line[1] in ("2024-01-02", "2024-02-29 10:00") and line[2] in ("5", "5.5", "-5.5", "1 000")


@settings(max_examples=12, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_rows_read_are_rows_used_and_rows_set_aside_and_each_is_found_where_it_stands(lines):
    lines = [line for one in lines for line in (GOOD, one)] + [GOOD]
    with tempfile.TemporaryDirectory() as folder:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("client_id", "ordered_at", "amount"), *lines])
        Path(folder, "orders.csv").write_text(text.getvalue(), encoding="utf-8")
        book = open(folder)
        reading = book.reading("orders")
        aside = book.set_aside("orders").to_pyarrow().to_pylist()
        used = book.orders.count().to_pyarrow().as_py()
    assert reading.read == len(lines) == used + len(aside)
    assert reading.used == used
    assert sum(reading.set_aside.values()) == len(aside)
    assert sorted(int(row["row"]) for row in aside) == [
        place for place, line in enumerate(lines, start=1) if not usable(line)
    ]
    assert all(row["reason"] for row in aside)


def test_a_table_is_read_when_it_is_first_asked_for_and_once(company):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n", "surveys.csv": "score\n9\n"})
    assert book.loaded == ()
    assert book.orders.count().to_pyarrow().as_py() == 1
    assert book.reading("orders") is book.reading("orders")
    assert book.loaded == ("orders",)


def test_a_reading_tells_the_days_of_the_rows_used(company):
    reading = company({"orders.csv": HEAD + "1,2024-01-05,5\n1,2024-03-01,6\n1,2025-01-01,x\n"}).reading("orders")
    assert (reading.first, reading.last) == (dt.date(2024, 1, 5), dt.date(2024, 3, 1))
    assert (reading.read, reading.used, sum(reading.set_aside.values())) == (3, 2, 1)


def test_a_file_with_a_header_only_is_a_table_of_no_rows(company, rows):
    book = company({"orders.csv": HEAD})
    assert (book.reading("orders").read, book.reading("orders").first) == (0, None)
    assert rows(book.orders) == rows(book.set_aside("orders")) == []


def test_where_not_one_row_can_be_used_the_table_is_refused(company):
    with pytest.raises(
        DataError, match=r"orders.csv: not one of 2 rows of orders can be used \(amount is not a number"
    ):
        company({"orders.csv": HEAD + "1,2024-01-01,x\n1,2024-01-01,y\n"}).reading("orders")


def test_a_table_that_the_company_has_not_is_named_with_those_it_has(company):
    with pytest.raises(DataError, match=r"no table surveys. It has orders; add surveys"):
        company({"orders.csv": HEAD + "1,2024-01-01,5\n"}).surveys  # noqa: B018


def test_a_word_that_is_no_table_is_no_attribute(company):
    with pytest.raises(AttributeError):
        company({"orders.csv": HEAD}).turnover  # noqa: B018


def test_one_broken_table_does_not_hide_the_others(company):
    book = company(
        {"orders.csv": HEAD + "1E+7,2024-01-01,5\n", "surveys.csv": "mark\n9\n", "clients.csv": "a,b\n1,2\n"}
    )
    readings, faults = book.check()
    assert [r.table for r in readings] == ["surveys"]
    assert [str(f).split(": ")[0] for f in faults] == ["clients.csv", "orders.csv"]


@pytest.mark.parametrize(
    ("lang", "reason"),
    [("en", "amount is not a number"), ("uk", "amount: не число"), ("ru", "amount: не число")],
)
def test_reasons_are_said_in_the_reader_s_language(company, lang, reason):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n1,2024-01-01,x\n"}, lang=lang)
    assert list(book.reading("orders").set_aside) == [reason]


def test_a_part_of_the_company_by_the_table_s_own_column_or_its_clients_(company, rows):
    files = {
        "orders.csv": HEAD + "1,2024-01-01,5\n2,2024-01-01,6\n",
        "clients.csv": "client_id,region\n1,N\n2,S\n",
        "spend.csv": "date,amount\n2024-01-01,9\n",
    }
    book = company(files, only="region=N")
    assert [r["client_id"] for r in rows(book.orders)] == [r["client_id"] for r in rows(book.clients)] == ["1"]
    assert len(rows(book.spend)) == 1


@pytest.mark.parametrize(
    ("only", "says"), [("planet=Mars", "no table has a column planet"), ("N", "does not name a part")]
)
def test_a_part_that_no_table_knows_is_refused(company, only, says):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n", "surveys.csv": "score\n9\n"}, only=only)
    with pytest.raises(DataError, match=says):
        book.orders  # noqa: B018


def test_a_part_that_another_table_knows_leaves_this_one_whole(company, rows):
    files = {"orders.csv": HEAD + "1,2024-01-01,5\n", "surveys.csv": "score,region\n9,N\n8,S\n"}
    book = company(files, only="region=N")
    assert len(rows(book.orders)) == 1
    assert [r["score"] for r in rows(book.surveys)] == [9]


def test_a_column_may_be_asked_for_as_the_company_calls_it(company, rows):
    book = company({"surveys.csv": "score,Country\n9,UA\n"})
    assert rows(book.table("surveys", by=["Country"]))[0]["Country"] == "UA"


def test_a_column_that_is_nowhere_is_named_with_those_that_are(company):
    with pytest.raises(AbsentColumn, match=r"no column planet in orders. It has client_id, ordered_at, amount, year"):
        company({"orders.csv": HEAD + "1,2024-01-01,5\n"}).table("orders", by=["planet"])


def test_a_table_outlives_its_book_and_the_work_files_do_not(company, rows, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    orders = company({"orders.csv": HEAD + "1,2024-01-01,5\n"}).orders
    gc.collect()
    assert rows(orders)[0]["amount"] == 5
    del orders
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_refused_source_leaves_no_work_files(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(DataError):
        open(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_no_room_on_the_disk_is_said_as_such(company, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n"})
    monkeypatch.setattr(Book, "_read", full)
    with pytest.raises(DataError, match=r"no room on the disk to read orders. Free some"):
        book.reading("orders")


def test_a_broken_table_of_clients_does_not_stop_the_orders(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount\n1,2025-01-01,5\n", "utf-8")
    (tmp_path / "clients.csv").write_text("client_id,acquired_on\n1.03E+19,2025-01-01\n", "utf-8")
    book = open(tmp_path)
    assert book.table("orders", by=["month"]).count().to_pyarrow().as_py() == 1
    with pytest.raises(DataError, match="destroyed"):
        book.table("clients")
