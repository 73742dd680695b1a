"""Points issued, redeemed and expired; the rules of the programme; and what is true of the made-up company."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.errors import DataError, RequestError, SalesbookError
from salesbook.metrics import programme, programme_rules
from salesbook.tables.schemes import terms
from tests.demo.company import TRUTH, read
from tests.metrics.sight import by_group, one, pick, rows, table

POINTS = table("""
    client_id changed_at points reason   month   region
    ann       2026-01-10 100    issued   2026-01 north
    ann       2026-02-10 -60    redeemed 2026-02 north
    ann       2026-02-20 -20    expired  2026-02 north
    bob       2026-01-15 100    issued   2026-01 south
    bob       2026-02-15 100    issued   2026-02 south
    -         2026-02-16 70     issued   2026-02 south
""")


def test_points_are_counted_by_what_became_of_them_and_those_of_nobody_are_left_out():
    row = one(programme(POINTS))
    assert pick(row, "members", "redeeming", "issued", "redeemed", "expired") == (2, 1, 300, 60, 20)
    assert row["redemption_rate"] == 0.2
    # members differ by 60 − .2 · 100 = 40 and 0 − .2 · 200 = −40: error z · √(2/1 · 3200) / 300
    error = 1.959964 * 80 / 300
    assert row["redemption_high"] == pytest.approx(0.2 + error)
    assert row["redemption_low"] == 0  # cut: no share is below nothing
    assert row["complete"] is None


def test_members_may_be_grouped_by_a_column_called_kind():
    kinds = by_group(programme(POINTS.rename(kind="region"), by=["kind"]), "kind")
    assert {kind: row["issued"] for kind, row in kinds.items()} == {"north": 100, "south": 200}


def test_the_last_period_is_in_progress_until_its_last_day():
    months = by_group(programme(POINTS, by=["month"]), "month")
    assert {m: r["complete"] for m, r in months.items()} == {"2026-01": True, "2026-02": False}
    whole = by_group(programme(POINTS, by=["month"], as_of=dt.date(2026, 2, 28)), "month")
    assert whole["2026-02"]["complete"] is True
    assert pick(months["2026-02"], "issued", "redeemed", "expired") == (100, 60, 20)


def test_a_region_is_no_period():
    assert {r["complete"] for r in rows(programme(POINTS, by=["region"]))} == {None}


def test_changes_after_the_day_asked_for_are_left_out():
    assert pick(one(programme(POINTS, as_of=dt.date(2026, 1, 31))), "issued", "redeemed") == (200, 0)


def test_the_company_s_own_word_for_expired():
    said = table(
        "client_id changed_at points reason\nann 2026-01-01 9 +\nann 2026-02-01 -4 Згоріли\nann 2026-03-01 -2 x"
    )
    assert pick(one(programme(said, expired_reason="burnt, згоріли")), "redeemed", "expired") == (2, 4)
    assert pick(one(programme(said)), "redeemed", "expired") == (6, 0)


def test_without_a_reason_an_expiry_cannot_be_told_from_a_redemption():
    row = one(programme(POINTS.drop("reason")))
    assert row["issued"] == 300
    assert {row[c] for c in ("redeemed", "expired", "redeeming", "redemption_rate", "redemption_low")} == {None}


def test_no_points_and_one_member():
    none = one(programme(table("client_id changed_at points reason")))
    assert pick(none, "members", "issued", "redemption_rate") == (0, 0, None)
    single = one(programme(table("client_id changed_at points reason\nann 2026-01-01 5 issued")))
    assert pick(single, "redemption_rate", "redemption_low", "redemption_high") == (0, None, None)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column points"):
        programme(POINTS.drop("points"))


def test_every_point_of_the_demo_company_is_accounted_for():
    points = read("points.csv")
    sums = points.points.groupby(points.reason).sum()
    row = one(programme(sb.open(sb.DEMO).points))
    assert pick(row, "issued", "redeemed", "expired") == (sums.issued, -sums.redeemed, -sums.expired)
    assert row["members"] == points.client_id.nunique()


def test_the_rules_are_counted_and_the_limit_is_the_company_s_own():
    row = one(programme_rules(POINTS))
    assert pick(row, "conditions", "exceptions", "tiers", "numbers") == (6, 1, 3, 8)
    assert row["simple"] is False
    assert one(programme_rules(POINTS, simple_conditions=6))["simple"] is True
    assert row["redeeming_rate"] == 0.5
    assert 0 < row["redeeming_low"] < 0.5 < row["redeeming_high"] < 1


def test_terms_of_a_file_and_all_its_faults_at_once(tmp_path):
    file = tmp_path / "terms.yaml"
    file.write_text("point_value: 2\ntiers: [{name: one, from: 0, money_per_point: 10}]", "utf-8")
    assert pick(one(programme_rules(POINTS, scheme=str(file))), "conditions", "tiers", "simple") == (0, 1, True)
    file.write_text("point_value: two\ntiers: [{name: one, from: 5, money_per_point: 0}]", "utf-8")
    with pytest.raises(SalesbookError) as faults:
        terms(str(file))
    assert all(part in str(faults.value) for part in ("point_value", "do not rise", "costs nothing"))
    file.write_text("- a\n- b", "utf-8")
    with pytest.raises(DataError, match="is no scheme"):
        terms(str(file))
    with pytest.raises(RequestError, match="no such scheme"):
        terms("nowhere.yaml")


def test_the_example_terms_are_those_of_the_demo_company():
    assert 1 / terms("programme").tiers[0].money_per_point == TRUTH["programme"]["points_per_uah"]
