"""What a sheet is understood to be, and what only a person can say."""

import pytest

from salesbook.errors import DataError
from salesbook.intake.understand import understand
from tests.intake.sights import sheet

HEAD = "Клиент;Дата;Сумма"
LINES = ["Ромашка;05.01.2024;100,50", "Заря;06.01.2024;7,25", "Ёж;07.01.2024;8,00"]


def asked(*rows, answers=()):
    return [q.id.removeprefix("a.csv:") for q in understand(sheet(*rows), dict(answers)).open]


def noted(*rows, **more):
    return [key for key, _ in understand(sheet(*rows, **more), {}).notes]


def test_a_plain_table_leaves_nothing_open():
    found = understand(sheet(HEAD, *LINES), {})
    assert (found.match.table, found.columns, found.open) == (
        "orders",
        {"client_id": "Клиент", "ordered_at": "Дата", "amount": "Сумма"},
        (),
    )


def test_titles_are_said():
    assert noted("Продажи", "", HEAD, *LINES) == ["import.titles"]


def test_months_without_a_year_are_asked_and_the_answer_is_used():
    rows = ["Клиент;Январь;Февраль;Март", "Ромашка;1;2;3", "Заря;4;5;6", "Ёж;7;8;9"]
    assert "year" in asked(*rows)
    assert "year" not in asked(*rows, answers={"a.csv:year": "2023"})


def test_a_year_that_is_none_is_refused():
    rows = ["Клиент;Январь;Февраль;Март", "Ромашка;1;2;3", "Заря;4;5;6", "Ёж;7;8;9"]
    with pytest.raises(DataError, match="soon is no year"):
        understand(sheet(*rows), {"a.csv:year": "soon"})


@pytest.mark.parametrize(
    "title", ["Продажи за 2024 год (тыс. руб.)", "Ед. изм.: тис. грн", "Sales, in thousands of USD"]
)
def test_thousands_in_a_title_are_asked(title):
    assert asked(title, "", HEAD, *LINES) == ["scale.Сумма"]


def test_amounts_of_a_service_that_counts_in_cents_are_asked():
    rows = [f"ch_3N{n};cus_{n};2024-01-0{n};1990;usd" for n in range(1, 5)]
    assert "scale.amount" in asked("id;customer;date;amount;currency", *rows)


def test_a_share_called_a_sum_is_no_amount():
    found = understand(sheet("Клиент;Дата;Сумма, %", "Ромашка;05.01.2024;12%", "Заря;06.01.2024;13%"), {})
    assert "amount" not in found.columns


def test_another_table_under_the_first_is_asked():
    rows = [HEAD, *LINES, "", "Возвраты", "Клиент;Дата возврата;Сумма", "Ёж;08.01.2024;8,00"]
    assert asked(*rows) == ["below"]
    assert [len(understand(sheet(*rows), {"a.csv:below": said}).table.sample) for said in ("first", "whole")] == [3, 5]


def test_amounts_with_and_without_a_sign_of_money_are_said():
    assert noted(HEAD, "Ромашка;05.01.2024;$5", "Заря;06.01.2024;6", "Ёж;07.01.2024;7") == ["import.money_some"]


def test_lines_without_a_currency_beside_others_are_said():
    rows = ["Ромашка;05.01.2024;5;USD", "Заря;06.01.2024;6;", "Ёж;07.01.2024;7;USD"]
    assert noted(f"{HEAD};Валюта", *rows) == ["import.money_some"]


def test_columns_of_one_name_are_said():
    assert "import.twins" in noted("Клиент;Дата;Сумма;Сумма", *(f"{line};5" for line in LINES))


def test_an_answer_that_cannot_be_given_is_refused():
    with pytest.raises(DataError, match="no such answer as middle"):
        understand(sheet(HEAD, "Ромашка;05/01/2024;1,5", "Заря;06/01/2024;2,5"), {"a.csv:date.Дата": "middle"})


def test_a_column_without_a_name_is_asked_for_its_sales_by_the_name_it_gets():
    states = ["Closed Won", "Closed Lost", "Negotiation/Review", "Prospecting"]
    rows = [f"Willow {n};{states[n % 4]};{1 + n}.02.2024;1{n},50" for n in range(8)]
    (keep,) = [name for name in asked("Клиент;;Дата;Сумма", *rows) if name.startswith("keep.")]
    assert keep == "keep.column_2"
    found = understand(sheet("Клиент;;Дата;Сумма", *rows), {f"a.csv:{keep}": "Closed Won"})
    assert found.match.keep == {"column_2": ("Closed Won",)}
    assert set(found.match.keep) <= set(found.table.names)
