"""Members against clients like them, beside the naive comparison that misleads."""

import datetime as dt

import numpy as np
import pytest

import salesbook as sb
from salesbook.errors import RequestError
from salesbook.metrics import programme_uplift
from tests.demo.company import TRUTH
from tests.metrics.sight import by_group, pick, table

COUNTS = "members", "matched", "never_bought", "history_unseen", "too_recent", "unmatched", "others"
TEN = {"before_days": 10, "follow_days": 30, "join_period": "month"}

# All come in March 2026 and are followed for 30 days. Two members buy twice more each; of three others one buys twice
# more, one once, one never: 2 against 1 in 30 days.
ORDERS = table("""
    client_id ordered_at amount
    first     2026-01-01 1
    ann       2026-03-02 100
    ann       2026-03-10 100
    ann       2026-03-20 100
    bob       2026-03-03 100
    bob       2026-03-13 100
    bob       2026-03-23 300
    cat       2026-03-04 100
    cat       2026-03-14 100
    cat       2026-03-24 100
    dan       2026-03-05 100
    dan       2026-03-15 100
    eve       2026-03-06 100
    last      2026-06-01 1
""")
POINTS = table("client_id changed_at points\nann 2026-03-02 2\nann 2026-03-10 2\nbob 2026-03-03 2")


def both(orders=ORDERS, points=POINTS, **parameters):
    return by_group(programme_uplift(orders, points, **(TEN | parameters)), "outcome")


def test_members_against_the_others_of_their_month():
    orders, revenue = both()["orders_per_month"], both()["revenue_per_month"]
    month = 30.4375 / 30
    assert pick(orders, *COUNTS) == (2, 2, 0, 0, 0, 0, 3)
    assert pick(orders, "member_mean", "other_mean", "uplift") == pytest.approx((2 * month, month, month))
    assert pick(revenue, "member_mean", "other_mean") == pytest.approx((300 * month, 100 * month))


def test_the_interval_is_that_of_the_formula():
    # members are 2 and 2, off by 0; others 2, 1, 0, off by 1, 0, −1; var = 0 + 2 / (3 · 2)
    row = both()["orders_per_month"]
    error = 1.959964 * np.sqrt(2 / 6) * 30.4375 / 30
    assert pick(row, "uplift_low", "uplift_high") == pytest.approx(
        (row["uplift"] - error, row["uplift"] + error), rel=1e-5
    )


def test_what_was_bought_before_joining_sets_who_is_compared():
    # bob bought before he joined and nobody else did: there is nobody like him
    earlier = table("client_id ordered_at amount\nbob 2026-02-25 100")
    row = both(ORDERS.union(earlier))["orders_per_month"]
    assert pick(row, "members", "matched", "unmatched") == (2, 1, 1)
    alike = table("client_id ordered_at amount\nbob 2026-02-25 100\ncat 2026-02-25 100\ndan 2026-02-26 100")
    row = both(ORDERS.union(alike))["orders_per_month"]
    assert pick(row, "matched", "first_purchase", "others") == (1, 0, 2)  # bob with cat and dan; ann has only eve


def test_segment_and_kind_are_matched_where_they_are_known():
    clients = table("client_id segment kind\nann x B2C\nbob y B2C\ncat x B2C\ndan x B2C\neve x B2B")
    row = both(clients=clients)["orders_per_month"]
    assert pick(row, "matched", "unmatched", "others") == (1, 1, 2)
    assert row["other_mean"] == pytest.approx(1.5 * 30.4375 / 30)


def test_one_other_client_is_too_few_to_compare_with():
    row = both(ORDERS.filter(~ORDERS.client_id.isin(["dan", "eve"])))["orders_per_month"]
    assert pick(row, "matched", "unmatched") == (0, 2)
    assert {row[c] for c in ("uplift", "uplift_low", "member_mean", "other_mean")} == {None}


def test_who_joined_lately_or_before_the_data_begins_is_counted_and_not_compared():
    row = both(follow_days=100)["orders_per_month"]
    assert pick(row, "members", "matched", "too_recent") == (2, 0, 2)
    row = both(before_days=100)["orders_per_month"]
    assert pick(row, "matched", "history_unseen") == (0, 2)
    new = table("client_id acquired_on\nann 2026-03-01\nbob 2026-03-01\ncat 2026-03-01\ndan 2026-03-01\neve 2026-03-01")
    assert both(before_days=100, clients=new)["orders_per_month"]["matched"] == 2  # the data saw them come


