"""Grading: what is right, what half of it is worth, and which words explain it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.coach import grade
from salesbook.lessons import Exercise


def choice(answer, options=("ask", "pitch", "wait")):
    return Exercise("e", "choice", key={"options": list(options), "answer": answer})


def test_the_right_option_is_right_and_its_own_words_are_shown():
    verdict = grade(choice("ask"), "ask")
    assert verdict.right
    assert verdict.points == 1
    assert verdict.feedback == ("options.ask.why",)


def test_a_wrong_option_shows_its_own_words_and_does_not_give_the_answer_away():
    verdict = grade(choice("ask"), "pitch")
    assert verdict.points == 0
    assert verdict.feedback == ("options.pitch.why",)


@pytest.mark.parametrize(
    ("ticked", "share"),
    [
        (["ask", "wait"], 1),
        (["ask"], 0.5),
        (["ask", "pitch"], 0),
        (["pitch"], 0),
        (["ask", "wait", "pitch"], 0.5),
        ([], 0),
    ],
)
def test_of_several_each_right_tick_counts_and_each_wrong_one_takes_it_back(ticked, share):
    assert grade(choice(["ask", "wait"]), ticked).share == share


def test_an_option_that_is_not_there_is_no_answer():
    with pytest.raises(ValueError, match="no option"):
        grade(choice("ask"), "shout")


STEPS = ["listen", "understand", "agree", "argue", "check"]
ORDER = Exercise("e", "order", key={"items": STEPS}, points=2)


@pytest.mark.parametrize(
    ("given_order", "share"),
    [
        (STEPS, 1),
        (["understand", "agree", "argue", "check", "listen"], 0.75),  # one item moved: three of four neighbours hold
        (STEPS[::-1], 0),
    ],
)
def test_a_sequence_is_worth_the_neighbours_that_follow_each_other_rightly(given_order, share):
    verdict = grade(ORDER, given_order)
    assert verdict.share == share
    assert verdict.points == 2 * share


def test_sorting_is_worth_the_share_of_items_in_their_class():
    groups = {"nine": "promoter", "seven": "passive", "six": "detractor", "zero": "detractor"}
    exercise = Exercise("e", "sort", key={"classes": ["promoter", "passive", "detractor"], "items": groups})
    verdict = grade(exercise, {**groups, "seven": "detractor"})
    assert verdict.share == 0.75
    assert [item for item, right in verdict.parts.items() if not right] == ["seven"]


def test_an_item_left_unsorted_is_not_right():
    exercise = Exercise("e", "sort", key={"classes": ["a", "b"], "items": {"x": "a", "y": "b"}})
    assert grade(exercise, {"x": "a"}).share == 0.5


def test_matching_is_worth_the_share_of_pairs_found():
    exercise = Exercise("e", "match", key={"pairs": ["advance", "order", "no-sale"]})
    assert grade(exercise, {"advance": "advance", "order": "no-sale", "no-sale": "order"}).share == pytest.approx(1 / 3)


NPS = Exercise(
    "e",
    "number",
    key={"answer": 25, "within": 0.5, "unit": "points", "likely": {"no-passives": 33.3, "as-share": 0.25}},
)


@pytest.mark.parametrize(("typed", "feedback"), [
    (25, "right"), (25.5, "right"), (24.4, "wrong"), (33.3, "likely.no-passives"), (0.25, "likely.as-share"), (-25, "wrong"),
])  # fmt: skip
def test_a_number_is_right_within_its_tolerance_and_usual_mistakes_are_known(typed, feedback):
    assert grade(NPS, typed).feedback == (feedback,)


WORDS = {
    "criteria": {"asks": {"say": "It asks", "cues": ["compared with", "why"]}, "names": {"say": "…", "cues": ["price"]}}
}
TEXT = Exercise("e", "text", key={"criteria": ["asks", "names"], "coach": "cues"})


def test_a_text_is_worth_the_criteria_it_meets_and_says_what_it_rests_on():
    verdict = grade(TEXT, "Compared with what, if I may ask?", WORDS)
    assert verdict.share == 0.5
    assert verdict.because == {"asks": "compared with"}


@pytest.mark.parametrize("nothing", ["", "   ", "\N{GRINNING FACE}" * 50, "<script>alert(1)</script>", "\x00"])
def test_a_text_that_says_nothing_is_worth_nothing_and_breaks_nothing(nothing):
    assert grade(TEXT, nothing, WORDS).share == 0


@given(st.permutations(STEPS))
def test_no_sequence_is_worth_more_than_all_or_less_than_nothing(sequence):
    assert 0 <= grade(ORDER, sequence).share <= 1
    assert (grade(ORDER, sequence).share == 1) == (sequence == STEPS)
