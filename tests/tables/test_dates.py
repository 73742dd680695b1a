"""Dates as companies write them: found out where that is safe, asked where it is not."""

import datetime as dt

import ibis
import pytest

from salesbook.errors import DataError
from salesbook.tables.dates import find_formats, other_form, parse


@pytest.fixture(scope="module")
def con():
    return ibis.duckdb.connect()


def table(con, cells):
    return con.create_table("cells", ibis.memtable({"text": cells}, schema={"text": "string"}), overwrite=True)


def found(con, *cells):
    cells = table(con, list(cells))
    return find_formats(cells, cells.text, "orders.csv", "ordered_at", "UTC")


def read(con, cells, *formats, timezone="UTC"):
    cells = table(con, cells)
    return cells.select(moment=parse(cells.text, formats, timezone)).to_pyarrow()["moment"].to_pylist()


@pytest.mark.parametrize(
    ("cell", "form", "moment"),
    [
        ("2024-02-13", "iso", dt.datetime(2024, 2, 13)),
        ("2024-02-13 10:20:30", "iso", dt.datetime(2024, 2, 13, 10, 20, 30)),
        ("2024-02-13T10:20:30", "iso", dt.datetime(2024, 2, 13, 10, 20, 30)),
        ("13.02.2024", "%d.%m.%Y", dt.datetime(2024, 2, 13)),
        ("3.2.2024 9:05", "%d.%m.%Y %H:%M", dt.datetime(2024, 2, 3, 9, 5)),
        ("13.02.24", "%d.%m.%y", dt.datetime(2024, 2, 13)),
        ("13/02/2024", "%d/%m/%Y", dt.datetime(2024, 2, 13)),
        ("02/13/2024", "%m/%d/%Y", dt.datetime(2024, 2, 13)),
        ("2/13/2024 1:05 PM", "%m/%d/%Y %I:%M %p", dt.datetime(2024, 2, 13, 13, 5)),
        ("2024/02/13", "iso", dt.datetime(2024, 2, 13)),
        ("20240213", "%Y%m%d", dt.datetime(2024, 2, 13)),
        ("2024-02", "%Y-%m", dt.datetime(2024, 2, 1)),
        ("45335", "excel", dt.datetime(2024, 2, 13)),
        ("45335.5", "excel", dt.datetime(2024, 2, 13, 12)),
    ],
)
def test_the_form_of_a_date_is_found_out(con, cell, form, moment):
    assert found(con, cell) == (form,)
    assert read(con, [cell], form) == [moment]


@pytest.mark.parametrize("cell", ["2024", "soon", "13.13.2024 x", "0", "7"])
def test_what_is_no_date_is_not_made_one(con, cell):
    with pytest.raises(DataError, match=r"ordered_at has cells that do not read as dates, like .*date_format"):
        found(con, cell)


@pytest.mark.parametrize("cell", ["2024-02-30", "infinity", "0024-01-01", "99999-01-01"])
def test_a_day_that_never_was_is_no_date(con, cell):
    assert read(con, [cell], "iso") == [None]


def test_one_day_over_12_settles_what_is_day_and_what_is_month(con):
    assert found(con, "01/02/2024", "02/13/2024") == ("%m/%d/%Y",)


def test_day_and_month_that_could_be_either_are_asked(con):
    with pytest.raises(DataError, match=r"could be day/month or month/day.*\"%d/%m/%Y\" or \"%m/%d/%Y\""):
        found(con, "01/02/2024", "03/04/2024")


def test_day_and_month_that_are_the_same_need_no_asking(con):
    assert found(con, "01/01/2024", "02/02/2024") == ("%d/%m/%Y",)


def test_the_form_of_most_cells_is_taken(con):
    assert found(con, "2024-01-01", "2024-01-02", "13.01.2024", "soon") == ("iso",)


def test_the_form_of_the_rest_is_named(con):
    cells = table(con, ["2024-01-01", "13.01.2024", "14.01.2024", "soon", None])
    assert other_form(cells, cells.text, ("iso",), "UTC") == ("%d.%m.%Y", 2)


def test_where_every_cell_is_read_there_is_no_further_form(con):
    cells = table(con, ["2024-01-01", None])
    assert other_form(cells, cells.text, ("iso",), "UTC") == ("", 0)


def test_several_forms_are_tried_in_their_order(con):
    assert read(con, ["2024-01-05", "06.01.2024", "x"], "iso", "%d.%m.%Y") == [
        dt.datetime(2024, 1, 5), dt.datetime(2024, 1, 6), None,
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["2024-01-01T10:00:00Z", "2024-01-01 10:00:00+00", "2024-01-01T13:00:00+03:00"])
def test_an_offset_is_turned_into_the_company_s_time(con, cell):
    assert read(con, [cell], "iso", timezone="Europe/Kyiv") == [dt.datetime(2024, 1, 1, 12)]


def test_a_moment_without_offset_is_the_company_s_own(con):
    assert read(con, ["2024-01-01 10:00:00"], "iso", timezone="Europe/Kyiv") == [dt.datetime(2024, 1, 1, 10)]


@pytest.mark.parametrize("timezone", ["America/New_York", "UTC", "Europe/Kyiv", "Asia/Tokyo"])
def test_a_day_without_a_time_is_that_day_wherever_the_company_is(con, timezone):
    cells = ["2024-03-01", "2024-03-01 00:00", "2024-03-01T00:00:00"]
    assert read(con, cells, "iso", timezone=timezone) == [dt.datetime(2024, 3, 1)] * 3


def test_a_column_without_any_date_has_no_form_to_find(con):
    assert found(con, None, None) == ("iso",)
