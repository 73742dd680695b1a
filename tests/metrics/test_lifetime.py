"""Predicted lifetime value: each client's, all clients' together, and how well the forecast would have done."""

import csv
import datetime as dt
from pathlib import Path

import ibis
import numpy as np
import pytest

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import lifetime, lifetime_calibration, lifetime_total
from salesbook.metrics.fit.bg_nbd import Buying, expected_purchases, p_alive
from salesbook.metrics.fit.forecast import Limits, fit, futures, middle, redrawn
from salesbook.metrics.fit.futures import Clients
from salesbook.metrics.fit.gamma_gamma import Spending
from salesbook.metrics.fit.invented import invented
from tests.metrics.sight import by_group, one, pick, rows, table

START = dt.date(2020, 1, 1)
TRUTH = Buying("bg_nbd", 0.9, 45, 0.6, 3.0)
SPEND = Spending(6.0, 4.0, 15.0)
QUICK = {"replicates": 20}


def bought(clients, *, amounts=lambda n, times: 20.0, seed=1, prefix="c"):
    """Order lines of so many invented clients who buy by chance, a year long, and of whom some leave."""
    rng = np.random.default_rng(seed)
    lines = []
    for n in range(clients):
        gap, leaves, day = rng.gamma(2, 20), rng.random() * 0.3, int(rng.integers(0, 180))
        days = [day]
        while rng.random() > leaves and (day := day + 1 + int(rng.exponential(gap))) < 365:
            days.append(day)
        lines += [(f"{prefix}{n:04}", START + dt.timedelta(d), float(amounts(n, len(days)))) for d in days]
    lines.append(("end", START + dt.timedelta(364), 20.0))
    return table("client_id ordered_at amount\n" + "\n".join(f"{name} {day} {money}" for name, day, money in lines))


def varied(n, times):
    """Amounts that differ between clients and have nothing to do with how often they buy."""
    return 10 + (n * 37 % 50)


@pytest.fixture(scope="module")
def orders():
    return bought(300, amounts=varied)


@pytest.fixture(scope="module")
def total(orders):
    return one(lifetime_total(orders, **QUICK))


# -- one row a client


def test_each_client_is_forecast_by_the_models_of_all(orders, total):
    buying = Buying("bg_nbd", *pick(total, "r", "alpha_days", "a", "b"))
    found = rows(lifetime(orders, **QUICK))
    assert len(found) == total["clients"]
    for row in found[::37]:
        history = pick(row, "frequency", "recency_days", "age_days")
        assert row["p_alive"] == pytest.approx(p_alive(buying, *history))
        assert row["expected_purchases"] == pytest.approx(expected_purchases(buying, *history, 365)[0])
        assert row["expected_amount"] == pytest.approx(row["expected_purchases"] * row["expected_order_value"])
        assert 0 <= row["purchases_low"] <= row["purchases_high"]


def test_the_clients_add_up_to_the_total_and_their_shares_to_one(orders, total):
    found = rows(lifetime(orders, **QUICK))
    for what in ("expected_purchases", "expected_amount"):
        assert sum(row[what] for row in found) == pytest.approx(total[what])
    assert sum(row["p_alive"] for row in found) == pytest.approx(total["active_clients"])
    assert sum(row["amount_share"] for row in found) == pytest.approx(1)


def test_the_largest_expected_amount_comes_first(orders):
    amounts = [row["expected_amount"] for row in rows(lifetime(orders, **QUICK))]
    assert amounts == sorted(amounts, reverse=True)


def test_one_time_buyers_are_surely_active_under_bg_nbd_but_not_under_mbg_nbd(orders):
    for model, sure in (("bg_nbd", True), ("mbg_nbd", False)):
        once = [row["p_alive"] for row in rows(lifetime(orders, model=model, **QUICK)) if not row["frequency"]]
        assert once
        assert all((p == 1) is sure for p in once)


def test_returns_are_netted_unless_said_otherwise():
    lines = bought(120)
    ann = "client_id ordered_at amount\nann 2020-03-01 20\nann 2020-04-01 20\nann 2020-05-01 20\nann 2020-05-03 -10"
    with_ann = lines.union(table(ann))
    mean = {
        rule: by_group(lifetime(with_ann, returns=rule, **QUICK), "client_id")["ann"]["mean_amount"]
        for rule in ("net", "exclude")
    }
    assert mean == {"net": 15, "exclude": 20}
    assert by_group(lifetime(with_ann, **QUICK), "client_id")["ann"]["mean_amount"] == 15


# -- days are days


