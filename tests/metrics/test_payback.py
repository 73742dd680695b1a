"""Pay-back: how old a cohort is when it has earned what it cost."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import payback, payback_curve
from tests.metrics.sight import by_group, one, pick, rows, table

SPEND = table("month channel purpose amount\n2024-01-01 advert acquire 90")
SPEND = SPEND.mutate(month=SPEND.month.cast("timestamp"), amount=SPEND.amount.cast("float64"))
LISTED = table("client_id channel acquired_on\nann advert 2024-01-10\nbob advert 2024-01-20\ncat advert 2024-01-31")
LISTED = LISTED.mutate(acquired_on=LISTED.acquired_on.cast("timestamp"))
# 30 a client spent; a margin of half: 10, 20, 30 and 40 a client by the end of January … April
BOUGHT = """
    client_id ordered_at amount
    ann       2024-01-10 30
    bob       2024-01-20 30
    ann       2024-02-10 60
    ann       2024-03-10 60
    cat       2024-04-10 60
    bob       2024-04-30 1
"""


def curve(bought=BOUGHT, **how):
    how = {"margin_rate": 0.5, "min_clients": 2, "clients": LISTED, **how}
    return payback_curve(SPEND, table(bought), **how)


def paid_back(bought=BOUGHT, **how):
    how = {"margin_rate": 0.5, "min_clients": 2, "horizon_months": 4, "clients": LISTED, **how}
    return one(payback(SPEND, table(bought), **how))


def test_the_margin_adds_up_month_by_month_and_who_buys_nothing_counts_with_nothing():
    found = rows(curve())
    assert [r["age_months"] for r in found] == [0, 1, 2, 3]
    assert [r["margin_amount"] for r in found] == pytest.approx([10, 20, 30, 30 + (30 + 0.5) / 3])
    assert {pick(r, "clients", "acquisition_cost") for r in found} == {(3, 30)}
    assert [r["covered"] for r in found] == [False, False, True, True]


def test_the_interval_is_that_of_a_mean_over_clients():
    # 15, 15 and 0 in January: mean 10, deviation √75
    row = rows(curve())[0]
    half = 1.959964 * (75 / 3) ** 0.5
    assert pick(row, "margin_low", "margin_high") == pytest.approx((10 - half, 10 + half), abs=1e-5)


def test_only_who_has_lived_through_an_age_counts_at_it():
    paid = table("month purpose amount\n2024-01-01 acquire 50\n2024-02-01 acquire 50")
    paid = paid.mutate(month=paid.month.cast("timestamp"))
    came = table("client_id acquired_on\nann 2024-01-10\nbob 2024-01-20\ncat 2024-02-10\ndan 2024-02-20")
    came = came.mutate(acquired_on=came.acquired_on.cast("timestamp"))
    bought = table("client_id ordered_at amount\nann 2024-01-10 10\nann 2024-03-10 10\ndan 2024-03-30 10")
    found = rows(payback_curve(paid, bought, clients=came, margin_rate=1.0, min_clients=2))
    # the last purchase day is 30 March: March has not ended
    assert [pick(r, "age_months", "clients") for r in found] == [(0, 4), (1, 2)]


def test_pay_back_is_the_first_age_that_covers_the_cost():
    row = paid_back()
    assert pick(row, "payback_months", "seen_months", "clients") == (3, 4, 3)
    assert row["margin_amount"] == pytest.approx(40 + 1 / 6)
    assert row["value_ratio"] == pytest.approx(row["margin_amount"] / 30)
    assert row["payback_low"] <= row["payback_months"]
    assert row["payback_high"] is None  # of three clients nobody can promise it


def test_what_is_not_paid_back_yet_is_null_with_how_far_one_has_seen():
    row = paid_back(margin_rate=0.1)
    assert pick(row, "payback_months", "seen_months") == (None, 4)
    assert row["value_ratio"] < 1


def test_a_horizon_that_nobody_has_reached_is_null():
    row = paid_back(horizon_months=12)
    assert pick(row, "horizon_months", "clients", "margin_amount", "value_ratio") == (12, None, None, None)


def test_too_few_clients_tell_nothing():
    assert rows(curve(min_clients=4)) == []
    assert rows(payback(SPEND, table(BOUGHT), by=["channel"], clients=LISTED, margin_rate=0.5, min_clients=4)) == []


def test_profit_comes_before_cost_and_cost_before_a_rate():
    lines = """
        client_id ordered_at amount cost profit
        ann       2024-01-10 30     10   3
        bob       2024-01-20 30     10   -
        cat       2024-01-31 30     -    -
    """
    seen = table(lines)
    seen = seen.mutate(cost=seen.cost.cast("float64"), profit=seen.profit.cast("float64"))
    found = one(payback_curve(SPEND, seen, clients=LISTED, margin_rate=0.1, min_clients=2))
    assert found["margin_amount"] == pytest.approx((3 + 20 + 3) / 3)


def test_without_any_margin_it_says_so():
    with pytest.raises(AbsentColumn, match="nothing tells the margin"):
        curve(margin_rate=None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"margin_rate": 25}, "25 is not a share"),
        ({"min_clients": 1}, "1 is too few"),
        ({"by": ["month"]}, "cannot be grouped by month"),
        ({"level": 95}, "is not a coverage"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    with pytest.raises(RequestError, match=said):
        curve(**wrong)


def test_nobody_came():
    assert rows(curve("client_id ordered_at amount")) == []
    nobody = LISTED.filter(LISTED.client_id == "nobody")
    assert rows(curve(clients=nobody)) == []


def test_a_group_is_held_against_its_own_cost():
    paid = table("month channel purpose amount\n2024-01-01 advert acquire 90\n2024-01-01 friend acquire 2")
    paid = paid.mutate(month=paid.month.cast("timestamp"))
    came = table("""
        client_id channel acquired_on
        ann       advert  2024-01-10
        bob       advert  2024-01-20
        cat       friend  2024-01-10
        dan       friend  2024-01-20
    """)
    came = came.mutate(acquired_on=came.acquired_on.cast("timestamp"))
    bought = table("client_id ordered_at amount\nann 2024-01-10 20\ncat 2024-01-10 20\ndan 2024-01-31 20")
    found = by_group(payback(paid, bought, by=["channel"], clients=came, margin_rate=0.5, min_clients=2), "channel")
    assert {c: pick(r, "acquisition_cost", "payback_months") for c, r in found.items()} == {
        "advert": (45, None), "friend": (1, 1),
    }  # fmt: skip


def test_the_demo_companys_channels_pay_back_in_the_order_of_what_they_cost():
    # true: the channels differ in cost only, not in the clients that they bring, so that the dearest, advertising
    # (2400), takes longest and the two cheapest, reviews (300) and friends (600), are earned back first
    book = sb.open(sb.DEMO)
    found = by_group(payback(book.spend, book.orders, by=["channel"], clients=book.clients), "channel")
    months = {channel: row["payback_months"] for channel, row in found.items()}
    assert max(months, key=months.get) == "advertising"
    assert months["reviews"] <= months["friends"] <= months["free_products"] <= months["partners"]
    bounds = [pick(row, "margin_low", "margin_high") for row in found.values()]
    assert max(low for low, _ in bounds) < min(high for _, high in bounds)  # no channel's clients are worth more


def test_rows_after_as_of_are_ignored():
    assert len(rows(curve(as_of=dt.date(2024, 2, 29)))) == 2
