"""The call list, as a spreadsheet opens it."""

import pytest
from openpyxl import load_workbook

from salesbook.findings import calls
from salesbook.measured import measure
from salesbook.rerun.call_list import write_call_list
from salesbook.tables import open as open_book
from tests.rerun.small import write_company

NAMES = ("=1+1", "+380501112233", "-2+3", "@SUM(A1)", "Bell \x07 ring", "Olena Bondar")


@pytest.fixture
def sheet(tmp_path):
    book = open_book(write_company(tmp_path / "company", names=NAMES, surveys=False))
    assert write_call_list(book, tmp_path, {}) == "call-list.xlsx"
    assert not list(tmp_path.glob("*.part"))
    return load_workbook(tmp_path / "call-list.xlsx").active


def column(sheet, head):
    place = [cell.value for cell in sheet[2]].index(head)
    return [row[place] for row in sheet.iter_rows(min_row=3)]


def test_the_first_row_warns_of_personal_data(sheet):
    assert sheet["A1"].value == "Personal data: for the owning reps only. Do not pass on."


def test_text_stays_text_whatever_it_begins_with(sheet):
    names, phones = column(sheet, "name"), column(sheet, "phone")
    assert {"=1+1", "+380501112233", "-2+3", "@SUM(A1)"} <= {cell.value for cell in names}
    assert {cell.value for cell in phones} == {"+380501112233"}
    for cell in (*names, *phones):
        assert cell.data_type == "s"
        assert cell.quotePrefix


def test_a_character_that_a_workbook_cannot_hold_is_left_out(sheet):
    assert "Bell  ring" in [cell.value for cell in column(sheet, "name")]


def test_numbers_and_days_are_numbers_and_days(sheet):
    assert {cell.data_type for cell in column(sheet, "silent, days")} == {"n"}
    assert {cell.data_type for cell in column(sheet, "last order")} == {"d"}


def test_who_bought_most_is_called_first(sheet):
    assert [cell.value for cell in column(sheet, "client id")] == ["c6", "c5", "c4", "c3", "c2", "c1"]


def test_nobody_to_call_makes_no_file(tmp_path):
    book = open_book(write_company(tmp_path / "company", names=(), surveys=False))
    assert write_call_list(book, tmp_path, {}) == ""
    assert not (tmp_path / "call-list.xlsx").exists()


def test_it_names_the_clients_of_the_report_also_with_other_thresholds(tmp_path):
    book = open_book(write_company(tmp_path / "company", surveys=False))
    assert write_call_list(book, tmp_path, {"factor": 100.0, "period": "month"}) == ""


def test_a_client_who_changed_hands_stays_one(tmp_path):
    company = write_company(tmp_path / "company", names=("Olena",), surveys=False)
    lines = (company / "orders.csv").read_text().splitlines()
    reps = ["manager_id", "m1", "m1", "m2", "m2", "m2", *["m1"] * 6]
    (company / "orders.csv").write_text("\n".join(f"{a},{b}" for a, b in zip(lines, reps, strict=True)) + "\n")
    book = open_book(company)
    rows = calls(measure(book, "sleeping", also=("client_name", "phone", "manager_id")))
    assert [(row["client_id"], row["purchase_days"], row["manager_id"]) for row in rows] == [("c1", 5, "m2")]
