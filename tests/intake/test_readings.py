"""How columns are read, and what has to be asked."""

from dataclasses import replace

from salesbook.intake.bring import look
from salesbook.intake.flat import SHAPES, flatten
from salesbook.intake.readings import ask_readings, find_readings, said
from salesbook.intake.shape import find_shape
from salesbook.tables.contracts import contracts
from tests.intake.sights import sheet

OURS = {"client_id": "Клиент", "ordered_at": "Дата", "amount": "Сумма"}


def readings(*rows):
    made = sheet("Клиент;Дата;Сумма;Цена", *rows)
    return find_readings(flatten(made, find_shape(made)), OURS, contracts()["orders"])


def asked(found):
    return [q.id for q in ask_readings(found, list(OURS.values()), "a.csv")]


def test_what_one_column_shows_holds_for_another_that_could_be_either():
    found = readings("Ромашка;05.01.2024;1,234;7,5", "Заря;06.01.2024;5,678;8,5")
    assert (found["Сумма"].text("1,234"), asked(found)) == ("1.234", [])


def test_where_no_column_shows_the_mark_it_is_asked():
    found = readings("Ромашка;05.01.2024;1,234;7", "Заря;06.01.2024;5,678;8")
    assert asked(found) == ["a.csv:decimal.Сумма"]
    assert said(found["Сумма"], "1.5").text("1,234") == "1234"


def test_a_day_that_could_be_a_month_is_asked():
    found = readings("Ромашка;05/01/2024;1;7", "Заря;06/01/2024;5;8")
    assert asked(found) == ["a.csv:date.Дата"]
    assert said(found["Дата"], "month first").text("05/01/2024") == "2024-05-01"


def test_two_currencies_are_asked():
    assert asked(readings("Ромашка;05.01.2024;1 грн;7", "Заря;06.01.2024;$5;8")) == ["a.csv:money.Сумма"]


def test_a_mark_that_appears_below_the_first_thousand_lines_is_asked_too():
    rows = [f"К;05.01.2024;{n};7" for n in range(1_200)]
    assert asked(readings(*rows, "К;05.01.2024;1,500;7")) == ["a.csv:decimal.Сумма"]


def counting(sheet):
    """``sheet``, and a list that grows by one each time its rows are read to the end."""
    ends = []

    def rows():
        yield from sheet.rows()
        ends.append(1)

    return replace(sheet, rows=rows), ends


def test_all_rows_are_read_once_for_every_unsure_column_and_every_answer():
    lines = [f"{n};К;0{n % 9 + 1}/05/2024;{n};{n + 7};{n % 3}" for n in range(1_200)]
    made, ends = counting(sheet("Номер;Клиент;Дата;Сумма;Цена;Количество", *lines))
    first = look([made], {})
    assert {q.id for q in first.open} == {"a.csv:date.Дата"}
    assert len(ends) == 1
    answers = {"a.csv:date.Дата": "day first"}
    for column in ("Цена", "Сумма", "Количество", "Цена"):
        answers["a.csv:columns.amount"] = column
        assert look([made], answers).sheets[0].readings[column].numbers.of == 1_200
    assert look([made], {}) == first
    assert len(ends) == 1


def test_a_shape_that_an_answer_brings_back_is_not_read_anew():
    above = [f"К;05.01.2024;{n}" for n in range(40)]
    below = [f"К;06.01.2024;{n}" for n in range(1_200)]
    made, ends = counting(sheet("Клиент;Дата;Сумма", *above, "", "Клиент;Дата;Сумма;Кг", *below))
    for answer in ("whole", "first", "whole", "first"):
        assert look([made], {"a.csv:below": answer}).open == ()
    assert len(ends) == 1, "the whole once; of the first table the first lines are all"


def test_a_sheet_remembers_its_last_shapes_only():
    made, _ = counting(sheet("Клиент;Дата;Сумма", *(f"К;05.01.2024;{n}" for n in range(40))))
    shape = find_shape(made)
    for row in range(10):
        flatten(made, replace(shape, below=row + 20))
    assert len(made.flat) == SHAPES
