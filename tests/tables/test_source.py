"""Where tables come from: kinds of files, several files a table, databases, and what is none of these."""

import datetime as dt
import io

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from salesbook.errors import DataError, Faults
from salesbook.tables import open

HEAD = "client_id,ordered_at,amount\n"
ONE = {"client_id": "00017", "ordered_at": dt.datetime(2024, 1, 2), "amount": 5.5}


def workbook(*lines):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def parquet(**columns):
    file = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), file)
    return file.getvalue()


ORDERS = {
    "orders.csv": HEAD + "00017,2024-01-02,5.5\n",
    "orders.tsv": "client_id\tordered_at\tamount\n00017\t2024-01-02\t5.5\n",
    "orders.csv.gz": HEAD + "00017,2024-01-02,5.5\n",
    "orders.tsv.gz": "client_id\tordered_at\tamount\n00017\t2024-01-02\t5.5\n",
    "orders.xlsx": workbook(["client_id", "ordered_at", "amount"], ["00017", dt.datetime(2024, 1, 2), 5.5]),
    "orders.parquet": parquet(client_id=["00017"], ordered_at=[dt.date(2024, 1, 2)], amount=[5.5]),
}


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_every_kind_of_file_reads_as_the_same(company, rows, name):
    assert rows(company({name: ORDERS[name]}).orders) == [ONE]


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_one_file_is_a_company_too(company, rows, tmp_path, name):
    company({name: ORDERS[name]})
    assert rows(open(tmp_path / name).orders) == [ONE]


def test_a_name_of_a_file_that_looks_like_a_pattern_is_a_name(company, rows):
    book = company({"a [1]/orders[2].parquet": ORDERS["orders.parquet"], "a [1]/surveys[*].csv": "score\n9\n"},
                   "orders: {file: 'a [1]/orders[2].parquet'}\nsurveys: {file: 'a [1]/surveys[*].csv'}")  # fmt: skip
    assert rows(book.orders) == [ONE]
    assert rows(book.surveys) == [{"score": 9}]


def test_excel_keeps_what_a_cell_holds(company, rows):
    book = company({"orders.xlsx": workbook(
        ["client_id", "ordered_at", "amount", "Amount", None],
        ["00017", dt.datetime(2024, 1, 2, 3, 4, 5), 3, "x", None],
        [17850.0, dt.date(2024, 1, 3), "1 000", None, "y"],
    )})  # fmt: skip
    assert rows(book.orders) == [
        {"client_id": "00017", "ordered_at": dt.datetime(2024, 1, 2, 3, 4, 5), "amount": 3.0, "Amount_4": "x", "column_5": None},
        {"client_id": "17850", "ordered_at": dt.datetime(2024, 1, 3), "amount": 1000.0, "Amount_4": None, "column_5": "y"},
    ]  # fmt: skip


def test_excel_by_place_below_a_title(company, rows):
    book = company(
        {"o.xlsx": workbook(["Report"], ["00017", dt.date(2024, 1, 2), 5.5])},
        "orders: {file: o.xlsx, header: none, skip_rows: 1, columns: {client_id: 1, ordered_at: 2, amount: 3}}",
    )
    assert rows(book.orders) == [ONE]


def test_parquet_keeps_types_and_turns_offsets(company, rows):
    moments = pa.array([dt.datetime(2024, 1, 2, 10, tzinfo=dt.UTC)], pa.timestamp("us", "UTC"))
    book = company(
        {"orders.parquet": parquet(client_id=[17850.0], ordered_at=moments, amount=[5], tags=[["a", "b"]])},
        "company: {timezone: Europe/Kyiv}\norders: {file: orders.parquet}",
    )
    (row,) = rows(book.orders)
    assert (row["client_id"], row["ordered_at"], row["amount"]) == ("17850", dt.datetime(2024, 1, 2, 12), 5.0)
    assert row["tags"] == "[a, b]"


@pytest.mark.parametrize("file", ["[o1.csv, o2.csv]", "'o*.csv'", "['o2.csv', 'o*.csv']"])
def test_several_files_make_one_table_each_read_once(company, rows, file):
    book = company(
        {"o1.csv": HEAD + "1,2024-01-01,5\n", "o2.csv": "Amount;client_id;ordered_at;weather\n7;2;2024-01-02;N\n"},
        f"orders: {{file: {file}}}",
    )
    found = {r["client_id"]: (r["amount"], r["weather"]) for r in rows(book.orders)}
    assert found == {"1": (5.0, None), "2": (7.0, "N")}
    assert book.reading("orders").read == 2


def test_files_of_one_table_may_be_of_several_kinds_and_encodings(company, rows):
    book = company({
        "orders_1.csv": HEAD + "я,2024-01-01,1\n",
        "orders_2.csv": (HEAD + "я,2024-01-01,2\n").encode("utf-16"),
        "orders_3.xlsx": workbook(["client_id", "ordered_at", "amount"], ["я", dt.date(2024, 1, 1), 3]),
    })  # fmt: skip
    assert sorted((r["client_id"], r["amount"]) for r in rows(book.orders)) == [("я", 1), ("я", 2), ("я", 3)]


