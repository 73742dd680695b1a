"""Cohorts by the month of the first purchase; a month that is not over has no rate."""

import datetime as dt

import pytest

from salesbook.errors import DataError
from salesbook.metrics import cohorts
from tests.metrics.sight import rows, table

NOVEMBER, DECEMBER, JANUARY, FEBRUARY = (dt.date(*d, 1) for d in ((2023, 11), (2023, 12), (2024, 1), (2024, 2)))
WINTER = table("""
    client_id ordered_at amount region
    ann       2023-12-01 10     north
    ann       2024-01-31 10     north
    bob       2023-12-31 10     south
    bob       2024-02-29 10     south
    cat       2024-01-15 10     south
""")


def triangle(result):
    return {
        (row["cohort_month"], row["age_months"]): (row["clients"], row["active"], row["retention_rate"])
        for row in rows(result)
    }


def test_a_cohort_is_followed_by_calendar_months():
    assert triangle(cohorts(WINTER)) == {
        (DECEMBER, 0): (2, 2, 1),
        (DECEMBER, 1): (2, 1, 0.5),  # ann in January, across the year
        (DECEMBER, 2): (2, 1, 0.5),  # bob on the last day of a leap February, which is over with it
        (JANUARY, 0): (1, 1, 1),
        (JANUARY, 1): (1, 0, 0),
    }


@pytest.mark.parametrize(
    ("as_of", "rate"), [(dt.date(2024, 2, 28), None), (dt.date(2024, 2, 29), 0), (dt.date(2024, 3, 1), 0)]
)
def test_a_month_has_a_rate_from_its_last_day_on(as_of, rate):
    assert triangle(cohorts(WINTER, as_of=as_of))[JANUARY, 1] == (1, 0, rate)


def test_december_is_over_on_its_last_day():
    assert triangle(cohorts(WINTER, as_of=dt.date(2023, 12, 30))) == {(DECEMBER, 0): (1, 1, None)}
    assert triangle(cohorts(WINTER, as_of=dt.date(2023, 12, 31))) == {(DECEMBER, 0): (2, 2, 1)}


def test_months_that_have_not_begun_are_not_there_and_months_without_a_purchase_are():
    lines = table("""
        client_id ordered_at amount
        ann       2023-11-10 10
        bob       2024-02-10 10
    """)
    assert triangle(cohorts(lines)) == {
        (NOVEMBER, 0): (1, 1, 1), (NOVEMBER, 1): (1, 0, 0), (NOVEMBER, 2): (1, 0, 0), (NOVEMBER, 3): (1, 0, None),
        (FEBRUARY, 0): (1, 1, None),
    }  # fmt: skip


def test_the_first_purchase_is_the_companys_also_in_a_group():
    lines = table("""
        client_id ordered_at amount branch
        ann       2023-12-10 10     kyiv
        ann       2024-01-10 10     lviv
        bob       2024-01-31 10     lviv
    """)
    found = rows(cohorts(lines, by=["branch"]))
    lviv = [(r["cohort_month"], r["age_months"], r["clients"], r["active"]) for r in found if r["branch"] == "lviv"]
    assert lviv == [(DECEMBER, 0, 1, 0), (DECEMBER, 1, 1, 1), (JANUARY, 0, 1, 1)]


def test_clients_without_a_group_are_a_group():
    lines = table("client_id ordered_at amount region\nann 2024-01-31 10 -")
    (row,) = rows(cohorts(lines, by=["region"]))
    assert (row["region"], row["clients"], row["active"]) == (None, 1, 1)


@pytest.mark.parametrize("column", ["month", "cohort"])
def test_a_company_may_group_by_a_month_or_cohort_of_its_own(column):
    lines = WINTER.rename({column: "region"})
    found = rows(cohorts(lines, by=[column]))
    assert {row[column] for row in found} == {"north", "south"}
    assert [row["active"] for row in found if row[column] == "north"] == [1, 1, 0]


@pytest.mark.parametrize("returns", ["exclude", "net"])
def test_a_return_neither_begins_a_cohort_nor_keeps_a_client(returns):
    lines = table("""
        client_id ordered_at amount
        ann       2023-11-10 -10
        ann       2023-12-10 10
        ann       2024-01-10 -10
        bob       2024-01-31 10
    """)
    assert triangle(cohorts(lines, returns=returns)) == {
        (DECEMBER, 0): (1, 1, 1), (DECEMBER, 1): (1, 0, 0), (JANUARY, 0): (1, 1, 1),
    }  # fmt: skip


def spent(result):
    return {(row["cohort_month"], row["age_months"]): (row["revenue"], row["revenue_rate"]) for row in rows(result)}


def test_what_a_cohort_spends_is_held_against_its_first_month():
    lines = table("""
        client_id ordered_at amount
        ann       2023-12-01 10
        bob       2023-12-31 30
        bob       2024-01-31 50
        cat       2024-01-15 10
        bob       2024-02-10 20
    """)
    assert spent(cohorts(lines)) == {
        (DECEMBER, 0): (40, 1), (DECEMBER, 1): (50, 1.25), (DECEMBER, 2): (20, None),  # February is in progress
        (JANUARY, 0): (10, 1), (JANUARY, 1): (0, None),
    }  # fmt: skip


def test_a_first_month_in_progress_has_no_rate_and_one_that_brought_nothing_is_no_base():
    lines = table("client_id ordered_at amount\nann 2023-12-10 0\nann 2024-01-31 10")
    assert spent(cohorts(lines, zero_amounts="keep")) == {(DECEMBER, 0): (0, None), (DECEMBER, 1): (10, None)}
    lines = table("client_id ordered_at amount\nann 2023-12-10 5")
    assert spent(cohorts(lines)) == {(DECEMBER, 0): (5, None)}


def test_a_return_is_taken_off_the_month_it_comes_in():
    lines = table("""
        client_id ordered_at amount
        ann       2023-12-10 40
        ann       2024-01-10 -10
        bob       2024-01-31 5
    """)
    assert spent(cohorts(lines, returns="net"))[DECEMBER, 1] == (-10, -0.25)
    assert spent(cohorts(lines))[DECEMBER, 1] == (0, 0)


def test_revenue_of_groups_and_cohorts_adds_up():
    parts = rows(cohorts(WINTER, by=["region"]))
    assert sum(row["revenue"] for row in parts) == sum(row["revenue"] for row in rows(cohorts(WINTER))) == 50
    south = {(r["cohort_month"], r["age_months"]): r["revenue_rate"] for r in parts if r["region"] == "south"}
    assert south[DECEMBER, 2] == 1  # bob alone: 10 against his own 10


def test_no_lines_have_no_cohorts():
    assert rows(cohorts(table("client_id ordered_at amount"))) == []


def test_rows_come_by_group_month_and_age():
    found = [(r["region"], r["cohort_month"], r["age_months"]) for r in rows(cohorts(WINTER, by=["region"]))]
    assert found == sorted(found)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        cohorts(WINTER, by=["branch"])
