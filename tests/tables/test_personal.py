"""Finding personal data in comments of three languages."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.tables.personal import KINDS, Span, find, looks_personal
from tests.tables.personal.score import comments, precision, recall, score

LANGUAGES = ("en", "uk", "ru")


def hidden(text):
    """What is found: ``kind:words``, one after another."""
    return [f"{span.kind}:{text[span.start : span.end]}" for span in find(text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_set_has_eighty_comments_a_language_and_every_kind_in_both_parts(lang):
    assert len(comments(lang)) >= 80
    for part in ("dev", "held-out"):
        assert {kind for comment in comments(lang, part) for _, _, kind in comment.spans} == set(KINDS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("part", "least"), [("dev", 0.96), ("held-out", 0.94)])
def test_nearly_all_that_is_personal_is_found_and_hardly_anything_else(lang, part, least):
    counts = score(comments(lang, part), lambda text: [(s.start, s.end, s.kind) for s in find(text)])
    assert recall(counts) >= least
    assert precision(counts) >= 0.95


def test_over_the_three_languages_recall_of_what_nobody_looked_at_is_95_percent():
    them = [comment for lang in LANGUAGES for comment in comments(lang, "held-out")]
    counts = score(them, lambda text: [(s.start, s.end, s.kind) for s in find(text)])
    assert recall(counts) >= 0.95
    assert precision(counts) >= 0.95


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Дякую Олені Іванюк і Петром не задоволений", ["name:Олені Іванюк", "name:Петром"]),
        ("Иванюк О. П. и О.П. Иванюк", ["name:Иванюк О. П.", "name:О.П. Иванюк"]),
        ("менеджер оленка золото", ["name:оленка"]),
        ("Shaw, Dominic signed", ["name:Shaw, Dominic"]),
        ("Helen's advice was good", ["name:Helen"]),
        ("ФОП Іванюк винен, ТОВ «Роман» ні", ["name:Іванюк"]),
    ],
)
def test_a_name_is_found_in_any_case_order_and_form(text, found):
    assert hidden(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Віра в людей є, надія теж, а роза зів'яла",
        "Вера в людей есть, любовь к делу тоже",
        "Mark my words, the bill is wrong and hope is gone",
        "Шоколад «Алёнка» и ресторан «Виктор»",
        "Київ, Львів, Одеса; Казань и Тула; Austin and Florence",
        "Площа Шевченка і станція Дарниця",
    ],
)
def test_a_word_that_is_also_a_name_stays(text):
    assert hidden(text) == []


@pytest.mark.parametrize(
    "phone",
    [
        "+380671234567", "+38 (067) 123-45-67", "067-123-45-67", "0671234567", "8 (495) 123-45-67", "8 495 123 45 67",
        "+7 916 123 45 67", "89161234567", "(212) 555-0123", "212-555-0123", "+1.212.555.0147", "020 7946 0123",
        "0 6 7 1 2 3 4 5 6 7", "+49 30 1234567",
    ],
)  # fmt: skip
def test_a_phone_is_found_in_every_usual_form(phone):
    assert hidden(f"Зателефонуйте {phone}, будь ласка") == [f"phone:{phone}"]


@pytest.mark.parametrize(
    "number", ["4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "378282246310005"]
)
def test_a_card_is_found_with_and_without_spaces(number):
    assert hidden(f"Оплатила {number} вчора") == [f"card:{number}"]


@pytest.mark.parametrize(
    "text",
    [
        "Замовлення № 1234567890 від 12.03.2024", "Заказ 9161234567 на 12 500,00 руб.", "ТТН 20450123456789",
        "артикул 4820012345678", "Order 2125550123 of 2024-03-12", "1 250 000 грн за 10 000 шт", "з 9:00 до 18:00",
        "invoice #000123456 of 15/03/2024", "в 2021, 2022, 2023 роках", "12.05.2024 - 14.05.2024",
    ],
)  # fmt: skip
def test_orders_prices_and_dates_stay(text):
    assert hidden(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "вул. Шевченка, 12, кв. 5",
        "ул. Ленина д. 3",
        "12 High Street",
        "просп. Перемоги 45",
        "Flat 5, 45 Victory Avenue",
    ],
)
def test_an_address_is_found_with_its_house(address):
    assert hidden(f"Адреса: {address}") == [f"address:{address}"]


@pytest.mark.parametrize(
    "number", ["ІПН 2345678901", "ИНН 770123456789", "паспорт КВ 123456", "паспорт 4509 123456", "SSN 123-45-6789"]
)
def test_papers_and_tax_numbers_are_found_behind_their_word(number):
    _, _, value = number.partition(" ")
    assert hidden(number) == [f"id:{value}"]


def test_a_mailbox_is_no_name_in_a_messenger():
    assert hidden("a.b@example.com і @oksana_k") == ["email:a.b@example.com", "id:@oksana_k"]


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_text_in_order_and_apart(text):
    spans = find(text)
    assert all(0 <= s.start < s.end <= len(text) and s.kind in KINDS for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text", ["1 " * 20_000, "а." * 20_000, "A. " * 20_000, "@a" * 20_000, "вул. а " * 10_000, "Іван " * 5_000]
)
def test_a_hostile_comment_takes_no_longer_than_its_length_deserves(text):
    find("Олена")
    began = time.perf_counter()
    find(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("samples", "kind"),
    [
        (["a@example.com", "b@example.com", "-"], "email"),
        (["+380501234567", "050 123 45 67"], "phone"),
        (["Іванюк Олена", "Петро Коваленко", "Иванов О. П."], "name"),
        (["Helen Ivanov", "Grace Miller"], "name"),
        (["Усе добре, дякую за швидку доставку!", "Не сподобалося, що довго чекали на товар"], "text"),
        (["Київ", "Львів"], ""),
        (["A-100", "B-200", ""], ""),
        (["10.5", "7"], ""),
        (["дзвонити 050 123 45 67", "x"], "text"),
        ([], ""),
    ],
)
def test_a_column_is_told_by_most_of_its_values(samples, kind):
    assert looks_personal(samples) == kind


def test_a_span_says_where_and_what():
    assert find("a@example.com") == [Span(0, 13, "email")]
