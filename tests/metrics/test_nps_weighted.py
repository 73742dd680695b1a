"""NPS with weights: a column of them, revenue, and against non-response."""

import datetime as dt

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import AbsentColumn, DataError, RequestError
from salesbook.metrics import nps, nps_weighted
from tests.metrics.sight import by_group, one, pick, rows, table

UNWEIGHTED = ["answered", "promoters", "passives", "detractors", "nps", "nps_low", "nps_high"]


def weighed(*pairs):
    scores, weights = zip(*pairs, strict=True)
    return ibis.memtable({"score": list(scores), "w": list(weights)}, schema={"score": "int64", "w": "float64"})


# -- a column of weights


def test_without_a_weight_the_columns_are_as_they_were():
    assert nps(weighed((9, 1.0))).columns == tuple(UNWEIGHTED)


def test_an_answer_counts_as_much_as_it_weighs():
    # 3 of 4 for the promoter, 1 of 4 against: 50
    row = one(nps(weighed((9, 3.0), (2, 1.0)), weight="w"))
    assert pick(row, "answered", "weighed", "nps") == (2, 2, 50)


def test_the_effective_number_of_answers_is_kishs():
    # (3 + 1)² / (9 + 1)
    assert one(nps(weighed((9, 3.0), (2, 1.0)), weight="w"))["effective"] == pytest.approx(1.6)


@pytest.mark.parametrize("weight", [None, 0.0, -2.0])
def test_an_answer_without_a_weight_is_counted_and_does_not_weigh(weight):
    row = one(nps(weighed((9, 1.0), (2, weight)), weight="w"))
    assert pick(row, "answered", "detractors", "weighed", "nps") == (2, 1, 1, 100)


def test_where_no_answer_weighs_there_is_no_score():
    row = one(nps(weighed((9, None)), weight="w"))
    assert pick(row, "answered", "nps", "nps_low", "nps_high", "effective") == (1, None, None, None, None)


def test_a_column_of_weights_that_is_not_there_is_named():
    with pytest.raises(DataError, match="no column importance"):
        nps(weighed((9, 1.0)), weight="importance")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=40), st.floats(0.01, 1000))
def test_equal_weights_change_nothing_however_large(scores, weight):
    plain = one(nps(weighed(*[(s, weight) for s in scores])))
    row = one(nps(weighed(*[(s, weight) for s in scores]), weight="w"))
    assert row["effective"] == pytest.approx(len(scores))
    assert pick(row, *UNWEIGHTED) == pytest.approx(pick(plain, *UNWEIGHTED))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.floats(0.1, 50)), min_size=1, max_size=30))
def test_uneven_weights_tell_less_than_as_many_answers_and_the_score_stays_on_its_scale(pairs):
    row = one(nps(weighed(*pairs), weight="w"))
    assert 1 - 1e-9 <= row["effective"] <= len(pairs) + 1e-9
    assert -100 <= row["nps_low"] <= row["nps_high"] <= 100
    assert -100 - 1e-9 <= row["nps"] <= 100 + 1e-9


# -- what the client bought

ASKED = table("""
    client_id score
    ann       10
    bob       2
    cat       8
    -         9
""")
BOUGHT = table("""
    client_id ordered_at amount
    ann       2024-06-01 300
    bob       2024-06-01 100
    ann       2023-05-31 900
""")


def test_by_revenue_an_answer_weighs_what_its_client_bought_in_the_last_year():
    # ann 300, bob 100; her 900 lie 367 days back; cat bought nothing and nobody is unknown: they do not weigh
    row = one(nps_weighted(ASKED, orders=BOUGHT))
    assert pick(row, "answered", "weighed", "nps") == (4, 2, 50)
    assert one(nps_weighted(ASKED, orders=BOUGHT, days=400))["nps"] == pytest.approx(100 * (1200 - 100) / 1300)
    assert one(nps_weighted(ASKED, orders=BOUGHT, as_of=dt.date(2023, 6, 1)))["nps"] == 100