def test_a_member_who_never_bought_is_counted():
    zed = table("client_id changed_at points\nzed 2026-03-02 2\nann 2026-03-02 2")
    assert pick(both(points=zed)["orders_per_month"], "members", "never_bought", "matched") == (2, 1, 1)


def test_nobody_is_a_member_and_nobody_bought():
    row = both(points=table("client_id changed_at points"))["orders_per_month"]
    assert pick(row, "members", "matched", "uplift", "naive_difference") == (0, 0, None, None)
    row = both(orders=table("client_id ordered_at amount"))["revenue_per_month"]
    assert pick(row, "members", "matched", "uplift") == (0, 0, None)


def test_a_length_that_is_none_is_refused():
    with pytest.raises(RequestError, match="below one day"):
        both(follow_days=0)


def test_the_demo_company_s_programme_has_no_effect_and_the_matched_interval_holds_it_while_the_naive_one_does_not():
    """truth.yaml gives the programme no effect on buying; members are more often private clients, who buy less."""
    assert set(TRUTH["programme"]) == {"member_share", "points_per_uah", "redeem_rate", "redeem_from", "expire_months"}
    book = sb.open(sb.DEMO)
    result = by_group(programme_uplift(book.orders, book.points, clients=book.clients), "outcome")
    for row in result.values():
        assert row["uplift_low"] < 0 < row["uplift_high"]
        assert row["naive_high"] < 0
        assert row["matched"] > 100
        parts = ("matched", "never_bought", "history_unseen", "too_recent", "unmatched")
        assert sum(pick(row, *parts)) == row["members"]
    orders = result["orders_per_month"]
    assert orders["uplift_high"] - orders["uplift_low"] < 0.2  # narrow enough to see an effect of a fifth of the orders


def world(rng, effect):
    """300 clients, two segments; the keener segment joins more often; ``effect`` more orders a month after joining."""
    lines, joined = [], []
    for client in range(300):
        keen = client % 2
        member = rng.random() < (0.5 if keen else 0.15)
        start = dt.date(2026, 1, 1) + dt.timedelta(days=int(rng.integers(60)))
        days = {
            0,
            *(int(d) + 1 for d in rng.choice(90, rng.poisson((3 if keen else 1) + 3 * effect * member), replace=True)),
        }
        lines += [(f"{client}", start + dt.timedelta(days=d), 10.0, "xy"[keen]) for d in days]
        joined += [(f"{client}", start)] * member
    return lines, joined


def measured(effect, seed):
    lines, joined = world(np.random.default_rng(seed), effect)
    text = (
        "client_id ordered_at amount\n"
        + "\n".join(f"{c} {d} {a}" for c, d, a, _ in lines)
        + "\nz 2026-01-01 1\nz 2026-12-31 1"
    )
    own = sorted({(c, s) for c, _, _, s in lines})
    clients = table("client_id segment acquired_on\n" + "\n".join(f"{c} {s} 2026-01-01" for c, s in own))
    points = table("client_id changed_at points\n" + "\n".join(f"{c} {d} 1" for c, d in joined))
    return by_group(programme_uplift(table(text), points, clients=clients, follow_days=90), "outcome")[
        "orders_per_month"
    ]


def test_an_effect_that_is_there_is_found_and_one_that_is_not_is_not_made_up():
    """Ten worlds each: the 95 % interval holds the truth in at least 7 (fewer has a chance of 1 in 1,000)."""
    none = [measured(0, seed) for seed in range(10)]
    assert sum(r["uplift_low"] < 0 < r["uplift_high"] for r in none) >= 7
    assert sum(r["naive_low"] > 0 for r in none) >= 7  # the keener segment joins more: the trap
    some = [measured(1, seed) for seed in range(10)]
    # two purchases on one day are one order: of 90 days some coincide, so a little less than 1 a month
    assert np.mean([r["uplift"] for r in some]) == pytest.approx(1, abs=0.12)
    assert sum(r["uplift_low"] > 0 for r in some) == 10
