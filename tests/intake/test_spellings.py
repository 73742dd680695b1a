"""One client under several spellings: what is suggested, by what evidence, and what consent does."""

import time
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbook.intake.named import find_person, known, read_name
from salesbook.intake.spellings import ClientName, Suggestion, consented, natural, open_questions, suggest
from salesbook.words import LANGUAGES, say

LISTED = Path(__file__).with_name("client_names.txt")


def evidence(one, two, **contacts):
    """The keys of the evidence that two names are one client; None: it is not suggested."""
    found = suggest([ClientName("1", one, **contacts), ClientName("2", two, **contacts)])
    return {key.removeprefix("import.same.") for key, _ in found[0].evidence} if found else None


@pytest.mark.parametrize(
    "two",
    [
        "Ромашка, ООО",
        'ООО "РОМАШКА"',
        "ооо  ромашка.",
        "О.О.О. «Ромашка»",
        "Общество с ограниченной ответственностью Ромашка",
    ],
)
def test_order_case_quotes_and_dots_do_not_make_another_client(two):
    assert "words" in evidence("ООО Ромашка", two)


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("ООО Ромашка", "«Ромашка»", {"words", "form"}),
        ("ООО Ромашка", "ТОВ Ромашка", {"words", "form"}),
        ("Ёлка", "Елка", {"words"}),
        ("Кав’ярня Ранок", "Кав'ярня Ранок", {"words"}),
        ("Smith & Sons Ltd.", "Smith and Sons Limited", {"words", "form"}),
        ("АТБ-Маркет 105", "АТБ маркет №105", {"words"}),
        ("GTXPro", "GTX Pro", {"spaces"}),
        ("ТОВ Мрія", "TOB Мpія", {"letters"}),
        ("ООО Весна", "OOO BECHA", {"letters"}),
        ("Технопром ООО", "Тенхопром ООО", {"typo"}),
        ("Romashka LLC", "ООО Ромашка", {"alphabet", "form"}),
        ("ФОП Іваненко О.П.", "Иваненко Олег Петрович, ФОП", {"initials"}),
        ("ФОП Шевченко Тетяна Миколаївна", "ФЛП Шевченко Татьяна Николаевна", {"person", "form"}),
        ("ИП Соловьёв А. В.", "ФОП Соловйов Андрій Вікторович", {"initials", "form"}),
        ("ФОП Микола Білик", "Билык Николай", {"person", "form"}),
        ("Мар'яна Бондар", "Бондар Мар’яна", {"words"}),
    ],
)
def test_what_is_one_client_is_suggested_with_its_evidence(one, two, why):
    assert evidence(one, two) == why


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ООО Ромашка", "ТОВ Ромашка плюс"),
        ("ООО Ромашка", "ФОП Ромашка"),
        ("Магазин 12", "Магазин 21"),
        ("Магазин 1 2", "Магазин 12"),
        ("Сільпо 3", "Сільпо 13"),
        ("Сільпо 3", "Сільпо"),
        ("Кіт-Базар", "Кит-Базар"),
        ("Світанок", "Свитанок"),
        ("Вега", "Мега"),
        ("Альфа", "Альба"),
        ("ООО Вектор", "Вектор-М ООО"),
        ("ФОП Іваненко О.П.", "ФОП Іваненко Т.П."),
        ("ФОП Іваненко О.П.", "Иваненко Олег Степанович, ФОП"),
        ("Коваленко Дмитро Сергійович", "Коваленко Дмитро Іванович"),
        ("Мельник Олександр Іванович", "Мельник Олександра Іванівна"),
        ("ООО", "ТОВ"),
        ("", "«»"),
    ],
)
def test_what_is_not_one_client_is_not_suggested(one, two):
    assert evidence(one, two) is None


def test_a_shared_phone_tells_though_it_is_written_in_another_way():
    clients = [ClientName("1", "Кіт", "067 555 11 22"), ClientName("2", "Кит", "+38 (067) 555-11-22, 044 111 22 33")]
    (found,) = suggest(clients)
    assert found.evidence == (("import.same.phone", {"phone": "…22"}),)
    assert suggest([ClientName("1", "Кіт", "000 000 00 00"), ClientName("2", "Кит", "0000000000")]) == []


