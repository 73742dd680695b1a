"""Days as people write them."""

import datetime as dt
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.intake import moments
from salesbook.intake.moments import canonical, find_moments, find_periods, is_moment, period_named


@pytest.mark.parametrize(
    ("cells", "order", "written"),
    [
        (["31.01.2024"], "day first", "2024-01-31"),
        (["31.01.24 г."], "day first", "2024-01-31"),
        (["31/01/2024 9:05"], "day first", "2024-01-31 09:05:00"),
        (["01/31/2024"], "month first", "2024-01-31"),
        (["1/31/24 1:05 PM"], "month first", "2024-01-31 13:05:00"),
        (["2024-01-31"], "iso", "2024-01-31"),
        (["2024/01/31"], "year first", "2024-01-31"),
        (["5 января 2024 г."], "named", "2024-01-05"),
        (["5 січня 2024 року"], "named", "2024-01-05"),
        (["Jan 5, 2024"], "named", "2024-01-05"),
        (["20240131"], "whole", "2024-01-31"),
        (["2024013113"], "whole", "2024-01-31 13:00:00"),
        (["45322"], "serial", "2024-01-31"),
        (["2024-01-31T10:00:00+02:00"], "iso", "2024-01-31 10:00:00+02:00"),
    ],
)
def test_every_usual_form_is_read(cells, order, written):
    found = find_moments(cells, numeric=True)
    assert (found.order, found.certain) == (order, True)
    assert canonical(cells[0], found.order) == written


def test_a_day_that_could_be_a_month_is_asked():
    found = find_moments(["01/02/2024", "03/04/2024"])
    assert (found.certain, found.example) == (False, "01/02/2024")


def test_the_same_number_twice_is_one_day_either_way():
    assert find_moments(["01/01/2024", "02/02/2024"]).certain


def test_between_dots_the_day_goes_first():
    found = find_moments(["01.02.2024"])
    assert (found.order, found.certain) == ("day first", True)


@pytest.mark.parametrize(
    "text", ["31.02.2024", "2024-13-01", "12.5", "5", "Ромашка", "2024", "99/99/2024", "1 " * 5_000]
)
def test_what_is_no_day(text):
    assert not is_moment(text)


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("Продажи за октябрь 2024 г.", (2024, 10, 1), (2024, 10, 31)),
        ("Період: 01.02.2024 - 29.02.2024", (2024, 2, 1), (2024, 2, 29)),
        ("Q3 2024", (2024, 7, 1), (2024, 9, 30)),
        ("3-й квартал 2024 г.", (2024, 7, 1), (2024, 9, 30)),
        ("за 2023 год, руб.", (2023, 1, 1), (2023, 12, 31)),
    ],
)
def test_a_title_tells_the_period(title, first, last):
    (found,) = find_periods([title])
    assert (found.first, found.last) == (dt.date(*first), dt.date(*last))


def test_two_months_are_no_month():
    assert period_named("январь февраль 2024") is None


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1)).map(lambda d: d.replace(microsecond=0)))
def test_any_moment_comes_back(moment):
    wanted = moment.isoformat(sep=" ").removesuffix(" 00:00:00")
    assert canonical(moment.strftime("%d.%m.%Y %H:%M:%S"), "day first") == wanted
    assert canonical(moment.strftime("%m/%d/%Y %I:%M:%S %p"), "month first") == wanted


def test_the_examples_in_the_docstrings_hold():
    assert not doctest.testmod(moments).failed
