"""Word of mouth: the source's upper bounds, and who did come by it."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import word_of_mouth
from tests.metrics.sight import one, pick, table

TRUTH = yaml.safe_load((Path(sb.DEMO) / "truth.yaml").read_text("utf-8"))
ASKED = """
    client_id answered_at kind score
    ann       2024-06-01  nps  9
    bob       2024-06-30  nps  10
    cat       2024-06-30  nps  8
    dan       2024-06-30  nps  0
    -         2024-06-30  nps  3
"""
CAME = """
    client_id channel acquired_on
    ann       friends 2024-06-01
    bob       advert  2024-06-02
    cat       reviews 2024-06-30
    dan       advert  2024-06-03
    old       friends 2023-06-30
    next      friends 2024-07-01
"""


def moments(text, column):
    seen = table(text)
    return seen.mutate(**{column: seen[column].cast("timestamp")})


def told(asked=ASKED, **how):
    return one(word_of_mouth(moments(asked, "answered_at"), **how))


def came(text=CAME):
    return moments(text, "acquired_on")


def test_the_sources_multipliers_are_upper_bounds_of_those_who_answered():
    # 2 loyal bring 1 new; 1 dissatisfied leaves up to 4–6 impressions and turns away 5; 1 bad review outweighs 5 good
    row = told()
    assert pick(row, "answered", "promoters", "passives", "detractors") == (5, 2, 1, 2)
    assert pick(row, "brought_most", "impressions_from", "impressions_most", "turned_away_most") == (1, 8, 12, 10)
    assert row["review_balance"] == 2 - 2 * 5


def test_they_are_parameters():
    row = told(loyal_per_new=4.0, impressions_to=7.0, turned_away=1.0, good_per_bad=0.5)
    assert pick(row, "brought_most", "impressions_most", "turned_away_most", "review_balance") == (0.5, 14, 2, 1)


def test_a_client_counts_once_by_the_last_answer_and_an_answer_without_a_client_for_itself():
    asked = ASKED + "ann 2024-06-02 nps 2\n- 2024-06-30 nps 3\nann 2024-06-29 csat 5"
    assert pick(told(asked), "answered", "promoters", "detractors") == (6, 1, 4)


def test_only_the_window_counts_for_answers_and_for_clients():
    row = told(window_days=29, clients=came())  # from 2 June on
    assert pick(row, "as_of", "answered", "promoters") == (dt.date(2024, 6, 30), 4, 1)
    assert pick(row, "new_clients", "by_word") == (3, 1)


def test_the_share_who_came_by_word_of_mouth_has_wilsons_interval():
    row = told(clients=came())
    # ann and cat of ann, bob, cat and dan; Wilson's for 2 of 4: 0.150 … 0.850
    assert pick(row, "new_clients", "by_word", "word_share") == (4, 2, 0.5)
    assert pick(row, "word_share_low", "word_share_high") == pytest.approx((0.1500, 0.8500), abs=1e-4)
    assert row["promoters_per_new"] == 1


def test_a_company_has_words_of_its_own_for_the_channels():
    assert told(clients=came(), channels="advert")["by_word"] == 2
    row = told(clients=came(), channels="neighbours")
    assert pick(row, "new_clients", "by_word", "word_share") == (4, None, None)  # not asked is not none


def test_without_a_list_of_clients_the_bounds_stand_alone():
    assert pick(told(), "new_clients", "by_word", "word_share", "promoters_per_new") == (None,) * 4
    assert told(clients=came().drop("channel"))["new_clients"] is None
    bought = table("client_id ordered_at amount\nzoe 2023-01-01 1\nann 2024-06-01 1\nbob 2024-06-02 1")
    row = told(clients=came().drop("acquired_on"), orders=bought)
    assert pick(row, "new_clients", "by_word") == (2, 1)


def test_without_dates_the_whole_table_is_the_window():
    row = one(word_of_mouth(table("score\n9\n0\n-"), clients=came()))
    assert pick(row, "as_of", "answered", "promoters", "detractors", "new_clients") == (None, 2, 1, 1, 6)


def test_nobody_answered():
    row = told("client_id answered_at kind score")
    assert pick(row, "answered", "promoters", "brought_most", "turned_away_most") == (0, 0, 0, 0)


def test_what_cannot_be_is_refused():
    with pytest.raises(DataError, match="surveys: no column score"):
        one(word_of_mouth(table("client_id\nann")))
    with pytest.raises(RequestError, match="is no multiplier"):
        told(loyal_per_new=0.0)
    with pytest.raises(RequestError, match="is not a length"):
        told(window_days=0)


def test_the_demo_companys_true_share_is_recovered():
    book = sb.open(sb.DEMO)
    row = one(word_of_mouth(book.surveys, clients=book.clients, orders=book.orders))
    true = sum(TRUTH["acquisition"][channel]["share"] for channel in ("friends", "reviews"))  # 0.31
    assert row["word_share_low"] < true < row["word_share_high"]
    assert row["answered"] == row["promoters"] + row["passives"] + row["detractors"]
