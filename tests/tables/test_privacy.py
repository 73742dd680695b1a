"""Pseudonyms: the same client always the same, nobody's own, and nothing left to tell the client by."""

import datetime as dt
import os
import re
import stat

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import AbsentColumn, DataError, RequestError
from salesbook.tables import contracts
from salesbook.tables.personal import find
from salesbook.tables.personal_shapes import luhn
from salesbook.tables.privacy import Veil, initials, is_person, key, legal_form
from salesbook.tables.privacy_key import VARIABLE, settings_folder
from salesbook.tables.reidentify import small_groups
from salesbook.tables.veiled import personal_kind, shifted, veiled
from tests.tables.personal.score import comments

KEY = b"k" * 32
UK, RU, EN = (Veil(KEY, lang) for lang in ("uk", "ru", "en"))


# Ids


def test_an_id_is_short_the_same_each_time_and_another_with_another_key():
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", UK.id("1042"))
    assert UK.id("1042") == RU.id("1042") == UK.id(" 1042 ")
    assert UK.id("1042") not in (UK.id("1043"), Veil(b"x" * 32, "uk").id("1042"))


def test_ids_that_would_be_the_same_are_told_apart_by_more_letters(monkeypatch):
    monkeypatch.setattr("salesbook.tables.privacy.SHORT", 1)
    made = UK.ids([str(n) for n in range(200)])
    assert len(set(made.values())) == 200
    assert made == UK.ids([str(n) for n in reversed(range(200))])


def test_a_hundred_thousand_clients_have_as_many_ids():
    assert len({UK.id(str(n)) for n in range(100_000)}) == 100_000


def test_the_key_is_not_shown():
    assert "kkk" not in repr(UK)


# Names


@pytest.mark.parametrize(
    ("veil", "forms"),
    [
        (UK, ["Олена Іванюк", "Іванюк Олена", "ОЛЕНА ІВАНЮК"]),
        (RU, ["Елена Иванова", "Иванова Елена"]),
        (EN, ["Helen Ivanov", "Ivanov, Helen"]),
    ],
)
def test_a_person_is_the_same_in_any_order(veil, forms):
    assert len({frozenset(re.findall(r"\w+", veil.person(form))) for form in forms}) == 1


@pytest.mark.parametrize(
    ("veil", "plain", "other"),
    [
        (UK, "Олена Іванюк", "Олені Іванюк"),
        (UK, "Петро Коваленко", "Петром Коваленком"),
        (UK, "Оксана Ковальська", "Оксані Ковальській"),
        (RU, "Елена Иванова", "Елене Ивановой"),
        (RU, "Сергей Волков", "Сергея Волкова"),
        (RU, "Пётр Иванов", "Петром Ивановым"),
    ],
)
def test_a_person_is_the_same_in_every_case_and_the_case_stays(veil, plain, other):
    one, two = veil.person(plain).split(), veil.person(other).split()
    assert [w[:3] for w in one] == [w[:3] for w in two]
    assert one != two


@pytest.mark.parametrize("veil", [UK, RU])
def test_a_woman_stays_a_woman_and_a_man_a_man(veil):
    assert veil.person("Олена Петрівна").split()[1].endswith("на")
    assert veil.person("Сергій Петрович").split()[1].endswith("ич")


def test_initials_stay_initials():
    assert re.fullmatch(r"\w+ \w\. \w\.", UK.person("Іванюк О. П."))
    assert re.fullmatch(r"\w\.\w\. \w+", UK.person("О.П. Іванюк"))
    assert UK.person("Іванюк О. П.").split()[0] == UK.person("Олена Іванюк").split()[1]


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_whatever_a_name_is_its_pseudonym_is_some_other_text(name):
    for made in (UK.person(name), UK.company(name), UK.client(name)):
        assert made
        assert not (len(name) > 3 and name.isalpha() and name in made)


@pytest.mark.parametrize("name", ["ТОВ «Ромашка»", "Ромашка, ТОВ", "ТОВ Ромашка", "тов ромашка", 'ТОВ "РОМАШКА"'])
def test_a_firm_is_the_same_however_it_is_spelt_and_keeps_its_form(name):
    assert UK.company(name) == UK.company("ТОВ «Ромашка»")
    assert UK.company(name).startswith("ТОВ «")
    assert "омашка" not in UK.company(name)


def test_behind_a_sole_trader_stands_a_person():
    assert UK.client("ФОП Іванюк Олена").startswith("ФОП ")
    assert UK.client("ФОП Іванюк Олена").split()[1:] == UK.person("Іванюк Олена").split()
    assert EN.company("Cedar LLC").endswith(" LLC")


