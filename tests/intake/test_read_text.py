"""Text files as exports are written: delimiters, quotes, ends of lines, ragged rows, stray bytes."""

import pytest

from salesbook.errors import DataError
from salesbook.intake.delimiter import find_form


def notes(sheet):
    return dict(sheet.notes)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_told(read, mark):
    (sheet,) = read("a.csv", f"a{mark}b\n1{mark}x\n2{mark}y\n")
    assert sheet.settings == {"encoding": "utf-8", "delimiter": mark}
    assert sheet.head == (("a", "b"), ("1", "x"), ("2", "y"))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Цвях;12,50;3,0\nБолт;7,25;1,5\n", ";"),
        ("12,50;3,0\n7,25;1,5\n", ";"),
        ("Продажи, руб., май, 2024\nА;1,5\nБ;2,5\nВ;3,5\n", ";"),
        ("Отчет за май 2024, руб.\n\nКлиент;Сумма\nА, Б и Ко;5,00\nВ;7,50\nИтого;12,50\n", ";"),
        ('name,amount,note\n"Smith, J",5,"a;b;c"\n"Doe, A",7,"d;e;f"\n', ","),
        ("id,comment\n1,a;b;c\n2,d;e;f\n", ","),
        ("Клиент\tСумма, руб.\nРомашка, ООО\t1 250,00\n", "\t"),
        ('id;comment\n1;"long, very, long,\nsecond, line"\n2;"ok"\n', ";"),
        ("Відгук\nДобре, дякую\nПогано, бо довго; та ще й дорого\nНормально\n", ""),
        ("Сума\n1,50\n2,25\n3,10\n", ""),
        ("email\na@b.example\nd@e.example\n", ""),
        (" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n", "whitespace"),
    ],
)
def test_commas_in_numbers_and_sentences_part_nothing(text, mark):
    assert find_form(text.splitlines(keepends=True)).delimiter == mark


def test_commas_between_digits_only_are_asked_about(read):
    (sheet,) = read("a.csv", "1,50\n2,25\n3,10\n")
    assert sheet.notes == (("import.comma_unsure", {}),)


def test_the_first_line_of_excel_names_the_delimiter(rows):
    assert rows("a.csv", "sep=|\na|b;c\n1|2;3\n".encode("utf-16")) == [("a", "b;c"), ("1", "2;3")]


def test_cells_may_hold_quotes_delimiters_and_ends_of_lines(rows):
    text = 'a;b\r\n"x;y";"two\r\nlines ""said"""\r\n'
    assert rows("a.csv", text) == [("a", "b"), ("x;y", 'two\r\nlines "said"')]


def test_names_in_quotes_stay_in_a_file_that_quotes_nothing(rows):
    found = rows("a.txt", 'Клієнт\tСума\nТОВ "Ромашка"\t5\nДиск 5"\t7\n"Вектор" ТОВ\t8\n')
    assert [row[0] for row in found[1:3]] == ['ТОВ "Ромашка"', 'Диск 5"']


def test_a_quote_that_is_not_closed_is_said(read):
    text = "a;b;c\n" + '"x";"y";"z"\n' * 5 + '7;"not closed;9\n' + "1;2;3\n" * 5 + '"u";"v";"w"\n' * 5
    (sheet,) = read("a.csv", text)
    assert notes(sheet)["import.quote_open"]["row"] == 7


def test_ragged_rows_blank_rows_and_leading_spaces_are_kept(rows):
    text = "Report\n\na;b;c\n  group;;\n1;2\n1;2;3;4\n \N{NO-BREAK SPACE};x ;\n"
    assert rows("a.csv", text) == [
        ("Report",), (), ("a", "b", "c"), ("  group", None, None), ("1", "2"), ("1", "2", "3", "4"), (None, "x", None),
    ]  # fmt: skip


def test_stray_bytes_show_and_are_counted(read):
    (sheet,) = read("a.csv", ("ім’я;сума\n" + "Їжак;5\n" * 50).encode() + b"Ab\xffc;6\n")
    assert sheet.tail[-1] == ("Ab\N{REPLACEMENT CHARACTER}c", "6")
    assert notes(sheet)["import.replaced"]["n"] == 1


def test_a_code_page_is_said_with_a_line_that_shows_it(read):
    (sheet,) = read("a.csv", "Клиент;Сумма\nРомашка;5\nВектор;6\n".encode("cp1251"))
    assert sheet.head[1] == ("Ромашка", "5")
    assert notes(sheet)["import.encoding"] == {"encoding": "cp1251", "example": "Клиент;Сумма"}


def test_head_tail_and_length_are_of_the_whole_file(rows):
    found = rows("a.csv", "n;m\n" + "".join(f"{n};x\n" for n in range(5_000)))
    assert len(found) == 5_001
    assert found[-1] == ("4999", "x")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(rows, end):
    assert rows("a.csv", end.join(["a;b", "1;2", "3;4"])) == [("a", "b"), ("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"\xef\xbb\xbf", "no rows"),
        (b"\n\n;;\n", "no rows"),
        (b"a," * 2_001, "2,002 cells"),
        (b"x" * 1_100_000, "line is longer"),
        (b'a;b\n"x;1\n' + b"1;2\n" * 5 + b'"y"\n' * 20 + b'"' + b"1;2\n" * 400_000, "longer than|cannot be parted"),
        (bytes(range(256)) * 20, "not a text file"),
    ],
)
def test_what_is_no_table_is_refused(read, content, said):
    with pytest.raises(DataError, match=said):
        read("a.csv", content)


def test_millions_of_empty_lines_that_pack_into_nothing_are_refused_early(read):
    with pytest.raises(DataError, match="more than 100,000 lines in a row are empty"):
        read("a.csv", "client;amount\n" + "\n" * 100_001)


def test_as_many_empty_lines_between_the_rows_are_only_empty(read):
    (sheet,) = read("a.csv", "client;amount\n" + "ann;1\n\n" * 60_000)
    assert sheet.length == 120_001
