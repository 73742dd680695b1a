"""Cues are found however people type."""

import pytest

from salesbook.coach.cues import find_cues


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Порівняно з чим, Мар’яно?", "мар'яно"),  # a typographic apostrophe
        ("С чем Вы сравниваете ещё?", "еще"),  # ё for е
        ("Ґрунтовно", "грунтовно"),
        ("Що cаме заважає?", "саме"),  # a Latin c in a Cyrillic word
        ("WHAT   makes it expensive", "what makes"),
    ],
)
def test_a_cue_is_found_whatever_apostrophe_case_or_look_alike_was_typed(text, cue):
    assert find_cues(text, [cue])


def test_what_is_shown_is_the_whole_word_in_which_the_cue_stands():
    assert find_cues("Ви порівнюєте з конкурентом?", ["порівн"]) == "порівнюєте"


def test_a_latin_word_stays_latin():
    assert not find_cues("copy", ["сору"])


def test_without_a_cue_nothing_is_found():
    assert find_cues("Дамо знижку", ["порівн", "чому"]) == ""
