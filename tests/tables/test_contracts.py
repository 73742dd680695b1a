"""The contracts themselves: whole, and saying what a table lacks."""

import pytest

from salesbook.tables import contracts
from salesbook.tables.contracts import TYPES

TABLES = {"clients", "orders", "surveys", "contacts", "complaints", "spend", "team", "points"}


def test_the_workbook_knows_eight_tables():
    assert set(contracts()) == TABLES


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_has_a_known_type_and_stand_ins_that_are_there(name):
    for column in contracts()[name].columns.values():
        assert column.type in TYPES
        assert set(column.or_else) <= set(contracts()[name].columns)


@pytest.mark.parametrize(("table", "column"), [("orders", "client_id"), ("orders", "order_id"), ("clients", "phone")])
def test_what_only_names_something_is_text_and_never_a_number(table, column):
    assert contracts()[table].columns[column].dtype == "string"


def test_a_table_says_what_it_lacks_with_what_could_stand_in():
    assert contracts()["orders"].lacks({"client_id"}) == ["ordered_at", "amount or quantity × unit_price"]


def test_quantity_and_price_stand_in_for_the_amount_only_together():
    orders = contracts()["orders"]
    assert orders.lacks({"client_id", "ordered_at", "quantity", "unit_price"}) == []
    assert orders.lacks({"client_id", "ordered_at", "quantity"}) == ["amount or quantity × unit_price"]


def test_the_table_s_own_date_comes_first():
    assert contracts()["complaints"].dates[0] == "opened_at"


def test_a_score_goes_from_0_to_10():
    score = contracts()["surveys"].columns["score"]
    assert (score.min, score.max, score.type) == (0, 10, "whole")
