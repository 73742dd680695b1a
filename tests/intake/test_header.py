"""Where the header stands."""

from salesbook.intake.header import find_header
from tests.intake.sights import sheet

LINES = ["Ромашка;05.01.2024;100,50", "Заря;06.01.2024;7,25", "Ёж;07.01.2024;8"]


def test_the_first_row_is_the_header_where_nothing_stands_above():
    found = find_header(sheet("Клиент;Дата;Сумма", *LINES))
    assert (found.start, found.rows, found.body, found.names) == (0, 1, 1, ("Клиент", "Дата", "Сумма"))


def test_titles_stand_above_the_header():
    found = find_header(sheet("Продажи за январь", "", "Период: 01.01.2024 - 31.01.2024", "Клиент;Дата;Сумма", *LINES))
    assert (found.start, found.rows) == (3, 1)


def test_a_row_of_lines_is_no_header():
    found = find_header(sheet("Ромашка;05.01.2024;100,50", *LINES))
    assert (found.rows, found.body) == (0, 0)


def test_a_header_of_two_rows_names_each_column_by_both():
    merged = [(0, 0, 0, 1), (0, 2, 0, 3)]
    found = find_header(sheet("Клиент;;Сумма;", "Код;Имя;План;Факт", "01;Ромашка;5;6", "02;Заря;7;8", merged=merged))
    assert found.names == ("Клиент / Код", "Клиент / Имя", "Сумма / План", "Сумма / Факт")


def test_the_words_of_a_survey_under_its_question_are_dropped():
    merged = [(0, 1, 0, 2)]
    found = find_header(sheet("Respondent;Why?;", ";Open-Ended Response;", "1;good;", "2;bad;", merged=merged))
    assert found.names[1] == "Why?"


def test_a_row_of_column_numbers_under_the_header_is_no_line():
    assert find_header(sheet("Клиент;Дата;Сумма", "1;2;3", *LINES)).body == 2
