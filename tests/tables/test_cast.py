"""Text → types: what a cell may be, and why a row is set aside."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import DataError, Faults

ORDERS = "client_id,ordered_at,amount\n"


def reasons(book, table):
    return dict(book.reading(table).set_aside)


def notes(book, table):
    return dict(book.reading(table).notes)


def test_scores_of_11_and_7_5_and_text_are_set_aside_each_with_its_reason(company, rows):
    book = company({"surveys.csv": "score\n11\n7.5\nten\n-1\n1e30\n9\n10.0\n"})
    assert reasons(book, "surveys") == {
        "score is above 10": 2,
        "score is not a whole number": 1,
        "score is not a number": 1,
        "score is below 0": 1,
    }
    assert rows(book.surveys) == [{"score": 9}, {"score": 10}]


def test_an_unanswered_survey_is_used_and_its_score_is_null(company, rows):
    book = company({"surveys.csv": "score,region\n9,N\n,S\nN/A,S\n"})
    assert rows(book.surveys.select("score")) == [{"score": 9}, {"score": None}, {"score": None}]
    assert reasons(book, "surveys") == {}


def test_words_for_missing_hold_for_numbers_and_dates_only(company, rows):
    book = company({"orders.csv": ORDERS.strip() + ",region\nNA,2024-01-01,5,NA\n2,NA,6,N\n3,2024-01-01,NULL,N\n"})
    assert [(r["client_id"], r["region"]) for r in rows(book.orders)] == [("NA", "NA")]
    assert reasons(book, "orders") == {"ordered_at is missing": 1, "amount is missing": 1}


def test_the_words_for_missing_may_be_told(company, rows):
    book = company({"orders.csv": ORDERS + "1,2024-01-01,5\n2,-,6\n"}, "orders: {file: orders.csv, missing: ['-']}")
    assert reasons(book, "orders") == {"ordered_at is missing": 1}


def test_decimal_comma_and_thousands(company, rows):
    book = company(
        {"orders.csv": "client_id;ordered_at;amount\n1;2024-01-01;1 234,50\n1;2024-01-01;-5,5\n1;2024-01-01;1.234,5\n"},
        "orders: {file: orders.csv, decimal: ',', thousands: '.'}",
    )
    assert [r["amount"] for r in rows(book.orders)] == [1234.5, -5.5, 1234.5]


def test_spaces_of_any_kind_may_part_thousands(company, rows):
    book = company({"orders.csv": ORDERS + "1,2024-01-01,1\u00a0234.5\n1,2024-01-01,1\u202f234.5\n"})
    assert [r["amount"] for r in rows(book.orders)] == [1234.5, 1234.5]


def test_a_comma_that_nobody_explained_is_noticed(company):
    book = company(
        {"orders.csv": "client_id;ordered_at;amount\n1;2024-01-01;5\n1;2024-01-01;5,50\n1;2024-01-01;1 000,5\n"}
    )
    assert notes(book, "orders")["note.comma"] == {"column": "amount", "n": 2}
    assert reasons(book, "orders") == {"amount is not a number": 2}


def test_where_no_number_can_be_read_for_commas_the_setting_is_named(company):
    book = company({"orders.csv": "client_id;ordered_at;amount\n1;2024-01-01;5,50\n"})
    with pytest.raises(DataError, match=r'not one of 1 rows of orders can be used .* Write decimal: ","'):
        book.reading("orders")


@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-Infinity", "1e400", "0x10", "5 грн", "5%"])
def test_what_is_no_finite_number_is_set_aside(company, cell):
    book = company({"orders.csv": f"{ORDERS}1,2024-01-01,{cell}\n1,2024-01-01,5\n"})
    assert reasons(book, "orders") == {"amount is not a number": 1}


def test_quantity_times_price_stands_in_for_the_amount(company, rows):
    book = company({"orders.csv": "client_id,ordered_at,quantity,unit_price\n1,2024-01-01,2,3.5\n1,2024-01-01,,3.5\n"})
    assert [r["amount"] for r in rows(book.orders)] == [7]
    assert reasons(book, "orders") == {"amount is missing": 1}


def test_several_faults_of_a_row_are_one_reason(company):
    book = company({"orders.csv": ORDERS + "1,2024-01-01,5\n1,2024-01-02,6\n1,soon,x\n"})
    assert reasons(book, "orders") == {"ordered_at is not a date of the form found; amount is not a number": 1}


def test_dates_of_two_forms_the_greater_part_is_used_and_the_rest_is_said(company, rows):
    file = ORDERS + "1,2024-01-01,5\n1,2024-01-02,5\n1,13.01.2024,5\n"
    book = company({"orders.csv": file})
    assert reasons(book, "orders") == {"ordered_at is not a date of the form found": 1}
    assert notes(book, "orders")["note.other_dates"] == {
        "column": "ordered_at", "n": 1, "form": "%d.%m.%Y", "both": '["iso", "%d.%m.%Y"]',
    }  # fmt: skip


def test_what_the_note_on_dates_advises_has_them_all_read(company, rows):
    file = ORDERS + "1,2024-01-01,5\n1,2024-01-02,5\n1,13.01.2024,5\n"
    book = company({"orders.csv": file}, 'orders: {file: orders.csv, date_format: ["iso", "%d.%m.%Y"]}')
    assert [r["ordered_at"].day for r in rows(book.orders)] == [1, 2, 13]
    assert book.reading("orders").notes == ()


def test_float_looking_ids_lose_their_zero_and_that_is_said(company, rows):
    book = company({"orders.csv": ORDERS + "17850.0,2024-01-01,5\n13047.0,2024-01-01,5\n,2024-01-01,5\n"})
    assert [r["client_id"] for r in rows(book.orders)] == ["17850", "13047", None]
    assert notes(book, "orders")["note.float_ids"] == {"column": "client_id", "n": 2}


@pytest.mark.parametrize("cell", ["1.03293E+19", '"1,03E+12"', "4e+15"])
def test_ids_destroyed_by_a_spreadsheet_are_refused_with_advice(company, cell):
    book = company({"orders.csv": f"{ORDERS}{cell},2024-01-01,5\n7,2024-01-01,5\n"})
    with pytest.raises(DataError, match=r"1 cells of client_id were destroyed by a spreadsheet.*column as text"):
        book.reading("orders")


def test_an_id_with_a_letter_e_is_an_id(company, rows):
    book = company({"orders.csv": ORDERS + "1E5,2024-01-01,5\n00017,2024-01-01,5\n"})
    assert [r["client_id"] for r in rows(book.orders)] == ["1E5", "00017"]


def test_several_columns_make_one_id(company, rows):
    book = company(
        {"bons.csv": "shop,doc,card,when,sum\nA,1,7,2024-01-01,5\nB,1,7,2024-01-01,6\nB,,7,2024-01-01,6\n"},
        "orders: {file: bons.csv, columns: {order_id: [shop, doc], client_id: card, ordered_at: when, amount: sum}}",
    )
    assert [r["order_id"] for r in rows(book.orders)] == ["A|1", "B|1", None]
    assert [r["shop"] for r in rows(book.orders)] == ["A", "B", "B"]


def test_columns_by_place_where_there_is_no_header(company, rows):
    book = company(
        {"master.txt": "  00001 19970101  1   11.77\n 00002 19970112  2 12.00\n"},
        "orders: {file: master.txt, header: none, delimiter: whitespace, "
        "columns: {client_id: 1, ordered_at: 2, amount: 4}}",
    )
    assert rows(book.orders) == [
        {"client_id": "00001", "ordered_at": dt.datetime(1997, 1, 1), "amount": 11.77, "column_3": "1"},
        {"client_id": "00002", "ordered_at": dt.datetime(1997, 1, 12), "amount": 12.0, "column_3": "2"},
    ]


def test_mapped_columns_outside_the_contract_bear_their_new_name_and_the_rest_their_own(company, rows):
    book = company(
        {"o.csv": "card,when,sum,shop_no,weather\n7,2024-01-01,5,A,rain\n"},
        "orders: {file: o.csv, columns: {client_id: Card, ordered_at: when, amount: sum, outlet: shop_no}}",
    )
    assert [c for c in book.orders.columns if c not in ("client_id", "ordered_at", "amount")] == ["outlet", "weather"]
    assert rows(book.orders.select("outlet", "weather")) == [{"outlet": "A", "weather": "rain"}]


@pytest.mark.parametrize("name", ["_row", "_file", "_reason", "_salesbook_row", "self", "file", "table", "%s", "{x}"])
def test_a_column_may_bear_any_name(company, rows, name):
    book = company({"orders.csv": f"client_id,ordered_at,amount,{name}\n1,2024-01-01,5,kept\n1,2024-01-01,x,kept\n"})
    assert list(rows(book.orders)[0].values())[-1] == "kept"
    assert list(rows(book.set_aside("orders"))[0].values())[-1] == "kept"


def test_names_that_differ_only_by_case_are_two_columns(company, rows):
    book = company({"orders.csv": "client_id,Client_ID,ordered_at,amount,Amount,amount\n1,a,2024-01-01,5,6,7\n"})
    assert rows(book.orders) == [
        {"client_id": "1", "ordered_at": dt.datetime(2024, 1, 1), "amount": 5.0,
         "Client_ID_2": "a", "Amount_5": "6", "amount_6": "7"}
    ]  # fmt: skip


def test_a_new_name_that_is_taken_gives_way(company, rows):
    book = company(
        {"orders.csv": "client_id,ordered_at,amount,x\n1,2024-01-01,5,6\n"},
        "orders: {file: orders.csv, columns: {Amount: x}}",
    )
    assert rows(book.orders.select("amount", "Amount_source")) == [{"amount": 5.0, "Amount_source": "6"}]


def test_a_word_outside_the_list_empties_the_cell_and_is_counted(company, rows):
    book = company({"clients.csv": "client_id,kind\n1,b2b\n2,public\n"})
    assert [r["kind"] for r in rows(book.clients)] == ["B2B", None]
    assert notes(book, "clients")["note.emptied"]["n"] == 1


def test_a_word_outside_the_list_sets_the_row_aside_where_it_is_needed(company):
    book = company({"contacts.csv": "client_id,contacted_at,channel\n1,2024-01-01,PHONE\n1,2024-01-01,pigeon\n"})
    (reason,) = reasons(book, "contacts")
    assert reason.startswith("channel is none of: email")


@pytest.mark.parametrize(("cell", "value"), [("Да", True), ("так", True), ("0", False), ("НІ", False), ("", None)])
def test_yes_and_no_in_three_languages(company, rows, cell, value):
    book = company({"orders.csv": f"client_id,ordered_at,amount,vat_included\n1,2024-01-01,5,{cell}\n"})
    assert rows(book.orders)[0]["vat_included"] is value


def test_every_wrong_column_of_a_mapping_is_named_at_once(company):
    book = company(
        {"orders.csv": ORDERS + "1,2024-01-01,5\n"},
        "orders: {file: orders.csv, columns: {client_id: card, ordered_at: when, amount: 9}}",
    )
    with pytest.raises(Faults) as caught:
        book.reading("orders")
    assert str(caught.value).splitlines() == [
        "orders.csv: no column card for client_id. The file has: client_id, ordered_at, amount.",
        "orders.csv: no column when for ordered_at. The file has: client_id, ordered_at, amount.",
        "orders.csv: no column 9 for amount. The file has: client_id, ordered_at, amount.",
    ]


def test_a_header_in_another_encoding_is_told_as_such(company):
    book = company({"orders.csv": "Клієнт,Дата,Сума\n1,2024-01-01,5\n".encode("cp1251")})
    with pytest.raises(DataError, match=r"its header is in another encoding.*encoding: cp1251"):
        book.reading("orders")


def test_characters_outside_the_encoding_are_counted_and_their_rows_used(company, rows):
    book = company({"orders.csv": (ORDERS + "Київ,2024-01-01,5\n").encode("cp1251"), "clients.csv": "client_id\n1\n"})
    assert notes(book, "orders")["note.replaced"]["encoding"] == "utf-8"
    assert notes(book, "orders")["note.replaced"]["n"] > 0
    assert book.reading("orders").used == 1
    assert book.reading("clients").notes == ()


def test_gzip_is_unpacked(company, rows):
    assert (
        rows(company({"orders.tsv.gz": "client_id\tordered_at\tamount\n1\t2024-01-01\t5\n"}).orders)[0]["amount"] == 5
    )


def test_a_survey_of_a_third_kind_is_set_aside_and_never_counted_as_nps(tmp_path):
    (tmp_path / "surveys.csv").write_text("score,kind\n10,nps\n2,CES\n5,\n", "utf-8")
    book = sb.open(tmp_path)
    assert book.reading("surveys").used == 2
    assert list(book.reading("surveys").set_aside) == ["kind is none of: nps, csat"]
