"""Any shape as flat rows."""

import datetime as dt

from salesbook.intake.flat import flatten, with_empty
from salesbook.intake.lines import Left
from salesbook.intake.shape import find_shape
from tests.intake.sights import sheet


def flat(*rows, **more):
    made = sheet(*rows, **more)
    table = flatten(made, find_shape(made))
    return table, [cells for _, cells in table.rows(Left())]


def test_months_in_columns_become_rows():
    table, rows = flat("Клиент;Январь 2024;Февраль 2024;Март 2024;Итого", "Ромашка;1;;3;4", "Заря;4;5;6;15")
    assert table.names == ("Клиент", "period", "value")
    assert rows[:2] == [["Ромашка", dt.datetime(2024, 1, 1), "1"], ["Ромашка", dt.datetime(2024, 3, 1), "3"]]
    assert len(rows) == 5


def test_groups_become_a_column():
    rows = [
        "Клиент / Товар;Дата;Сумма",
        "Ромашка;;30",
        "  стул;05.01.2024;10",
        "  стол;06.01.2024;20",
        "Заря;;5",
        "  стул;07.01.2024;5",
    ]
    table, found = flat(*rows)
    assert table.names == ("Клиент", "Товар", "Дата", "Сумма")
    assert found[2] == ["Заря", "стул", "07.01.2024", "5"]


def test_the_title_s_period_stands_for_days_that_are_missing():
    table, rows = flat("Продажи за март 2024", "", "Клиент;Товар;Сумма", "Ромашка;стул;10", "Заря;стол;20", "Ёж;стол;3")
    assert table.names[-1] == "period"
    assert rows[0][-1] == dt.datetime(2024, 3, 1)
    assert table.sample[0][1] == rows[0]


def test_a_document_gives_its_number_and_day():
    rows = [f"Реализация товаров 0000-00012{n} от 1{n}.01.2024 10:15:00;Ромашка;5" for n in range(4)]
    table, found = flat("Документ;Клиент;Сумма", *rows)
    assert table.names[-2:] == ("order_id", "ordered_at")
    assert found[1][-2:] == ["0000-000121", "11.01.2024 10:15:00"]


def test_columns_of_one_name_are_told_apart():
    assert flat("Клиент;Сумма;Сумма", "Ромашка;1;2", "Заря;3;4", "Ёж;5;6")[0].names == ("Клиент", "Сумма", "Сумма_3")


def test_an_empty_column_is_added_behind():
    table, _ = flat("Клиент;Товар;Сумма", "Ромашка;стул;1", "Заря;стол;2", "Ёж;стол;3")
    assert with_empty(table, "client_id").sample[0][1] == ["Ромашка", "стул", "1", None]
