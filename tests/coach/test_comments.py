"""Themes of comments: several at once, in three languages, each with its words."""

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.coach import comments
from salesbook.coach.comments import themes
from salesbook.words import LANGUAGES
from tests.coach.score import held_out, macro_f1
from tools.coach import THEMES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_themes_of_texts_never_learned_from_are_told(lang):
    rows = held_out("comments", lang)
    told = [themes(row["text"]).themes for row in rows]
    assert len(rows) >= 80
    assert macro_f1(told, [row["themes"].split(";") for row in rows], THEMES) >= 0.75


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_it_is_sure_it_is_right_oftener_than_elsewhere(lang):
    judged = [(themes(row["text"]), set(row["themes"].split(";"))) for row in held_out("comments", lang)]
    sure = [set(told.themes) == true for told, true in judged if told.sure]
    rest = [set(told.themes) == true for told, true in judged if not told.sure]
    assert len(sure) >= 0.5 * len(judged)
    assert sum(sure) / len(sure) >= 0.8 > sum(rest) / len(rest)


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("The courier was two days late", {"delivery"}),
        ("Дуже дорого, і менеджер грубий", {"price", "staff"}),
        ("Сайт завис, бонусы не списались", {"website", "loyalty_programme"}),
        ("Все добре", {"none"}),
    ],
)
def test_themes_are_told_in_each_language_and_several_at_once(comment, found):
    verdict = themes(comment)
    assert set(verdict.themes) == found
    assert set(verdict.because) == found - {"none"}


def test_the_words_shown_are_the_client_s_own():
    assert "Кур’єр" in " ".join(themes("Кур’єр привіз не те").because["delivery"])


@pytest.mark.parametrize("nothing", ["", "  ", "-", "10/10", "\N{THUMBS UP SIGN}", "\x00"])
def test_a_comment_that_says_nothing_has_no_theme_and_that_is_sure(nothing):
    verdict = themes(nothing)
    assert (verdict.themes, verdict.because, verdict.sure) == (("none",), {}, True)


def test_of_a_script_that_it_cannot_read_it_is_not_sure():
    assert (themes("价格太高").themes, themes("价格太高").sure) == (("none",), False)


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_nothing_that_is_typed_breaks_it_and_other_and_none_stand_alone(comment):
    verdict = themes(comment)
    assert verdict.themes
    assert set(verdict.themes) <= set(THEMES)
    assert len(verdict.themes) == 1 or not {"other", "none"} & set(verdict.themes)
    assert 0 <= verdict.confidence <= 1


@pytest.mark.parametrize("monster", ["x" * 100_000, "ціна " * 20_000, "<b>" * 30_000, "\N{GRINNING FACE}" * 50_000])
def test_a_hundred_kilobytes_are_read_like_anything_else(monster):
    assert themes(monster).themes


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(comments)
    assert result.attempted
    assert not result.failed
