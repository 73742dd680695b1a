"""The SPIN coach on questions that it was never taught, and on what people type to fool it."""

import csv
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.coach.model import load
from salesbook.coach.spin import Context, classify
from salesbook.words import LANGUAGES
from tests.coach.score import held_out, macro_f1
from tools.coach import BANK, LABELS, fingerprint

TYPES = ("S", "P", "I", "N", "none")


@cache
def read(lang):
    """Rows of the held-out set, each with its verdict."""
    return [(row, classify(row["text"], lang)) for row in held_out("spin", lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_of_another_writer_are_told_apart(lang):
    told, true = [[verdict.label] for _, verdict in read(lang)], [[row["label"]] for row, _ in read(lang)]
    assert macro_f1(told, true, TYPES) >= 0.80


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_called_sure_is_right_nine_times_in_ten_and_most_is_sure(lang):
    sure = [row["label"] == verdict.label for row, verdict in read(lang) if verdict.sure]
    assert sum(sure) / len(sure) >= 0.90
    assert len(sure) / len(read(lang)) >= 0.70


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pitch_is_seldom_praised_for_a_question(lang):
    pitches = [verdict for row, verdict in read(lang) if row["sort"] == "pitch"]
    assert sum(verdict.label != "none" and verdict.sure for verdict in pitches) == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_held_out_line_stands_in_the_bank(lang):
    with (BANK / f"spin.{lang}.csv").open(encoding="utf-8", newline="") as file:
        taught = {row["text"].casefold() for row in csv.DictReader(file)}
    assert not taught & {row["text"].casefold() for row, _ in read(lang)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bank_has_six_hundred_lines_of_each_language(lang):
    with (BANK / f"spin.{lang}.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) >= 600


@pytest.mark.parametrize("task", LABELS)
def test_the_model_is_of_this_bank_and_these_cues(task):
    assert load(task).bank == fingerprint(BANK, task), "run: python tools/coach.py"


@pytest.mark.parametrize(("typed", "also"), [
    ("Чому для вас важливо, щоб пам'ять не губилася?", "Чому для вас важливо, щоб пам’ять не губилася?"),
    ("Что ещё вас не устраивает?", "Что еще вас не устраивает?"),
    ("Скільки у вас складів?", "Cкільки y вас cкладів?"),
    ("HOW DOES THAT AFFECT YOUR STAFF?", "how does that affect your staff?"),
])  # fmt: skip
def test_letters_that_look_or_sound_alike_change_nothing(typed, also):
    assert classify(typed).label == classify(also).label
    assert classify(typed).confidence == pytest.approx(classify(also).confidence, abs=1e-6)


@pytest.mark.parametrize(("text", "label", "fault"), [
    ("You do have trouble with the deliveries, don't you?", "P", "leading"),
    ("Скільки у вас складів і хто за них відповідає?", "S", "double"),
    ("А если мы дадим вам скидку 10 %?", "none", "disguised"),
    ("Так це ж коштує вам купу грошей, так?", "I", "voiced"),
])  # fmt: skip
def test_a_fault_of_the_wording_is_named_with_a_better_question(text, label, fault):
    lang = "en" if text.isascii() else "ru" if "ы" in text or "и" in text else "uk"
    verdict = classify(text, lang)
    assert (verdict.label, fault in verdict.faults) == (label, True)
    assert verdict.better.endswith("?")


@pytest.mark.parametrize(("text", "context", "fault"), [
    ("How does that affect your shifts?", Context(admitted=False), "early-implication"),
    ("How many shops do you have?", Context(situations=4), "many-situations"),
    ("How many shops do you have?", Context(asked=("how many shops do you have",)), "repeated"),
])  # fmt: skip
def test_the_conversation_so_far_decides_what_is_a_fault(text, context, fault):
    assert fault in classify(text, context=context).faults
    assert fault not in classify(text).faults


def test_the_words_that_a_verdict_rests_on_are_the_learner_s_own():
    assert classify("Что вас не устраивает в доставке?", "ru").because == ("устраивает",)
    assert "what would it give" in classify("What would it give you if returns fell by half?").because


@pytest.mark.parametrize("nothing", ["", "   ", "?!…", "👍👍", "\x00\x07"])
def test_nothing_said_is_nothing_asked(nothing):
    assert classify(nothing).label == "none"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_nothing_that_is_typed_breaks_it(text, lang):
    verdict = classify(text, lang)
    assert verdict.label in TYPES
    assert 0 <= verdict.confidence <= 1


def test_a_hundred_kilobytes_are_read_to_the_first_lines():
    assert (
        classify("як часто ламається насос? " * 4000).label
        == classify(("як часто ламається насос? " * 4000)[:600]).label
    )
