"""The demo company tells the truth: its files, clients and orders hold what truth.yaml says.

Three standard errors are allowed, worked out from the data in each test, unless the test says otherwise.
"""

import gzip
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.demo.company import (
    CONTRACTS,
    DAY,
    DEMO,
    FIRST,
    LAST,
    MAP,
    MONTH_DAYS,
    TABLES,
    TRUTH,
    read,
    silence,
)


def test_making_it_again_gives_the_same_bytes(tmp_path):
    subprocess.run([sys.executable, DEMO / "generate.py", tmp_path], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert set(TABLES.values()) < set(made)
    for name in made:
        new, old = (tmp_path / name).read_bytes(), (DEMO / name).read_bytes()
        if name.endswith(".gz"):  # builds of zlib pack differently: the text is compared, and no clock is in the head
            assert new[4:8] == old[4:8] == bytes(4)
            new, old = gzip.decompress(new), gzip.decompress(old)
        assert new == old, name


def test_all_files_together_take_at_most_3_megabytes():
    assert sum(p.stat().st_size for p in DEMO.rglob("*") if p.is_file() and p.suffix != ".pyc") <= 3_000_000


@pytest.mark.parametrize("table", TABLES)
def test_every_file_keeps_its_contract(table):
    cells, contract = pd.read_csv(DEMO / TABLES[table], dtype=str, keep_default_na=False), CONTRACTS[table]
    assert set(cells) <= set(contract["columns"])
    for column, rule in contract["columns"].items():
        if column not in cells:
            stand_in = rule.get("or_else")
            assert set(stand_in) <= set(cells) if stand_in else not (rule.get("required") or rule.get("key"))
            continue
        filled = cells[column][cells[column] != ""]
        if rule.get("required"):
            assert len(filled) == len(cells), column
        if rule["type"] == "date":
            assert pd.to_datetime(filled).notna().all(), column
        if rule["type"] in {"number", "whole"}:
            assert pd.to_numeric(filled).between(rule.get("min", -np.inf), rule.get("max", np.inf)).all(), column
        if rule["type"] == "yes_no":
            assert set(filled) <= {"true", "false"}, column
        if "one_of" in rule:
            assert set(filled) <= set(rule["one_of"]), column


def test_client_ids_keep_their_zeros_and_belong_to_a_client(clients):
    assert len(clients) == clients.client_id.nunique() == TRUTH["clients"]
    assert (clients.client_id.str.fullmatch(r"0\d{4}")).all()
    for table in ("orders", "surveys", "contacts", "complaints", "points"):
        assert set(read(TABLES[table]).client_id) - {""} <= set(clients.client_id), table
    assert set(clients.parent_id) - {""} <= set(clients.client_id)


def test_nobody_can_be_called_or_written_to(clients):
    assert clients.phone.str.fullmatch(r"\+380000\d{6}").all()
    assert clients.email.str.fullmatch(r"client\d{5}@example\.(com|org|net)").all()


def test_the_last_order_falls_on_the_last_day(purchases):
    assert purchases.day.min() >= FIRST
    assert purchases.day.max() == LAST


def test_season_factors(life, purchases):
    # orders of a month / (days that clients were with us, each divided by the client's own gap), mean 1;
    # from two gaps after the first order, when a client's rhythm has forgotten on which day it began
    life = life[(life.why_left != "one_time") & (life.big == "0")]
    life = life.assign(first=life["first"] + (2 * life.mean_gap_days).round() * DAY)
    repeat = purchases.merge(life[["client_id", "first"]], on="client_id").query("day >= first")
    ordered = repeat.drop_duplicates(["client_id", "day"]).groupby(repeat.day.dt.month).size()
    expected = pd.Series(0.0, index=range(1, 13))
    for start in pd.date_range(FIRST, LAST, freq="MS"):
        end = start + pd.offsets.MonthBegin(1)
        days = (life.until.clip(upper=end) - life["first"].clip(lower=start)).dt.days.clip(lower=0)
        expected[start.month] += (days / life.mean_gap_days).sum()
    found = ordered / expected / (ordered / expected).mean()
    for month, factor in TRUTH["season"].items():
        assert found[month] == pytest.approx(factor, rel=3 / ordered[month] ** 0.5), month


def test_prices_grow_by_their_monthly_rate(purchases):
    b2b = purchases[purchases["product"] == "Папір офісний A4, 500 арк."]
    month = (b2b.day.dt.year - FIRST.year) * 12 + b2b.day.dt.month - FIRST.month
    slope = np.polyfit(month, np.log(b2b.unit_price), 1)[0]
    assert np.expm1(slope) == pytest.approx(TRUTH["price_growth_per_month"], abs=0.001)


@pytest.mark.parametrize("segment", TRUTH["segments"])
def test_rhythm_and_leaving_by_segment(life, segment):
    true, own = TRUTH["segments"][segment], life[(life.segment == segment) & (life.big == "0")]
    assert set(own.kind) == {true["kind"]}
    error = 1.25 * TRUTH["gap_spread"] / len(own) ** 0.5
    assert own.mean_gap_days.median() == pytest.approx(true["mean_gap_days"], rel=3 * error)
    steady = own[(own.why_left != "one_time") & (own.manager_id != TRUTH["departed_rep"]["manager_id"])]
    months = (steady.until - steady["first"]).dt.days.sum() / MONTH_DAYS
    left = (steady.why_left == "own").sum()
    assert left / months == pytest.approx(true["leaving_per_month"], abs=3 * left**0.5 / months)


def test_gaps_in_the_orders_are_the_clients_own(life):
    # over two whole years the seasons cancel
    regular = life[(life.mean_gap_days < 40) & ((life["last"] - life["first"]).dt.days > 640)]
    gaps = (regular["last"] - regular["first"]).dt.days / (regular.purchase_days - 1)
    assert len(regular) > 100
    assert (gaps / regular.mean_gap_days).median() == pytest.approx(1, abs=0.03)


def test_margin_over_all_lines(lines):
    assert 1 - lines.cost.sum() / lines.amount.sum() == pytest.approx(TRUTH["margin_rate"], abs=0.001)
    assert MAP["company"]["margin_rate"] == TRUTH["margin_rate"]


def test_one_client_carries_a_quarter_of_the_profit_and_goes_quiet(purchases, clients):
    (big,), true = clients.client_id[clients.big == "1"], TRUTH["big_client"]
    year = purchases[purchases.day > LAST - pd.DateOffset(years=1)]
    profit = (year.amount - year.cost).groupby(year.client_id).sum()
    assert profit[big] / profit.sum() == pytest.approx(true["profit_share"], abs=0.01)
    state = silence(purchases).loc[big]
    assert state.late
    assert state.silent <= 90
    contacts = read("contacts.csv.gz").query("client_id == @big and initiated_by == 'us'")
    assert contacts.contacted_at.max().date() == true["last_contact_by_us"]
    assert contacts.contacted_at.max() < LAST - pd.DateOffset(months=3)


def test_silent_regulars_are_a_minority_and_mostly_gone_for_good(purchases, clients):
    days = silence(purchases).join(clients.set_index("client_id").left_on)
    assert 0.1 < days.late.mean() < 0.2
    assert days.left_on[days.late].notna().mean() > 0.75
    assert days.left_on[~days.late].notna().mean() < 0.05


def test_the_faults_of_a_real_export_are_there(lines):
    faults = TRUTH["faults"]
    assert (lines.amount == 0).sum() == faults["zero_amount_lines"]
    assert lines.duplicated().sum() == faults["duplicate_lines"]
    assert lines[lines.client_id == ""].order_id.nunique() == faults["orders_without_client"]
    error = (faults["return_share"] / len(lines)) ** 0.5
    assert (lines.quantity < 0).mean() == pytest.approx(faults["return_share"], abs=3 * error)
