"""Workbooks: what is typed stays typed, what is text stays text; formatting tells levels; broken ones are refused."""

import datetime as dt
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl.styles import Alignment

from salesbook.errors import DataError

EXPORTS = Path(__file__).parents[2] / "data" / "exports"


def notes(sheet):
    return dict(sheet.notes)


def test_cells_keep_their_types(rows, workbook):
    day, moment = dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 8, 30)
    content = workbook({"A": [["00017", 17, 2.5, day, moment, True, dt.time(3, 4), "  x "], ["4820000000017"]]})
    assert rows("a.xlsx", content) == [
        ("00017", 17.0, 2.5, dt.datetime(2024, 3, 1), moment, "TRUE", "03:04:00", "  x"),
        ("4820000000017", *[None] * 7),
    ]


def test_every_visible_sheet_with_rows_is_a_sheet(read, workbook):
    def dress(book):
        book["Secret"].sheet_state = "hidden"

    found = read("a.xlsx", workbook({"May": [["a"]], "Empty": [], "Secret": [["b"]], "June": [["c"]]}, dress))
    assert [(sheet.name, sheet.head) for sheet in found] == [("May", (("a",),)), ("June", (("c",),))]
    assert notes(found[0])["import.hidden"] == {"sheets": "Secret"}


def test_levels_come_from_outline_and_indent_and_merged_cells_are_told(read, workbook):
    def dress(book):
        sheet = book["A"]
        sheet.row_dimensions[3].outlineLevel = 1
        sheet["A4"].alignment = Alignment(indent=2)
        sheet.merge_cells("A1:C1")

    (sheet,) = read("a.xlsx", workbook({"A": [["Report"], ["North"], ["Rita"], ["Order 5"]]}, dress))
    assert sheet.levels == {2: 1, 3: 2}
    assert sheet.merged == ((0, 0, 0, 2),)


def test_rows_are_counted_from_the_first_of_the_sheet(rows, workbook):
    assert rows("a.xlsx", workbook({"A": [[], [None, "x"]]})) == [(), (None, "x")]


def test_errors_and_formulas_without_a_result_are_empty_and_counted(read, workbook):
    def dress(book):
        book["A"]["A2"].value, book["A"]["A2"].data_type = "#N/A", "e"

    (sheet,) = read("a.xlsx", workbook({"A": [["sum", "b"], [None, 1], ["=B2*2", 2]]}, dress))
    assert sheet.head == (("sum", "b"), (None, 1.0), (None, 2.0))
    assert notes(sheet) == {"import.errors": {"n": 1}, "import.uncalculated": {"n": 1}}


@pytest.mark.parametrize("part", ["sharedStrings.xml", "SharedStrings.xml"])
def test_strings_are_found_under_the_name_that_1c_gives_them_too(rows, of_shared_strings, part):
    assert rows("a.xlsx", of_shared_strings(["ООО Ромашка", "Клиент"], cells=2, part=part)) == [
        ("Клиент",),
        ("ООО Ромашка",),
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "cp866"])
def test_an_old_workbook_without_code_page_is_told_by_its_letters(read, excel_95, encoding):
    (sheet,) = read("a.xls", excel_95([["Клиент", "Сумма"], ["ООО Ромашка", 5]], encoding))
    assert sheet.head == (("Клиент", "Сумма"), ("ООО Ромашка", 5.0))
    assert notes(sheet)["import.encoding"]["encoding"] == encoding


def test_an_old_workbook_that_names_its_code_page_is_believed(read, excel_95):
    (sheet,) = read("a.xls", excel_95([["Клиент", 5]], "cp1251", codepage=1251, name="Май"))
    assert (sheet.name, sheet.head, sheet.notes) == ("Май", (("Клиент", 5.0),), ())


def test_a_sheet_that_reaches_over_a_billion_cells_is_refused(read, workbook):
    def far(book):
        book["A"]["XFD1048576"] = 1

    with pytest.raises(DataError, match="17,179,869,184 cells"):
        read("a.xlsx", workbook({"A": [["x"]]}, far))


