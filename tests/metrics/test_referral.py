"""Referrals: once, by somebody else, in no circle, and taken back with a first order that came back."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import referral, referral_total, referred
from tests.metrics.sight import by_group, one, pick, rows, table

TRUTH = yaml.safe_load((Path(sb.DEMO) / "truth.yaml").read_text("utf-8"))
PEOPLE = """
    client_id referred_by acquired_on
    ann       -           2024-01-01
    bob       ann         2024-02-01
    cat       ann         2024-03-01
"""
BOUGHT = """
    client_id ordered_at amount
    ann       2024-01-01 10
    bob       2024-02-02 20
    cat       2024-03-02 30
    ann       2024-05-01 10
"""


def people(text):
    """As :func:`table`, with ``acquired_on`` as a moment, as a company's table gives it."""
    seen = table(text)
    return seen.mutate(acquired_on=seen.acquired_on.cast("timestamp")) if "acquired_on" in seen.columns else seen


def states(clients, orders=BOUGHT, **how):
    found = referred(people(clients), table(orders), reward_amount=100.0, **how)
    return {row["client_id"]: row["state"] for row in rows(found)}


# -- who counts


def test_a_client_who_was_brought_and_bought_counts_for_who_brought_him():
    found = by_group(referral(people(PEOPLE), table(BOUGHT), reward_amount=100.0), "referrer_id")
    assert pick(found["ann"], "referrals", "counted", "first_amount", "reward_amount") == (2, 2, 50, 200)
    assert set(found) == {"ann"}


def test_who_has_not_bought_yet_waits():
    assert states(PEOPLE, "client_id ordered_at amount\nbob 2024-02-02 20") == {"bob": "counted", "cat": "waiting"}


def test_nobody_brings_himself():
    assert states("client_id referred_by acquired_on\nann ann 2024-01-01") == {"ann": "own"}


def test_nor_a_legal_entity_of_his_own_however_far_down():
    holding = """
        client_id parent_id referred_by acquired_on
        top       -         -           2023-01-01
        firm      top       -           2023-02-01
        shop      firm      top         2024-01-01
        till      shop      firm        2024-02-01
        twin      top       firm        2024-03-01
        ann       -         till        2024-04-01
    """
    bought = "client_id ordered_at amount\nann 2024-04-02 10\nshop 2024-04-02 10\ntill 2024-04-02 10"
    assert states(holding, bought) == {"shop": "own", "till": "own", "twin": "own", "ann": "counted"}


def test_a_referrer_whom_nobody_knows_gets_nothing():
    assert states("client_id referred_by acquired_on\nbob zoe 2024-01-01") == {"bob": "unknown"}


def test_of_two_who_name_one_another_only_the_later_was_brought():
    circle = """
        client_id referred_by acquired_on
        ann       bob         2024-01-01
        bob       ann         2024-02-01
    """
    assert states(circle) == {"ann": "too_late", "bob": "counted"}


def test_nobody_is_brought_in_a_circle_of_one_day():
    circle = """
        client_id referred_by acquired_on
        ann       cat         2024-01-01
        bob       ann         2024-01-01
        cat       bob         2024-01-01
    """
    assert states(circle) == {"ann": "too_late", "bob": "counted", "cat": "counted"}


def test_a_client_listed_twice_was_brought_once_by_whom_he_named_first():
    twice = """
        client_id referred_by acquired_on
        ann       -           2023-01-01
        zoe       -           2023-01-01
        bob       zoe         2024-03-01
        bob       ann         2024-02-01
        cat       zoe         2024-01-01
        cat       ann         2024-01-01
    """
    found = by_group(referred(people(twice), table(BOUGHT), reward_amount=100.0), "client_id")
    assert {client: row["referrer_id"] for client, row in found.items()} == {"bob": "ann", "cat": "ann"}


def test_without_days_of_coming_the_first_order_tells_who_came_first():
    undated = "client_id referred_by\nann bob\nbob ann\ncat -"
    assert states(undated) == {"ann": "too_late", "bob": "counted"}


# -- the claw-back


def returned(*lines):
    return BOUGHT + "\n".join(lines)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("bob 2024-02-02 -20", "clawed_back"),  # on the day
        ("bob 2024-03-03 -20", "clawed_back"),  # 30 days later
        ("bob 2024-03-04 -20", "counted"),  # too late to be taken back
        ("bob 2024-02-10 -19", "counted"),  # a part of it
        ("ann 2024-02-10 -20", "counted"),  # somebody else's
        ("bob 2024-02-01 -20", "counted"),  # before there was a first order
    ],
)
def test_a_reward_goes_back_with_a_first_order_that_went_back(line, state):
    assert states(PEOPLE, returned(line))["bob"] == state


def test_how_long_and_how_much_of_it_are_parameters():
    assert states(PEOPLE, returned("bob 2024-02-10 -10"), claw_back_share=0.5)["bob"] == "clawed_back"
    assert states(PEOPLE, returned("bob 2024-02-10 -20"), claw_back_days=7)["bob"] == "counted"


