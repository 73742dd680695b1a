"""The workbook's own words: the same in three languages, and numbers as people write them."""

import datetime as dt
import doctest
import re
import string

import pytest

from salesbook import words
from salesbook.words import LANGUAGES, catalogue, date, initials, money, number, reader_language, say, share, signed

FORMS = {"en": {"one", "other"}, "uk": {"one", "few", "many", "other"}, "ru": {"one", "few", "many", "other"}}
OTHERS = [lang for lang in LANGUAGES if lang != "en"]


def forms(phrase):
    """A phrase's plural forms; one that has none stands for itself."""
    return phrase if isinstance(phrase, dict) else {"": phrase}


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_phrase_is_there_in_every_language(lang):
    assert catalogue(lang).keys() == catalogue("en").keys()


@pytest.mark.parametrize("lang", OTHERS)
def test_every_phrase_has_the_same_places_in_every_language_and_every_form(lang):
    for key, phrase in catalogue("en").items():
        wanted = set().union(*map(places, forms(phrase).values()))
        for form, text in forms(catalogue(lang)[key]).items():
            assert places(text) == wanted, f"{lang} {key} {form}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plural_has_all_the_forms_of_its_language(lang):
    plurals = {key: phrase for key, phrase in catalogue(lang).items() if isinstance(phrase, dict)}
    assert "count.clients" in plurals
    for key, phrase in plurals.items():
        assert phrase.keys() == FORMS[lang], f"{lang} {key}"


@pytest.mark.parametrize("lang", OTHERS)
def test_a_phrase_that_has_plurals_has_them_in_every_language(lang):
    english = {key for key, phrase in catalogue("en").items() if isinstance(phrase, dict)}
    assert {key for key, phrase in catalogue(lang).items() if isinstance(phrase, dict)} == english


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_phrase_is_empty_or_has_blanks_at_its_ends(lang):
    for key, phrase in catalogue(lang).items():
        for text in forms(phrase).values():
            assert text == text.strip() != "", f"{lang} {key}"


def test_letters_of_the_other_language_did_not_slip_in():
    for lang, alien in (("uk", "ыэъё"), ("ru", "іїєґ")):
        for key, phrase in catalogue(lang).items():
            for text in forms(phrase).values():
                assert not set(text.lower()) & set(alien), f"{lang} {key}: {text}"


@pytest.mark.parametrize(
    ("n", "uk", "ru"),
    [
        (1, "1 клієнт", "1 клиент"),
        (2, "2 клієнти", "2 клиента"),
        (5, "5 клієнтів", "5 клиентов"),
        (11, "11 клієнтів", "11 клиентов"),
        (21, "21 клієнт", "21 клиент"),
        (1004, "1\N{NO-BREAK SPACE}004 клієнти", "1\N{NO-BREAK SPACE}004 клиента"),
        (0, "0 клієнтів", "0 клиентов"),
    ],
)
def test_plurals(n, uk, ru):
    assert (say("count.clients", "uk", n), say("count.clients", "ru", n)) == (uk, ru)


def test_braces_in_a_value_are_text():
    assert say("run.lies", "en", path="{n} {0} {path}") == "The report lies at {n} {0} {path}"


@pytest.mark.parametrize(
    ("value", "digits", "en", "uk"),
    [
        (1234.5, 1, "1,234.5", "1\N{NO-BREAK SPACE}234,5"),
        (-3, 0, "\N{MINUS SIGN}3", "\N{MINUS SIGN}3"),
        (-0.4, 0, "0", "0"),
        (0.005, 1, "0.0", "0,0"),
    ],
)
def test_numbers(value, digits, en, uk):
    assert (number(value, "en", digits), number(value, "uk", digits)) == (en, uk)


@pytest.mark.parametrize(("value", "text"), [(4, "+4"), (-4, "\N{MINUS SIGN}4"), (0, "0"), (0.4, "0"), (-0.4, "0")])
def test_a_change_has_a_sign_only_where_it_rounds_to_one(value, text):
    assert signed(value, "en") == text


@pytest.mark.parametrize(
    ("value", "en", "uk"),
    [
        (950.4, "950 UAH", "950\N{NO-BREAK SPACE}грн"),
        (99_999, "99,999 UAH", "99\N{NO-BREAK SPACE}999\N{NO-BREAK SPACE}грн"),
        (1_234_567, "1.2M UAH", "1,2\N{NO-BREAK SPACE}млн\N{NO-BREAK SPACE}грн"),
        (-1_234_567, "\N{MINUS SIGN}1.2M UAH", "\N{MINUS SIGN}1,2\N{NO-BREAK SPACE}млн\N{NO-BREAK SPACE}грн"),
    ],
)
def test_money(value, en, uk):
    assert (money(value, "en", "UAH"), money(value, "uk", "UAH")) == (en, uk)


def test_money_without_a_currency_is_a_number():
    assert money(950.4, "en") == "950"


def test_the_plural_is_that_of_the_number_as_it_is_written():
    assert (say("count.days", "uk", 182.5), say("count.days", "ru", 5.6)) == ("182 дні", "6 дней")
    assert say("within.points", "uk", 0.5, value=number(0.5, "uk", 1)) == "0,5 пункту"


def test_a_percent_sign_never_stands_alone_on_a_line():
    assert share(0.256, "ru") == "26\N{NO-BREAK SPACE}%"
    for lang in LANGUAGES:
        for key, phrase in catalogue(lang).items():
            for text in forms(phrase).values():
                assert not re.search(r"[\d}] %", text), f"{lang} {key}: {text}"


def test_shares_and_days():
    assert (share(0.256, "en"), share(0.256, "uk", 1)) == ("26%", "25,6%")
    assert (date(dt.date(2026, 6, 3), "en"), date(dt.date(2026, 6, 3), "uk")) == ("3 Jun 2026", "3 черв. 2026")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Olena Bondar", "O. B."),
        ("Мар'яна О’Ніл", "М. О."),
        ("ТОВ «Ромашка», Київ, філія 3", "Т. Р. К."),
        ("olena@example.org", "O. E. O."),
        ("+380 50 111 22 33", ""),
        ("", ""),
        ("<script>", "S."),
    ],
)
def test_initials_give_no_name_away(name, short):
    assert initials(name) == short


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "SALESBOOK_LANG": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": "C"}, "uk"),
        ({}, "en"),
    ],
)
def test_the_reader_s_language_is_told_from_the_system(monkeypatch, variables, lang):
    for name in ("SALESBOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert reader_language() == lang


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(words)
    assert result.attempted >= 6
    assert not result.failed
