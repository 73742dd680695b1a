"""The door: a file is told by its first bytes, archives are opened with care, each fault is said."""

import gzip
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError, SalesbookError
from salesbook.intake import read as read_door
from salesbook.intake import read_book, read_html, read_text, unpack
from salesbook.intake.read import sheets
from salesbook.words import say

CSV = "Клієнт;Сума\nЦвях;5\n"
PAGE = (
    '<html><head><meta charset="windows-1251"></head><body><table><tr><th colspan=2>Отчёт</th></tr>'
    "<tr><td rowspan=2>Клиент</td><td>1&nbsp;250,00</td></tr><tr><td>5<br>6</td></tr></table></body></html>"
)
XML = (
    '<?xml version="1.0"?><Workbook xmlns:ss="s"><Worksheet ss:Name="Май"><Table>'
    '<Row><Cell><Data ss:Type="String">Клиент</Data></Cell><Cell ss:Index="3"><Data ss:Type="Number">5</Data></Cell></Row>'
    '<Row ss:Index="3"><Cell><Data ss:Type="String">00017</Data></Cell></Row></Table></Worksheet></Workbook>'
)


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv.gz", "a", "a.parquet"])
def test_a_table_of_text_is_read_under_any_name(rows, name):
    assert rows(name, CSV) == [("Клієнт", "Сума"), ("Цвях", "5")]


def test_a_workbook_is_read_under_any_name(rows, workbook):
    assert rows("a.csv", workbook({"A": [["x", 5]]})) == [("x", 5.0)]


def test_a_page_named_xls_is_read_with_its_spans(read):
    (sheet,) = read("a.xls", PAGE.encode("cp1251"))
    assert sheet.head == (("Отчёт", None), ("Клиент", "1\N{NO-BREAK SPACE}250,00"), (None, "5\n6"))
    assert sheet.merged == ((0, 0, 0, 1), (1, 0, 2, 0))


def test_a_table_that_only_frames_another_is_left_out(rows):
    page = "<table><tr><td><table><tr><td>Рита<td>5<tr><td>Юг<td>7</table></td></tr></table>"
    assert rows("a.xls", page) == [("Рита", "5"), ("Юг", "7")]


def test_a_page_that_breaks_off_keeps_what_it_has(rows):
    assert rows("a.xls", "<html><table><tr><td>a<td>b<tr><td>1<td>2") == [("a", "b"), ("1", "2")]


def test_spans_without_end_are_refused(read):
    page = "<table><tr><td colspan=1900 rowspan=999999>x" + "<tr><td>y" * 5_000
    with pytest.raises(DataError, match="5,000,000 cells"):
        read("a.xls", page)


def test_xml_of_excel_2003_is_read(rows):
    assert rows("a.xls", XML) == [("Клиент", None, 5.0), (), ("00017",)]


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("module", [read_text, read_book, read_html, unpack, read_door])
def test_every_note_has_its_words(module, lang):
    keys = set(re.findall(r'"(import\.\w+)"', Path(module.__file__).read_text("utf-8")))
    values = dict.fromkeys(("encoding", "rival", "example", "delimiter", "row", "sheets", "files"), "x")
    assert all(say(key, lang, 5, **values) for key in keys)


def test_parquet_keeps_its_types(rows, tmp_path):
    pq.write_table(pa.table({"id": ["00017", None], "sum": [5, 7], "gone": pa.nulls(2)}), tmp_path / "b")
    assert rows("a.parquet", (tmp_path / "b").read_bytes()) == [
        ("id", "sum", "gone"), ("00017", 5.0, None), (None, 7.0, None),
    ]  # fmt: skip


def test_gzip_is_unpacked(read):
    (sheet,) = read("a.csv.gz", gzip.compress(CSV.encode()))
    assert sheet.file == "a.csv"
    assert list(sheet.rows()) == [("Клієнт", "Сума"), ("Цвях", "5")]


