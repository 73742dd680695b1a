"""Contacts against the rule sets of the sources, and against a company's own."""

import datetime as dt

import ibis
import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, Faults, RequestError, SalesbookError
from salesbook.metrics import cadence, cadence_clients, content_balance
from salesbook.tables.cadence import cadence_rules
from tests.metrics.sight import by_group, one, pick, rows, table

END = dt.date(2020, 3, 31)


def contacts(*lines):
    """Contacts by us: client, day, channel, content."""
    return table("\n".join(["client_id contacted_at channel content initiated_by", *(f"{line} us" for line in lines)]))


def held(rule, *lines, **more):
    """(clients, breaking, breaks) of ``rule``, on the last of March 2020."""
    found = [r for r in rows(cadence(contacts(*lines), as_of=END, **more)) if r["rule"] == rule]
    return pick(found[0], "clients", "breaking", "breaks")


# -- the sources' rules


@pytest.mark.parametrize(
    ("rule", "second", "broken"),
    [
        ("email_advert", "2020-03-15 email advert", False),  # once in two weeks: the 1st and the 15th
        ("email_advert", "2020-03-14 email advert", True),
        ("email_mixed", "2020-03-08 email mixed", False),  # once a week
        ("email_mixed", "2020-03-07 email mixed", True),
        ("sms", "2020-03-29 sms advert", False),  # once a month, a month of 28 days
        ("sms", "2020-03-28 sms advert", True),
        ("phone", "2020-03-29 phone mixed", False),
        ("phone", "2020-03-28 phone useful", True),
    ],
)
def test_no_more_than_once_within_the_days_of_the_rule(rule, second, broken):
    first = second.replace(second[:10], "2020-03-01")
    assert held(rule, f"ann {first}", f"ann {second}") == (1, int(broken), int(broken))


def test_two_letters_within_a_week_are_right_and_three_are_too_many():
    two = ("ann 2020-03-01 email useful", "ann 2020-03-02 email advert")
    assert held("not_too_often", *two) == (1, 0, 0)
    assert held("not_too_often", *two, "ann 2020-03-07 email mixed") == (1, 1, 1)
    assert held("not_too_often", *two, "ann 2020-03-08 email mixed") == (1, 0, 0)


def test_a_letter_at_least_once_a_month():
    monthly = ("ann 2020-01-31 email useful", "ann 2020-03-02 email useful")  # 31 days, and 29 to the end
    assert held("not_too_seldom", *monthly) == (1, 0, 0)
    assert held("not_too_seldom", monthly[0]) == (1, 1, 1)
    assert held("not_too_seldom", "ann 2020-01-30 email useful", monthly[1]) == (1, 1, 1)


def test_who_was_forgotten_long_ago_is_forgotten_still():
    assert held("not_too_seldom", "ann 2018-01-01 email useful") == (1, 1, 1)


def test_each_letter_is_half_offer_and_half_useful():
    letters = ("ann 2020-03-01 email mixed", "bob 2020-03-01 email mixed", "bob 2020-03-09 email advert")
    assert held("half_useful", *letters) == (2, 1, 1)


def test_only_advertising_counts_for_the_rule_of_advertising():
    assert held("email_advert", "ann 2020-03-01 email advert", "ann 2020-03-02 email useful") == (1, 0, 0)


@pytest.mark.parametrize("line", ["ann 2020-03-02 sms service", "ann 2020-03-02 sms -"])
def test_service_messages_and_those_of_unknown_content_are_no_news(line):
    assert held("sms", "ann 2020-03-01 sms advert", line) == (1, 0, 0)


def test_what_the_client_began_is_no_news_of_ours():
    calls = contacts("ann 2020-03-01 phone mixed").union(
        contacts("ann 2020-03-02 phone mixed").mutate(initiated_by=ibis.literal("client"))
    )
    found = [r for r in rows(cadence(calls, as_of=END)) if r["rule"] == "phone"]
    assert pick(found[0], "clients", "breaking") == (1, 0)


def test_social_networks_have_no_limit():
    found = rows(cadence(contacts(*["ann 2020-03-01 social advert"] * 9), as_of=END))
    assert [r["rule"] for r in found if r["breaking"]] == []


# -- what is looked at


def test_a_break_before_the_window_is_over_and_one_on_its_edge_counts():
    old = ("ann 2019-11-01 sms advert", "ann 2019-11-02 sms advert")
    assert held("sms", *old) == (0, 0, 0)
    # 90 days end with the 31st of March: they begin on the 2nd of January; the letter before them still counts against it
    assert held("sms", "ann 2020-01-01 sms advert", "ann 2020-01-02 sms advert") == (1, 1, 1)
    assert held("sms", "ann 2020-01-01 sms advert", "ann 2020-01-02 sms advert", window_days=30) == (0, 0, 0)


