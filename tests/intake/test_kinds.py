"""What columns hold."""

import datetime as dt

import pytest

from salesbook.intake import kinds
from salesbook.intake.flat import flatten
from salesbook.intake.kinds import fields, kind_of
from salesbook.intake.shape import find_shape
from tests.intake.sights import sheet


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["00017", "00018"], "id"),
        (["4600000000017"], "id"),
        (["C-12", "C-13"], "id"),
        (["1 234,50 грн", "7"], "number"),
        ([5.0], "number"),
        (["31.01.2024", "05.02.2024"], "date"),
        ([dt.datetime(2024, 1, 31)], "date"),
        (["Ромашка", "Заря"], "text"),
        ([], "empty"),
    ],
)
def test_cells_tell_the_kind(cells, kind):
    assert kind_of(cells) == kind


def test_shares_are_neither_money_nor_pieces():
    made = sheet("Клиент;Дата;Доля", "Ромашка;05.01.2024;12%", "Заря;06.01.2024;13%", "Ёж;07.01.2024;75%")
    assert [field.kind for field in fields(flatten(made, find_shape(made)))] == ["text", "date", "text"]


def test_a_column_shows_its_cells_as_they_will_be():
    made = sheet("Клиент;Дата;Сумма", "Ромашка;05.01.2024;1 200,50", "Заря;06.01.2024;7", "Ёж;;8")
    _, day, amount = fields(flatten(made, find_shape(made)))
    assert (day.samples[0], day.filled, amount.samples) == ("2024-01-05", 2 / 3, ("1200.50", "7", "8"))


def test_the_examples_in_the_docstrings_hold():
    assert not kinds.__dict__.get("broken")
    import doctest

    assert not doctest.testmod(kinds).failed
