"""What clients say against what they do."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, DataError, RequestError
from salesbook.metrics import nps_behaviour, nps_clients, sleeping
from tests.metrics.sight import by_group, one, pick, rows, table

START = dt.date(2024, 1, 1)


def orders(**clients):
    """Purchases of 10 so many days after the start; ``end`` sets the day that silence is measured to."""
    days = [(name, START + dt.timedelta(day)) for name, bought in clients.items() for day in bought]
    return table("\n".join(["client_id ordered_at amount", *(f"{name} {day} 10" for name, day in days)]))


BOUGHT = orders(gone=(0, 10, 20), here=(80, 90, 100), once=(100,), critic=(80, 90, 100), never_asked=(80, 90, 100))


def asked(text):
    return table("client_id score answered_at\n" + text)


def states(surveys, **parameters):
    return {row["client_id"]: row["state"] for row in rows(nps_clients(surveys, BOUGHT, **parameters))}


def test_promoters_who_stopped_and_critics_who_still_buy():
    said = asked("gone 10 2024-01-05\nhere 9 2024-01-05\ncritic 2 2024-01-05\nonce 8 2024-01-05")
    found = by_group(nps_behaviour(said, BOUGHT), "said")
    counts = "clients", "buying", "stopped", "no_rhythm", "stopped_rate"
    assert pick(found["promoter"], *counts) == (2, 1, 1, 0, 0.5)
    assert pick(found["detractor"], *counts) == (1, 1, 0, 0, 0)
    assert pick(found["passive"], *counts) == (1, 0, 0, 1, None)
    assert found["passive"]["stopped_low"] is None


def test_the_money_behind_them_is_what_they_bought_a_month():
    said = asked("gone 10 2024-01-05\nhere 9 2024-01-05")
    row = one(nps_behaviour(said, BOUGHT))
    # 10 every 10 days, 30.4375 days a month
    assert pick(row, "stopped_monthly_amount", "buying_monthly_amount") == pytest.approx((30.4375, 30.4375))


def test_who_answered_twice_counts_once_by_the_last_answer():
    said = asked("here 0 2024-01-05\nhere 10 2024-02-05")
    assert pick(one(nps_behaviour(said, BOUGHT)), "said", "clients") == ("promoter", 1)


def test_of_two_answers_at_one_moment_the_lower_counts():
    assert one(nps_clients(asked("here 10 2024-01-05\nhere 3 2024-01-05"), BOUGHT))["score"] == 3


def test_an_answer_without_a_date_counts_where_there_is_no_other():
    assert one(nps_clients(asked("here 10 -\nhere 3 2024-01-05"), BOUGHT))["score"] == 3
    assert one(nps_clients(asked("here 10 -"), BOUGHT))["score"] == 10
    assert one(nps_clients(table("client_id score\nhere 10"), BOUGHT))["answered_on"] is None


def test_answers_after_as_of_are_not_known_yet():
    said = asked("here 0 2024-01-05\nhere 10 2024-06-01")
    assert one(nps_clients(said, BOUGHT))["score"] == 0  # the last purchase is of 10 April


def test_answers_of_nobody_and_no_answers_are_left_out():
    assert rows(nps_behaviour(asked("- 10 2024-01-05\nhere - 2024-01-05"), BOUGHT)) == []
    assert rows(nps_behaviour(asked(""), BOUGHT)) == []


def test_the_rules_are_those_of_sleeping_and_parameters():
    said = asked("gone 10 2024-01-05\nhere 9 2024-01-05\nonce 9 2024-01-05")
    assert states(said) == {"gone": "late", "here": "buying", "once": "no_rhythm"}
    assert states(said, factor=20.0) == {"gone": "buying", "here": "buying", "once": "no_rhythm"}
    assert states(said, min_orders=4) == dict.fromkeys(("gone", "here", "once"), "no_rhythm")
    assert states(said, as_of=START + dt.timedelta(20)) == {"gone": "buying", "here": "no_rhythm", "once": "no_rhythm"}


def test_a_client_who_buys_on_the_last_day_is_buying():
    assert states(asked("here 9 2024-01-05")) == {"here": "buying"}


def test_by_group_as_the_last_answer_has_it():
    said = table("""
        client_id score answered_at region
        here      9     2024-01-05  north
        here      9     2024-02-05  south
        critic    0     2024-02-05  south
    """)
    found = [(row["region"], row["said"], row["clients"]) for row in rows(nps_behaviour(said, BOUGHT, by=["region"]))]
    assert found == [("south", "detractor", 1), ("south", "promoter", 1)]


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column client_id"):
        nps_behaviour(table("score\n9"), BOUGHT)


def test_only_those_who_said_or_do_one_thing():
    said = asked("gone 10 2024-01-05\nhere 9 2024-01-05\ncritic 2 2024-01-05\nonce 9 2024-01-05")
    assert list(states(said, said="promoter", state="stopped")) == ["gone"]
    assert sorted(states(said, state="buying")) == ["critic", "here"]
    assert list(states(said, state="no_rhythm")) == ["once"]
    with pytest.raises(RequestError, match=r"said: no fan\. There are promoter, passive, detractor"):
        nps_clients(said, BOUGHT, said="fan")


def test_without_orders_nothing_is_known_of_what_clients_do():
    with pytest.raises(AbsentColumn, match="orders: no such table"):
        nps_behaviour(asked("here 9 2024-01-05"))


def test_in_the_demo_company_every_client_counts_once_and_states_are_those_of_sleeping():
    book = sb.open(sb.DEMO)
    surveys, lines = book.table("surveys"), book.table("orders")
    each = rows(nps_clients(surveys, lines))
    nps_only = surveys.filter((surveys.kind == "nps") & surveys.score.notnull())
    assert len(each) == len({row["client_id"] for row in each}) == nps_only.client_id.nunique().to_pyarrow().as_py()
    late = {row["client_id"]: row["state"] for row in rows(sleeping(lines))}
    assert {c["client_id"]: c["state"] for c in each if c["state"] not in ("buying", "no_rhythm")} == {
        c: state for c, state in late.items() if c in {row["client_id"] for row in each}
    }
    # truth.yaml: the big client, 25 % of the profit, went quiet on 2026-05-21
    assert pick(each[0], "client_id", "state") == ("00213", "late")
    summed = rows(nps_behaviour(surveys, lines))
    assert sum(row["clients"] for row in summed) == len(each)


def test_the_demo_companys_clients_who_left_are_found_to_have_stopped():
    # client_truth.csv: who left for good at least 180 days before the end, against who never left
    from csv import DictReader
    from pathlib import Path

    book = sb.open(sb.DEMO)
    truth = {
        row["client_id"]: row["left_on"]
        for row in DictReader((Path(sb.DEMO) / "client_truth.csv").open("r", -1, "utf-8"))
    }
    each = [
        row for row in rows(nps_clients(book.table("surveys"), book.table("orders"))) if row["state"] != "no_rhythm"
    ]
    gone = [
        row["state"] != "buying" for row in each if truth[row["client_id"]] and truth[row["client_id"]] < "2026-01-01"
    ]
    stayed = [row["state"] != "buying" for row in each if not truth[row["client_id"]]]
    assert len(gone) > 30 and sum(gone) / len(gone) > 0.9
    assert len(stayed) > 300 and sum(stayed) / len(stayed) < 0.05