def test_nobody_is_asked_about_where_nobody_was_written_to():
    row = by_group(cadence(contacts(), as_of=END), "rule")["sms"]
    assert pick(row, "clients", "breaking", "breaking_share", "breaking_low") == (0, 0, None, None)


def test_the_share_has_its_interval():
    lines = [f"c{n} 2020-03-01 sms advert" for n in range(10)]
    row = by_group(cadence(contacts(*lines, "c1 2020-03-02 sms advert"), as_of=END), "rule")["sms"]
    # Wilson (1927), 1 of 10: 0.0179 … 0.4042
    assert pick(row, "breaking_share", "breaking_low", "breaking_high") == pytest.approx(
        (0.1, 0.0179, 0.4042), abs=1e-4
    )


def test_the_day_looked_at_is_that_of_the_last_contact():
    lines = contacts("ann 2020-03-01 sms advert", "ann 2020-03-02 sms advert")
    assert by_group(cadence(lines), "rule")["sms"]["breaking"] == 1
    assert by_group(cadence(lines, as_of=dt.date(2020, 3, 1)), "rule")["sms"]["breaking"] == 0


# -- a call that wins back is free


ORDERS = table("""
    client_id ordered_at amount
    ann       2020-01-01 1
    ann       2020-01-11 1
    ann       2020-01-21 1
    bob       2020-01-21 1
    bob       2020-02-21 1
    bob       2020-03-21 1
""")


def test_calls_to_a_client_who_was_late_then_are_free_and_others_are_not():
    calls = (
        "ann 2020-03-01 phone mixed",
        "ann 2020-03-05 phone mixed",
        "bob 2020-03-01 phone mixed",
        "bob 2020-03-05 phone mixed",
    )
    assert held("phone", *calls) == (2, 2, 2)
    assert held("phone", *calls, orders=ORDERS) == (1, 1, 1)  # ann, of ten days' rhythm, was silent for forty


# -- channels by kind of client


CLIENTS = table("client_id kind\nann B2B\nbob B2C\ncat -")


def test_news_reach_firms_by_letter_and_phone_and_people_by_letter_sms_and_networks():
    lines = contacts(
        "ann 2020-03-01 sms advert",
        "bob 2020-03-01 sms advert",
        "bob 2020-03-02 phone mixed",
        "cat 2020-03-02 sms advert",
    )
    found = {
        pick(r, "rule", "channel"): pick(r, "clients", "breaking")
        for r in rows(cadence(lines, clients=CLIENTS, as_of=END))
    }
    assert found[("channels_b2b", "sms")] == (1, 1)
    assert found[("channels_b2c", "phone")] == (1, 1)
    assert found[("channels_b2b", "social")] == (1, 0)
    assert ("channels_b2c", "sms") not in found


def test_what_cannot_be_told_says_which_column_it_lacks():
    found = {pick(r, "rule", "channel"): r for r in rows(cadence(contacts("ann 2020-03-01 sms advert"), as_of=END))}
    assert pick(found[("channels_b2b", "sms")], "clients", "lacks") == (None, "clients.kind")
    mailing = contacts("ann 2020-03-01 sms advert").drop("initiated_by")
    found = {pick(r, "rule", "channel"): r for r in rows(cadence(mailing, clients=CLIENTS, as_of=END))}
    assert pick(found[("sms", "sms")], "clients", "lacks") == (1, None)
    assert pick(found[("phone", "phone")], "clients", "lacks") == (None, "contacts.initiated_by")


def test_without_content_nothing_can_be_told():
    for measure in (cadence, cadence_clients, content_balance):
        with pytest.raises(AbsentColumn, match="no column content"):
            measure(contacts().drop("content"))


# -- rules as data


def own(tmp_path, text):
    path = tmp_path / "rules.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_company_has_rules_of_its_own(tmp_path):
    rules = own(tmp_path, "ours:\n  weekly: {channel: messenger, at_most: 1, days: 7}\n")
    row = one(
        cadence(contacts("ann 2020-03-01 messenger useful", "ann 2020-03-05 messenger advert"), rules=rules, as_of=END)
    )
    assert pick(row, "rule_set", "rule", "channel", "breaking") == ("ours", "weekly", "messenger", 1)


