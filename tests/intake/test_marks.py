"""The words by which the parts of a report are told."""

import doctest

import pytest

from salesbook.intake import marks
from salesbook.intake.marks import ends_as_total, is_total, month_numbers, total_of


@pytest.mark.parametrize(
    "label", ["ИТОГО", "Всього:", "Разом по складу", "Grand Total", "Итого за 2024 год", "  итого "]
)
def test_a_sum_says_so(label):
    assert is_total(label)


@pytest.mark.parametrize("label", ["Total Energy Ltd", "Итоговая Компания", "Разом до мрії", "Всёволод", ""])
def test_a_name_is_no_sum(label):
    assert not is_total(label)


def test_what_may_be_a_name_and_a_sum_says_what_it_sums():
    assert total_of("Total Acorn Ltd") == "acorn ltd"
    assert ends_as_total("Ivanov Total")


def test_every_month_has_its_names_in_three_languages():
    assert {month_numbers()[m] for m in ("october", "октября", "жовтень", "жовт", "oct")} == {10}


def test_the_examples_in_the_docstrings_hold():
    assert not doctest.testmod(marks).failed
