"""What needs attention stands first, with how certain it is, and with what may be done."""

import itertools

import pytest

from salesbook.findings import FIGURES, Attention, Finding, attention
from salesbook.words import LANGUAGES, catalogue

FELL = Finding("nps_change", "NPS fell by 17.", {"change": -17.0}, tone="bad", actions=("call_critics",))
SLIPPED = Finding("retention", "Fewer stayed, perhaps by luck.", tone="bad", sure=False)
ROSE = Finding("csat", "More are content.", tone="good")
IS = Finding("order_value", "An order is worth 5.", {"order_value": 5.0})


@pytest.mark.parametrize("order", itertools.permutations([FELL, SLIPPED, ROSE, IS]))
def test_bad_comes_before_good_before_plain_and_certain_before_chance(order):
    assert attention(order, "en").findings == (FELL, SLIPPED, ROSE, IS)


def test_each_says_how_certain_it_is_where_it_claims_something():
    lines = attention([IS, SLIPPED, FELL], "en")._repr_mimebundle_()["text/plain"].splitlines()
    assert lines == [
        "Needs attention: NPS fell by 17. [more than chance]",
        "Needs attention: Fewer stayed, perhaps by luck. [may be chance]",
        "As it is: An order is worth 5.",
    ]


def test_a_sentence_that_says_how_certain_it_is_is_not_told_again():
    told = [Finding("x", "It fell. That is more than chance.", tone="bad"),
            Finding("y", "It rose. That may be chance.", tone="good", sure=False)]  # fmt: skip
    bundle = attention(told, "en")._repr_mimebundle_()
    assert "[" not in bundle["text/plain"]
    assert "certainty" not in bundle["text/html"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", [f"{topic}.{way}" for topic in ("nps", "csat", "complaints", "retention") for way in (
    "fell", "rose", "chance")] + ["nps.below", "complaints.slow_group", "complaints.scores_differ", "survival.differ",
    "client_value.rose", "client_value.fell", "history.moved", "history.chance"])  # fmt: skip
def test_sentences_that_say_it_use_the_words_of_the_tag(lang, key):
    words = catalogue(lang)["attention.chance" if key.endswith("chance") else "attention.sure"]
    assert words in catalogue(lang)[key].lower()


def test_of_what_was_only_counted_no_certainty_is_claimed():
    counted = Finding("open", "39 complaints wait.", tone="bad", sure=None)
    found = attention([SLIPPED, counted], "en")
    assert found.findings == (counted, SLIPPED)
    assert found._repr_mimebundle_()["text/plain"].splitlines()[0] == "Needs attention: 39 complaints wait."


def test_the_figures_of_all_of_them_travel_to_the_manifest():
    bundles = attention([IS, FELL], "en")._repr_mimebundle_()[FIGURES]["findings"]
    judged = {"tone": "bad", "sure": True, "actions": ["call_critics"]}
    assert bundles == [
        {"name": "nps_change", "says": "NPS fell by 17.", "change": -17.0, **judged},
        {"name": "order_value", "says": "An order is worth 5.", "order_value": 5.0},
    ]


def test_markup_in_a_sentence_is_text():
    html = attention([Finding("x", "<b>Ann & Co</b>", tone="bad")], "en")._repr_mimebundle_()["text/html"]
    assert "&lt;b&gt;Ann &amp; Co&lt;/b&gt;" in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_do_names_each_action_once_in_the_readers_language(lang):
    names = [key.partition(".")[2] for key in catalogue(lang) if key.startswith("action.")]
    first, second = names[:2]
    found = Attention(
        (Finding("a", "a", tone="bad", actions=(first, second)), Finding("b", "b", actions=(first,))), lang
    )
    shown = found.actions._repr_mimebundle_()
    said = [catalogue(lang)[f"action.{name}"] for name in (first, second)]
    assert shown["text/plain"].splitlines() == [f"☐ {says}" for says in said]
    assert shown["text/html"].count("<li>") == 2


def test_nothing_to_do_is_said():
    assert "go on as before" in attention([IS], "en").actions._repr_mimebundle_()["text/plain"]