def test_each_file_of_an_archive_is_a_sheet_and_the_rest_is_named(read, zipped, workbook):
    files = {"a.csv": CSV, "b/c.xlsx": workbook({"A": [["x"]]}), "pic.jpg": b"\xff\xd8\xff", "__MACOSX/._a.csv": b"x"}
    first, second = read("z.zip", zipped(files))
    assert (first.file, second.file) == ("z.zip/a.csv", "z.zip/b/c.xlsx")
    assert first.notes == (("import.left_out", {"files": "pic.jpg"}),)


def test_names_in_an_archive_of_windows_are_russian_again(read, zipped):
    content = zipped({"?" * 7 + ".csv": CSV}).replace(b"?" * 7, "Продажи".encode("cp866"))
    (sheet,) = read("z.zip", content)
    assert sheet.file == "z.zip/Продажи.csv"


def test_all_faults_of_an_archive_are_said_at_once(read, zipped):
    with pytest.raises(SalesbookError, match=r"(?s)z.zip/a.csv: the file has no rows.*z.zip/b.csv: this is a PDF"):
        read("z.zip", zipped({"a.csv": b"", "b.csv": b"%PDF-1.4", "c.csv": CSV}))


def test_a_locked_archive_is_refused(read, zipped):
    content = bytearray(zipped({"a.csv": CSV}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DataError, match="locked with a password"):
        read("z.zip", bytes(content))


def test_an_archive_within_an_archive_is_refused(read, zipped):
    for inner in ({"in.zip": zipped({"a.csv": CSV})}, {"a.csv.gz": gzip.compress(CSV.encode())}):
        with pytest.raises(DataError, match="an archive within an archive"):
            read("z.zip", zipped(inner))


def test_bombs_are_refused_before_they_fill_the_disk(read, zipped, monkeypatch):
    monkeypatch.setattr(unpack, "SMALL", 1 << 20)
    zeros = b"0" * (3 << 20)
    book = {"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": zeros}
    for name, content in {
        "a.zip": zipped({"a.csv": zeros}),
        "a.xlsx": zipped(book),
        "a.gz": gzip.compress(zeros),
    }.items():
        with pytest.raises(DataError, match="200 times its size"):
            read(name, content)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no zip", b"\x1f\x8b no gzip", b"PAR1 no parquet PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_only_begins_like_a_known_kind_is_refused(read, content):
    with pytest.raises(DataError):
        read("a.csv", content)


def test_half_an_archive_is_refused(read, zipped):
    for whole in (gzip.compress(CSV.encode() * 99), zipped({"a.csv": CSV * 99})):
        with pytest.raises(DataError, match="archive is broken"):
            read("a.csv", whole[: len(whole) * 2 // 3])


def test_a_locked_workbook_is_refused(read, locked):
    with pytest.raises(DataError, match="locked with a password"):
        read("a.xlsx", locked)


def test_other_kinds_of_files_are_named(read):
    for content, kind in {
        b"%PDF-1.7": "a PDF",
        b'[\n{"a": 1}]': "JSON",
        b"Rar!": "a RAR archive",
        b"<?xml?><a/>": "XML",
    }.items():
        with pytest.raises(DataError, match=kind):
            read("a.csv", content)


def test_folders_and_absent_files_are_refused(tmp_path):
    with pytest.raises(DataError, match="folder"):
        sheets(tmp_path, tmp_path)
    with pytest.raises(DataError, match="no such file"):
        sheets(tmp_path / "no.csv", tmp_path)


@given(st.binary(max_size=2_000), st.sampled_from([b"", b"PK\x03\x04", b"<table><tr><td>", b"\xff\xfe", b"a;b\n"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_give_sheets_or_a_reason(tmp_path, content, start):
    path = tmp_path / "a.bin"
    path.write_bytes(start + content)
    try:
        found = sheets(path, tmp_path / "work")
    except SalesbookError:
        return
    assert all(len(list(sheet.rows())) == sheet.length for sheet in found)