def test_a_client_who_answered_twice_weighs_once():
    again = ASKED.union(table("client_id score\nann 0"))
    # 150 for and 150 + 100 against, of 400
    assert one(nps_weighted(again, orders=BOUGHT))["nps"] == pytest.approx(-25)


def test_weights_are_made_within_each_group():
    asked = table("""
        region client_id score
        north  ann       10
        south  ann       10
        south  bob       2
    """)
    found = by_group(nps_weighted(asked, orders=BOUGHT, by=["region"]), "region")
    assert {region: row["nps"] for region, row in found.items()} == {"north": 100, "south": 50}


# -- against non-response

CLIENTS = table("""
    client_id segment
    a1        shop
    a2        shop
    a3        shop
    b1        home
    c1        -
""")


def test_who_answered_stands_for_all_clients_of_the_segment():
    # three of four known clients are shops, one is a home; two homes and one shop answered: ¾ against ¼
    asked = table("""
        client_id segment score
        a1        shop    10
        b1        home    0
        b1        home    8
    """)
    row = one(nps_weighted(asked, weigh="segment", clients=CLIENTS))
    assert row["nps"] == pytest.approx(100 * (0.75 - 0.125))
    assert row["weighed"] == 3


def test_a_segment_that_the_survey_does_not_know_is_taken_from_the_clients():
    asked = table("client_id score\na1 10\nb1 0\nc1 0\n- 0")
    row = one(nps_weighted(asked, weigh="segment", clients=CLIENTS))
    assert pick(row, "answered", "weighed", "nps") == (4, 2, pytest.approx(50))  # c1 and nobody have no segment


def test_only_clients_who_buy_could_be_asked():
    asked = table("client_id score\na1 10\nb1 0")
    bought = table("client_id ordered_at amount\na1 2024-06-01 5\nb1 2024-06-01 5\na2 2020-01-01 5")
    assert one(nps_weighted(asked, weigh="segment", clients=CLIENTS, orders=bought))["nps"] == pytest.approx(0)


def test_if_each_segment_answers_alike_the_weights_change_nothing():
    asked = table("client_id score\na1 10\na2 7\na3 1\nb1 9")
    plain = one(nps(asked))
    row = one(nps_weighted(asked, weigh="segment", clients=CLIENTS))
    assert pick(row, *UNWEIGHTED) == pytest.approx(pick(plain, *UNWEIGHTED))


# -- what it needs


def test_a_table_that_is_not_there_is_named():
    with pytest.raises(AbsentColumn, match="orders: no such table"):
        nps_weighted(ASKED)
    with pytest.raises(AbsentColumn, match="clients: no such table"):
        nps_weighted(ASKED, weigh="segment")
    with pytest.raises(DataError, match="no column size"):
        nps_weighted(ASKED, weigh="size", clients=CLIENTS)
    with pytest.raises(RequestError, match="0 is not a length"):
        nps_weighted(ASKED, orders=BOUGHT, days=0)


def test_nobody_answered_is_null():
    assert one(nps_weighted(ASKED.limit(0), orders=BOUGHT))["nps"] is None


def test_the_demo_companys_big_client_makes_the_interval_by_revenue_wide():
    # truth.yaml: one client has 25 % of the profit, so that the answers tell no more than (Σw)²/Σw² of them
    book = sb.open(sb.DEMO)
    asked, orders = book.table("surveys"), book.table("orders")
    row = one(nps_weighted(asked, orders=orders))
    assert row["effective"] < 100 < row["weighed"]
    assert row["nps_low"] < one(nps(asked))["nps"] < row["nps_high"]


def test_the_demo_companys_answers_hardly_move_by_segment():
    # it draws who answers by chance within the active clients: there is little to mend
    book = sb.open(sb.DEMO)
    asked = book.table("surveys")
    tables = {"orders": book.table("orders"), "clients": book.table("clients")}
    plain, row = one(nps(asked)), one(nps_weighted(asked, weigh="segment", **tables))
    assert plain["nps_low"] < row["nps"] < plain["nps_high"]
    assert rows(nps_weighted(asked, weigh="segment", **tables))[0]["effective"] > 0.95 * row["answered"]
