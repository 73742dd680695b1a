"""Which language a text is in."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.coach import tongue as module
from salesbook.coach.tongue import tongue
from salesbook.words import LANGUAGES
from tests.coach.score import held_out


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("How many branches do you have?", "en"),
        ("Хто у вас відповідає за закупівлі?", "uk"),  # і
        ("ґанок", "uk"),
        ("обов'язково", "uk"),
        ("Вы объединяете заказы?", "ru"),  # ы, ъ
        ("ещё", "ru"),
        ("Чи дорого це", "uk"),  # no letter tells: words do
        ("Как дорого", "ru"),
        ("Чи влаштовує вас CRM Salesforce?", "uk"),  # a foreign name in it
        ("We deliver to Київ", "en"),
    ],
)
def test_letters_tell_and_where_they_do_not_words_do(text, lang):
    assert {tongue(text, usual) for usual in LANGUAGES} == {lang}


@pytest.mark.parametrize(("usual", "lang"), [("uk", "uk"), ("ru", "ru"), ("en", "uk")])
def test_a_cyrillic_text_that_does_not_tell_is_in_the_language_that_is_usual_there(usual, lang):
    assert tongue("дорого", usual) == lang


@pytest.mark.parametrize(("usual", "lang"), [("uk", "uk"), ("en", "en"), ("xx", "en")])
def test_a_text_without_letters_is_in_the_language_that_is_usual_there(usual, lang):
    assert tongue("10/10 👍", usual) == lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_a_hundred_questions_and_replies_ninety_seven_are_told_without_knowing_the_place(lang):
    texts = [row["text"] for task in ("spin", "objections") for row in held_out(task, lang)]
    assert sum(tongue(text) == lang for text in texts) / len(texts) >= 0.97


@given(st.text())
def test_nothing_that_is_typed_breaks_it(text):
    assert tongue(text) in LANGUAGES


def test_the_examples_in_the_docstring_hold():
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
