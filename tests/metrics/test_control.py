"""Control of regularity: who is late, to whom nobody speaks, who begins, who looks after whom, what hangs on one."""

import datetime as dt
import math

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import (
    below_standard,
    concentration,
    contact_standard,
    initiative,
    regularity,
    uncontacted,
    workload,
)
from tests.metrics.sight import by_group, one, pick, rows, table

END = dt.date(2020, 6, 30)
ORDERS = table("""
    client_id ordered_at amount
    ann       2020-06-01 100
    ann       2020-06-11 100
    ann       2020-06-21 100
    bob       2020-03-01 50
    bob       2020-03-11 50
    bob       2020-03-21 50
    cat       2020-06-30 5
""")


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


# -- no contact by us, though the client is regular


def contacts(*lines):
    return table("\n".join(["client_id contacted_at channel initiated_by", *lines]))


def test_a_regular_client_without_a_contact_by_us_for_90_days_is_named():
    spoken = contacts("ann 2020-04-01 phone us", "bob 2020-04-02 phone us")  # 90 and 89 days before
    row = one(uncontacted(ORDERS, spoken))
    assert pick(row, "client_id", "state", "contact_days", "last_contact") == (
        "ann",
        "on_time",
        90,
        dt.date(2020, 4, 1),
    )


def test_to_whom_we_never_spoke_is_named_too_and_who_has_no_rhythm_is_not():
    found = rows(uncontacted(ORDERS, contacts()))
    assert [pick(r, "client_id", "last_contact", "contact_days") for r in found] == [
        ("ann", None, None), ("bob", None, None),
    ]  # fmt: skip


def test_a_call_of_the_client_is_no_contact_by_us_unless_any_count():
    spoken = contacts("ann 2020-06-20 phone client", "bob 2020-06-20 phone us")
    assert [r["client_id"] for r in rows(uncontacted(ORDERS, spoken))] == ["ann"]
    assert rows(uncontacted(ORDERS, spoken, initiated_by="any")) == []


def test_a_letter_is_a_contact_and_the_last_call_stands_beside_it():
    spoken = contacts("ann 2020-03-01 meeting us", "ann 2020-03-02 email us", "bob 2020-06-20 sms us")
    row = one(uncontacted(ORDERS, spoken))
    assert pick(row, "last_contact", "last_call") == (dt.date(2020, 3, 2), dt.date(2020, 3, 1))


def test_contacts_after_the_day_looked_at_are_not_known_on_it():
    assert len(rows(uncontacted(ORDERS, contacts("ann 2020-07-01 phone us", "bob 2020-07-01 phone us")))) == 2


def test_the_lost_are_no_matter_of_regularity():
    late = table("client_id ordered_at amount\nzoe 2022-06-30 1")
    assert rows(uncontacted(ORDERS.union(late), contacts())) == []


def test_without_who_began_the_sentence_says_what_to_do():
    for measure in (uncontacted, contact_standard, below_standard):
        with pytest.raises(AbsentColumn, match=r"contacts: no column initiated_by\. .*initiated_by any"):
            measure(ORDERS, contacts().drop("initiated_by"))
    with pytest.raises(AbsentColumn, match="no column initiated_by"):
        initiative(contacts().drop("initiated_by"))
    with pytest.raises(RequestError, match="us or any"):
        uncontacted(ORDERS, contacts(), initiated_by="them")


def test_the_demos_big_client_leads_those_to_whom_nobody_spoke(demo):
    # truth.yaml: last_contact_by_us 2026-03-12, quiet_from 2026-05-21
    first = rows(uncontacted(demo.orders, demo.contacts))[0]
    assert pick(first, "client_id", "last_contact", "last_call") == ("00213", *[dt.date(2026, 3, 12)] * 2)


# -- who begins


def test_the_share_that_we_began_with_an_interval_that_knows_clients():
    spoken = contacts(
        *["ann 2020-06-01 phone us"] * 9, "ann 2020-06-01 phone client", *["bob 2020-06-01 sms client"] * 10
    )
    row = one(initiative(spoken))
    assert pick(row, "clients", "contacts", "ours", "initiative_share") == (2, 20, 9, 0.45)
    # two clients, all alike within: about as good as two contacts, not twenty
    assert row["initiative_low"] < 0.1
    assert row["initiative_high"] > 0.85


def test_contacts_that_are_independent_have_wilsons_interval():
    half = [f"c{n} 2020-06-01 phone {'us' if n % 2 else 'client'}" for n in range(100)]
    row = one(initiative(contacts(*half)))
    # Wilson (1927), 50 of 100: 0.4038 … 0.5962
    assert pick(row, "initiative_low", "initiative_high") == pytest.approx((0.4038, 0.5962), abs=0.002)


