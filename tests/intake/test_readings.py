"""How columns are read, and what has to be asked."""

from salesbook.intake.flat import flatten
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
