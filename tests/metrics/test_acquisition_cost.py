"""Acquisition cost: spend per new client by channel and period, and how sure it is."""

import datetime as dt
from pathlib import Path

import ibis
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import acquisition_cost
from salesbook.metrics.interval import poisson
from tests.metrics.sight import by_group, one, pick, rows, table

TRUTH = yaml.safe_load((Path(sb.DEMO) / "truth.yaml").read_text("utf-8"))
SPEND = """
    month      channel  purpose amount
    2024-01-01 advert   acquire 300
    2024-02-01 advert   acquire 100
    2024-01-01 partner  acquire 50
    2024-01-01 email    retain  1000
"""
CAME = """
    client_id channel acquired_on
    ann       advert  2024-01-05
    bob       advert  2024-02-28
    cat       friend  2024-02-29
    old       advert  2023-12-31
    next      advert  2024-03-01
"""


def moments(text, *columns):
    seen = table(text)
    return seen.mutate(**{c: seen[c].cast("timestamp") for c in columns if c in seen.columns})


def spend(text=SPEND):
    return moments(text, "month", "date")


def clients(text=CAME):
    return moments(text, "acquired_on")


def cost(by=(), **how):
    return acquisition_cost(spend(), by=list(by), clients=clients(), **how)


# -- what counts


def test_spend_to_acquire_over_clients_who_came_in_the_months_it_covers():
    # 300 + 100 + 50 for ann, bob and cat; what was spent on keeping clients is no part of it
    row = one(cost())
    assert pick(row, "spent_amount", "new_clients", "acquisition_cost") == (450, 3, 150)
    assert pick(row, "first_month", "last_month") == (dt.date(2024, 1, 1), dt.date(2024, 2, 1))


def test_channels_of_one_side_only_are_said():
    found = by_group(cost(["channel"]), "channel")
    assert {c: pick(row, "spent_amount", "new_clients", "acquisition_cost", "matched") for c, row in found.items()} == {
        "advert": (400, 2, 200, "both"),
        "partner": (50, 0, None, "spend_only"),
        "friend": (0, 1, None, "clients_only"),
    }


def test_a_month_of_spend_without_a_new_client_is_null_and_at_least_so_much():
    row = by_group(cost(["channel"]), "channel")["partner"]
    assert pick(row, "acquisition_cost", "acquisition_cost_high") == (None, None)
    # nobody came where 3.67 could have been expected: not dearer than that is all one can say
    assert row["acquisition_cost_low"] == pytest.approx(50 / 3.69, rel=0.01)


def test_by_channel_and_month():
    found = {(r["channel"], r["month"]): r["acquisition_cost"] for r in rows(cost(["channel", "month"]))}
    assert found == {
        ("advert", "2024-01"): 300, ("advert", "2024-02"): 100, ("friend", "2024-02"): None,
        ("partner", "2024-01"): None,
    }  # fmt: skip


def test_a_period_in_progress_is_marked():
    bought = table("client_id ordered_at amount\nann 2024-02-28 10")
    marked = {r["month"]: r["complete"] for r in rows(cost(["month"], orders=bought))}
    assert marked == {"2024-01": True, "2024-02": False}
    leap = table("client_id ordered_at amount\nann 2024-02-29 10")
    assert all(r["complete"] for r in rows(cost(["month"], orders=leap)))
    assert {r["complete"] for r in rows(cost(["month"]))} == {None}  # without orders nobody knows how far the data goes


def test_spend_by_day_counts_in_its_month():
    paid = spend("date channel purpose amount\n2024-01-17 advert acquire 70\n2024-02-09 advert acquire 30")
    found = rows(acquisition_cost(paid, by=["month"], clients=clients()))
    assert [pick(r, "month", "spent_amount", "new_clients") for r in found] == [("2024-01", 70, 1), ("2024-02", 30, 2)]


def test_money_whose_purpose_is_not_said_is_shown_and_in_no_figure():
    paid = spend("month channel purpose amount\n2024-01-01 advert acquire 30\n2024-01-01 advert - 7")
    assert pick(one(acquisition_cost(paid, clients=clients())), "spent_amount", "unassigned_amount") == (30, 7)


def test_the_first_order_stands_in_where_nobody_wrote_down_when_a_client_came():
    bought = table("""
        client_id ordered_at amount
        old       2024-01-01 10
        ann       2024-01-20 10
        old       2024-02-20 10
        bob       2024-02-21 10
        bob       2024-03-05 10
    """)
    paid = spend(
        "month purpose amount\n2024-01-01 acquire 40\n2024-02-01 acquire 60\n2024-03-01 acquire 80\n2024-04-01 acquire 20"
    )
    # for 10 days nobody is new: January is known in part, so that February is the first month that counts
    row = one(acquisition_cost(paid, orders=bought, settle_days=10))
    assert pick(row, "spent_amount", "new_clients", "first_month") == (160, 1, dt.date(2024, 2, 1))
    # a client whose day is known needs no waiting
    listed = clients("client_id channel acquired_on\nann advert 2024-01-20\ndan advert -")
    row = one(acquisition_cost(paid, orders=bought, clients=listed, settle_days=10))
    assert pick(row, "spent_amount", "new_clients", "first_month") == (200, 2, dt.date(2024, 1, 1))


