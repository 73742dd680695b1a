"""Bonus schemes: worked out in the head, and no luck paid."""

import pytest

import salesbook as sb
from salesbook.errors import AbsentColumn, RequestError, SalesbookError
from salesbook.metrics import bonus, bonus_total
from salesbook.tables.schemes import scheme
from tests.metrics.sight import by_group, pick, rows, table
from tests.metrics.test_team_loyalty import company

ORDERS, COMPLAINTS = company({"a": 0, "b": 0, "c": 1, "d": 1, "e": 10})  # 20 sales of 10 each in the window
DEAR = table("client_id ordered_at amount manager_id\na0 2026-01-25 1000 a")


def paid(tmp_path, text, orders=ORDERS, **parameters):
    file = tmp_path / "own.yaml"
    file.write_text(text, "utf-8")
    tables = {"complaints": COMPLAINTS, "window_days": 10}
    return by_group(bonus(orders, scheme=str(file), **tables, **parameters), "manager_id")


LATE = """
base_rate: 0.1
volume: revenue
multipliers:
  - {measure: late_rate, from: 0.3, factor: 0.5, by: sure}
  - {measure: late_rate, to: 0.5, factor: 1.2, by: sure}
most_factor: 2
least_factor: 0
"""


def test_the_base_is_a_share_of_what_was_sold_and_loyalty_multiplies_it(tmp_path):
    reps = paid(tmp_path, LATE)
    assert pick(reps["a"], "scheme", "volume_amount", "base_amount", "factor") == ("own", 200, 20, 1.2)
    assert pick(reps["a"], "bonus_amount", "met") == (24, "late_rate")
    assert pick(reps["e"], "factor", "bonus_amount") == (0.5, 10)
    assert pick(reps["a"], "other_scheme", "other_amount", "difference_amount") == ("volume", 4, 20)
    assert None not in reps


def test_a_limit_that_may_be_luck_is_not_paid_by_a_sure_rule(tmp_path):
    rule = "base_rate: 0.1\nvolume: revenue\nmultipliers: [{measure: late_rate, to: 0.2, factor: 1.5, by: %s}]\nmost_factor: 2\nleast_factor: 0"
    assert paid(tmp_path, rule % "estimate")["a"]["factor"] == 1.5
    assert paid(tmp_path, rule % "sure")["a"]["factor"] == 1  # none of ten late, but up to three of ten might be


def test_the_factors_together_and_the_bonus_have_limits(tmp_path):
    reps = paid(
        tmp_path, LATE.replace("most_factor: 2", "most_factor: 1.1").replace("least_factor: 0", "least_factor: 0.8")
    )
    assert (reps["a"]["factor"], reps["e"]["factor"]) == (1.1, 0.8)
    reps = paid(tmp_path, LATE + "cap_amount: 30", orders=ORDERS.union(DEAR))
    assert pick(reps["a"], "base_amount", "bonus_amount", "capped") == (120, 30, True)
    assert pick(reps["b"], "bonus_amount", "capped") == (24, False)


def test_a_rep_who_cannot_be_judged_gets_the_base(tmp_path):
    nps = "base_rate: 0.1\nvolume: revenue\nmultipliers: [{measure: nps, from: -100, factor: 3}]\nmost_factor: 3\nleast_factor: 0"
    assert {r["factor"] for r in paid(tmp_path, nps).values()} == {1}


def test_profit_is_paid_where_it_is_known(tmp_path):
    text = "base_rate: 0.1\nvolume: profit\nmultipliers: []"
    with pytest.raises(AbsentColumn, match="cost or profit"):
        paid(tmp_path, text)
    with_cost = ORDERS.mutate(cost=ORDERS.amount * 0.75)
    assert pick(paid(tmp_path, text, with_cost)["a"], "volume_amount", "bonus_amount") == (50, 5)


def test_what_the_company_pays_by_each_scheme(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(LATE, "utf-8")
    one, other = rows(bonus_total(ORDERS, complaints=COMPLAINTS, window_days=10, scheme=str(file)))
    assert pick(one, "scheme", "reps", "volume_amount", "paid_amount") == ("own", 5, 1000, 4 * 24 + 10)
    assert pick(one, "paid_rate", "least_amount", "most_amount") == (pytest.approx(0.106), 10, 24)
    assert pick(other, "scheme", "paid_amount", "paid_rate") == ("volume", 20, 0.02)


def test_a_scheme_s_faults_are_said_all_at_once(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("base_rate: a lot\nvolume: tons\nmultipliers: [{measure: smiles, by: luck, factor: 2}]", "utf-8")
    with pytest.raises(SalesbookError) as faults:
        scheme(str(file))
    said = str(faults.value)
    assert all(
        part in said for part in ("'a lot'", "no volume tons", "no measure smiles", "read by luck", "no one limit")
    )
    with pytest.raises(RequestError, match="no such scheme"):
        bonus(ORDERS, scheme="generous")
    file.write_text("base_rate: [", "utf-8")
    with pytest.raises(SalesbookError, match="is no YAML"):
        scheme(str(file))


def test_no_orders_no_bonus():
    nothing = table("client_id ordered_at amount manager_id")
    assert rows(bonus(nothing)) == rows(bonus_total(nothing)) == []


def test_by_loyalty_the_slow_branch_of_the_demo_company_gets_less_than_by_volume_and_the_others_more():
    book = sb.open(sb.DEMO)
    tables = {name: book.table(name) for name in ("clients", "surveys", "complaints", "contacts", "team")}
    reps = by_group(bonus(book.orders, **tables), "manager_id")
    assert {rep for rep, row in reps.items() if row["difference_amount"] < 0} == {"06", "08"}
    one, other = rows(bonus_total(book.orders, **tables))
    assert one["paid_amount"] == pytest.approx(sum(r["bonus_amount"] for r in reps.values()))
    assert other["paid_amount"] == pytest.approx(0.02 * other["volume_amount"])
