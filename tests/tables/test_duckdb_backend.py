"""Questions to tables larger than memory; that measures give the same there is held by tests/engines."""

import subprocess
import sys

import ibis
import pytest

import salesbook as sb
from salesbook.tables import duckdb_backend

LINES = "order_id,client_id,ordered_at,amount\n" + "".join(f"{n},C{n % 3},2026-01-{n + 1:02},10\n" for n in range(9))


@pytest.fixture
def orders(tmp_path, monkeypatch):
    """``orders(large)``: the orders of a company, of which more than ``large`` rows do not fit into memory."""
    (tmp_path / "orders.csv").write_text(LINES, encoding="utf-8")

    def table(large):
        monkeypatch.setattr(duckdb_backend, "LARGE", large)
        return sb.open(tmp_path).orders

    return table


def bought_twice(orders):
    """Rows that are read twice: once to count them, once for their last day."""
    bought = orders.filter(orders.amount > 0)
    return bought.aggregate(n=bought.count()).cross_join(bought.aggregate(last=bought.ordered_at.max()))


def clients_twice(orders):
    """Groups that are read twice."""
    clients = orders.group_by("client_id").agg(n=ibis._.count())
    return clients.aggregate(most=clients.n.max()).cross_join(clients.aggregate(least=clients.n.min()))


def kept(question):
    return "NOT MATERIALIZED" not in ibis.to_sql(question)


def test_rows_that_are_only_passed_on_are_kept_where_they_fit_into_memory(orders):
    assert kept(bought_twice(orders(9)))


def test_rows_that_are_only_passed_on_are_asked_for_again_where_they_do_not_fit(orders):
    assert not kept(bought_twice(orders(8)))


def test_groups_are_kept_however_many_rows_they_are_of(orders):
    assert kept(clients_twice(orders(8)))


def test_either_way_the_answer_is_the_same(orders):
    for question in (bought_twice, clients_twice):
        assert question(orders(9)).to_pyarrow() == question(orders(8)).to_pyarrow()


def test_a_column_of_nothing_is_a_column_of_nothing(orders):
    rows = orders(9).select(nothing=ibis.null("null")).limit(2)
    assert rows.to_pyarrow().to_pylist() == [{"nothing": None}] * 2


def test_nobody_waits_for_pandas_who_reads_and_measures(orders, tmp_path):
    orders(9)
    read = "book = sb.open(sys.argv[1]); sb.measure(book, 'order_value').rows"
    code = f"import sys, salesbook as sb; {read}; print('pandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["False"]


@pytest.mark.parametrize(("least", "where"), [(1, "work.duckdb"), (10_000, "memory")])
def test_tables_of_small_files_are_held_in_memory_and_others_on_the_disk(orders, monkeypatch, least, where):
    monkeypatch.setattr(duckdb_backend, "SMALL", least)
    con = (rows := orders(9)).get_backend()
    assert con.current_catalog == where.removesuffix(".duckdb") and rows.count().to_pyarrow().as_py() == 9
