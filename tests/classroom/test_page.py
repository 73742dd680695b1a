"""Pages of ours, in each language: what stands on the projector and on a learner's start page."""

from types import SimpleNamespace

import pytest

from salesbook.classroom.page import render
from tests.rerun.page import Page

ROOM = SimpleNamespace(url="http://192.0.2.7:8866", code="634459", qr="<svg></svg>")


def board(lang, rows):
    return " ".join(Page(render("board.html", lang=lang, learner="", here="/", room=ROOM, rows=rows)).text.split())


@pytest.mark.parametrize(
    ("lang", "nobody", "one"),
    [
        ("en", "Nobody yet", "1 learner has come in Olya answers: 3"),
        ("uk", "Поки нікого немає", "Зайшла 1 особа Olya відповідей: 3"),
        ("ru", "Пока никого нет", "Зашёл 1 человек Olya ответов: 3"),
    ],
)
def test_the_projector_says_who_is_there_and_what_the_number_beside_a_name_is(lang, nobody, one):
    assert nobody in board(lang, [])
    assert one in board(lang, [("Olya", 3)])
    assert "634 459" in board(lang, [])


def test_an_own_code_is_shown_as_it_is_read_out():
    page = render("start.html", lang="uk", learner="Olya", here="/", entries=[], code="485938", day=str)
    assert "<b>485 938</b>" in page
    assert 'class="note"' not in render("start.html", lang="uk", learner="Olya", here="/", entries=[], code="", day=str)