def test_a_phone_of_many_is_a_call_centre_s():
    names = ["Север", "Оазис", "Дельта", "Гермес"]
    assert len(suggest([ClientName(n, n, "0800 500 500") for n in names[:3]])) == 3
    assert suggest([ClientName(n, n, "0800 500 500") for n in names]) == []


def test_a_tax_id_tells_most_and_two_of_them_tell_two_clients():
    assert evidence("Автолюкс", "Люкс Груп", tax_id="31245678") == {"tax"}
    two = [
        ClientName("1", "ТОВ Автолюкс", "0671234567", "", "31245678"),
        ClientName("2", "ТОВ Автолюкс", "0671234567", "", "40987654"),
    ]
    assert suggest(two) == []


def test_shops_with_one_phone_and_two_numbers_stay_two():
    assert evidence("Магазин 12", "Магазин 21", phone="0671234567", tax_id="31245678") is None


def test_a_person_who_changed_the_surname_is_told_by_phone_and_two_people_are_not():
    assert evidence("Литвин Оксана", "Литвинова Оксана", phone="0501112233") == {"phone"}
    assert evidence("Петренко Ірина", "Петренко Ігор", phone="0501112233") is None


def test_more_evidence_makes_it_surer():
    def score(**contacts):
        return suggest([ClientName("1", "Ромашка", **contacts), ClientName("2", "ООО Ромашка", **contacts)])[0].score

    assert score() < score(phone="0671234567") < score(phone="0671234567", email="a@b.example") < 1


def test_a_name_that_very_many_have_tells_nothing():
    assert suggest([ClientName(str(i), "Магазин") for i in range(11)]) == []


def test_contacts_are_masked_in_what_is_shown():
    clients = [ClientName(i, "Ромашка", "0671234567", "oksana@shop.example", "31245678") for i in "12"]
    (found,) = suggest(clients)
    shown = str(found.evidence)
    assert not [secret for secret in ("671234567", "oksana", "312456") if secret in shown]
    for lang in LANGUAGES:
        assert all(say(key, lang, **values) for key, values in found.evidence)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "key", ["words", "letters", "spaces", "person", "initials", "typo", "alphabet", "form", "tax", "email", "phone"]
)
def test_each_evidence_has_its_phrase(key, lang):
    values = dict.fromkeys(("one", "other", "tax", "email", "phone"), "Ж")
    assert say(f"import.same.{key}", lang, **values)


def made_up():
    """The list in sight beside this test, and the pairs in it that are one client."""
    clients, marks = [], {}
    for place, line in enumerate(x for x in LISTED.read_text("utf-8").splitlines() if not x.startswith("#")):
        mark, *cells = (part.strip() for part in line.split("|"))
        clients.append(ClientName(str(place), *cells))
        marks[str(place)] = mark if mark != "-" else place
    return clients, {pair for pair in combinations(marks, 2) if marks[pair[0]] == marks[pair[1]]}


def test_on_a_list_of_300_names_nine_suggestions_of_ten_are_right_and_nine_pairs_of_ten_are_found():
    clients, true = made_up()
    found = {s.ids for s in suggest(clients)}
    assert len(clients) > 300
    assert len(found & true) / len(found) >= 0.9
    assert len(found & true) / len(true) >= 0.9


def test_23_000_clients_take_seconds():
    syllables = ["ба", "ве", "ги", "до", "жу", "зи", "ку", "ла", "мо", "ну", "по", "ра", "си", "те", "фу", "хо"]
    words = ["".join(parts) for parts in combinations(syllables, 4)]
    clients = [
        ClientName(str(i), f"ТОВ {words[i % 1820]} {words[i * 7 % 1820]}", f"067{i % 20000:07}") for i in range(23_000)
    ]
    start = time.perf_counter()
    suggest(clients)
    assert time.perf_counter() - start < 40  # 20 on a machine that does nothing else


# --- consent ---------------------------------------------------------------------------------------------------------


def pair(one, two, score=0.9, orders=(0, 0)):
    return Suggestion((one, two), (one, two), score, (), orders)


def test_the_question_s_id_is_the_same_at_every_import():
    clients = [ClientName("C-203", "Ромашка", orders=9), ClientName("C-17", "ООО Ромашка")]
    assert [s.id for s in suggest(clients)] == [s.id for s in suggest(clients[::-1])] == ["same:C-17=C-203"]


