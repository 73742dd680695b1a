"""RFM: equals score alike, the worst have 1, and every combination of scores has a name."""

import csv
import datetime as dt
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError
from salesbook.metrics import rfm, rfm_segments
from salesbook.metrics.rfm import SCORES, segments
from tests.metrics.sight import by_group, one, pick, rows, table

SCORED = "recency_score", "frequency_score", "monetary_score"
FIVE = table("""
    client_id ordered_at amount
    ann       2024-01-01 10
    bob       2024-01-02 20
    cat       2024-01-03 30
    dan       2024-01-04 40
    eve       2024-01-05 50
""")


def scores(lines, **how):
    return {name: pick(row, *SCORED) for name, row in by_group(rfm(lines, **how), "client_id").items()}


def test_five_clients_have_the_five_scores():
    # each bought once: all are equally frequent, and so all have the lowest score
    assert scores(FIVE) == {"ann": (1, 1, 1), "bob": (2, 1, 2), "cat": (3, 1, 3), "dan": (4, 1, 4), "eve": (5, 1, 5)}


def test_the_figures_behind_the_scores():
    ann = by_group(rfm(FIVE, as_of=dt.date(2024, 1, 31)), "client_id")["ann"]
    assert pick(ann, "silent_days", "purchase_days", "revenue", "rfm") == (30, 1, 10, "111")


def test_many_one_time_buyers_do_not_break_the_scores():
    # 8 of 10 bought once. Fifths of a sorted list would give them scores 1 to 4 by chance
    one_time = "\n".join(f"c{i} 2024-01-01 10" for i in range(8))
    lines = table(f"client_id ordered_at amount\n{one_time}\nx 2024-01-01 10\nx 2024-01-02 10\ny 2024-01-01 10\n"
                  "y 2024-01-02 10\ny 2024-01-03 10")  # fmt: skip
    found = by_group(rfm(lines), "client_id")
    assert {found[f"c{i}"]["frequency_score"] for i in range(8)} == {1}
    assert (found["x"]["frequency_score"], found["y"]["frequency_score"]) == (5, 5)  # 8 and 9 of 10 are worse


def test_a_client_alone_and_clients_all_alike_have_the_lowest_scores():
    alone = table("client_id ordered_at amount\nann 2024-01-01 10")
    assert pick(one(rfm(alone)), *SCORED, "rfm_segment") == (1, 1, 1, "lost")
    assert scores(table("client_id ordered_at amount\nann 2024-01-01 10\nbob 2024-01-01 10")) == {
        "ann": (1, 1, 1), "bob": (1, 1, 1),
    }  # fmt: skip


def test_a_group_is_scored_by_itself():
    lines = table("""
        client_id ordered_at amount region
        ann       2024-01-01 10     north
        bob       2024-01-02 20     north
        cat       2024-01-03 30     south
    """)
    assert scores(lines, by=["region"]) == {"ann": (1, 1, 1), "bob": (3, 1, 3), "cat": (1, 1, 1)}


def test_no_lines_have_no_scores():
    assert rows(rfm(table("client_id ordered_at amount"))) == []


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column branch"):
        rfm(FIVE, by=["branch"])


drawn = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=25)


@settings(max_examples=25, deadline=None)
@given(drawn, st.randoms())
def test_scores_follow_the_figures_equals_score_alike_and_no_order_of_rows_matters(lines, chance):
    def found(of):
        return rows(
            rfm(table("client_id ordered_at amount\n" + "\n".join(f"{c} 2024-01-{d:02} {a}" for c, d, a in of)))
        )

    clients = found(lines)
    assert clients == found(chance.sample(lines, len(lines)))
    n = len(clients)
    for figure, score, sign in zip(("silent_days", "purchase_days", "revenue"), SCORED, (-1, 1, 1), strict=True):
        for row in clients:
            worse = sum(sign * other[figure] < sign * row[figure] for other in clients)
            assert row[score] == 1 + 5 * worse // n


# -- the segments


def test_every_combination_of_scores_has_a_segment():
    every = {(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)}
    assert set(segments()) == every
    assert len(every) == SCORES**3


def test_every_line_of_the_file_names_somebody():
    # a rule that those before it leave nothing to would never be seen
    text = (files("salesbook.metrics") / "rfm_segments.csv").read_text("utf-8")
    assert set(segments().values()) == {row["segment"] for row in csv.DictReader(text.splitlines())}


def test_whoever_scores_higher_on_recency_alone_is_never_called_lost():
    assert {segments()[r, f, m] for r in (3, 4, 5) for f in range(1, 6) for m in range(1, 6)}.isdisjoint(
        {"lost", "hibernating", "at_risk", "cannot_lose"}
    )


@pytest.mark.parametrize(
    ("scored", "name"),
    [((5, 5, 5), "champions"), ((3, 5, 1), "loyal"), ((5, 1, 1), "new"), ((4, 1, 1), "promising"), ((5, 2, 5), "big_spenders"),
     ((1, 5, 5), "cannot_lose"), ((2, 3, 1), "at_risk"), ((1, 1, 5), "at_risk"), ((2, 1, 1), "hibernating"), ((1, 1, 1), "lost")],
)  # fmt: skip
def test_what_combinations_are_called(scored, name):
    assert segments()[scored] == name


def test_the_segments_are_counted_with_what_they_bring():
    # by recency and money ann to eve rise from 1 to 5, by frequency all are 1
    found = by_group(rfm_segments(FIVE), "rfm_segment")
    names = {n: segments()[s] for n, s in scores(FIVE).items()}
    assert names == {"ann": "lost", "bob": "hibernating", "cat": "cooling", "dan": "promising", "eve": "big_spenders"}
    assert {name: row["clients"] for name, row in found.items()} == dict.fromkeys(names.values(), 1)
    assert pick(found["big_spenders"], "client_share", "revenue_share", "silent_days") == (0.2, pytest.approx(1 / 3), 0)
    assert rows(rfm_segments(table("client_id ordered_at amount"))) == []


def test_every_client_of_the_demo_company_is_named():
    book = sb.open(sb.DEMO)
    clients = rows(rfm(book.table("orders")))
    assert len(clients) == one(sb.measure(book, "order_value").table)["clients"]
    assert all(row["rfm_segment"] == segments()[pick(row, *SCORED)] for row in clients)
    big = next(row for row in clients if row["client_id"] == "00213")  # truth.yaml: about weekly, then quiet
    assert pick(big, "frequency_score", "monetary_score") == (5, 5)
    assert big["recency_score"] <= 3
