"""Numbers as people write them."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.intake import numbers
from salesbook.intake.numbers import as_text, canonical, currency, find_numbers, is_number, times


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("1 234,50", ",", "1234.50"),
        ("1\N{NO-BREAK SPACE}234,50 грн", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("1.234.567,8", ",", "1234567.8"),
        ("(1,234.50)", ".", "-1234.50"),
        ("100.50-", ".", "-100.50"),
        ("- 100,5", ",", "-100.5"),
        ("\N{MINUS SIGN}5", ".", "-5"),
        ("$ 5.00", ".", "5.00"),
        ("12 шт.", ".", "12"),
        ('="12.5"', ".", "12.5"),
        ("n/a", ".", "n/a"),
        (1e15, ".", "1.000000E+15"),
        (17850.0, ".", "17850"),
    ],
)
def test_a_number_is_written_plainly(text, decimal, plain):
    assert canonical(text, decimal) == plain


@pytest.mark.parametrize("text", ["100 50", "1 23", "12 3456", "1'2", "A1", "", "тыс. 5", "5 тыс. руб."])
def test_what_is_no_number(text):
    assert not is_number(text)


def test_spaces_part_threes_or_nothing_and_what_they_tear_is_read_by_nobody():
    assert canonical("100 50", ".") == "100 50 ?"


@pytest.mark.parametrize(
    ("cells", "decimal", "certain"),
    [
        (["12,5", "7"], ",", True),
        (["12.5", "1,234"], ".", True),
        (["1.234,5", "1.500"], ",", True),
        (["1,234", "5,678"], ",", False),
        (["1.234.567"], ",", True),
        (["0.125"], ".", True),
        (["5", "7"], ".", True),
        ([5.0, 7.0], ".", True),
    ],
)
def test_the_decimal_mark_is_told_or_asked(cells, decimal, certain):
    found = find_numbers(cells)
    assert (found.decimal, found.certain) == (decimal, certain)


def test_a_mark_parts_no_thousands_where_a_thousand_stands_without_it():
    found = find_numbers(["1000,50", "1001,50", "1.500"])
    assert (found.certain, found.example) == (False, "1.500")


def test_where_no_cell_shows_a_mark_one_that_could_be_either_is_not_read_later():
    found = find_numbers(["5", "7"])
    assert canonical("1,234", found.decimal, found.doubt) == "1,234 ?"
    assert canonical("12,5", ",", found.doubt) == "12.5"


def test_signs_of_money_name_the_currency():
    assert [currency(text) for text in ("5 грн", "$5", "5", "₽ 7", "5 шт")] == ["UAH", "USD", "", "RUB", ""]
    assert find_numbers(["5 грн", "6", "0"]).unsigned == 1


def test_an_id_that_a_spreadsheet_has_destroyed_stays_visibly_so():
    assert as_text(1.03293e19) == "1.032930E+19"


def test_marks_that_keep_an_id_text_are_taken_off():
    assert as_text('="007"') == "007"


def test_thousands_and_cents_are_exact():
    assert [times(text, "0.01") for text in ("199", "-5", "0", None, "n/a")] == ["1.99", "-0.05", "0", None, "n/a"]


@given(st.integers(-(10**12), 10**12), st.sampled_from(".,"), st.sampled_from(["", " ", "'", "other"]))
def test_any_amount_comes_back(cents, decimal, parted):
    mark = {"other": "," if decimal == "." else "."}.get(parted, parted)
    whole = f"{abs(cents) // 100:,}".replace(",", mark)
    text = f"{'-' * (cents < 0)}{whole}{decimal}{abs(cents) % 100:02}"
    assert float(canonical(text, decimal)) == cents / 100


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(numbers)
    assert result.attempted >= 4
    assert not result.failed


def test_marks_that_part_no_threes_leave_a_cell_as_it_is():
    assert [canonical(text, ".") for text in ("31.12.2024", "1,2,3", "1,10,000.50")] == [
        "31.12.2024",
        "1,2,3",
        "1,10,000.50",
    ]
