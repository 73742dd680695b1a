"""What an export is understood to be, and what is asked because it cannot be known."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.intake.field import Field
from salesbook.intake.match import Match, match


def told(cells: list[str]) -> str:
    """The kind of a column, as the step before would find it in these small examples."""
    filled = [c for c in cells if c]
    patterns = {"date": r"\d{4}-\d\d-\d\d.*", "number": r"-?(0|[1-9]\d*)(\.\d+)?", "id": r"0\d+|\+\d+|[A-Z]+-?\d+"}
    if not filled:
        return "empty"
    return next((kind for kind, p in patterns.items() if all(re.fullmatch(p, c) for c in filled)), "text")


def sheet(text: str) -> list[Field]:
    """Columns from a table in sight: cells parted by |, the header first."""
    header, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    columns = [[row[i] for row in rows] for i in range(len(header))]
    return [field(name, cells) for name, cells in zip(header, columns, strict=True)]


def field(name: str, cells: list[str]) -> Field:
    filled = [c for c in cells if c]
    different = tuple(dict.fromkeys(filled))
    return Field(name, told(cells), different, len(filled) / len(cells), len(different) / max(1, len(filled)))


def theirs(found: Match) -> Mapping[str, str]:
    return {ours: one.theirs for ours, one in found.columns.items()}


def asked(found: Match) -> dict[str, str]:
    return {q.id.split(":", 1)[1]: q.suggested for q in found.questions}


ORDERS = {
    "en": "CustomerID | InvoiceDate | Total\nA1 | 2024-01-05 | 10.5\nA2 | 2024-01-06 | 20",
    "uk": "Код клієнта | Дата замовлення | Сума, грн\n0001 | 2024-01-05 | 10.5\n0002 | 2024-01-06 | 20",
    "ru": "Код клиента | Дата заказа | Сумма (руб.)\n0001 | 2024-01-05 | 10.5\n0002 | 2024-01-06 | 20",
}


@pytest.mark.parametrize("lang", ORDERS)
def test_sales_are_known_in_three_languages_without_a_question(lang):
    found = match(sheet(ORDERS[lang]), "export.csv")
    assert (found.table, found.questions) == ("orders", ())
    assert set(found.columns) == {"client_id", "ordered_at", "amount"}
    assert all(one.why == "synonym" and one.confidence >= 0.85 for one in found.columns.values())


def test_the_workbook_s_own_names_are_beyond_doubt():
    found = match(sheet("client_id | ordered_at | amount\n1 | 2024-01-05 | 10.5"), "x.csv")
    assert {one.why for one in found.columns.values()} == {"name"}
    assert found.confidence == 1.0


def test_a_code_stands_for_the_client_before_the_name_beside_it():
    found = match(
        sheet("Дата | Клиент | Код клиента | Сумма\n2024-01-05 | А | 0012 | 10\n2024-01-06 | Б | 0013 | 20"), "x.csv"
    )
    assert theirs(found)["client_id"] == "Код клиента"
    assert asked(found) == {}


def test_a_holding_and_its_legal_entity_are_asked_about():
    found = match(
        sheet("Дата | Партнер | Контрагент | Сумма\n2024-01-05 | Х | ООО А | 10\n2024-01-06 | Х | ООО Б | 20"), "x.csv"
    )
    assert "client_id" not in found.columns
    assert "columns.client_id" in asked(found)


def test_two_dates_that_are_equally_likely_are_asked_about():
    found = match(
        sheet(
            "Клиент | Дата доставки | Дата оплаты | Сумма\nА | 2024-01-05 | 2024-01-01 | 10.5\nБ | 2024-01-06 | 2024-01-02 | 20"
        ),
        "x.csv",
    )
    question = next(q for q in found.questions if q.id == "x.csv:columns.ordered_at")
    assert set(question.options) == {"Дата доставки", "Дата оплаты"}
    assert "ordered_at" not in found.columns


@pytest.mark.parametrize("date", ["Дата изменения", "Last Modified Date", "Дата народження"])
def test_a_date_of_change_or_birth_is_no_rival_of_the_day_of_sale(date):
    found = match(
        sheet(f"Клиент | Дата | {date} | Сумма\nА | 2024-01-05 | 2024-02-01 | 10.5\nБ | 2024-01-06 | 2024-02-02 | 20"),
        "x.csv",
    )
    assert theirs(found)["ordered_at"] == "Дата"
    assert asked(found) == {}


@pytest.mark.parametrize(
    ("gross", "other"),
    [("Сумма с НДС", "Сумма"), ("Сума з ПДВ, грн", "Сума без ПДВ, грн"), ("Amount incl. VAT", "Amount excl. VAT")],
)
def test_amounts_with_and_without_vat_are_asked_about(gross, other):
    found = match(
        sheet(f"Client | Date | {other} | {gross}\nA | 2024-01-05 | 100 | 120\nB | 2024-01-06 | 10.5 | 12.6"), "x.csv"
    )
    question = next(q for q in found.questions if q.id == "x.csv:columns.amount")
    assert question.key == "import.ask.vat"
    assert {gross, other} <= set(question.options)


def test_one_amount_with_vat_is_taken_and_said():
    found = match(
        sheet(
            "Контрагент | Дата | Сумма с НДС, руб | Сумма НДС, руб\nА | 2024-01-05 | 120 | 20\nБ | 2024-01-06 | 12.6 | 2.1"
        ),
        "x.csv",
    )
    assert theirs(found)["amount"] == "Сумма с НДС, руб"
    assert ("import.vat_with", {"column": "Сумма с НДС, руб"}) in found.notes


@pytest.mark.parametrize(
    ("amount", "tax"), [("Сумма", "Сумма НДС"), ("Сума", "ПДВ"), ("Сума, грн", "Сума ПДВ"), ("Amount", "VAT")]
)
def test_beside_a_tax_it_is_asked_whether_the_amount_includes_it(amount, tax):
    rows = "А | 2024-01-05 | 120 | 20\nБ | 2024-01-06 | 12.6 | 2.1"
    found = match(sheet(f"Client | Date | {amount} | {tax}\n{rows}"), "x.csv")
    assert theirs(found)["amount"] == amount
    (question,) = found.questions
    assert (question.id, question.options) == ("x.csv:value.vat_included", ("with VAT", "without VAT"))
    assert question.values == {"column": amount, "tax": tax}
    assert question.suggested == "", "nothing tells"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Сумма без НДС | НДС", "100 | 20\n10.5 | 2.1"),
        ("Сумма | с НДС", "120 | да\n12.6 | нет"),
        ("Amount | VAT number", "120 | 300567890\n12.6 | 300123456"),
        ("Amount | VAT, %", "120 | 20%\n12.6 | 20%"),
        ("Amount | Phone", "120 | 20\n12.6 | 2.1"),
    ],
)
def test_where_it_is_said_or_no_tax_stands_beside_nothing_is_asked_of_vat(header, rows):
    body = "\n".join(
        f"{name} | 2024-01-0{n} | {row}" for n, (name, row) in enumerate(zip("АБ", rows.split("\n"), strict=True), 5)
    )
    found = match(sheet(f"Client | Date | {header}\n{body}"), "x.csv")
    assert [q.id for q in found.questions if "vat" in q.id] == []


@pytest.mark.parametrize("plan", ["Количество (цель)", "Количество (план)", "Plan quantity", "Кількість, план"])
def test_a_plan_is_never_taken_for_a_fact(plan):
    found = match(
        sheet(
            f"Клиент | Дата | {plan} | Количество | Цена\nА | 2024-01-05 | 49 | 27 | 246\nБ | 2024-01-06 | 33 | 40 | 135"
        ),
        "x.csv",
    )
    assert theirs(found)["quantity"] == "Количество"
    assert plan not in theirs(found).values()


def test_where_there_is_only_a_plan_there_are_no_sales():
    found = match(sheet("Клиент | Дата | План продаж\nА | 2024-01-05 | 49\nА | 2024-01-06 | 33"), "Продажи.xlsx")
    assert found.table == ""
    assert found.notes == (("import.lacks", {"table": "orders", "columns": "amount or quantity × unit_price"}),)


def test_a_cost_of_the_size_of_the_price_is_no_cost_of_the_line():
    found = match(
        sheet(
            "Клиент | Дата | Количество | Цена | Себестоимость\nА | 2024-01-05 | 27 | 246 | 219\nБ | 2024-01-06 | 40 | 135 | 120"
        ),
        "x.csv",
    )
    assert "cost" not in found.columns


def test_a_name_that_fits_beside_cells_that_do_not_is_asked_about():
    found = match(
        sheet("Клиент | Дата | Сумма\nА | 2024-01-05 | много\nБ | 2024-01-06 | мало"), "продажи.csv", want="orders"
    )
    question = next(q for q in found.questions if q.id == "продажи.csv:columns.amount")
    assert (question.key, question.suggested) == ("import.ask.unfit", "")


def test_a_misspelt_name_is_suggested_and_not_taken():
    found = match(sheet("Custmer ID | Order date | Amount\nA1 | 2024-01-05 | 10.5\nA2 | 2024-01-06 | 20"), "x.csv")
    assert asked(found) == {"columns.client_id": "Custmer ID"}


def test_a_file_without_a_header_is_asked_about_column_by_column():
    found = match(sheet(" |  |  | \n00004 | 2024-01-05 | 2 | 29.33\n00004 | 2024-01-06 | 1 | 14.96"), "master.txt")
    assert found.columns == {}
    assert asked(found) == {
        "table": "orders",
        "columns.client_id": "",
        "columns.ordered_at": "2",
        "columns.amount": "",
    }


@pytest.mark.parametrize(
    ("states", "sales"),
    [
        (["Оплачен", "Отменён", "Новый"], "Оплачен"),
        (["Виконано", "Скасовано"], "Виконано"),
        (["paid", "refunded", "pending"], "paid"),
        (["Won", "Lost", "Engaging"], "Won"),
        (["Проведен", "Не проведен"], "Проведен"),
    ],
)
def test_where_sales_and_others_are_mixed_somebody_has_to_say_which_count(states, sales):
    rows = "\n".join(f"К{i} | 2024-01-0{i + 1} | {i + 1}0.5 | {state}" for i, state in enumerate(states))
    found = match(sheet(f"Клиент | Дата | Сумма | Статус\n{rows}"), "x.csv")
    question = next(q for q in found.questions if q.id == "x.csv:keep.Статус")
    assert (set(question.options), question.suggested) == (set(states), sales)
    assert found.keep == {}


def test_returns_among_the_documents_are_asked_about_whatever_the_column_is_called():
    found = match(
        sheet(
            "Дата | Контрагент | Вид документа | Сумма\n2024-01-05 | А | Реализация товаров | 100\n2024-01-06 | Б | Возврат от покупателя | 50.5"
        ),
        "x.csv",
    )
    assert asked(found) == {"keep.Вид документа": "Реализация товаров"}


def test_a_column_of_yes_and_no_that_voids_documents_is_asked_about():
    found = match(
        sheet("Дата | Клиент | Сумма | Отменён\n2024-01-05 | А | 10 | Да\n2024-01-06 | Б | 20.5 | Нет"), "x.csv"
    )
    assert asked(found) == {"keep.Отменён": "Нет"}


def test_orders_that_are_all_paid_need_no_question():
    found = match(
        sheet("Дата | Клиент | Сумма | Статус\n2024-01-05 | А | 10 | Оплачен\n2024-01-06 | Б | 20.5 | Оплачен"), "x.csv"
    )
    assert found.questions == ()


def test_several_currencies_are_never_added():
    found = match(
        sheet("Customer | Date | Total | Currency\nA1 | 2024-01-05 | 10 | USD\nA2 | 2024-01-06 | 20.5 | EUR"), "x.csv"
    )
    question = next(q for q in found.questions if q.key == "import.ask.currency")
    assert (question.options, question.suggested) == (("USD", "EUR"), "")


@pytest.mark.parametrize(
    "question",
    [
        "How likely are you to recommend us to a friend or colleague?",
        "Наскільки ймовірно, що ви порекомендуєте нас друзям?",
        "Насколько вероятно, что вы порекомендуете нас коллегам?",
        "How likely is it that you would recommend this company? / Response",
    ],
)
def test_the_question_of_nps_is_told_by_its_words(question):
    found = match(sheet(f"Клієнт | {question} | Чому?\nА | 9 | добре\nБ | 0 | повільно"), "answers.csv")
    assert (found.table, theirs(found)["score"]) == ("surveys", question)
    assert theirs(found)["comment"] == "Чому?"
    assert found.words["kind"] == {"": "nps"}


def test_two_questions_of_nps_are_not_mixed():
    found = match(
        sheet(
            "Client | How likely are you to recommend our company? | How likely are you to recommend our product?\nA | 9 | 8\nB | 3 | 10"
        ),
        "x.csv",
    )
    assert "columns.score" in asked(found)


def test_marks_of_one_to_five_are_satisfaction_and_no_nps():
    found = match(sheet("Client | Review score\nA | 5\nB | 1\nC | 4"), "reviews.csv")
    assert found.words["kind"] == {"": "csat"}


def test_a_rating_up_to_ten_may_be_either():
    found = match(sheet("Client | Rating\nA | 9\nB | 3\nC | 10"), "poll.csv")
    assert asked(found) == {"value.kind": "nps"}


def test_labels_of_a_scale_become_its_points():
    found = match(
        sheet("Client | Would you recommend us?\nA | 10 - Extremely likely\nB | 6\nC | 0 - Not at all likely"), "x.csv"
    )
    assert found.words["score"] == {"10 - Extremely likely": "10", "0 - Not at all likely": "0"}


def test_a_survey_without_a_score_is_no_table_and_says_why():
    found = match(
        sheet("Timestamp | What is your name? | T-shirt size\n2024-01-05 | Ann | M\n2024-01-06 | Bob | L"), "form.csv"
    )
    assert found.table == ""
    assert found.notes == (("import.lacks", {"table": "surveys", "columns": "score"}),)


def test_channels_and_directions_become_the_contract_s_words():
    found = match(
        sheet(
            "Дата дзвінка | Клієнт | Тип | Напрям\n2024-01-05 | А | Дзвінок | Вихідний\n2024-01-06 | Б | Лист | Вхідний"
        ),
        "x.csv",
    )
    assert found.table == "contacts"
    assert found.words == {
        "channel": {"Дзвінок": "phone", "Лист": "email"},
        "initiated_by": {"Вихідний": "us", "Вхідний": "client"},
    }


def test_a_file_that_may_be_two_tables_is_asked_about_and_a_name_decides():
    text = "Customer ID | Customer name | City | Sales person | NPS score\n1 | A | Kyiv | 7 | 9\n2 | B | Lviv | 8 | 0"
    assert "table" in asked(match(sheet(text), "export.csv"))
    assert match(sheet(text), "export.csv", want="clients").table == "clients"


def test_a_list_of_goods_is_none_of_the_tables():
    found = match(sheet("ИД товара | Товар | Категория товара\nA1 | Чай | Еда\nA2 | Кофе | Еда"), "x.xlsx", "Товары")
    assert (found.table, found.columns) == ("", {})
    assert found.notes == (("import.no_table", {"file": "x.xlsx/Товары"}),)


def test_a_bare_number_of_rows_is_no_client():
    assert match(sheet("ID | frequency | T\n1 | 2 | 38.8\n2 | 1 | 38.9"), "x.csv").table == ""


def test_a_column_is_never_used_twice():
    found = match(
        sheet(
            "Customer | Date | Total | City | Region\nA1 | 2024-01-05 | 10 | Kyiv | K\nA2 | 2024-01-06 | 20.5 | Lviv | L"
        ),
        "x.csv",
    )
    assert len(set(theirs(found).values())) == len(found.columns)


def test_what_a_person_says_of_a_column_is_taken_with_all_that_follows():
    fields = sheet(
        "Client | How likely are you to recommend our company? | How likely are you to recommend our product?\nA | 9 | 8\nB | 3 | 10"
    )
    found = match(fields, "x.csv", said={"score": "How likely are you to recommend our product?"})
    assert theirs(found)["score"] == "How likely are you to recommend our product?"
    assert found.columns["score"].why == "said"
    assert (found.words["kind"], found.questions) == ({"": "nps"}, ())


def test_a_file_called_sales_that_has_no_amounts_is_told_what_it_lacks():
    found = match(sheet("Товар | Остаток\nЧай | 5\nКофе | 7.5"), "Продажи.xlsx")
    assert found.table == ""
    assert dict(found.notes)["import.lacks"]["table"] == "orders"


def test_the_sum_of_an_order_repeated_on_its_lines_is_not_counted_several_times():
    lines = "\n".join(f"N{i // 2} | К{i // 4} | 2024-01-05 | {i + 1} | {i + 2}.5 | {100 + i // 2}" for i in range(12))
    found = match(sheet(f"Номер заказа | Клиент | Дата | Количество | Цена | Сумма\n{lines}"), "x.csv")
    assert "amount" not in found.columns
    assert {"quantity", "unit_price"} <= set(found.columns)
    assert ("import.order_sum", {"column": "Сумма"}) in found.notes


def test_amounts_of_lines_stay_amounts():
    lines = "\n".join(f"N{i // 2} | К{i // 4} | 2024-01-05 | {i + 1} | {i + 2}.5 | {100 + i}" for i in range(12))
    found = match(sheet(f"Номер заказа | Клиент | Дата | Количество | Цена | Сумма\n{lines}"), "x.csv")
    assert theirs(found)["amount"] == "Сумма"


def test_sales_without_clients_are_sales_and_it_is_said_that_no_client_is_known():
    found = match(
        sheet(
            "Менеджер | Месяц | Сумма, руб. / План | Сумма, руб. / Факт\nИванова | 2024-01-01 | 3300 | 3283\nТкачёв | 2024-02-01 | 4100 | 3825"
        ),
        "x.xlsx",
    )
    assert (found.table, theirs(found)["amount"]) == ("orders", "Сумма, руб. / Факт")
    assert ("import.no_client", {}) in found.notes


def test_the_values_of_a_cross_tab_are_money_only_when_somebody_says_so():
    found = match(sheet("Клиент | period | value\nА | 2024-01-01 | 10\nА | 2024-02-01 | 20.5"), "x.xlsx")
    assert asked(found) == {"columns.amount": "value"}


def test_months_and_amounts_are_no_spending_unless_something_says_it():
    assert "table" in asked(match(sheet("Месяц | Сумма\n2024-01-01 | 3300\n2024-02-01 | 4100"), "x.csv"))
    assert (
        match(sheet("Месяц | Канал | Расход\n2024-01-01 | VK | 3300\n2024-02-01 | VK | 4100"), "x.csv").table == "spend"
    )


def test_open_deals_without_a_day_of_closing_do_not_spoil_the_column_of_days():
    closed = Field(
        "Дата закрытия", "text", (*(f"0{i}.02.2024 15:42:00" for i in range(1, 10)), "не закрыта"), distinct=0.7
    )
    header = sheet("ID | Название сделки | Бюджет | Этап сделки | Компания\n1 | С | 10.5 | Успешно реализовано | А")
    assert theirs(match([*header, closed], "leads.csv"))["ordered_at"] == "Дата закрытия"


NAMES = st.one_of(
    st.sampled_from(
        [
            "Сумма",
            "Дата",
            "Клиент",
            "Total",
            "Status",
            "Ім’я",
            "Score",
            "ID",
            " / ",
            "%",
            "Сумма с НДС, руб / 10%",
            "",
            "1",
        ]
    ),
    st.text(max_size=30),
)
FIELDS = st.builds(
    Field,
    name=NAMES,
    kind=st.sampled_from(["number", "date", "text", "id", "empty"]),
    samples=st.lists(st.text(min_size=1, max_size=12), max_size=6, unique=True).map(tuple),
    filled=st.floats(0, 1),
    distinct=st.floats(0, 1),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FIELDS, max_size=8, unique_by=lambda f: f.name), st.sampled_from(["", "orders", "surveys", "clients"]))
def test_whatever_the_columns_a_match_is_whole(fields, want):
    found = match(fields, "x.csv", want=want)
    there = {f.name for f in fields} | {str(place) for place in range(1, len(fields) + 1)}
    assert set(theirs(found).values()) <= there
    assert len({q.id for q in found.questions}) == len(found.questions)
    assert all(
        q.suggested in q.options or not q.options or "; " in q.suggested or not q.suggested for q in found.questions
    )
    assert found.table or found.notes
    assert 0 <= found.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.permutations(list("abcdef")), st.sampled_from(sorted(ORDERS)))
def test_the_order_of_the_columns_does_not_matter(order, lang):
    fields = [*sheet(ORDERS[lang]), *(Field(f"zz{letter}", "text", ("x", "y")) for letter in "abc")]
    shuffled = [fields[sorted(order).index(letter)] for letter in order]
    assert match(shuffled, "x.csv").columns == match(fields, "x.csv").columns