def test_all_lengths_are_days_and_a_longer_horizon_holds_more(orders):
    near, far = (one(lifetime_total(orders, horizon_days=days, **QUICK)) for days in (30, 365))
    assert pick(near, "r", "alpha_days", "a", "b") == pick(far, "r", "alpha_days", "a", "b")
    assert near["expected_purchases"] < far["expected_purchases"] < 365 / 30 * near["expected_purchases"]
    assert near["history_days"] == 364


# -- intervals


def test_the_interval_of_prediction_is_wider_than_that_of_the_expectation(total):
    for what in ("purchases", "amount"):
        expected = [total[f"expected_{what}{end}"] for end in ("_low", "", "_high")]
        assert expected == sorted(expected)
        assert total[f"{what}_low"] < expected[0]
        assert expected[2] < total[f"{what}_high"]


def test_each_parameter_lies_within_its_interval(total):
    for name in ("r", "alpha_days", "a", "b", "p", "q", "v_amount"):
        assert total[f"{name}_low"] <= total[name] <= total[f"{name}_high"]


def test_the_order_in_which_lines_are_added_up_changes_no_digit():
    def cents(n, times):
        return 0.1 + (n * 37 % 50) / 7 + times % 3 / 100

    lines = bought(300, amounts=cents).to_pyarrow().to_pylist()
    parts = [line | {"amount": share} for line in lines for share in (0.1, 0.2, round(line["amount"] - 0.3, 2))]
    one_way, other_way = (ibis.memtable(each) for each in (parts, parts[::-1]))
    assert rows(lifetime(one_way, **QUICK)) == rows(lifetime(other_way, **QUICK))


def test_the_same_seed_gives_the_same_interval_and_another_another(orders, total):
    assert one(lifetime_total(orders, **QUICK)) == total
    assert one(lifetime_total(orders, seed=2, **QUICK))["purchases_low"] != total["purchases_low"]


# -- refusals, each with its reason


def test_too_few_clients_are_refused_with_advice():
    with pytest.raises(DataError, match="no group with 50 clients who bought again.*Take a longer time"):
        lifetime(bought(30))
    row = one(lifetime_total(bought(30)))
    assert pick(row, "refused", "amount_refused", "expected_purchases", "r") == ("too_few", "too_few", None, None)


def test_a_small_group_is_refused_and_the_others_are_not(orders):
    both = orders.mutate(branch=ibis.literal("north")).union(bought(9, prefix="s").mutate(branch=ibis.literal("south")))
    found = by_group(lifetime_total(both, by=["branch"], **QUICK), "branch")
    assert {b: row["refused"] for b, row in found.items()} == {"north": None, "south": "too_few"}
    assert found["south"]["all_clients"] == found["north"]["clients"]
    assert found["south"]["all_purchases_low"] == found["north"]["purchases_low"]
    clients = rows(lifetime(both, by=["branch"], **QUICK))
    assert {row["p_alive"] for row in clients if row["branch"] == "south"} == {None}


def test_spend_that_grows_with_frequency_is_refused_and_purchases_are_not():
    row = one(lifetime_total(bought(300, amounts=lambda n, times: 10 * times + n % 7), **QUICK))
    assert pick(row, "refused", "amount_refused", "expected_amount") == (None, "correlated", None)
    assert row["spend_rank_correlation"] > 0.3
    assert row["expected_purchases"] > 0


def test_one_huge_client_does_not_decide_whether_spend_is_modelled(orders):
    days = "\n".join(f"big {START + dt.timedelta(d)} 90000" for d in range(0, 364, 3))
    row = one(lifetime_total(orders.union(table(f"client_id ordered_at amount\n{days}")), **QUICK))
    assert row["spend_correlation"] > 0.3
    assert pick(row, "amount_refused") == (None,)


def test_spend_that_is_not_positive_is_refused():
    lines = bought(300, amounts=varied)
    back = lines.mutate(amount=-lines.amount, ordered_at=lines.ordered_at + ibis.interval(hours=1))
    row = one(lifetime_total(lines.union(back), **QUICK))
    assert pick(row, "refused", "amount_refused") == (None, "not_positive")


def test_nobody_is_forecast_in_an_empty_table():
    empty = table("client_id ordered_at amount")
    assert [rows(measure(empty)) for measure in (lifetime, lifetime_total, lifetime_calibration)] == [[], [], []]


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"model": "pareto"}, "no model pareto.*bg_nbd and mbg_nbd"),
        ({"horizon_days": 0}, "horizon_days: 0 is too small"),
        ({"replicates": 1}, "replicates: 1 is too small"),
        ({"min_repeaters": 3}, "min_repeaters: 3 is too small"),
        ({"max_correlation": 0}, "no bound of a correlation"),
        ({"level": 95}, "not a coverage"),
    ],
)
def test_what_cannot_be_asked_is_refused(parameters, says):
    with pytest.raises(RequestError, match=says):
        lifetime(table("client_id ordered_at amount"), **parameters)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column region"):
        lifetime_total(table("client_id ordered_at amount"), by=["region"])


