"""Which rows are lines."""

from salesbook.intake.lines import Left, grouped, lines
from salesbook.intake.shape import find_shape
from tests.intake.sights import sheet

HEAD = "Клиент;Дата;Товар;Сумма"
LINES = ["Ромашка;05.01.2024;стул;100,50", "Заря;06.01.2024;стол;7,25", "Ёж;07.01.2024;стул;8", "Ёж;08.01.2024;стол;9"]


def split(made):
    left, shape = Left(), find_shape(made)
    return list(grouped(made, shape, lines(made, shape, left, made.rows()), left)), left


def test_a_total_row_is_no_line():
    found, left = split(sheet(HEAD, *LINES, "Итого;;;124,75"))
    assert (len(found), [n for n, _ in left.totals]) == (4, [5])


def test_a_sum_without_a_word_is_no_line():
    found, left = split(sheet(HEAD, ";;;124,75", *LINES[:2], ";;;107,75", *LINES[2:], ";;;17"))
    assert (len(found), len(left.totals)) == (4, 3)


def test_a_line_without_a_client_is_a_line():
    found, left = split(sheet(HEAD, *LINES, ";09.01.2024;стул;5"))
    assert (len(found), left.totals) == (5, [])


def test_a_client_called_like_a_sum_is_a_line():
    found, left = split(sheet(HEAD, *LINES, "Total Energy;09.01.2024;стул;5"))
    assert (len(found), left.totals) == (5, [])


def test_the_header_of_the_next_page_is_counted():
    found, left = split(sheet(HEAD, *LINES, HEAD, *LINES))
    assert (len(found), left.headers) == (8, 1)


def test_remarks_and_blank_rows_are_kept_apart():
    found, left = split(sheet(HEAD, *LINES, "", "* без НДС"))
    assert (len(found), left.blank, left.remarked) == (4, 1, 1)


def test_lines_stop_where_another_table_begins():
    found, _ = split(sheet(HEAD, *LINES, "", "Клиент;Дата;Причина;Возврат", "Ёж;09.01.2024;брак;8"))
    assert len(found) == 4


def test_lines_stand_under_their_groups():
    rows = [
        "Клиент;Дата;Сумма",
        "Ромашка;;30",
        "  стул;05.01.2024;10",
        "  стол;06.01.2024;20",
        "Заря;;5",
        "  стул;07.01.2024;5",
    ]
    found, left = split(sheet(*rows))
    assert [(line.cells[0].strip(), line.groups[0][1][0]) for line in found] == [
        ("стул", "Ромашка"),
        ("стол", "Ромашка"),
        ("стул", "Заря"),
    ]
    assert (left.groups, [row[2] for _, row in left.tops]) == (2, ["30", "5"])
