"""Columns to group by that a table does not hold itself."""

import datetime as dt

import ibis
import pytest

from salesbook.errors import AbsentColumn, DataError
from salesbook.tables.grouping import only_part, with_columns


@pytest.fixture
def orders():
    days = [dt.datetime(2024, 1, 1), dt.datetime(2024, 4, 7), dt.datetime(2024, 12, 30)]
    return ibis.memtable({"client_id": ["1", "2", "3"], "ordered_at": days, "amount": [5.0, 6.0, 7.0]})


CLIENTS = ibis.memtable({"client_id": ["1", "2", "2"], "region": ["N", "S", "S"]})


def column(table, name):
    return table.order_by("client_id").select(name).to_pyarrow()[name].to_pylist()


@pytest.mark.parametrize(
    ("unit", "periods"),
    [
        ("year", ["2024", "2024", "2024"]),
        ("quarter", ["2024-Q1", "2024-Q2", "2024-Q4"]),
        ("month", ["2024-01", "2024-04", "2024-12"]),
        ("week", ["2024-01-01", "2024-04-01", "2024-12-30"]),
    ],
)
def test_a_period_is_text_that_sorts(orders, unit, periods):
    assert column(with_columns(orders, "orders", [unit], None, "x"), unit) == periods


def test_a_column_of_the_table_that_is_called_like_a_period_stays(orders):
    own = orders.mutate(month=ibis.literal("May"))
    assert column(with_columns(own, "orders", ["month"], None, "x"), "month") == ["May"] * 3


def test_a_client_s_column_joins_and_a_client_listed_twice_counts_once(orders):
    joined = with_columns(orders, "orders", ["region"], CLIENTS, "x")
    assert column(joined, "region") == ["N", "S", None]
    assert joined.columns == (*orders.columns, "region")


def test_a_table_without_a_date_has_no_periods():
    with pytest.raises(AbsentColumn, match=r"no column month in clients. It has client_id, region\."):
        with_columns(CLIENTS, "clients", ["month"], None, "x")


def test_what_is_nowhere_is_named_with_all_that_could_be(orders):
    with pytest.raises(AbsentColumn, match=r"client_id, ordered_at, amount, year, quarter, month, week, region"):
        with_columns(orders, "orders", ["planet"], CLIENTS, "x")


def test_a_table_without_clients_does_not_promise_their_columns():
    spend = ibis.memtable({"channel": ["fair"], "amount": [5.0]})
    with pytest.raises(AbsentColumn, match=r"no column region in spend. It has channel, amount\."):
        with_columns(spend, "spend", ["region"], CLIENTS, "x")


def test_a_part_is_told_as_column_and_value(orders):
    assert column(only_part(orders, "orders", "region=N", CLIENTS, "x"), "client_id") == ["1"]
    assert column(only_part(orders, "orders", "client_id=3", CLIENTS, "x"), "client_id") == ["3"]
    assert column(only_part(CLIENTS, "clients", "region=S", CLIENTS, "x"), "client_id") == ["2", "2"]


def test_a_client_s_kind_has_a_name_of_its_own_where_surveys_have_a_kind():
    surveys = ibis.memtable({"client_id": ["1", "2"], "kind": ["nps", "csat"]})
    clients = ibis.memtable({"client_id": ["1", "2"], "kind": ["B2B", "B2C"]})
    rows = with_columns(surveys, "surveys", ["client_kind"], clients, "x")
    assert column(rows, "client_kind") == ["B2B", "B2C"]
    assert column(rows, "kind") == ["nps", "csat"]
    with pytest.raises(AbsentColumn, match="no column client_region"):
        with_columns(surveys, "surveys", ["client_region"], clients.mutate(region=ibis.literal("N")), "x")


def test_a_kind_of_client_is_not_sought_among_kinds_of_survey():
    surveys = ibis.memtable({"client_id": ["1", "2"], "kind": ["nps", "nps"], "score": [9, 3]})
    clients = ibis.memtable({"client_id": ["1", "2"], "kind": ["B2B", "B2C"]})
    assert column(only_part(surveys, "surveys", "kind=B2B", clients, "x"), "client_id") == ["1"]
    assert only_part(surveys, "surveys", "kind=csat", None, "x").count().to_pyarrow().as_py() == 0
    without = surveys.drop("client_id")  # nobody's: kept whole, as spend is
    assert only_part(without, "surveys", "kind=B2B", clients, "x").count().to_pyarrow().as_py() == 2


@pytest.mark.parametrize("only", ["region", "region="])
def test_a_part_without_a_value_is_refused(orders, only):
    with pytest.raises(DataError, match="Write column=value"):
        only_part(orders, "orders", only, CLIENTS, "x")
