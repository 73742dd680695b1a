"""A conversation: what an option changes, what it needs, and how it ends."""

import pytest

from salesbook.coach import grade, replay
from salesbook.lessons import Exercise

CALL = Exercise("call", "dialogue", points=4, key={
    "state": {"trust": 1, "patience": 2},
    "start": "opening",
    "turns": {
        "opening": {"ask": {"to": "problem", "trust": 1, "learn": ["late"]}, "pitch": {"to": "opening", "patience": -1}},
        "problem": {
            "dig": {"to": "agreed", "needs": {"knows": ["late"], "trust": 2}, "otherwise": "put-off"},
            "offer": {"to": "put-off"},
        },
    },
    "out_of_patience": "hung-up",
    "ends": {
        "agreed": {"outcome": "advance", "points": 4},
        "put-off": {"outcome": "continuation", "points": 1},
        "hung-up": {"outcome": "no-sale", "points": 0},
    },
})  # fmt: skip


@pytest.mark.parametrize(
    ("options", "end", "points"),
    [(["ask", "dig"], "agreed", 4), (["ask", "offer"], "put-off", 1), (["pitch", "pitch"], "hung-up", 0)],
)
def test_each_way_comes_to_its_end(options, end, points):
    assert replay(CALL, options).end == end
    assert grade(CALL, options).points == points
    assert grade(CALL, options).feedback == (f"ends.{end}.why",)


def test_what_an_option_needs_and_lacks_leads_otherwise():
    poor = Exercise("call", "dialogue", key={**CALL.key, "state": {"trust": 0, "patience": 2}})
    assert replay(poor, ["ask", "dig"]).end == "put-off"


def test_what_was_learned_is_known_from_then_on():
    assert replay(CALL, ["ask"]).known == {"late"}


def test_a_conversation_that_is_over_takes_no_more():
    with pytest.raises(ValueError, match="no option"):
        replay(CALL, ["ask", "dig", "ask"])


def test_an_unfinished_conversation_is_worth_nothing_yet():
    assert grade(CALL, ["ask"]).points == 0