def test_rows_after_as_of_are_ignored():
    row = one(cost(as_of=dt.date(2024, 1, 31)))
    assert pick(row, "spent_amount", "new_clients", "last_month") == (350, 1, dt.date(2024, 1, 1))


def test_a_client_listed_twice_came_once_and_on_the_earlier_day():
    twice = clients("client_id channel acquired_on\nann advert 2024-02-05\nann advert 2024-01-05")
    found = rows(acquisition_cost(spend(), by=["month"], clients=twice))
    assert [(r["month"], r["new_clients"]) for r in found] == [("2024-01", 1), ("2024-02", 0)]


def test_clients_without_a_channel_are_a_group():
    found = by_group(acquisition_cost(spend(), by=["channel"], clients=clients(CAME.replace("friend", "-"))), "channel")
    assert pick(found[None], "new_clients", "matched") == (1, "clients_only")


def test_no_spend_and_no_clients():
    row = one(acquisition_cost(spend("month purpose amount"), clients=clients()))
    assert pick(row, "spent_amount", "new_clients", "acquisition_cost", "acquisition_cost_low") == (0, 0, None, None)
    row = one(acquisition_cost(spend(), clients=clients("client_id acquired_on")))
    assert pick(row, "spent_amount", "new_clients", "acquisition_cost") == (450, 0, None)


@pytest.mark.parametrize(
    ("paid", "came", "said"),
    [
        ("month amount\n2024-01-01 5", CAME, "spend: no column purpose"),
        ("purpose amount\nacquire 5", CAME, "spend: no column month"),
        (SPEND, "client_id\nann", "clients: no column acquired_on, and no orders"),
    ],
)
def test_what_is_missing_is_named(paid, came, said):
    with pytest.raises(AbsentColumn, match=said):
        acquisition_cost(spend(paid), clients=clients(came))


def test_a_level_that_is_no_share_is_refused():
    with pytest.raises(RequestError, match="is not a coverage"):
        cost(level=95)


# -- how sure


def counted(*counts):
    low, high = poisson(ibis._.n, 0.95)
    found = ibis.memtable({"n": list(counts)}).mutate(low=low, high=high)
    return {row["n"]: (row["low"], row["high"]) for row in rows(found)}


def test_byars_limits_are_close_to_the_exact_ones_of_a_poisson_count():
    # Garwood (1936): χ²(α/2; 2n)/2 and χ²(1 − α/2; 2n + 2)/2
    for n, (low, high) in counted(2, 5, 10, 20, 50, 200).items():
        assert high == pytest.approx(chi2.ppf(0.975, 2 * n + 2) / 2, rel=0.01)
        assert low == pytest.approx(chi2.ppf(0.025, 2 * n) / 2, rel=0.12 if n < 5 else 0.02)


def test_of_none_and_of_one_little_is_known():
    found = counted(0, 1)
    assert found[0][0] is None
    assert found[0][1] == pytest.approx(3.69, abs=0.03)  # exact: −ln 0.025
    assert 0 <= found[1][0] < 0.03  # exact: 0.0253
    assert found[1][1] == pytest.approx(5.57, abs=0.02)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["2024-01", "2024-02"])), max_size=20))
def test_groups_add_up_and_the_interval_holds_the_cost(drawn):
    listed = [f"c{i} {channel} {month}-10" for i, (channel, month) in enumerate(drawn)]
    came = clients("\n".join(["client_id channel acquired_on", *listed]))
    paid = spend("month channel purpose amount\n2024-01-01 a acquire 100\n2024-02-01 b acquire 50")
    whole, parts = one(acquisition_cost(paid, clients=came)), rows(acquisition_cost(paid, by=["channel"], clients=came))
    for column in ("spent_amount", "new_clients"):
        assert sum(part[column] for part in parts) == whole[column]
    for row in (whole, *parts):
        if row["acquisition_cost"] is not None:
            assert row["acquisition_cost_low"] < row["acquisition_cost"] < row["acquisition_cost_high"]


# -- the demo company


@pytest.mark.parametrize("channel", TRUTH["acquisition"])
def test_the_demo_companys_true_costs_are_recovered(channel):
    book = sb.open(sb.DEMO)
    found = by_group(acquisition_cost(book.spend, by=["channel"], clients=book.clients, orders=book.orders), "channel")[
        channel
    ]
    true = TRUTH["acquisition"][channel]["cac"]
    assert found["acquisition_cost_low"] < true < found["acquisition_cost_high"]
    # the demo's spend follows its clients, so that the cost itself is nearer than the interval of any company's:
    # 24 months, each off by spend_noise = 8 %
    assert found["acquisition_cost"] == pytest.approx(true, rel=0.06)
