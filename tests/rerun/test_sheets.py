"""The tables of a report as an Excel file."""

import datetime as dt

from nbformat.v4 import new_code_cell, new_notebook, new_output
from openpyxl import load_workbook

from salesbook.findings import SHEET
from salesbook.rerun.sheets import write_sheets


def notebook(*tables):
    outputs = [
        new_output("display_data", {SHEET: {"caption": caption, "head": list(head), "rows": rows}})
        for caption, head, rows in tables
    ]
    return new_notebook(cells=[new_code_cell("t", outputs=[output]) for output in outputs])


def test_each_table_is_a_sheet_under_its_caption_and_header(tmp_path):
    file = tmp_path / "n.xlsx"
    made = notebook(
        ("Clients by class · first 20", ("client", "amount", "last"), [["c1", 12.5, "2025-05-21"]]),
        ("Clients by class", ("class",), [["A"]]),
    )
    assert write_sheets(made, file) == "n.xlsx"
    book = load_workbook(file)
    assert book.sheetnames == ["Clients by class", "2 Clients by class"]
    rows = list(book.worksheets[0].values)
    assert rows[1:] == [("client", "amount", "last"), ("c1", 12.5, dt.datetime(2025, 5, 21))]


def test_no_cell_becomes_a_formula_and_a_name_of_a_sheet_holds_no_barred_sign(tmp_path):
    file = tmp_path / "n.xlsx"
    write_sheets(notebook(("a/b: [*]?", ("=x",), [["=1+1"], ["+38067"], ["@cmd"], ["\x07bell"]])), file)
    sheet = load_workbook(file).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [row[0] for row in sheet.values][2:] == ["=1+1", "+38067", "@cmd", "bell"]


def test_a_report_without_tables_has_no_file(tmp_path):
    assert write_sheets(new_notebook(cells=[new_code_cell("1")]), tmp_path / "n.xlsx") == ""
    assert list(tmp_path.iterdir()) == []