@pytest.mark.parametrize(
    ("value", "person"),
    [("Іванюк Олена", True), ("Helen Ivanov", True), ("Ромашка", False), ("ТОВ Роман", False), ("Café 24", False)],
)
def test_a_person_is_told_from_a_firm(value, person):
    assert is_person(value) is person


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Олена Петрівна Іванюк", "О. П. І."),
        ("Іванюк О. П.", "І. О. П."),
        ("ТОВ «Ромашка»", "Р."),
        ("Helen Ivanov", "H. I."),
        ("Acme & Sons Ltd", "A. S."),
        ("", ""),
    ],
)
def test_initials_leave_out_the_legal_form(name, letters):
    assert initials(name) == letters


def test_a_legal_form_is_known_before_and_behind_the_name():
    assert legal_form('ООО"Ромашка"') == legal_form("Ромашка ООО") == ("ООО", False, "Ромашка")
    assert legal_form("Авто") == ("", False, "Авто")


# Phones, mailboxes, cards, addresses


@pytest.mark.parametrize(
    ("phone", "shape"),
    [
        ("+380 67 123 45 67", r"\+380 00 0\d\d \d\d \d\d"),
        ("0671234567", r"0000\d{6}"),
        ("8 (495) 123-45-67", r"8 \(000\) \d{3}-\d\d-\d\d"),
        ("+1 212 555 0147", r"\+1 000 \d{3} \d{4}"),
    ],
)
def test_a_phone_keeps_its_signs_and_country_and_rings_nowhere(phone, shape):
    assert re.fullmatch(shape, UK.phone(phone))


def test_one_phone_in_two_spellings_stays_one_phone():
    assert UK.phone("+380671234567")[-6:] == UK.phone("067 1234567")[-6:]


def test_a_mailbox_lies_where_no_mail_arrives():
    assert re.fullmatch(r"\w{8}@example\.com", UK.email("Olena@Ukr.net"))
    assert UK.email("Olena@Ukr.net") == UK.email("olena@ukr.net ")


def test_a_card_keeps_its_groups_and_is_no_card():
    assert re.fullmatch(r"0000 0000 \d{4} \d{4}", UK.card("4111 1111 1111 1111"))
    assert luhn("4111111111111111")


def test_an_address_is_in_a_street_that_is_nowhere():
    assert re.fullmatch(r"вул\. Вигадана, \d{3}", UK.address("вул. Шевченка, 12, кв. 5"))
    assert re.fullmatch(r"\d{3} Example Street", EN.address("12 High Street"))


# Text


def test_a_comment_calls_a_person_as_the_table_does():
    given_name, surname = UK.person("Олена Іванюк").split()
    said = UK.text("Дякую Олені Іванюк, тел. 067-123-45-67. Олена чудова, замовлення № 4512.")
    assert surname in said
    assert said.count(given_name[:4]) == 2
    assert "№ 4512" in said
    assert not re.search("Олен|Іванюк|123-45", said)


def test_a_comment_for_a_report_has_initials():
    assert UK.brief("Дякую Олені Іванюк, a@b.com") == f"Дякую О. І., {UK.email('a@b.com')}"


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_nothing_that_was_found_is_left_in_the_text(lang):
    for comment in comments(lang):
        said = Veil(KEY, lang).text(comment.text)
        for span in find(comment.text):
            words = comment.text[span.start : span.end]
            assert len(words) < 3 or not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said), comment.text


