"""Months in columns."""

from salesbook.intake.shape import find_shape
from tests.intake.sights import sheet


def test_three_months_in_columns_are_a_cross_tab():
    cross = find_shape(
        sheet("Клиент;Январь 2024;Февраль 2024;Март 2024;Итого", "Ромашка;1;2;3;6", "Заря;4;5;6;15")
    ).cross
    assert [period.first.month for period, _ in cross.cells.values()] == [1, 2, 3]
    assert cross.sums == (4,)


def test_two_months_are_not_yet_one():
    assert find_shape(sheet("Клиент;Январь 2024;Февраль 2024", "Ромашка;1;2", "Заря;4;5")).cross is None


def test_months_without_a_year_ask_for_it():
    rows = ["Клиент;Январь;Февраль;Март", "Ромашка;1;2;3", "Заря;4;5;6"]
    assert find_shape(sheet(*rows)).cross.year_unknown
    assert not find_shape(sheet(*rows), 2023).cross.year_unknown


def test_the_title_gives_the_year():
    rows = ["Продажи за 2023 год", "", "Клиент;Январь;Февраль;Март", "Ромашка;1;2;3", "Заря;4;5;6"]
    cross = find_shape(sheet(*rows)).cross
    assert {period.first.year for period, _ in cross.cells.values()} == {2023}


def test_rows_that_take_turns_are_measures():
    rows = ["Товар;Показатель;Январь 2024;Февраль 2024;Март 2024"]
    rows += [f"{item};{measure};1;2;3" for item in ("стул", "стол") for measure in ("Количество", "Сумма")]
    cross = find_shape(sheet(*rows)).cross
    assert (cross.turns, cross.measures) == (1, ("Количество", "Сумма"))
