"""Replies to objections: the steps they make, the words that show it, faults, and what to add."""

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.coach import evidence, faults, objections
from salesbook.coach.objections import STEPS, judge_reply
from salesbook.words import LANGUAGES, say
from tests.coach.score import HELD_OUT, f1, held_out, macro_f1

ASKED = {
    "en": "What exactly do you compare our price with?",
    "uk": "З чим саме ви порівнюєте нашу ціну?",
    "ru": "С чем именно вы сравниваете нашу цену?",
}
ARGUED = {
    "en": "We give a five-year guarantee and free delivery.",
    "uk": "Ми даємо п’ять років гарантії та безкоштовну доставку.",
    "ru": "Мы даём пять лет гарантии и бесплатную доставку.",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_steps_of_texts_never_learned_from_are_told(lang):
    rows = held_out("objections", lang)
    told = [judge_reply(row["text"], lang, row["objection"]).made for row in rows]
    true = [{step for step in STEPS if row[step] == "1"} for row in rows]
    assert len(rows) >= 80
    assert macro_f1(told, true, STEPS) >= 0.75
    assert min(f1(told, true, step) for step in STEPS) >= 0.65


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_the_answers_called_sure_nearly_nine_in_ten_are_right(lang):
    judged = [(judge_reply(row["text"], lang, row["objection"]), row) for row in held_out("objections", lang)]
    sure = [(step in told.made) == (row[step] == "1") for told, row in judged if told.sure for step in STEPS]
    assert len(sure) >= 0.5 * len(judged) * len(STEPS)
    assert sum(sure) / len(sure) >= 0.88


@pytest.mark.parametrize("lang", LANGUAGES)
def test_arguing_first_is_a_fault_and_the_step_to_add_is_to_listen(lang):
    verdict = judge_reply(ARGUED[lang], lang)
    assert verdict.made == {"argue"}
    assert verdict.faults == ("argue-first",)
    assert verdict.add == "listen"
    assert verdict.example == say("coach.step.listen.example", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_asked_before_may_argue_and_the_steps_of_both_turns_add_up(lang):
    verdict = judge_reply(ARGUED[lang], lang, earlier=[ASKED[lang]])
    assert {"understand", "argue"} <= verdict.made
    assert verdict.faults == ()
    assert verdict.because.keys() == verdict.made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_after_a_clarifying_question_a_good_seller_stops(lang):
    verdict = judge_reply(ASKED[lang], lang)
    assert "understand" in verdict.made
    assert (verdict.add, verdict.example) == ("", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_within_one_reply_what_comes_first_decides(lang):
    assert "argue-first" in judge_reply(f"{ARGUED[lang]} {ASKED[lang]}", lang).faults
    assert "argue-first" not in judge_reply(f"{ASKED[lang]} {ARGUED[lang]}", lang).faults


def test_an_argument_that_came_too_early_is_held_against_that_reply_and_not_the_next():
    assert judge_reply(ASKED["en"], earlier=[ARGUED["en"]]).faults == ()


def test_taking_up_the_client_s_words_speaks_for_listening():
    reply, objection = "Two weeks without a delivery is long for a bakery.", "Your deliveries take two weeks."
    with_it, without = judge_reply(reply, objection=objection), judge_reply(reply)
    assert with_it.steps["listen"] > without.steps["listen"]
    assert {step: each for step, each in with_it.steps.items() if step != "listen"} == {
        step: each for step, each in without.steps.items() if step != "listen"
    }


def test_the_example_of_listening_begins_with_the_client_s_own_words():
    assert judge_reply("Гарантія п’ять років.", "uk", "Задорого.").example == "«Задорого»: тобто саме це вас турбує."


def test_the_words_shown_are_the_learner_s_own():
    because = judge_reply("Порівняно з чим, Мар’яно? З ґанком чи без?", "uk").because
    assert any("Порівняно" in words for words in because["understand"])


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("Yes, we are quite expensive.", "false-agreement"),
        ("Так, у нас справді дорого.", "false-agreement"),
        ("Согласен, у нас очень дорого.", "false-agreement"),
        ("All right, 10% off and it is yours.", "discount"),
        ("Дам вам п’ять відсотків знижки.", "discount"),
        ("Сделаю вам скидку.", "discount"),
        ("Sign today, only two left.", "pressure"),
        ("Завтра буде дорожче, підписуйте.", "pressure"),
        ("Только сегодня, решайтесь.", "pressure"),
        ("You simply don't understand.", "blame"),
        ("Ви помиляєтесь.", "blame"),
        ("Чушь, вы не разобрались.", "blame"),
    ],
)
def test_faults_are_found_by_their_phrases(reply, fault):
    assert fault in judge_reply(reply).faults


@pytest.mark.parametrize(
    "reply",
    [
        "I can't give you a discount.",
        "Не дам вам знижку.",
        "Скидку не сделаю, зато покажу расчёт.",
        "Adding a discount column is easy.",
    ],
)
def test_a_discount_refused_or_only_named_is_none(reply):
    assert "discount" not in judge_reply(reply).faults


@pytest.mark.parametrize("nothing", ["", "   ", "\N{GRINNING FACE}" * 9, "\x00\x1b", "?!", "价格太高"])
def test_a_reply_that_says_nothing_makes_no_step_and_rests_on_nothing(nothing):
    verdict = judge_reply(nothing)
    assert (verdict.made, verdict.because, verdict.faults, verdict.add) == (frozenset(), {}, (), "listen")


def test_a_long_letter_is_read_past_its_first_lines():
    assert "understand" in judge_reply("Good morning to you and to all of your team. " * 20 + ASKED["en"]).made


@given(reply=st.text(max_size=300), objection=st.text(max_size=80), earlier=st.lists(st.text(max_size=80), max_size=3))
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_typed_breaks_it(reply, objection, earlier):
    verdict = judge_reply(reply, "xx", objection, earlier)
    assert all(0 <= likely <= 1 for likely in verdict.steps.values())
    assert verdict.because.keys() == verdict.made
    assert bool(verdict.add) == bool(verdict.example)


@pytest.mark.parametrize(
    "monster", ["x" * 100_000, "we, " * 30_000, "да " * 30_000, "<b>ціна?</b>" * 9_000, "\N{GRINNING FACE}" * 50_000]
)
def test_a_hundred_kilobytes_are_judged_like_anything_else(monster):
    assert judge_reply(monster, objection=monster, earlier=[monster]).steps.keys() == set(STEPS)


def test_no_text_kept_for_measuring_was_learned_from():
    bank = HELD_OUT.parents[2] / "exercises" / "bank"
    for lang in LANGUAGES:
        learned = (bank / f"objections.{lang}.csv").read_text("utf-8")
        assert [row["text"] for row in held_out("objections", lang) if f",{row['text']}," in learned] == []


def test_the_examples_in_the_docstrings_hold():
    for module in (evidence, faults, objections):
        result = doctest.testmod(module)
        assert result.attempted
        assert not result.failed