# -- groups


def test_each_group_has_models_of_its_own_and_the_whole_adds_them_up(orders):
    rare = bought(200, seed=5, prefix="s", amounts=varied)
    both = orders.mutate(branch=ibis.literal("north")).union(rare.mutate(branch=ibis.literal("south")))
    found = by_group(lifetime_total(both, by=["branch"], **QUICK), "branch")
    assert found["north"]["r"] != found["south"]["r"]
    for what in ("purchases", "amount"):
        parts = sum(row[f"expected_{what}"] for row in found.values())
        row = found["north"]
        assert row[f"all_expected_{what}"] == pytest.approx(parts)
        lows, highs = (sum(r[f"{what}_{end}"] for r in found.values()) for end in ("low", "high"))
        assert lows < row[f"all_{what}_low"] < parts < row[f"all_{what}_high"] < highs  # chances cancel out


# -- calibration: the last days held back


def test_what_was_predicted_stands_beside_what_came_true(orders):
    found = rows(lifetime_calibration(orders, holdout_days=90, **QUICK))
    whole, *parts = found
    assert pick(whole, "holdout_from", "holdout_to") == (dt.date(2020, 10, 2), dt.date(2020, 12, 30))
    assert [row["repeats"] for row in found] == [None, *range(8)]
    for what in ("clients", "actual_purchases", "predicted_purchases", "actual_amount", "predicted_amount"):
        assert whole[what] == pytest.approx(sum(row[what] for row in parts))
    days = orders.filter(orders.ordered_at >= "2020-10-02").select("client_id", "ordered_at").distinct()
    old = orders.filter(orders.ordered_at < "2020-10-02").select("client_id").distinct()
    assert whole["actual_purchases"] == days.semi_join(old, "client_id").count().to_pyarrow().as_py()


def test_purchases_alone_are_predicted_where_no_more_is_asked(orders):
    tried = (rows(lifetime_calibration(orders, holdout_days=90, predict=p, **QUICK))[0] for p in ("both", "purchases"))
    both, bare = tried
    assert bare["predicted_purchases"] == both["predicted_purchases"]
    assert bare["predicted_low"] < bare["predicted_purchases"] < bare["predicted_high"]
    assert pick(bare, "amount_refused", "predicted_amount", "all_amount_clients") == ("unasked", None, 0)
    assert bare["actual_amount"] == both["actual_amount"]


def test_what_cannot_be_predicted_is_refused(orders):
    with pytest.raises(RequestError, match="predict: amount is not to be predicted. Say both or purchases."):
        lifetime_calibration(orders, predict="amount")


def test_the_hold_out_is_not_seen_by_the_models(orders):
    late = orders.mutate(amount=ibis.ifelse(orders.ordered_at >= "2020-10-02", orders.amount * 50, orders.amount))
    plain, changed = (rows(lifetime_calibration(lines, holdout_days=90, **QUICK))[0] for lines in (orders, late))
    for what in ("predicted_purchases", "predicted_low", "predicted_amount", "predicted_amount_high"):
        assert changed[what] == plain[what]
    assert changed["actual_amount"] == pytest.approx(50 * plain["actual_amount"])


def test_clients_made_by_the_model_are_predicted_within_the_interval():
    row = rows(lifetime_calibration(bought(400, amounts=varied), holdout_days=90, **QUICK))[0]
    assert row["within"]
    assert row["all_within"]
    assert row["predicted_low"] <= row["predicted_purchases"] <= row["predicted_high"]


def test_a_hold_out_that_leaves_nobody_before_it_compares_nothing(orders):
    assert rows(lifetime_calibration(orders, holdout_days=500)) == []


def test_too_few_clients_are_counted_and_not_predicted():
    (row,) = rows(lifetime_calibration(bought(20), holdout_days=60))
    assert pick(row, "refused", "predicted_purchases", "within", "all_clients") == ("too_few", None, None, 0)
    assert row["clients"] > 0


