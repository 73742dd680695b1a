"""Text files as companies export them: encodings, delimiters, headers, and what is no text at all."""

import pytest

from salesbook.errors import DataError
from salesbook.tables.mapping import TableMap
from salesbook.tables.names import unique
from salesbook.tables.text import prepare

LINES = "Клієнт;Сума\nМ-1;5\n"


@pytest.fixture
def ready(tmp_path):
    """``ready(bytes, setting=…)`` → the prepared text of a file of these bytes."""

    def make(content, name="orders.csv", **settings):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "work").mkdir()
        return prepare(tmp_path / name, TableMap(**settings), tmp_path / "work")

    return make


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1251", "cp1251"),
        ("koi8-u", "koi8-u"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_a_header_is_read_in_its_encoding(ready, encoding, named):
    text = ready(LINES.encode(encoding), encoding=named)
    assert text.header == ("Клієнт", "Сума")
    assert text.replaced == 0
    assert text.path.read_text("utf-8-sig") == LINES


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_header(ready, mark):
    assert ready(f"a{mark}b{mark}c\n1{mark}2,5{mark}3\n").delimiter == mark


def test_a_delimiter_inside_quotes_does_not_count(ready):
    assert ready('"Sum, UAH, net";b\n').header == ("Sum, UAH, net", "b")


def test_bytes_outside_the_encoding_are_counted_and_shown(ready):
    text = ready(b"a,b\n\xff\xfe1,2\n")
    assert text.replaced == 2
    assert "\ufffd\ufffd1,2" in text.path.read_text("utf-8")


def test_a_nul_is_counted_like_any_character_that_cannot_be_read(ready):
    text = ready("a,b\n" + "1,2\n" * 20 + "3\0,4\n")
    assert text.replaced == 1
    assert "3\ufffd,4" in text.path.read_text("utf-8")


def test_columns_apart_by_runs_of_spaces(ready):
    text = ready(" 00001 19970101  1   11.77\n", delimiter="whitespace", header=False)
    assert text.path.read_text("utf-8") == "00001\t19970101\t1\t11.77\n"
    assert text.header == ("column_1", "column_2", "column_3", "column_4")


def test_lines_above_the_header_are_skipped_and_blank_ones_too(ready):
    text = ready("Report for 2024\n\n\na,b\n1,2\n", skip_rows=1)
    assert text.header == ("a", "b")
    assert text.skip == 3


def test_lines_may_end_as_on_an_old_mac(ready):
    assert ready("a,b\r1,2\r").header == ("a", "b")


def test_a_plain_file_is_read_where_it_lies(ready, tmp_path):
    assert ready("a,b\n1,2\n").path == tmp_path / "orders.csv"


def test_a_name_that_looks_like_a_pattern_is_read_from_a_copy(ready, tmp_path):
    assert ready("a,b\n1,2\n", name="orders[1].csv").path.parent == tmp_path / "work"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04rest", "not a text file but a workbook or another archive. Give it the ending .xlsx"),
        (b"PAR1rest", "not a text file but a Parquet file. Give it the ending .parquet"),
        (b"\x1f\x8brest", "not a text file but a gzip archive. Give it the ending .csv.gz"),
        (b"\x01\0\0\0\0\0", "not a text file, or one in UTF-16 without its mark."),
        ("a;b\n1;2\n".encode("utf-16-le"), "write encoding: utf-16 in tables.yaml."),
        (b"", "the file is empty."),
        (b"\n \n\n", "the file is empty."),
    ],
)
def test_what_is_no_table_of_characters_is_refused(ready, content, says):
    with pytest.raises(DataError) as caught:
        ready(content)
    assert says in str(caught.value)


@pytest.mark.parametrize("content", [b"hello", b"\x1f\x8b\x08\x00abcdef"])
def test_a_broken_archive_is_refused(ready, content):
    with pytest.raises(DataError, match="the archive is broken"):
        ready(content, name="orders.csv.gz")


def test_names_of_columns_are_each_there_once_whatever_their_case():
    assert unique(["a", "A", "", "a_2", " b "]) == ("a", "A_2", "column_3", "a_2_4", "b")


def test_no_column_bears_the_reader_s_own_name():
    assert unique(["_row", "_salesbook_row"]) == ("_row", "_salesbook_row_2")
