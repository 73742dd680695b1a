"""Files and columns told from their names, in three languages."""

from pathlib import Path

import pytest

from salesbook.tables import contracts
from salesbook.tables.guess import guess_columns, guess_files, guess_table


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("orders", "orders"), ("Orders_2024-05", "orders"), ("продажі 2024", "orders"), ("Заказы", "orders"),
        ("клієнти", "clients"), ("NPS", "surveys"), ("дзвінки", "contacts"), ("скарги", "complaints"),
        ("витрати", "spend"), ("менеджеры", "team"), ("бонуси", "points"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_name(file, table):
    assert guess_table(file, []) == table


def test_a_file_of_another_name_is_known_by_its_columns():
    assert guess_table("export", ["Клієнт", "Дата", "Сума", "Кількість"]) == "orders"


def test_a_file_of_neither_is_not_known():
    assert guess_table("export", ["a", "b"]) is None


@pytest.mark.parametrize(
    "header",
    [
        ["CustomerID", "InvoiceDate", "Revenue"],
        ["Код клиента", "Дата заказа", "Сумма"],
        ["код клієнта", "дата продажу", "СУМА"],
    ],
)
def test_columns_are_known_in_three_languages(header):
    assert guess_columns(contracts()["orders"], header) == dict(
        zip(("client_id", "ordered_at", "amount"), header, strict=True)
    )


def test_a_column_s_own_name_goes_before_its_synonyms():
    found = guess_columns(contracts()["orders"], ["customer", "client_id", "total", "amount", "date"])
    assert found["client_id"] == "client_id"
    assert found["amount"] == "amount"


def test_a_column_serves_once():
    found = guess_columns(contracts()["spend"], ["date", "sum"])
    assert len(set(found.values())) == len(found)


def test_files_of_a_table_come_in_the_order_of_their_names():
    header = ["client_id", "ordered_at", "amount"]
    found = guess_files({Path("orders_2.csv"): header, Path("orders_1.csv"): header, Path("junk.csv"): ["x"]})
    assert found == {"orders": [Path("orders_1.csv"), Path("orders_2.csv")]}
