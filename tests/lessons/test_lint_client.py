"""The linter of simulated clients: every fault of every file, at once, with its place."""

import pytest
import yaml

from salesbook.errors import SalesbookError
from salesbook.lessons import client_problems, personas, problems, read_client_words, read_persona
from tests.lessons.test_lint import changed

KEY = {
    "id": "bakery",
    "difficult": False,
    "patience": 6,
    "trust": 2,
    "facts": ["ovens"],
    "problems": {"late-flour": {"implications": ["idle"]}},
    "concerns": ["price"],
    "order": {"worth": 1, "settled": 1},
}
NAMES = "small_talk unclear no_fact no_problem too_early no_more no_worth_yet told repeated tired pitch interested"
WORDS = {
    "name": "Bakery",
    "sells": "Flour.",
    "brief": "A bakery.",
    "greets": "Yes?",
    "facts": {"ovens": {"about": ["oven"], "say": "Two."}},
    "problems": {
        "late-flour": {
            "about": ["flour", "late"],
            "hint": "Mornings are long.",
            "say": "It comes late.",
            "worth": "A day a week.",
            "implications": {"idle": {"about": ["baker"], "say": "They wait."}},
        }
    },
    "concerns": {"price": {"say": "Dear.", "detail": "By a tenth.", "settled": "I see."}},
    "replies": {name: ["One.", "Two."] for name in [*NAMES.split(), "statement", "refuses", "rude"]},
    "ends": {"order": "Send it.", "advance": "Come on Monday.", "continuation": "Some day.", "no-sale": "No."},
    "good": ["Is the flour ever late?"],
    "poor": ["Buy our flour."],
}


def write(folder, key=KEY, **words):
    place = folder / "clients" / "bakery"
    place.mkdir(parents=True)
    for name, body in {"client": key, **(words or {"en": WORDS, "uk": WORDS})}.items():
        (place / f"{name}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def said(folder):
    return [str(fault).split("bakery/", 1)[1] for fault in client_problems([folder])]


def test_a_sound_client_has_no_fault(tmp_path):
    assert client_problems([write(tmp_path)]) == []


def test_one_language_is_enough_and_stands_for_the_others(tmp_path):
    (own,) = personas([write(tmp_path, uk=WORDS)])
    assert client_problems([tmp_path]) == []
    assert (own.languages, read_client_words(own, "en")["name"]) == (("uk",), "Bakery")


def test_a_folder_may_hold_clients_and_no_lesson(tmp_path):
    assert problems([write(tmp_path)]) == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("patience",), None, "patience: nothing there. See exercises/README.md for its form."),
        (("patience",), 0, "patience: not a whole number of the size expected. Write a whole number, 1 or more."),
        (("id",), "Моя пекарня", "id: not an id."),
        (("facts",), ["ovens", "ovens"], "facts: not a list of different ids."),
        (("problems", "late-flour", "implications"), None, "problems.late-flour.implications: nothing there."),
        (("problems", "late-flour"), [], "problems.late-flour: not names with values."),
        (("order", "worth"), 2, "order.worth: more than there are: 1."),
        (("difficult",), "no", "difficult: neither true nor false."),
        (("patiense",), 6, "patiense: no such field. Did you mean patience?"),
    ],
)
def test_a_fault_of_the_key_is_found(tmp_path, path, value, message):
    found = said(write(tmp_path, key=changed(KEY, path, value)))
    assert any(line.startswith(f"client.yaml: {message}") for line in found), found


def test_a_key_with_faults_is_not_read_and_says_them_all(tmp_path):
    write(tmp_path, key={**KEY, "trust": "much", "facts": "ovens"})
    with pytest.raises(SalesbookError) as caught:
        read_persona(tmp_path / "clients" / "bakery")
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["trust", "facts"]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("greets",), None, "greets: nothing there. Add the text."),
        (("facts", "ovens", "about"), [], "facts.ovens.about: nothing there."),
        (("facts", "ovens", "about"), ["?"], "facts.ovens.about: not a list of texts."),
        (("facts", "oven"), {}, "facts.oven: no such field. Did you mean ovens?"),
        (("problems", "late-flour", "worth"), None, "problems.late-flour.worth: nothing there. Add the text."),
        (("problems", "late-flour", "implications", "idle", "say"), 7, "problems.late-flour.implications.idle.say: not a text."),
        (("concerns", "price"), "Dear.", "concerns.price: not names with values."),
        (("replies", "told"), ["One."], "replies.told: fewer than two texts"),
        (("replies", "told"), [True, "One."], "replies.told: not a list of texts."),
        (("replies", "smalltalk"), ["One."], "replies.smalltalk: no such field. Did you mean small_talk?"),
        (("ends", "advance"), None, "ends.advance: nothing there."),
        (("good",), None, "good: nothing there. Add its texts."),
        (("poor",), [], "poor: nothing there. Add its texts."),
    ],
)  # fmt: skip
def test_a_fault_of_the_words_is_found(tmp_path, path, value, message):
    found = said(write(tmp_path, en=changed(WORDS, path, value)))
    assert len(found) == 1
    assert found[0].startswith(f"en.yaml: {message}"), found


def test_all_faults_are_told_at_once(tmp_path):
    less = changed(changed(WORDS, ("brief",)), ("ends", "order"))
    assert said(write(tmp_path, en=less, uk=less)) == [
        f"{lang}.yaml: {place}: nothing there. Add the text."
        for lang in ("en", "uk")
        for place in ("brief", "ends.order")
    ]


def test_lists_are_as_long_in_every_language_but_beginnings_of_words_are_each_their_own(tmp_path):
    more = changed(WORDS, ("replies", "told"), ["Раз.", "Два.", "Три."])
    more = changed(more, ("facts", "ovens", "about"), ["піч", "печі", "печей"])
    assert said(write(tmp_path, en=WORDS, uk=more)) == [
        "uk.yaml: replies.told: texts here: 3, in en.yaml: 2. Write as many here as there."
    ]


def test_a_client_without_words_or_in_no_known_language_is_said(tmp_path):
    place = write(tmp_path, ua=WORDS) / "clients" / "bakery"
    assert [str(fault) for fault in client_problems([tmp_path])] == [
        f"{place}: a client without words. Add one of these: en.yaml, uk.yaml, ru.yaml.",
        f"{place / 'ua.yaml'}: no language ua. It may be en, uk, ru.",
    ]


def test_a_broken_file_is_named_with_its_line_and_the_others_are_still_checked(tmp_path):
    write(tmp_path, en=WORDS, uk=changed(WORDS, ("brief",)))
    (tmp_path / "clients" / "bakery" / "en.yaml").write_text("name: [", "utf-8")
    assert [line.split(":")[0] for line in said(tmp_path)] == ["en.yaml", "uk.yaml"]


def test_two_clients_of_one_id_are_said(tmp_path):
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    (fault,) = client_problems([first, second])
    assert str(fault).endswith(
        f"client.yaml: id: {first / 'clients' / 'bakery'} has a client by this id too. Give each its own."
    )


def test_faults_are_told_in_the_language_of_the_reader(tmp_path):
    (fault,) = client_problems([write(tmp_path, en=changed(WORDS, ("replies", "told"), ["One."]))])
    assert "текстів менше ніж два" in str(fault.said("uk"))
    assert "текстов меньше двух" in str(fault.said("ru"))
