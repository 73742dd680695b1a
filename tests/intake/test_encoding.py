"""Bytes → encoding: told for certain where the bytes say it, by the letters where they do not, and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.intake.encoding import code_page, find_encoding, survey

RU = "Клиент;Сумма;Дата\nООО «Ромашка»;12,50;01.02.2024\nИП Щёголев;7,00;02.02.2024\n"
UK = "Клієнт;Сума;Дата\nТОВ Ґудзик;12,50;01.02.2024\nФОП Їжак Євген;7,00;02.02.2024\n"
DE = "Kunde;Größe;Straße\nMüller;5;Königsallee\nJürgen;7;Schloßstraße\n"
WORDS = {
    "ru": [
        "клиент",
        "сумма",
        "количество",
        "товар",
        "заказ",
        "москва",
        "краска",
        "болт",
        "щётка",
        "выручка",
        "улица",
        "менеджер",
        "оплата",
        "отгрузка",
    ],
    "uk": [
        "клієнт",
        "сума",
        "кількість",
        "товар",
        "замовлення",
        "київ",
        "фарба",
        "цвях",
        "щітка",
        "виторг",
        "вулиця",
        "менеджер",
        "оплата",
        "львів",
    ],
    "de": [
        "müller",
        "größe",
        "straße",
        "köln",
        "fünf",
        "schröder",
        "bäcker",
        "tür",
        "öffnung",
        "grün",
        "süß",
        "jürgen",
        "über",
        "käse",
    ],
}


@pytest.fixture
def told(tmp_path):
    """``told(bytes)`` → the encoding found."""

    def make(data):
        path = tmp_path / "a.csv"
        path.write_bytes(data)
        return find_encoding(survey(path))

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [RU, UK, DE, "a;b\n1;2\n"])
def test_unicode_is_told_for_certain(told, text, encoding):
    found = told(text.encode(encoding))
    assert text.encode(encoding).decode(found.name) == text
    assert found.certain


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RU, "cp1251"), (RU, "cp866"), (RU, "koi8-r"), (UK, "cp1251"), (UK, "cp1125"), (UK, "koi8-u"), (DE, "cp1252")],
)
def test_a_code_page_is_told_by_its_letters_and_said(told, text, encoding):
    data = text.encode(encoding, errors="replace")
    found = told(data)
    assert data.decode(found.name) == data.decode(encoding)
    assert found.example in data.decode(encoding)
    assert found.rival == ""


def test_capitals_alone_are_no_other_code_page(told):
    for encoding in ("cp1251", "cp866", "koi8-r"):
        data = "ИТОГО ПО КЛИЕНТАМ;МОСКВА;СЕРГЕЕВ".encode(encoding)
        assert data.decode(told(data).name) == data.decode(encoding)


def test_few_letters_are_not_enough_to_be_sure(told):
    found = told("id;name\n1;é\n".encode("cp1252"))
    assert found.name == "cp1252"
    assert found.rival != ""


def test_the_letters_may_come_late(told):
    data = b"id;sum\n" + b"1;2\n" * 400_000 + "3;Клієнт Шевченко\n".encode("cp1251")
    assert told(data).name == "cp1251"


def test_a_few_stray_bytes_do_not_make_utf_8_something_else(told):
    data = (RU * 20).encode() + b"\xff;broken \x8c\n"
    assert told(data).name == "utf-8"


def test_a_letter_may_lie_on_the_border_of_two_pieces(told):
    assert told(b"a" * ((1 << 20) - 2) + "\nї\n".encode()).name == "utf-8"


@given(
    st.data(),
    st.sampled_from(
        [("ru", "cp1251"), ("ru", "cp866"), ("ru", "koi8-r"), ("uk", "cp1251"), ("uk", "koi8-u"), ("de", "cp1252")]
    ),
)
def test_a_wrong_guess_is_never_sure(data, dress):
    lang, encoding = dress
    words = data.draw(st.lists(st.sampled_from(WORDS[lang]), min_size=1, max_size=12))
    style = data.draw(st.sampled_from([str, str.upper, str.title]))
    raw = ";".join(map(style, words)).encode(encoding, errors="replace")
    found = code_page(raw)
    assert raw.decode(found.name, errors="replace") == raw.decode(encoding) or found.rival