def test_a_set_is_chosen_by_its_name():
    assert {r["rule_set"] for r in rows(cadence(contacts(), rules="letters", as_of=END))} == {"letters"}
    with pytest.raises(RequestError, match="no rule set leters.*letters, news"):
        cadence(contacts(), rules="leters")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{channel: email, at_most: 2}", "not one complete rule"),
        ("{at_most: 2, days: 7}", "not one complete rule"),
        ("{channel: email, at_most: 2, at_least: 1, days: 7}", "not one complete rule"),
        ("{channel: email, at_most: 0, days: 7}", "at_most 0 is not a whole number above 0"),
        ("{channel: email, at_most: true, days: 7}", "at_most True is not"),
        ("{channel: pigeon, at_most: 1, days: 7}", "no channel pigeon. It may be email"),
        ("{channel: email, each: half}", "no each half"),
        ("{chanel: email, at_most: 1, days: 7}", "no setting chanel. Did you mean channel"),
        ("{kind: B2X, channels: [email]}", "no kind B2X"),
        ("often", "not a rule"),
    ],
)
def test_a_rule_that_is_none_is_said_with_its_place(tmp_path, rule, said):
    with pytest.raises(SalesbookError, match=r"rules\.yaml: ours\.it: .*") as caught:
        cadence_rules(own(tmp_path, f"ours:\n  it: {rule}\n"))
    assert said in str(caught.value)


def test_all_faults_of_a_file_are_said_at_once(tmp_path):
    with pytest.raises(Faults) as caught:
        cadence_rules(own(tmp_path, "ours:\n  a: {channel: x, each: mixed}\n  b: {channel: y, each: mixed}\n"))
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize("text", ["", "a: b: c", "[1, 2]", "ours: {}"])
def test_a_file_that_holds_no_rules_is_refused(tmp_path, text):
    with pytest.raises(RequestError, match=r"rules\.yaml"):
        cadence_rules(own(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RequestError, match="no file of rules"):
        cadence_rules(str(tmp_path / "none.yaml"))


def test_the_packaged_rules_are_those_of_the_sources():
    # 001: at least once a month, at most twice a week, half and half. 003: advertising once in two weeks, with useful
    # text once a week, SMS and calls once a month; B2B e-mail and phone, B2C networks, SMS and e-mail
    said = {(r.rule_set, r.name): (r.channel, r.at_most, r.at_least, r.days, r.each) for r in cadence_rules()}
    assert said[("letters", "not_too_seldom")] == ("email", 0, 1, 31, "")
    assert said[("letters", "not_too_often")] == ("email", 2, 0, 7, "")
    assert said[("letters", "half_useful")] == ("email", 0, 0, 0, "mixed")
    assert said[("news", "email_advert")] == ("email", 1, 0, 14, "")
    assert said[("news", "email_mixed")] == ("email", 1, 0, 7, "")
    assert (said[("news", "sms")][1:4], said[("news", "phone")][1:4]) == ((1, 0, 28), (1, 0, 28))
    kinds = {r.kind: set(r.channels) for r in cadence_rules("news") if r.channels}
    assert kinds == {"B2B": {"email", "phone"}, "B2C": {"social", "sms", "email"}}


def test_each_client_is_named_with_what_was_broken():
    lines = contacts("ann 2020-03-01 sms advert", "ann 2020-03-02 sms advert", "bob 2020-03-01 sms advert")
    found = [
        pick(r, "client_id", "breaks")
        for r in rows(cadence_clients(lines, rules="news", as_of=END))
        if r["rule"] == "sms"
    ]
    assert found == [("ann", 1), ("bob", 0)]


# -- the balance of offers and useful content


def test_a_mixed_letter_is_half_an_offer():
    lines = (
        "ann 2020-03-01 email advert",
        "ann 2020-03-01 email mixed",
        "bob 2020-03-01 email useful",
        "bob 2020-03-01 email service",
    )
    row = one(content_balance(contacts(*lines), as_of=END))
    assert pick(row, "news", "advert", "mixed", "useful", "service", "unknown", "clients", "offer_share") == (
        3,
        1,
        1,
        1,
        1,
        0,
        2,
        0.5,
    )


def test_where_nothing_was_sent_there_is_no_balance():
    row = one(content_balance(contacts(), as_of=END))
    assert pick(row, "news", "offer_share", "offer_low") == (0, None, None)


def test_the_demos_letters_are_balanced_as_its_rates_make_them():
    # truth.yaml, content of email: useful .3, mixed .35, advert .3: offers (.3 + .175) / .95 = .5
    book = sb.open(sb.DEMO)
    row = by_group(content_balance(book.contacts, by=["channel"], window_days=730), "channel")["email"]
    assert row["offer_low"] < 0.5 < row["offer_high"]
