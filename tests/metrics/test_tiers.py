"""Tiers by period, lifetime or invoice; net and gross; what a known dispute was about."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError
from salesbook.metrics import tier_sizes, tiers
from tests.demo.company import read
from tests.metrics.sight import by_group, one, pick, rows, table


@pytest.fixture
def terms(tmp_path):
    """Two levels: a point for every 1,000, and from 200,000 on a point for every 900."""
    file = tmp_path / "terms.yaml"
    file.write_text(
        "point_value: 1\ntiers:\n  - {name: base, from: 0, money_per_point: 1000}\n"
        "  - {name: gold, from: 200000, money_per_point: 900}\n",
        "utf-8",
    )
    return str(file)


def test_one_invoice_gives_196_or_217_points_by_what_sets_the_tier(terms):
    """The known dispute. The money per point of the two levels is ours; the two answers are published."""
    orders = table("client_id ordered_at amount order_id\nann 2025-03-01 50000 a\nann 2026-03-01 196000 b")
    before = one(tiers(orders, basis="invoice", scheme=terms, as_of=dt.date(2025, 12, 31)))["earned_points"]
    points = {
        b: one(tiers(orders, basis=b, scheme=terms))["earned_points"] - before
        for b in ("invoice", "lifetime", "period")
    }
    assert points == {"invoice": 196, "lifetime": 217, "period": 196}


def test_the_result_says_what_set_the_tier_and_what_is_missing_to_the_next(terms):
    orders = table("client_id ordered_at amount order_id\nann 2025-03-01 150000 a\nann 2026-03-01 100000 b")
    row = one(tiers(orders, basis="lifetime", scheme=terms))
    assert pick(row, "basis", "tier", "spent_amount", "next_tier", "to_next_amount") == (
        "lifetime",
        "gold",
        250000,
        None,
        None,
    )
    row = one(tiers(orders, basis="period", scheme=terms))
    assert pick(row, "basis", "tier", "spent_amount", "next_tier", "to_next_amount") == (
        "period",
        "base",
        100000,
        "gold",
        100000,
    )
    row = one(tiers(orders, basis="invoice", scheme=terms, as_of=dt.date(2025, 12, 31)))
    assert pick(row, "spent_amount", "orders", "revenue") == (150000, 1, 150000)


def test_who_bought_nothing_in_the_period_is_in_the_lowest_tier(terms):
    orders = table("client_id ordered_at amount order_id\nann 2025-03-01 300000 a\nbob 2026-03-01 10 b")
    assert pick(by_group(tiers(orders, scheme=terms), "client_id")["ann"], "tier", "spent_amount") == ("base", 0)


def test_a_threshold_is_reached_at_its_very_amount(terms):
    orders = table("client_id ordered_at amount order_id\nann 2026-03-01 199999.99 a\nbob 2026-03-01 200000 b")
    named = by_group(tiers(orders, scheme=terms), "client_id")
    assert (named["ann"]["tier"], named["bob"]["tier"]) == ("base", "gold")


def test_lines_of_one_order_are_one_invoice_and_lines_without_a_number_are_one_each(terms):
    lines = table(
        "client_id ordered_at amount order_id\nann 2026-03-01 600 a\nann 2026-03-01 600 a\nbob 2026-03-01 600 -\nbob 2026-03-01 600 -"
    )
    points = {r["client_id"]: pick(r, "orders", "earned_points") for r in rows(tiers(lines, scheme=terms))}
    assert points == {"ann": (1, 1), "bob": (2, 0)}  # 1,200 earn one point, 600 twice none
    assert one(tiers(lines.drop("order_id").filter(lines.client_id == "ann"), scheme=terms))["orders"] == 2


def test_net_and_gross_totals_are_a_choice(terms):
    orders = table(
        "client_id ordered_at amount order_id vat_included\nann 2026-03-01 240000 a true\nbob 2026-03-01 200000 b false"
    )
    spent = {
        a: {r["client_id"]: r["spent_amount"] for r in rows(tiers(orders, amounts=a, scheme=terms))}
        for a in ("recorded", "net", "gross")
    }
    assert spent["recorded"] == {"ann": 240000, "bob": 200000}
    assert spent["net"] == pytest.approx({"ann": 200000, "bob": 200000})
    assert spent["gross"] == pytest.approx({"ann": 240000, "bob": 240000})
    with pytest.raises(AbsentColumn, match="vat_included"):
        tiers(orders.drop("vat_included"), amounts="net", scheme=terms)


@pytest.mark.parametrize(("name", "value"), [("basis", "year"), ("tier_period", "day"), ("amounts", "brutto")])
def test_a_choice_that_is_none_is_refused(name, value):
    with pytest.raises(RequestError, match=f"no choice {value}"):
        tiers(table("client_id ordered_at amount\nann 2026-03-01 1"), **{name: value})


def test_the_sizes_of_the_tiers_make_up_the_whole(terms):
    orders = table(
        "client_id ordered_at amount order_id\nann 2026-03-01 300000 a\nbob 2026-03-01 60000 b\ncat 2026-03-01 40000 c"
    )
    base, gold = rows(tier_sizes(orders, scheme=terms))
    assert pick(base, "tier", "clients", "revenue", "revenue_share") == ("base", 2, 100000, 0.25)
    assert pick(gold, "tier", "clients", "clients_share", "revenue_share") == ("gold", 1, pytest.approx(1 / 3), 0.75)
    assert rows(tier_sizes(table("client_id ordered_at amount order_id"), scheme=terms)) == []


def test_the_points_of_the_demo_company_are_those_of_its_invoices(tmp_path):
    """truth.yaml: .02 of each order of a member; orders bought before the first points are no member's yet."""
    terms = tmp_path / "terms.yaml"
    terms.write_text("point_value: 1\ntiers: [{name: all, from: 0, money_per_point: 50}]", "utf-8")
    earned = {r["client_id"]: r["earned_points"] for r in rows(tiers(sb.open(sb.DEMO).orders, scheme=str(terms)))}
    issued = read("points.csv").query("reason == 'issued'").groupby("client_id").points.sum()
    assert {client: earned[client] for client in issued.index} == issued.to_dict()
