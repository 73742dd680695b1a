"""Questions to tables larger than memory; that measures give the same there is held by tests/engines."""

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