@pytest.mark.parametrize("place", ["G77777777777777", "ABCDEFGH1", "7"])
def test_a_cell_at_no_place_of_a_sheet_is_refused_before_memory_is_asked_for_it(read, workbook, place):
    with zipfile.ZipFile(io.BytesIO(workbook({"A": [["x"]]}))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'r="A1"' in parts[sheet]
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b'r="A1"', f'r="{place}"'.encode()) if name == sheet else content)
    with pytest.raises(DataError, match="broken"):
        read("a.xlsx", broken.getvalue())


def test_more_columns_than_a_table_has_are_refused(read, workbook):
    with pytest.raises(DataError, match="2,001 columns"):
        read("a.xlsx", workbook({"A": [["x"] * 2_001]}))


def test_a_binary_workbook_is_read_and_weighed_like_the_others(read, binary_workbook):
    (sheet,) = read("a.xlsb", binary_workbook([["Клієнт", "Сума"], ["Рита", 5]]))
    assert (sheet.name, sheet.head) == ("Май", (("Клієнт", "Сума"), ("Рита", 5.0)))
    assert sheet.levels == {1: 1}
    with pytest.raises(DataError, match="cells"):
        read("b.xlsb", binary_workbook([["x"], ["y"] * 40], last_row=1_048_575))


ODS = (
    '<d xmlns:o="o" xmlns:table="t" xmlns:text="x"><table:table table:name="A">'
    '<table:table-row table:number-rows-repeated="{rows}">'
    '<table:table-cell o:value-type="string" table:number-columns-repeated="{columns}"><text:p>{text}</text:p>'
    "</table:table-cell></table:table-row></table:table></d>"
)


@pytest.mark.parametrize(
    ("rows", "columns", "text", "said"),
    [(1_048_576, 16_384, "x", "17,179,869,184 cells"), (1_000_000, 20, "x" * 10_000, "fill the memory")],
)
def test_an_ods_that_repeats_itself_without_end_is_refused(read, zipped, rows, columns, text, said):
    content = ODS.format(rows=rows, columns=columns, text=text)
    with pytest.raises(DataError, match=said):
        read("a.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}))


def test_text_repeated_in_many_cells_is_weighed(read, of_shared_strings, monkeypatch):
    monkeypatch.setattr("salesbook.intake.read_book.TEXT", 500_000)
    assert read("a.xlsx", of_shared_strings(["x" * 1_000], cells=400))
    with pytest.raises(DataError, match="fill the memory"):
        read("b.xlsx", of_shared_strings(["x" * 2_000], cells=400))


@pytest.mark.parametrize("keep", [30, 300, 3_000])
def test_half_a_workbook_is_refused(read, workbook, keep):
    with pytest.raises(DataError):
        read("a.xlsx", workbook({"A": [["x", n] for n in range(900)]})[:keep])


def test_a_broken_old_workbook_is_refused_without_a_page_of_noise(read, excel_95, capfd):
    content = excel_95([["a"]], "cp1251")
    for at in range(0, len(content), 97):
        with suppress(DataError):
            read("a.xls", content[:at])
    assert capfd.readouterr().err == ""


def test_an_old_workbook_whose_first_row_lies_past_its_last_ends_no_process(read):
    """Its DIMENSIONS record: rows 64 to 34 are minus thirty, for which the reader asked for 1.2 TB and was ended."""
    whole = bytearray((EXPORTS / "ru-1c77-excel-95.xls").read_bytes())
    at = whole.index(b"\x00\x02\x0a\x00") + 4
    assert whole[at : at + 4] == bytes([0, 0, 34, 0])  # from row 0 up to, and not with, row 34
    whole[at] = 64
    with pytest.raises(DataError, match="not readable as a workbook"):
        read("a.xls", bytes(whole))
