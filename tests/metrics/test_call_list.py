"""What a rep needs to know before the call, and what came of the calls."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import call_list, call_reasons, calls_made, sleeping
from tests.metrics.sight import by_group, one, pick, rows, table

ON = dt.date(2020, 6, 1)
ORDERS = table("""
    client_id ordered_at       amount product
    ann       2020-01-01       10     tea
    ann       2020-01-11       10     tea
    ann       2020-01-21T09:00 1      pens
    ann       2020-01-21T10:00 30     coffee
    ann       2020-01-21T11:00 20     tea
    ann       2020-01-21T12:00 2      soap
""")


def test_the_last_purchase_day_with_its_three_largest_products():
    row = one(call_list(ORDERS, as_of=ON))
    assert pick(row, "last_amount", "last_products") == (53, "coffee, tea, soap")


def test_fewer_products_are_named_without_a_hole_and_none_where_the_company_has_none():
    assert (
        one(call_list(ORDERS.filter(ORDERS["product"] != "pens").filter(lambda t: t.amount != 2), as_of=ON))[
            "last_products"
        ]
        == "coffee, tea"
    )
    assert one(call_list(ORDERS.drop("product"), as_of=ON))["last_products"] is None


CONTACTS = table("""
    client_id contacted_at     channel manager_id initiated_by outcome
    ann       2020-02-01T09:00 phone   m1         us           no_sale
    ann       2020-02-01T15:00 email   -          client       -
    ann       2020-07-01       phone   m1         us           order
""")


def test_the_last_contact_known_on_the_day_with_who_and_what_came_of_it():
    row = one(call_list(ORDERS, contacts=CONTACTS, as_of=ON))
    told = [f"last_contact{end}" for end in ("", "_channel", "_manager_id", "_started", "_outcome")]
    # the later of the day: what is not known of it is not taken from the one before
    assert pick(row, *told) == (dt.date(2020, 2, 1), "email", None, "client", None)


def test_open_complaints_are_those_not_settled_by_then():
    complaints = table("""
        complaint_id client_id opened_at  resolved_at
        1            ann       2020-02-01 2020-02-05
        2            ann       2020-03-01 -
        3            ann       2020-04-01 2020-06-15
        4            ann       2020-06-10 -
    """)
    row = one(call_list(ORDERS, complaints=complaints, as_of=ON))
    assert pick(row, "open_complaints", "open_since") == (2, dt.date(2020, 3, 1))
    none = complaints.filter(complaints.complaint_id == "1")
    assert one(call_list(ORDERS, complaints=none, as_of=ON))["open_complaints"] == 0


def test_what_the_company_does_not_have_is_not_known():
    row = one(call_list(ORDERS, as_of=ON))
    assert pick(row, "last_contact", "last_contact_outcome", "open_complaints") == (None, None, None)


def test_it_names_the_clients_of_sleeping_in_that_order():
    book = sb.open(sb.DEMO)
    listed = rows(call_list(book.orders, contacts=book.contacts, complaints=book.complaints))
    quiet = rows(sleeping(book.orders))
    assert [r["client_id"] for r in listed] == [r["client_id"] for r in quiet]
    # truth.yaml, big_client: unanswered_complaint 2026-05-18
    assert pick(listed[0], "client_id", "open_complaints", "open_since") == ("00213", 1, dt.date(2026, 5, 18))


# -- what came of the calls


def calls(*lines):
    return table("\n".join(["client_id listed_on called_on outcome reason", *lines]))


def made(filled, *bought, **parameters):
    lines = table("\n".join(["client_id ordered_at amount", *(f"{b} 10" for b in bought)]))
    return one(calls_made(filled, lines, as_of=dt.date(2020, 12, 31), **parameters))


def test_called_reached_and_won_back():
    filled = calls(
        "ann 2020-06-01 2020-06-03 advance -", "bob 2020-06-01 2020-06-03 no_answer -", "cat 2020-06-01 2020-06-03 no_sale price",
        "dan 2020-06-01 - - -",
    )  # fmt: skip
    row = made(filled, "ann 2020-06-20", "ann 2020-06-21", "zoe 2020-06-20")
    assert pick(row, "listed", "called", "reached", "won_back", "won_back_amount") == (4, 3, 2, 1, 20)
    assert pick(row, "ripe", "won_back_rate", "uncalled", "uncalled_rate") == (3, pytest.approx(1 / 3), 1, 0.0)


@pytest.mark.parametrize(("day", "won"), [("2020-06-02", 0), ("2020-06-03", 1), ("2020-08-02", 1), ("2020-08-03", 0)])
def test_won_back_is_who_bought_on_the_day_of_the_call_or_within_60_days(day, won):
    assert made(calls("ann 2020-06-01 2020-06-03 order -"), f"ann {day}")["won_back"] == won


def test_without_a_day_of_the_call_it_is_that_of_the_list():
    assert made(calls("ann 2020-06-01 - order -"), "ann 2020-06-02")["won_back"] == 1


def test_a_call_whose_days_have_not_passed_is_no_base_of_the_rate():
    filled = calls("ann 2020-12-01 - advance -", "bob 2020-12-01 - no_sale -", "cat 2020-12-01 - - -")
    row = made(filled, "ann 2020-12-05")
    assert pick(row, "won_back", "ripe", "won_back_rate", "uncalled", "uncalled_rate") == (1, 0, None, 0, None)


def test_a_client_on_two_lists_is_two_calls():
    filled = calls("ann 2020-02-01 - no_answer -", "ann 2020-06-01 - order -")
    assert pick(made(filled, "ann 2020-06-05"), "called", "won_back") == (2, 1)


def test_nobody_called_is_no_rate():
    row = made(calls())
    assert pick(row, "listed", "called", "won_back_rate", "won_back_amount") == (0, 0, None, 0)


def test_reasons_are_counted_the_most_frequent_first():
    filled = calls(
        "a 2020-06-01 - no_sale price",
        "b 2020-06-01 - no_sale price",
        "c 2020-06-01 - no_sale rep_left",
        "d 2020-06-01 - - -",
    )
    found = rows(call_reasons(filled))
    assert [pick(r, "reason", "calls", "reason_share") for r in found] == [("price", 2, 2 / 3), ("rep_left", 1, 1 / 3)]
    assert rows(call_reasons(calls())) == []


def test_by_rep_each_has_a_row():
    filled = calls("ann 2020-06-01 - order -", "bob 2020-06-01 - order -").mutate(manager_id=lambda t: t.client_id)
    lines = table("client_id ordered_at amount\nann 2020-06-05 10")
    assert by_group(calls_made(filled, lines, by=["manager_id"]), "manager_id")["ann"]["won_back"] == 1


def test_what_is_missing_or_none_is_said():
    with pytest.raises(DataError, match="no column outcome"):
        calls_made(calls().drop("outcome"), ORDERS)
    with pytest.raises(RequestError, match="window_days"):
        calls_made(calls(), ORDERS, window_days=0)