def test_one_client_is_no_basis_and_unknown_beginners_do_not_count():
    row = one(initiative(contacts("ann 2020-06-01 phone us", "ann 2020-06-02 phone -")))
    assert pick(row, "contacts", "initiative_share", "initiative_low") == (1, 1.0, None)
    assert one(initiative(contacts()))["initiative_share"] is None


def test_by_channel_each_has_its_own(demo):
    found = by_group(initiative(demo.contacts, by=["channel"]), "channel")
    # truth.yaml, contacts: no social and no sms is begun by clients; phone and messenger are by both
    assert pick(found["sms"], "initiative_share") == (1.0,)
    assert found["phone"]["initiative_high"] < 1


def test_the_demos_share_is_what_its_rates_make_it(demo):
    # truth.yaml, contacts a client and month: by us .49 (B2B, half of the clients) and .37 (B2C), by clients .09; we go on
    # half as often after a client left (316 of 1,200 in the end), clients do not, and a rep who left writes to nobody
    row = one(initiative(demo.contacts))
    assert row["initiative_share"] == pytest.approx(0.43 / 0.52, abs=0.02)
    assert row["initiative_low"] < row["initiative_share"] < row["initiative_high"]


# -- late against the own rhythm, by whoever looks after the client


CLIENTS = table("""
    client_id manager_id
    ann       m1
    bob       m1
    cat       m2
""")


def test_the_late_are_counted_among_the_regular():
    row = by_group(regularity(CLIENTS, ORDERS, by=["manager_id"]), "manager_id")["m1"]
    assert pick(row, "regular", "on_time", "late", "sleeping", "lost", "late_share") == (2, 1, 0, 1, 0, 0.5)
    assert row["late_amount"] == pytest.approx(50 * 3 / (30 / 30.4375))


def test_a_group_without_regular_clients_has_no_share():
    assert list(by_group(regularity(CLIENTS, ORDERS, by=["manager_id"]), "manager_id")) == ["m1"]
    none = one(regularity(table("client_id"), ORDERS))
    assert pick(none, "regular", "late_share", "late_low") == (0, None, None)


# -- clients per rep


TEAM = table("""
    manager_id to_date
    m1         2020-05-31
    m2         2020-01-31
    m2         -
    m3         -
""")


def test_clients_of_a_rep_who_left_are_orphaned_and_one_who_changed_teams_is_here():
    found = by_group(workload(CLIENTS, ORDERS, team=TEAM), "manager_id")
    assert pick(found["m1"], "here", "left_on", "clients", "orphaned", "load_ratio") == (
        False, dt.date(2020, 5, 31), 2, 2, None,
    )  # fmt: skip
    assert pick(found["m2"], "here", "left_on", "clients", "orphaned", "load_ratio") == (True, None, 1, 0, 1.0)


def test_the_last_day_is_still_a_day_of_work():
    last = table("manager_id to_date\nm1 2020-06-30\nm2 -")
    assert by_group(workload(CLIENTS, ORDERS, team=last), "manager_id")["m1"]["here"] is True


def test_clients_of_nobody_and_of_an_unknown_rep_are_orphaned():
    unowned = table("client_id manager_id\nann -\nbob m9\ncat m2")
    found = by_group(workload(unowned, ORDERS, team=TEAM), "manager_id")
    assert (found[None]["orphaned"], found["m9"]["orphaned"], found["m2"]["orphaned"]) == (1, 1, 0)


def test_without_a_team_nobody_is_known_to_have_left_and_without_contacts_nobody_to_be_spoken_to():
    row = by_group(workload(CLIENTS, ORDERS), "manager_id")["m1"]
    assert pick(row, "here", "left_on", "orphaned", "contacted", "contacted_share", "load_ratio") == (
        None, None, 0, None, None, 4 / 3,
    )  # fmt: skip


def test_contacted_are_the_active_to_whom_we_spoke_of_late():
    spoken = contacts("ann 2020-06-01 phone us", "bob 2020-01-01 phone us")
    row = by_group(workload(CLIENTS, ORDERS, contacts=spoken), "manager_id")["m1"]
    assert pick(row, "active", "contacted", "contacted_share") == (2, 1, 0.5)
    assert by_group(workload(CLIENTS, ORDERS, contacts=spoken, active_days=60), "manager_id")["m1"]["active"] == 1