def test_a_return_of_other_goods_leaves_the_first_order_alone():
    bought = """
        client_id ordered_at amount product
        bob       2024-02-02 20     tea
        bob       2024-02-09 20     mug
        bob       2024-02-10 -20    mug
        cat       2024-03-02 30     tea
        cat       2024-03-09 -30    tea
        ann       2024-05-01 10     tea
    """
    assert states(PEOPLE, bought) == {"bob": "counted", "cat": "clawed_back"}


def test_what_goes_back_is_told_with_the_reward_that_goes_with_it():
    found = one(referral_total(people(PEOPLE), table(returned("bob 2024-02-10 -20")), reward_amount=100.0))
    assert pick(found, "counted", "clawed_back", "reward_amount", "clawed_back_amount") == (1, 1, 100, 100)
    assert pick(found, "referrals", "referrers", "first_amount", "named") == (2, 1, 30, True)


# -- in all


def test_the_share_of_buyers_who_were_brought_has_wilsons_interval():
    found = one(referral_total(people(PEOPLE), table(BOUGHT)))
    assert pick(found, "buyers", "referral_share") == (3, pytest.approx(2 / 3))
    # Wilson's for 2 of 3 at 95 %: 0.2077 … 0.9385
    assert pick(found, "referral_share_low", "referral_share_high") == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert found["reward_amount"] == 0  # no reward is told: none is invented


def test_without_names_the_channel_tells_how_many_and_not_by_whom():
    came = "client_id channel\nann friends\nbob friends\ncat partners\nann friends"
    bought = "client_id ordered_at amount\nann 2024-01-01 10\ncat 2024-01-01 10"
    found = one(referral_total(people(came), table(bought), reward_amount=5.0))
    assert pick(found, "named", "referrals", "counted", "waiting", "referrers") == (False, 2, 1, 1, 0)
    assert states(came, bought, channel="partners") == {"cat": "counted"}


def test_nobody_at_all():
    found = one(referral_total(people("client_id referred_by acquired_on"), table("client_id ordered_at amount")))
    assert pick(found, "referrals", "counted", "buyers", "referral_share", "reward_amount") == (0, 0, 0, None, 0)
    assert rows(referral(people("client_id referred_by acquired_on"), table("client_id ordered_at amount"))) == []


def test_a_company_that_knows_neither_who_nor_how_is_told_so():
    with pytest.raises(AbsentColumn, match=r"clients: no column channel"):
        referred(table("client_id\nann"), table(BOUGHT))


@pytest.mark.parametrize(
    "wrong", [{"reward_amount": -1}, {"claw_back_days": -1}, {"claw_back_share": 0}, {"claw_back_share": 1.5}]
)
def test_what_is_no_reward_length_or_share_is_refused(wrong):
    with pytest.raises(RequestError):
        referred(people(PEOPLE), table(BOUGHT), **wrong)


def test_the_demo_company_knows_only_the_channel():
    book = sb.open(sb.DEMO)
    found = one(referral_total(book.clients, book.orders))
    by_friends = book.clients.filter(book.clients.channel == "friends").count().to_pyarrow().as_py()
    assert not found["named"]
    assert found["referrals"] == by_friends
    assert found["counted"] + found["clawed_back"] + found["waiting"] == by_friends
    assert found["referral_share_low"] < TRUTH["acquisition"]["friends"]["share"] < found["referral_share_high"]


# -- for any referrals

links = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdefz"), st.integers(1, 4)), max_size=12)


@settings(max_examples=25, deadline=None)
@given(links)
def test_each_is_brought_once_nobody_in_a_circle_and_the_states_add_up(drawn):
    listed = [f"{c} {by} 2024-01-0{day}" for c, by, day in drawn]
    clients = people("\n".join(["client_id referred_by acquired_on", *listed]))
    orders = table("\n".join(["client_id ordered_at amount", *(f"{c} 2024-02-01 10" for c in "abc")]))
    each = rows(referred(clients, orders, reward_amount=7.0))
    assert sorted(row["client_id"] for row in each) == sorted({c for c, _, _ in drawn})
    above = {row["client_id"]: row["referrer_id"] for row in each if row["state"] in ("counted", "waiting")}
    for brought, first in above.items():
        seen, by = {brought}, first
        while by in above:
            assert by not in seen
            seen.add(by)
            by = above[by]
    for row in rows(referral(clients, orders, reward_amount=7.0)):
        parts = pick(row, "counted", "clawed_back", "waiting", "too_late", "own", "unknown")
        assert sum(parts) == row["referrals"]
        assert row["reward_amount"] == 7.0 * row["counted"]


def test_rows_after_as_of_are_not_there_yet():
    assert states(PEOPLE, as_of=dt.date(2024, 2, 15)) == {"bob": "counted", "cat": "waiting"}
