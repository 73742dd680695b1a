"""The share of new clients who stay month after month, seen and projected."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import salesbook as sb
from salesbook.errors import RequestError
from salesbook.metrics import retention_curve
from tests.metrics.sight import by_group, one, pick, rows, table

FEW = {"min_clients": 2, "quiet_months": 2, "horizon_months": 4, "replicates": 20}


def cohort(*months, start="2020-01", prefix="c"):
    """A client for each number: bought in its first month and last in the month so many later."""
    year, month = map(int, start.split("-"))
    lines = []
    for n, stayed in enumerate(months):
        for ahead in {0, stayed}:
            whole = year * 12 + month - 1 + ahead
            lines.append(f"{prefix}{n} {whole // 12}-{whole % 12 + 1:02}-10 10")
    return "\n".join(lines)


def orders(*blocks):
    return table("client_id ordered_at amount\n" + "\n".join(blocks))


def kept(result):
    return [row["kept_rate"] for row in rows(result)]


def test_the_share_kept_is_counted_by_the_last_purchase_seen():
    # ten clients of January, the last whole month is July: with 2 quiet months all are followed for 4
    lines = orders(cohort(0, 0, 1, 2, 3, 4, 5, 6, 6, 6), "end 2020-07-31 10")
    found = retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW)
    assert kept(found) == pytest.approx([1, 0.8, 0.7, 0.6, 0.5])
    assert [row["clients"] for row in rows(found)] == [10, 10, 8, 7, 6]


def test_who_came_within_the_quiet_months_is_not_followed_yet():
    lines = orders(cohort(0, 1, 4, 4), cohort(0, 0, 0, start="2020-05", prefix="new"), "end 2020-07-31 10")
    assert rows(retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW))[0]["clients"] == 4


def test_a_month_in_progress_does_not_count():
    lines = orders(cohort(0, 1, 4, 4), "end 2020-08-15 10")
    whole = retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW)
    assert kept(retention_curve(lines, **FEW)) == kept(whole)


def test_beyond_what_was_followed_only_the_model_speaks():
    lines = orders(cohort(0, 0, 1, 2, 4, 4, 4, 4), "end 2020-06-30 10")
    last = rows(retention_curve(lines, as_of=dt.date(2020, 6, 30), **FEW))[4]
    assert pick(last, "clients", "kept_rate", "refused") == (0, None, None)
    assert 0 < last["expected_low"] <= last["expected_rate"] <= last["expected_high"] < 1


def test_the_model_and_its_months_begin_with_everybody():
    lines = orders(cohort(0, 0, 1, 2, 4, 4, 4, 4), "end 2020-07-31 10")
    found = rows(retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW))
    assert pick(found[0], "kept_rate", "expected_rate", "expected_months") == pytest.approx((1, 1, 0))
    assert found[2]["expected_months"] == pytest.approx(1 + found[1]["expected_rate"])


def test_who_came_when_the_table_begins_can_be_left_out():
    lines = orders(cohort(0, 0), cohort(2, 0, 3, start="2020-02", prefix="new"), "end 2020-07-31 10")
    found = retention_curve(lines, as_of=dt.date(2020, 7, 31), settle_days=30, **FEW)
    assert rows(found)[0]["clients"] == 3


@pytest.mark.parametrize(
    ("months", "refused"), [((0, 4), "too_few"), ((4, 4, 4, 4), "nobody_left"), ((0, 0, 0, 0), "nobody_left")]
)
def test_what_bears_no_model_is_said_and_the_counts_stay(months, refused):
    lines = orders(cohort(*months), "end 2020-07-31 10")
    found = rows(retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW | {"min_clients": 3}))
    assert {row["refused"] for row in found} == {refused}
    assert pick(found[1], "expected_rate", "expected_low", "alpha") == (None, None, None)
    assert found[1]["kept_rate"] == pytest.approx(sum(m > 0 for m in months) / len(months))


def test_groups_have_curves_of_their_own():
    north = orders(cohort(0, 0, 4, 4), "end 2020-07-31 10").mutate(branch=sb_text("north"))
    south = orders(cohort(1, 4, 4, 4)).mutate(branch=sb_text("south"))
    found = retention_curve(north.union(south), by=["branch"], as_of=dt.date(2020, 7, 31), **FEW)
    assert {b: row["kept_rate"] for b, row in by_group(found.filter(found.age_months == 1), "branch").items()} == {
        "north": 0.5, "south": 1.0,
    }  # fmt: skip


def sb_text(word):
    import ibis

    return ibis.literal(word)


def test_an_empty_table_has_no_curve():
    assert rows(retention_curve(table("client_id ordered_at amount"))) == []


def test_the_same_seed_gives_the_same_interval():
    lines = orders(cohort(0, 0, 1, 2, 4, 4, 4, 4), "end 2020-07-31 10")
    first, again = (rows(retention_curve(lines, as_of=dt.date(2020, 7, 31), **FEW)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("name", ["horizon_months", "quiet_months", "min_clients", "replicates"])
def test_a_number_out_of_range_is_refused(name):
    with pytest.raises(RequestError, match=f"{name}: 0 is too small"):
        retention_curve(table("client_id ordered_at amount"), **{name: 0})


def test_a_lone_client_is_too_few():
    assert one(retention_curve(orders(cohort(3), "c0 2021-01-31 5"), horizon_months=1).limit(1))["refused"] == "too_few"


# -- the made-up company, of which the truth is known: client_truth.csv tells when each client left


def truly_kept(first, followed, left, ages):
    """Kaplan and Meier on the true days of leaving, in months of 30.4375 days."""
    rate, found = 1.0, {}
    for age in range(1, max(ages) + 1):
        at_risk = [c for c in first if followed[c] >= age and left[c] > age - 1]
        gone = sum(left[c] <= age for c in at_risk)
        rate *= 1 - gone / len(at_risk)
        found[age] = rate
    return [found[age] for age in ages]


def test_the_true_retention_of_the_demo_company_is_recovered():
    orders = sb.open(sb.DEMO).table("orders")
    found = {row["age_months"]: row for row in rows(retention_curve(orders, settle_days=90))}
    days = orders.filter((orders.amount > 0) & orders.client_id.notnull()).group_by("client_id")
    first = {r["client_id"]: r["first"] for r in rows(days.agg(first=orders.ordered_at.min().date()))}
    opened, end = min(first.values()), dt.date(2026, 6, 30)
    first = {c: day for c, day in first.items() if (day - opened).days >= 90}
    with (Path(sb.DEMO) / "client_truth.csv").open(encoding="utf-8") as file:
        left_on = {row["client_id"]: row["left_on"] for row in csv.DictReader(file)}
    left = {c: (dt.date.fromisoformat(left_on[c]) - day).days / 30.4375 if left_on[c] else np.inf
            for c, day in first.items()}  # fmt: skip
    followed = {c: (end - day).days / 30.4375 - 6 for c, day in first.items()}
    ages = [1, 3, 6, 12]
    true = truly_kept(first, followed, left, ages)
    seen = [found[age]["kept_rate"] for age in ages]
    # a client is seen to be gone from the purchase after which none follows, up to a gap before he leaves for good
    assert seen == pytest.approx(true, abs=0.07)
    assert [found[age]["expected_rate"] for age in ages] == pytest.approx(true, abs=0.07)
    assert Counter(row["refused"] for row in found.values()) == {None: 25}
