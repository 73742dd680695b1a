"""Known layouts: each file whole, each recognised by its header."""

import pytest

from salesbook.intake.field import Field
from salesbook.intake.keys import agree
from salesbook.intake.match import match
from salesbook.intake.profiles import SOURCES, profiles, recognise
from salesbook.tables import contracts
from salesbook.words import catalogue

ALL = sorted(profiles())
SHOPIFY = "Name|Email|Financial Status|Paid at|Currency|Subtotal|Shipping|Taxes|Total|Created at|Lineitem quantity|Lineitem name|Lineitem price|Id"
AMO = "ID|Название сделки|Бюджет|Ответственный|Дата создания сделки|Дата закрытия|Этап сделки|Воронка|Полное имя контакта|Компания"
HEADERS = {
    "hubspot-deals": "Record ID|Deal Name|Deal Stage|Close Date|Deal owner|Amount|Associated Company IDs",
    "salesforce-opportunities": "Opportunity Name|Account Name|Stage|Amount|Close Date|Opportunity Owner",
    "salesforce-cases": "Case Number|Account Name|Subject|Status|Date/Time Opened|Date/Time Closed|Case Owner",
    "shopify-orders": SHOPIFY,
    "amocrm-deals": AMO,
    "bitrix24-deals": "ID|Название сделки|Стадия сделки|Сумма|Валюта|Компания|Ответственный|Предполагаемая дата закрытия",
    "keycrm-orders": "Номер замовлення|Дата створення|Статус|Покупець|Телефон покупця|Менеджер|Загальна сума",
    "typeform": "#|How likely are you to recommend us?|Start Date (UTC)|Submit Date (UTC)|Network ID",
    "surveymonkey": "Respondent ID|Collector ID|Start Date|End Date|Would you recommend us? / Response",
    "google-forms": "Позначка часу|Наскільки ймовірно, що ви нас порекомендуєте?",
    "stripe-unified": "id|Created date (UTC)|Amount|Amount Refunded|Currency|Status|PaymentIntent ID|Customer ID",
    "1c-profit": "Контрагент|Период|Выручка|Себестоимость|Валовая прибыль|Рентабельность, %",
    "qualtrics": "StartDate|RecordedDate|ResponseId|Progress|Q1 / How likely are you to recommend us?",
}


def empty(header: str) -> list[Field]:
    return [Field(name, "empty") for name in header.split("|")]


@pytest.mark.parametrize("id", ALL)
def test_every_profile_maps_to_columns_of_its_table_and_says_where_its_headers_are_from(id):
    profile = profiles()[id]
    assert set(profile.columns) <= set(contracts()[profile.table].columns)
    assert profile.source in SOURCES
    assert profile.signature
    assert profile.header_rows >= 1


@pytest.mark.parametrize("id", ALL)
def test_every_note_of_a_profile_is_a_phrase(id):
    profile = profiles()[id]
    assert {*profile.notes, *filter(None, [profile.refuse])} <= set(catalogue("uk"))


@pytest.mark.parametrize("id", ALL)
def test_a_profile_is_told_from_its_own_signature_or_by_one_that_knows_more(id):
    profile = profiles()[id]
    columns = [names[0] for names in (*profile.signature, *profile.columns.values())]
    assert recognise([Field(name, "empty") for name in dict.fromkeys(columns)]) is not None


@pytest.mark.parametrize("id", HEADERS)
def test_a_layout_is_recognised_by_its_header(id):
    found = match(empty(HEADERS[id]), "export.csv")
    assert found.profile == id
    assert found.table == profiles()[id].table


def test_a_known_deal_counts_when_it_is_won():
    fields = empty(AMO)
    fields[6] = Field("Этап сделки", "text", ("Успешно реализовано", "Переговоры", "Закрыто и не реализовано"))
    assert match(fields, "leads.csv").keep == {"Этап сделки": ("Успешно реализовано",)}


def test_a_stage_of_the_company_s_own_that_sounds_like_a_sale_is_asked_about():
    fields = empty(AMO)
    fields[6] = Field("Этап сделки", "text", ("Успешно реализовано", "Оплачено частями", "Переговоры"))
    found = match(fields, "leads.csv")
    assert found.keep == {}
    assert [q.suggested for q in found.questions] == ["Успешно реализовано; Оплачено частями"]


def test_without_a_column_of_stages_it_is_said_that_every_row_counts():
    found = match(empty("Номер заявки|Статус|Сума|Дата|Телефон"), "x.csv")
    assert "import.no_state" not in dict(found.notes)
    lines = match(empty("id|Created date (UTC)|Amount|Amount Refunded|PaymentIntent ID|Customer ID"), "x.csv")
    assert "import.no_state" in dict(lines.notes)


def test_a_shopify_order_is_taken_whole_and_never_by_its_lines():
    found = match(empty(SHOPIFY), "orders_export.csv")
    assert found.columns["amount"].theirs == "Total"
    assert not {"quantity", "unit_price", "product"} & set(found.columns)


def test_leads_are_refused_with_the_reason_unless_a_person_names_the_table():
    header = "ID|Название лида|Стадия|Ответственный|Дата создания"
    assert match(empty(header), "x.csv").notes == (("import.refuse_leads", {"profile": "Bitrix24, leads"}),)
    assert match(empty(header), "x.csv", want="clients").columns["client_id"].theirs == "ID"


def test_a_profile_whose_content_does_not_fit_is_asked_about_after_all():
    fields = empty(HEADERS["hubspot-deals"])
    fields[5] = Field("Amount", "text", ("a lot", "little"))
    assert "export.csv:columns.amount" in [q.id for q in match(fields, "export.csv").questions]


def test_a_table_named_by_a_person_overrules_the_layout():
    assert match(empty(HEADERS["hubspot-deals"]), "x.csv", want="clients").profile == ""


def test_clients_are_told_by_the_key_that_the_deals_carry():
    deals = empty("Deal ID|Deal Name|Deal Stage|Amount|Close Date|Deal Owner|Associated Company Domain")
    deals[6] = Field("Associated Company Domain", "text", ("acme.example", "beta.example"))
    companies = empty("Company ID|Company Name|Company Domain Name|Company Owner")
    companies[0] = Field("Company ID", "id", ("C-1", "C-2", "C-3"))
    companies[2] = Field("Company Domain Name", "text", ("acme.example", "beta.example", "gamma.example"))
    sheets = {
        "deals.csv": (deals, match(deals, "deals.csv")),
        "companies.csv": (companies, match(companies, "companies.csv")),
    }
    found = agree(sheets)
    assert sheets["companies.csv"][1].columns["client_id"].theirs == "Company ID"
    assert found["companies.csv"].columns["client_id"].theirs == "Company Domain Name"
    assert "import.key" in dict(found["companies.csv"].notes)
    assert found["deals.csv"] is sheets["deals.csv"][1]


def test_keys_that_meet_already_stay():
    deals = empty("Record ID|Deal Name|Deal Stage|Amount|Close Date|Associated Company IDs")
    deals[5] = Field("Associated Company IDs", "id", ("1", "2"))
    companies = empty("Record ID|Company name|Company owner|Company Domain Name")
    companies[0] = Field("Record ID", "id", ("1", "2", "3"))
    sheets = {"d": (deals, match(deals, "d")), "c": (companies, match(companies, "c"))}
    assert agree(sheets) == {where: found for where, (_, found) in sheets.items()}