@given(st.dates(min_value=dt.date(3, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_a_date_moves_by_whole_weeks_the_same_for_all(day):
    moved = UK.shifted(day)
    assert moved.weekday() == day.weekday()
    assert moved == day - dt.timedelta(weeks=UK.weeks)


def test_a_day_before_which_the_calendar_ends_stays():
    assert UK.shifted(dt.date.min) == dt.date.min


# The key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    first = key(tmp_path / "new")
    assert key(tmp_path / "new") == first
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["privacy.key"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new" / "privacy.key").stat().st_mode) == 0o600


def test_the_variable_comes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "a long secret of the company")
    assert key(tmp_path) == key(tmp_path / "other")
    assert not list(tmp_path.iterdir())


def test_a_short_key_is_refused_and_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "qwerty")
    with pytest.raises(DataError, match="6 characters, at least 16") as told:
        key(tmp_path)
    assert "qwerty" not in str(told.value)


@pytest.mark.skipif(os.name != "posix", reason="other systems keep rights elsewhere")
def test_a_key_that_others_may_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    key(tmp_path)
    (tmp_path / "privacy.key").chmod(0o644)
    with pytest.raises(DataError, match="chmod 600"):
        key(tmp_path)


def test_a_folder_that_cannot_be_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be read or made"):
        key(tmp_path / "file" / "folder")


@pytest.mark.parametrize(
    ("system", "environment", "ends"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/x"}, ("x", "salesbook")),
        ("linux", {}, (".config", "salesbook")),
        ("darwin", {}, ("Application Support", "salesbook")),
        ("win32", {"APPDATA": "/r"}, ("r", "salesbook")),
    ],
)
def test_the_key_lies_among_the_user_s_settings(system, environment, ends):
    assert settings_folder(environment, system).parts[-2:] == ends


# Tables


@pytest.fixture
def clients():
    return ibis.memtable(
        {
            "client_id": ["1", "2", "3"],
            "client_name": ["Олена Іванюк", "ТОВ «Ромашка»", None],
            "parent_id": [None, "1", "1"],
            "phone": ["+380671234567", None, "067 123 45 67"],
            "email": ["a@ukr.net", "b@ukr.net", None],
            "birthday": [dt.datetime(1980, 5, 17), None, dt.datetime(1990, 1, 1)],
            "region": ["Київ", "Львів", "Київ"],
            "mail 2": ["c@ukr.net", "d@ukr.net", "e@ukr.net"],
            "заметка": ["дзвонити Олені Іванюк 067 123 45 67", "x", None],
        }
    )


def rows_of(table, order):
    return table.order_by(order).to_pyarrow().to_pylist()


def test_in_full_nothing_tells_a_client_and_ids_still_meet(clients):
    made = veiled(clients, contracts()["clients"], UK, "full")
    assert made.columns == clients.columns
    found = {row["client_id"]: row for row in made.to_pyarrow().to_pylist()}
    one, two = found[UK.id("1")], found[UK.id("2")]
    assert one["client_name"] == UK.person("Олена Іванюк")
    assert two["client_name"] == UK.company("ТОВ «Ромашка»")
    assert two["parent_id"] == one["client_id"]
    assert one["birthday"].year == 1980
    assert (one["birthday"].month, one["birthday"].day) == (1, 1)
    assert one["region"] == "Київ"
    assert not re.search("ukr.net|Олен|Іванюк|123.?45|омашка", str(found))
    assert found[UK.id("3")]["client_name"] is None


def test_in_reports_ids_stay_and_names_are_initials(clients):
    one, two, _ = rows_of(veiled(clients, contracts()["clients"], UK, "initials"), "client_id")
    assert (one["client_id"], one["client_name"], two["client_name"]) == ("1", "О. І.", "Р.")
    assert one["заметка"].startswith("дзвонити О. І. ")
    assert "ukr.net" not in str(one)


def test_an_id_that_is_somebody_s_name_is_marked_apart():
    team = ibis.memtable({"manager_id": ["Олена Іванюк", "Олег Ілюк", "7"]})
    made = {row["manager_id"] for row in rows_of(veiled(team, contracts()["team"], UK, "initials"), "manager_id")}
    assert "7" in made
    assert len(made) == 3
    assert not any("Іванюк" in each for each in made)


def test_a_call_list_keeps_what_it_needs(clients):
    assert veiled(clients, contracts()["clients"], UK, "off") is clients


def test_another_level_is_refused(clients):
    with pytest.raises(RequestError, match="full, initials, off"):
        veiled(clients, contracts()["clients"], UK, "some")


def test_a_column_without_contract_is_judged_by_its_values(clients):
    contract = contracts()["clients"]
    kinds = {column: personal_kind(clients, column, contract) for column in clients.columns}
    assert kinds["mail 2"] == "email"
    assert kinds["заметка"] == "text"
    assert kinds["region"] == ""


def test_every_contract_says_what_is_personal():
    known = {"", "client_id", "manager_id", "client", "name", "phone", "email", "birthday", "text"}
    personal = {(t, c.name): c.personal for t, contract in contracts().items() for c in contract.columns.values()}
    assert set(personal.values()) <= known
    for (_, column), kind in personal.items():
        if column in ("client_id", "manager_id", "client_name", "manager_name", "phone", "email", "comment"):
            assert kind, column


def test_dates_move_if_asked():
    orders = ibis.memtable({"client_id": ["1"], "ordered_at": [dt.datetime(2024, 5, 1, 10, 30)], "amount": [1.0]})
    (row,) = rows_of(shifted(orders, contracts()["orders"], UK), "client_id")
    assert row["ordered_at"] == dt.datetime(2024, 5, 1, 10, 30) - dt.timedelta(weeks=UK.weeks)


# Small groups


def test_groups_of_fewer_than_k_clients_are_named():
    rows = ibis.memtable({"region": list("AAAAAABBC"), "client_id": ["1", "2", "3", "4", "5", "5", "6", "6", "7"]})
    assert rows_of(small_groups(rows, ["region"]), "region") == [
        {"region": "B", "clients": 1},
        {"region": "C", "clients": 1},
    ]


def test_where_there_are_no_clients_rows_count():
    rows = ibis.memtable({"region": ["A", "A", "B"]})
    assert rows_of(small_groups(rows, ["region"], k=2), "region") == [{"region": "B", "clients": 1}]


def test_a_group_that_is_not_there_is_named():
    rows = ibis.memtable({"region": ["A"]})
    with pytest.raises(AbsentColumn, match="no column town"):
        small_groups(rows, ["town"])
    with pytest.raises(RequestError):
        small_groups(rows, [])