def test_files_of_the_same_name_in_two_folders_stay_apart(company, rows):
    book = company(
        {"2023/orders.csv": HEAD + "1,2023-01-01,x\n", "2024/orders.csv": HEAD + "1,2024-01-01,y\n1,2024-01-01,5\n"},
        "orders: {file: '*/orders.csv'}",
    )
    aside = [(r["file"], r["row"], r["amount"]) for r in rows(book.set_aside("orders"))]
    assert sorted(aside) == [("2023/orders.csv", "1", "x"), ("2024/orders.csv", "1", "y")]


def test_files_that_are_no_table_are_named(company):
    book = company({"orders.csv": HEAD + "1,2024-01-01,5\n", "junk.csv": "a,b\n1,2\n", "notes.docx": b"x"})
    assert book.tables == ("orders",)
    assert book.unknown == ("junk.csv",)


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "мої дані #1 [x] 100%.duckdb"
    con = duckdb.connect(str(path))
    con.sql("create table Orders as select '00017' client_id, date '2024-01-02' ordered_at, 5.5 amount")
    con.sql("create table junk as select 1 x")
    con.close()
    return path


def test_a_duckdb_file_is_a_company(database, rows):
    book = open(database)
    assert rows(book.orders) == [ONE]
    assert book.source_files == (database,)


def test_a_database_s_tables_may_be_mapped(database, rows, tmp_path):
    (tmp_path / "map.yaml").write_text("surveys: {table: junk, columns: {score: x}}")
    assert rows(open(database, map=tmp_path / "map.yaml").surveys) == [{"score": 1}]


def test_a_table_that_the_database_has_not_is_named(database, tmp_path):
    (tmp_path / "map.yaml").write_text("surveys: {table: answers}")
    with pytest.raises(DataError, match=r"no table answers. It has Orders, junk"):
        open(database, map=tmp_path / "map.yaml")


@pytest.mark.parametrize("content", [b"", b"hello"])
def test_what_is_no_duckdb_file_is_refused(tmp_path, content):
    (tmp_path / "x.duckdb").write_bytes(content)
    with pytest.raises(DataError, match=r"cannot be opened .* Is it a DuckDB file"):
        open(tmp_path / "x.duckdb")


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    for kind in ("sqlite", "duckdb"):
        with pytest.raises(DataError, match="cannot be opened"):
            open(f"{kind}://{tmp_path / 'x.db'}")
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_cannot_be_opened_is_said_without_its_password():
    with pytest.raises(DataError) as caught:
        open("nosuch://olena:pa55word@db/sales")
    assert "nosuch://olena:***@db/sales: cannot be opened" in str(caught.value)
    assert "pa55word" not in str(caught.value)


@pytest.mark.parametrize(
    ("files", "tables", "says"),
    [
        ({"notes.docx": "x"}, "", "no tables in it."),
        ({"junk.csv": "a,b\n1,2\n"}, "", "no table recognised among junk.csv."),
        ({"orders.csv": HEAD}, "orders: {file: '2024-*.csv'}", "2024-*.csv: no such file."),
        ({"orders.csv": HEAD}, "orders: {file: /nowhere/*.csv}", "no such file."),
        ({"orders.csv": HEAD}, "orders: {columns: {client_id: a}}", "orders names no file."),
        ({"orders.xlsx": "a,b\n"}, "", "not readable as a workbook"),
        ({"orders.xlsx": workbook()}, "", "the sheet is empty."),
        (
            {"orders.xlsx": workbook(["a"])},
            "orders: {file: orders.xlsx, sheet: May}",
            "Worksheet named 'May' not found",
        ),
        ({"orders.csv": workbook(["a"])}, "", "not a text file but a workbook"),
        ({"orders.parquet": "hello"}, "", "not a Parquet file."),
        ({"orders.csv": ""}, "", "the file is empty."),
    ],
)
def test_what_cannot_be_read_is_said(company, files, tables, says):
    with pytest.raises(DataError) as caught:
        company(files, tables)
    assert says in str(caught.value)


def test_every_file_that_is_not_there_is_said_at_once(company):
    with pytest.raises(Faults) as caught:
        company({"x.csv": "a\n"}, "orders: {file: a.csv}\nsurveys: {file: b.csv}\nclients: {file: x.csv}")
    assert [line.split(": ", 1)[1] for line in str(caught.value).splitlines()] == [
        "no such file. Check its name in tables.yaml."
    ] * 2


def test_one_broken_file_among_whole_ones_does_not_hide_them(company, rows):
    book = company({"orders.csv": HEAD + "00017,2024-01-02,5.5\n", "surveys.xlsx": "hello"})
    assert rows(book.orders) == [ONE]
