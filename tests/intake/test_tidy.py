"""What is written, and what its sums are held against."""

import pyarrow.parquet as pq
import pytest

from salesbook.intake.bring import look
from salesbook.intake.tidy import write_tidy
from tests.intake.sights import sheet

HEAD = "Клиент;Дата;Сумма"


@pytest.fixture
def tidy(tmp_path):
    """``tidy(rows, answers)`` → the rows written, and what was counted."""

    def make(*rows, answers=()):
        (what,) = look([sheet(*rows)], dict(answers)).sheets
        assert not what.open, what.open
        found = write_tidy(what, tmp_path / "a.parquet", tmp_path / "aside.csv")
        return pq.read_table(tmp_path / "a.parquet").to_pylist(), found

    return make


def lines(n, amount="{n},50", last="05.01.2024"):
    return [f"К{k};{last};{amount.format(n=k)}" for k in range(1, n + 1)]


def test_the_lines_are_held_against_the_total(tidy):
    rows, found = tidy(HEAD, *lines(4), "Итого;;12,00")
    assert [(t.column, t.lines, t.said, t.agrees) for t in found.totals] == [("amount", 12.0, 12.0, True)]
    assert (rows[0]["amount"], rows[3]["source_row"]) == ("1.50", "5")


def test_a_total_that_differs_is_said(tidy):
    _, found = tidy(HEAD, *lines(4), "Итого;;15,00")
    assert [t.agrees for t in found.totals] == [False]


def test_a_sum_without_a_word_is_a_total_too(tidy):
    _, found = tidy(HEAD, *lines(2), ";;4,00", *lines(2), ";;4,00", ";;8,00")
    assert [(t.lines, t.said) for t in found.totals] == [(8.0, 8.0)]


def test_a_currency_that_appears_late_is_not_added(tidy):
    rows, found = tidy(HEAD, *lines(1_100, "{n},50 грн"), "К1;05.01.2024;7,50 $")
    assert (len(rows), found.kept_out) == (1_100, {("Сумма", "USD"): 1})


def test_a_currency_in_a_column_that_appears_late_is_not_added(tidy):
    rows, found = tidy(f"{HEAD};Валюта", *(f"{line};UAH" for line in lines(1_100)), "К1;05.01.2024;7,5;USD")
    assert (len(rows), found.kept_out) == (1_100, {("Валюта", "USD"): 1})


def test_decimals_that_change_below_are_no_numbers(tidy):
    rows, _ = tidy(HEAD, *lines(1_100, "1{n:03},50"), "К1;05.01.2024;1.500")
    assert (rows[0]["amount"], rows[-1]["amount"]) == ("1001.50", "1.500 ?")


def test_thousands_in_the_header_are_multiplied_as_said_and_so_is_the_total(tidy):
    said = {"a.csv:columns.amount": "Сумма, тыс. руб.", "a.csv:scale.Сумма, тыс. руб.": "1000"}
    rows, found = tidy("Клиент;Дата;Сумма, тыс. руб.", *lines(4), "Итого;;12,0", answers=said)
    assert [row["amount"] for row in rows] == ["1500", "2500", "3500", "4500"]
    assert [(t.lines, t.said) for t in found.totals] == [(12_000.0, 12_000.0)]


def test_marks_that_keep_an_id_text_are_taken_off(tidy):
    rows, _ = tidy(HEAD, *(f'="00{n}";05.01.2024;{n},50' for n in range(1, 5)))
    assert [row["client_id"] for row in rows] == ["001", "002", "003", "004"]
