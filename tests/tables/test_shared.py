"""Tables read once for many: what a process finds of them is what it would have read itself."""

import datetime as dt
from pathlib import Path

import pytest

import salesbook as sb
from salesbook.errors import DataError
from salesbook.tables import TABLES

ORDERS = """order_id,client_id,date,amount
1,A,2026-01-05,100
2,B,2026-01-06,200
3,B,2026-02-30,300
4,,2026-01-08,x
"""
CLIENTS = "client_id,client_name,segment,phone\nA,Anna Berg,shop,+380671112233\nB,Boris Kohl,office,\n"


@pytest.fixture
def company(tmp_path):
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    (folder / "clients.csv").write_text(CLIENTS, "utf-8")
    return str(folder)


@pytest.fixture
def shared(company, tmp_path, monkeypatch):
    """The folder of what was shared by a book of reports, already told of in the environment."""
    folder = tmp_path / "tables"
    sb.open(company, privacy="initials").share(company, "", folder)
    monkeypatch.setenv(TABLES, str(folder))
    return folder


def rows(table):
    return sorted(table.to_pyarrow().to_pylist(), key=str)


def test_rows_readings_and_what_was_set_aside_are_those_of_the_source(company, shared, monkeypatch):
    found = sb.open(company, privacy="initials")
    monkeypatch.delenv(TABLES)
    read = sb.open(company, privacy="initials")
    assert found.tables == read.tables
    assert found.source_files == read.source_files
    for name in read.tables:
        assert rows(found.table(name)) == rows(read.table(name))
        assert found.table(name).schema() == read.table(name).schema()
        assert found.reading(name) == read.reading(name)
        assert rows(found.set_aside(name)) == rows(read.set_aside(name))


def test_the_source_is_not_read_again(company, shared):
    for path in sb.open(company, privacy="initials").source_files:
        path.unlink()
    found = sb.open(company, privacy="initials")
    assert found.reading("orders").read == 4
    assert found.reading("orders").last == dt.date(2026, 1, 6)
    assert found.orders.count().to_pyarrow().as_py() == 2


def test_a_part_of_the_company_is_taken_from_what_is_shared(company, shared):
    part = sb.open(company, privacy="initials", only="segment=office")
    assert [row["order_id"] for row in rows(part.orders)] == ["2"]


@pytest.mark.parametrize("other", [{"lang": "uk"}, {"privacy": "off"}, {"map": "own"}])
def test_asked_for_otherwise_the_source_is_read(company, shared, other, tmp_path):
    if "map" in other:
        other = {"map": tmp_path / "tables.yaml"}
        other["map"].write_text("orders:\n  file: orders.csv\nclients:\n  file: clients.csv\n", "utf-8")
    for name in ("orders", "clients"):
        (shared / f"{name}.parquet").unlink()
    found = sb.open(company, **{"privacy": "initials", **other})
    assert found.orders.count().to_pyarrow().as_py() == 2


def test_no_name_or_phone_lies_in_what_reports_share(company, shared):
    lying = b"".join(path.read_bytes() for path in shared.iterdir())
    assert b"Berg" not in lying
    assert b"380671112233" not in lying
    assert shared.stat().st_mode & 0o777 == 0o700


def test_a_table_that_could_not_be_read_says_so_again(company, shared, tmp_path, monkeypatch):
    with Path(company, "surveys.csv").open("w", encoding="utf-8") as file:
        file.write("client_id,date,score\nA,never,10\n")
    monkeypatch.delenv(TABLES)
    sb.open(company).share(company, "", tmp_path / "more")
    monkeypatch.setenv(TABLES, str(tmp_path / "more"))
    with pytest.raises(DataError, match="cells that do not read as dates"):
        sb.open(company).table("surveys")