# -- coverage: the interval of prediction where the truth is known (benchmarks/lifetime_coverage.py has the large form)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
def test_the_interval_of_prediction_holds_what_then_happens_as_often_as_it_says(model):
    truth, hits, worlds = Buying(model, 0.6, 45, 0.8, 2.5), np.zeros(2), 60
    for world in range(worlds):
        rng = np.random.default_rng([7, world])
        clients, later, spent = invented(truth, SPEND, rng.uniform(180, 360, 400), 180, rng)
        fitted = fit(clients, model, Limits(50, 1))
        own = futures(clients, redrawn(fitted, 60, rng), 180, 0.95, rng)
        for n, (draws, actual) in enumerate(((own.purchases, later.sum()), (own.amount, spent.sum()))):
            low, high = middle(draws, 0.95)
            hits[n] += low <= actual <= high
    # were it 95 %, fewer than 52 of 60 would be seen once in 250 times; were it 80 %, nine times in ten
    assert (hits >= 52).all(), hits


def test_intervals_of_invented_clients_are_neither_empty_nor_boundless():
    rng = np.random.default_rng(3)
    clients, later, _ = invented(TRUTH, SPEND, rng.uniform(180, 360, 1000), 180, rng)
    fitted = fit(clients, "bg_nbd", Limits(50, 1))
    low, high = middle(futures(clients, redrawn(fitted, 40, rng), 180, 0.95, rng).purchases, 0.95)
    assert 0.03 < (high - low) / later.sum() < 0.5


def test_the_spend_of_invented_clients_is_found_again():
    rng = np.random.default_rng(4)
    clients, *_ = invented(TRUTH, SPEND, rng.uniform(180, 360, 8000), 180, rng)
    found = fit(clients, "bg_nbd", Limits(50, 0.3))
    assert found.amount_refused == ""
    assert abs(found.rank_correlation) < 0.08  # more purchases, less skewed means
    assert found.spending.v_amount * found.spending.p / (found.spending.q - 1) == pytest.approx(30, rel=0.05)


def test_a_client_without_a_repeat_purchase_has_no_amount_of_its_own():
    clients = Clients(np.array([0.0] * 5), np.zeros(5), np.full(5, 90.0), np.full(5, np.nan))
    found = fit(clients, "mbg_nbd", Limits(10, 0.3))
    assert (found.refused, found.amount_refused) == ("too_few", "too_few")
    assert np.isnan(found.p_alive).all()


# -- the made-up company, of which the truth is known: truth.yaml, client_truth.csv


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO).table("orders", by=["segment"])


def test_the_true_rhythm_of_each_segment_is_recovered(demo):
    # truth.yaml: mean_gap_days at season 1, of which the mean rate is exp(gap_spread² / 2) times one over it. The
    # demo's gaps are more regular than the model's (gamma of shape 4, not 1): after a purchase the next one comes late,
    # which takes 3/8 of a purchase from each client, 15 % where there are only five gaps in all.
    gaps = {"retail": 30, "horeca": 21, "office": 36, "home": 52, "student": 70}
    found = by_group(lifetime_total(demo, by=["segment"], model="mbg_nbd", replicates=2), "segment")
    for segment, gap in gaps.items():
        rate = found[segment]["r"] / found[segment]["alpha_days"]
        assert 1 / rate == pytest.approx(gap / np.exp(0.3**2 / 2), rel=0.2)
    assert sorted(gaps, key=lambda s: found[s]["alpha_days"] / found[s]["r"]) == sorted(gaps, key=gaps.get)


def test_who_truly_left_is_told_from_who_stays(demo):
    with (Path(sb.DEMO) / "client_truth.csv").open(encoding="utf-8") as file:
        gone = {row["client_id"]: bool(row["left_on"]) for row in csv.DictReader(file)}
    found = rows(lifetime(demo, by=["segment"], model="mbg_nbd", replicates=2))
    left, stays = ([r["p_alive"] for r in found if gone[r["client_id"]] is side] for side in (True, False))
    told = np.mean(np.array(stays)[:, None] > np.array(left)[None, :])  # of a stayer and a leaver, the right one
    assert told > 0.9
    # clients leave within one or two gaps of the last day too: nobody can tell those yet
    assert np.mean(left) < 0.4
    assert np.mean(stays) > 0.9
    assert sum(r["p_alive"] for r in found) / len(found) == pytest.approx(1 - sum(gone.values()) / len(gone), abs=0.1)


def test_spend_in_the_demo_is_modelled_within_segments_only(demo):
    # firms buy both more often and more than people do: truth.yaml, mean_gap_days and pieces
    assert one(lifetime_total(demo, replicates=2))["amount_refused"] == "correlated"
    within = rows(lifetime_total(demo, by=["segment"], replicates=2))
    assert [row["amount_refused"] for row in within] == [None] * 5