def test_nothing_is_merged_without_a_yes():
    assert consented([pair("1", "2")], {}) == {}
    assert consented([pair("1", "2")], {"same:1=2": "no"}) == {}
    assert consented([pair("1", "2")], {"same:1=2": "yes", "import.vat": "yes"}) == {"2": "1"}


def test_the_id_with_most_orders_is_kept_then_the_smaller():
    assert consented([pair("C-9", "C-17", orders=(1, 5))], {"same:C-9=C-17": "yes"}) == {"C-9": "C-17"}
    assert consented([pair("C-9", "C-17", orders=(5, 5))], {"same:C-9=C-17": "yes"}) == {"C-17": "C-9"}


def test_a_chain_ends_at_one_id():
    chain = [pair("1", "2", orders=(1, 2)), pair("2", "3", orders=(2, 3)), pair("3", "4", orders=(3, 9))]
    assert consented(chain, {s.id: "yes" for s in chain}) == {"1": "4", "2": "4", "3": "4"}


def test_a_no_holds_against_a_chain_and_the_weakest_yes_gives_way():
    chain = [pair("1", "2", 0.9), pair("2", "3", 0.6), pair("1", "3", 0.7)]
    assert consented(chain, {"same:1=2": "yes", "same:2=3": "yes", "same:1=3": "no"}) == {"2": "1"}


def test_consent_holds_at_the_next_import_though_nothing_suggests_it_any_more():
    assert consented([], {"same:1=2": "yes"}) == {"2": "1"}
    assert consented([], {"same:1=2": "yes"}, {"2": 5}) == {"1": "2"}


def test_ids_with_an_equals_sign_come_back_whole():
    odd = pair("a=b", "c%3D")
    assert consented([odd], {odd.id: "yes"}) == {"c%3D": "a=b"}


def test_of_four_spellings_three_questions_are_asked_and_none_that_was_answered():
    names = ["ООО Ромашка", "Ромашка, ООО", 'ООО "Ромашка"', "«Ромашка»"]
    found = suggest([ClientName(str(i), name) for i, name in enumerate(names)])
    assert [s.id for s in open_questions(found, {})] == ["same:0=1", "same:0=2", "same:0=3"]
    assert [s.id for s in open_questions(found, {"same:0=1": "yes", "same:0=2": "no"})] == ["same:0=3"]


def test_a_no_to_one_spelling_leaves_the_others_to_be_asked():
    found = [pair("1", "2", 0.9), pair("1", "3", 0.8), pair("2", "3", 0.7)]
    assert [s.id for s in open_questions(found, {"same:1=2": "no", "same:1=3": "no"})] == ["same:2=3"]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=20))
def test_whatever_is_answered_no_no_is_overridden_and_no_chain_is_left(said):
    answers = {f"same:{min(a, b)}={max(a, b)}": "yes" if yes else "no" for a, b, yes in said if a != b}
    merged = consented([], answers)
    assert not set(merged) & set(merged.values())
    for question, answer in answers.items():
        one, two = question.removeprefix("same:").split("=")
        if answer == "no":
            assert merged.get(one, one) != merged.get(two, two)


@given(st.lists(st.text("АО«» .,12ТВроMa", max_size=12), max_size=8))
def test_any_names_can_be_read_and_a_client_is_never_suggested_to_be_itself(names):
    for suggestion in suggest([ClientName(str(i // 2), name) for i, name in enumerate(names)]):
        assert suggestion.ids[0] != suggestion.ids[1]
        assert 0.5 <= suggestion.score <= 1
        assert suggestion.evidence


def test_ids_are_ordered_as_people_count():
    assert sorted(["C-17", "C-9", "B", "10", "9"], key=natural) == ["9", "10", "B", "C-9", "C-17"]


def test_a_person_is_told_from_a_company():
    assert find_person(("іваненко", "олег")) is not None
    assert find_person(("нова", "лінія")) is None
    assert read_name("ФОП Іваненко О.П.").person == read_name("О. П. Іваненко").person


def test_no_legal_form_is_of_two_kinds():
    forms = [form for kind in known()["forms"].values() for form in set(kind)]
    assert len(forms) == len(set(forms))
