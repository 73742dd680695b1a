"""How a sheet is built."""

from salesbook.intake.shape import find_shape
from tests.intake.sights import sheet

HEAD = "Клиент;Дата;Сумма"
LINES = ["Ромашка;05.01.2024;100,50", "Заря;06.01.2024;7,25", "Ёж;07.01.2024;8"]


def test_titles_tell_the_only_period():
    shape = find_shape(sheet("Продажи за январь 2024 г.", "", HEAD, *LINES))
    assert shape.titles == ("Продажи за январь 2024 г.",)
    assert str(shape.period.last) == "2024-01-31"


def test_two_periods_in_the_titles_are_none():
    assert find_shape(sheet("за январь 2024", "за март 2024", HEAD, *LINES)).period is None


def test_indents_make_groups():
    rows = ["Клиент;Товар;Сумма", "Ромашка;;30", "  стул;серый;10", "  стол;белый;20", "Заря;;5", "  стул;серый;5"]
    assert find_shape(sheet(*rows)).groups.label == 0


def test_a_flat_list_has_no_groups():
    assert find_shape(sheet(HEAD, *LINES)).groups is None


def test_cells_merged_down_stand_for_those_below():
    shape = find_shape(sheet(HEAD, LINES[0], ";06.01.2024;5", merged=[(1, 0, 2, 0)]))
    assert shape.down == {0: frozenset({2})}


def test_a_blank_column_under_a_merged_name_is_none():
    rows = ["Клиент;;Дата;Сумма", "Ромашка;;05.01.2024;1", "Заря;;06.01.2024;2"]
    assert find_shape(sheet(*rows, merged=[(0, 0, 0, 1)])).columns == (0, 2, 3)


def test_another_header_further_down_begins_another_table():
    shape = find_shape(sheet(HEAD, *LINES, "", "Возвраты", "Клиент;Дата возврата;Сумма", "Ромашка;08.01.2024;5"))
    assert shape.below == 6


def test_the_same_header_repeated_begins_none():
    assert find_shape(sheet(HEAD, *LINES, "", HEAD, *LINES)).below is None


def test_a_line_of_words_behind_a_blank_row_is_no_header():
    assert find_shape(sheet(HEAD, *LINES, "", "Итого;;115,75", "Сдал;Принял;")).below is None