def test_the_rep_who_left_the_demo_left_sixty_clients_to_whom_nobody_spoke_since(demo):
    # truth.yaml, departed_rep: manager 07, left 2026-01-31, 60 clients
    first = rows(workload(demo.clients, demo.orders, team=demo.team, contacts=demo.contacts))[0]
    assert pick(first, "manager_id", "left_on", "clients", "orphaned", "contacted") == (
        "07", dt.date(2026, 1, 31), 60, 60, 0,
    )  # fmt: skip


# -- a minimum of contacts by class


CLASSED = table("""
    client_id ordered_at amount
    big       2020-06-01 60
    next      2020-06-01 30
    some      2020-06-01 8
    last      2020-06-30 2
""")


def test_classes_by_share_of_revenue_the_largest_is_always_a():
    # shares before each: 0, .6, .9, .98; A to .8, B to .95
    found = by_group(contact_standard(CLASSED, contacts()), "client_class")
    assert {c: r["clients"] for c, r in found.items()} == {"A": 2, "B": 1, "C": 1}
    alone = table("client_id ordered_at amount\nbig 2020-06-01 1")
    assert one(contact_standard(alone, contacts()))["client_class"] == "A"


def test_each_class_has_its_days_and_the_last_of_them_still_keeps_the_standard():
    spoken = contacts(
        "big 2020-05-31 phone us", "next 2020-05-30 phone us", "some 2020-05-01 email us", "last 2020-04-01 sms us"
    )
    found = by_group(contact_standard(CLASSED, spoken), "client_class")
    assert [pick(found[c], "standard_days", "kept", "below", "below_share") for c in "ABC"] == [
        (30, 1, 1, 0.5), (60, 1, 0, 0.0), (90, 1, 0, 0.0),
    ]  # fmt: skip
    row = one(below_standard(CLASSED, spoken))
    assert pick(row, "client_id", "contact_days", "standard_days", "client_class") == ("next", 31, 30, "A")


def test_to_whom_we_never_spoke_is_below_any_standard():
    assert [r["client_id"] for r in rows(below_standard(CLASSED, contacts()))] == ["big", "next", "some", "last"]


def test_limits_that_are_none_are_refused():
    with pytest.raises(RequestError, match="a_share"):
        contact_standard(CLASSED, contacts(), a_share=0.9, b_share=0.8)
    with pytest.raises(RequestError, match="a_days"):
        contact_standard(CLASSED, contacts(), a_days=0)


# -- what hangs on one client


def test_the_share_of_the_largest_and_of_the_first_few():
    row = rows(concentration(CLASSED, top=2, windows=1))[0]
    assert pick(row, "clients", "largest_client", "largest_share", "top_share", "complete") == (
        4,
        "big",
        0.6,
        0.9,
        False,
    )
    assert pick(row, "profit", "largest_profit_client", "largest_profit_share") == (None, None, None)


def test_profit_has_a_largest_client_of_its_own():
    lines = table("client_id ordered_at amount cost\nann 2020-06-01 100 95\nbob 2020-06-02 50 35")
    row = rows(concentration(lines, windows=1))[0]
    assert pick(row, "largest_client", "largest_profit_client", "largest_profit_share", "profit") == (
        "ann",
        "bob",
        0.75,
        20,
    )


def test_where_nothing_was_earned_there_is_no_share():
    lines = table("client_id ordered_at amount cost\nann 2020-06-01 100 120")
    row = rows(concentration(lines, windows=1))[0]
    assert pick(row, "largest_share", "profit", "largest_profit_share", "largest_profit_client") == (
        1.0,
        -20,
        None,
        None,
    )


def test_windows_end_91_days_apart_and_one_before_the_data_is_left_out():
    lines = table("client_id ordered_at amount\nann 2020-01-01 1\nbob 2020-06-30 3")
    found = rows(concentration(lines, window_days=91, windows=3))
    assert [pick(r, "start", "end", "complete", "largest_client", "largest_share") for r in found] == [
        (dt.date(2020, 1, 1), dt.date(2020, 3, 31), True, "ann", 1.0),
        (dt.date(2020, 4, 1), dt.date(2020, 6, 30), True, "bob", 1.0),
    ]
    half = rows(concentration(lines, window_days=100, windows=3))
    assert [r["complete"] for r in half] == [False, True]


def test_a_count_that_is_none_is_refused():
    with pytest.raises(RequestError, match="counts"):
        concentration(CLASSED, top=0)


def test_in_the_demo_a_quarter_of_the_profit_hangs_on_one_client(demo):
    # truth.yaml, big_client: profit_share 0.25 of the last 12 months
    last = rows(concentration(demo.orders))[-1]
    assert last["largest_profit_client"] == "00213"
    assert math.isclose(last["largest_profit_share"], 0.25, abs_tol=0.01)
    assert pick(last, "end", "complete") == (dt.date(2026, 6, 30), True)
