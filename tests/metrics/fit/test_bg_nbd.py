"""BG/NBD and MBG/NBD against what their authors published; lengths of time are days here, weeks there."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salesbook.metrics.fit import bg_nbd
from salesbook.metrics.fit.bg_nbd import Buying, expected_purchases, fit_buying, p_alive, refit_buying
from salesbook.metrics.fit.futures import Clients
from salesbook.metrics.fit.gamma_gamma import Spending, expected_spend
from salesbook.metrics.fit.histories import histories
from salesbook.metrics.fit.invented import invented
from salesbook.metrics.fit.least import alone, least

WEEK = 7
CDNOW = Buying("bg_nbd", 0.24259, 4.4136 * WEEK, 0.79292, 2.4259)  # Fader, Hardie and Lee (2005), table 2


def seen(clients):
    return histories(np.round(clients.frequency), clients.recency_days, clients.age_days)


def made(buying, clients=3000, days=360, seed=1):
    rng = np.random.default_rng(seed)
    return invented(buying, None, rng.uniform(days / 2, days, clients), days, rng)


# -- published values: Fader, Hardie and Lee (2005), and the authors' spreadsheet notes


@pytest.mark.parametrize(("weeks", "purchases"), [(1, 0.0532), (32, 1.0437), (78, 1.858)])
def test_a_new_client_buys_as_often_as_published(weeks, purchases):
    assert expected_purchases(CDNOW, 0, 0, 0, weeks * WEEK)[0] == pytest.approx(purchases, abs=5e-5 * 10)


@pytest.mark.parametrize(
    ("x", "tx", "age", "ahead", "purchases"), [(2, 30.43, 38.86, 39, 1.226), (26, 30.857, 31, 52, 25.757)]
)
def test_a_known_client_buys_as_often_as_published(x, tx, age, ahead, purchases):
    found = expected_purchases(CDNOW, x, tx * WEEK, age * WEEK, ahead * WEEK)
    assert found[0] == pytest.approx(purchases, abs=6e-4)


@pytest.mark.parametrize(("unit", "value"), [("day", 140.10), ("week", 36.28)])
def test_the_value_of_a_year_is_the_published_one_in_weeks_and_the_published_mistake_in_days(unit, value):
    # the quick start of the library lifetimes: its first client over 12 months at 1 % a month. It steps by 30, days as
    # it takes them, where the ages are in weeks: 360 weeks for 360 days, nearly four times the money
    step = {"day": 30, "week": 4.345}[unit] * WEEK
    purchases = [expected_purchases(CDNOW, 2, 30.43 * WEEK, 38.86 * WEEK, n * step)[0] for n in range(13)]
    (spend,) = expected_spend(Spending(6.25, 3.74, 15.44), [2], [22.35])
    found = spend * sum(np.diff(purchases) / 1.01 ** np.arange(1, 13))
    assert found == pytest.approx(value, rel=5e-4)  # published parameters are rounded


# -- the likelihood


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
@pytest.mark.parametrize("logs", [(0.3, 2.0, -0.4, 0.8), (-1.0, 4.0, 0.5, 2.0), (3.0, 6.0, -3.0, -1.0)])
def test_the_gradient_is_that_of_the_likelihood(model, logs):
    clients, *_ = made(CDNOW, 200)
    objective, at = alone(bg_nbd._objective(seen(clients), model, seen(clients).clients[None])), np.array(logs)
    step = 1e-6 * np.eye(4)
    slope = [(objective(at + s)[0] - objective(at - s)[0]) / 2e-6 for s in step]
    assert objective(at)[1] == pytest.approx(slope, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
def test_the_likelihood_of_one_client_is_the_formula_worked_out(model):
    # x = 1, tx = 10, T = 20 with r = 1, α = 10, a = 1, b = 2; the integrals over λ and p by hand
    seen_once = histories([1], [10], [20])
    logs = np.log([1.0, 10.0, 1.0, 2.0])
    # stays: E[p̄^n] α Γ(2)/(α + T)², leaves after the purchase: E[p p̄^m] α Γ(2)/(α + tx)²; p̄ = 1 − p is beta(2, 1)
    stays, leaves = {"bg_nbd": (2 / 3, 1 / 3), "mbg_nbd": (1 / 2, 1 / 6)}[model]
    expected = stays * 10 / 30**2 + leaves * 10 / 20**2
    value, _ = alone(bg_nbd._objective(seen_once, model, seen_once.clients[None]))(logs)
    assert np.exp(-value) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("truth", [CDNOW, Buying("mbg_nbd", 0.8, 40, 0.6, 2.0)], ids=lambda b: b.model)
def test_the_parameters_that_made_the_clients_are_found_again(truth):
    clients, *_ = made(truth, 30_000, 720)
    found = fit_buying(seen(clients), truth.model)
    # thirty thousand clients: standard errors of a few per cent, largest for a and b
    for name, tolerance in (("r", 0.05), ("alpha_days", 0.08), ("a", 0.2), ("b", 0.25)):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), rel=tolerance)


def test_equal_histories_told_once_give_the_same_fit_as_told_apart():
    x, tx, age = np.array([0, 0, 1, 3, 3, 1, 0, 2]), np.array([0, 0, 9, 40, 40, 9, 0, 33]), np.full(8, 60)
    once = histories(x, tx, age)
    assert (len(once.clients), once.clients.sum(), once.repeaters) == (4, 8, 5)
    assert (once.frequency[once.which] == x).all()
    value = alone(bg_nbd._objective(once, "bg_nbd", once.clients[None]))(np.zeros(4))[0]
    apart = [alone(bg_nbd._objective(h := histories([a], [b], [c]), "bg_nbd", h.clients[None]))(np.zeros(4))[0]
             for a, b, c in zip(x, tx, age, strict=True)]  # fmt: skip
    assert value == pytest.approx(np.mean(apart))


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
def test_the_quick_fit_of_a_bootstrap_comes_as_close_as_the_exact_one(model):
    clients, *_ = made(Buying(model, 0.5, 45, 0.8, 2.5), 800)
    histories_ = seen(clients)
    fitted = fit_buying(histories_, model)
    draws = np.random.default_rng(2).multinomial(800, histories_.clients / 800, size=8).astype(float)
    for quick, draw in zip(refit_buying(histories_, fitted, draws), draws, strict=True):
        _, exact = least(bg_nbd._objective(histories_, model, draw[None]), np.zeros(4), bg_nbd.LOW)
        assert quick.log_likelihood == pytest.approx(-exact * 800, abs=0.1)  # chance moves it by about 2


# -- still buying


def test_who_bought_once_is_surely_active_under_bg_nbd_and_not_under_mbg_nbd():
    modified = Buying("mbg_nbd", 0.525, 6.183 * WEEK, 0.891, 1.614)
    assert p_alive(CDNOW, 0, 0, [10, 300]).tolist() == [1, 1]
    soon, late = p_alive(modified, 0, 0, [10, 300])
    assert 0 < late < soon < 1


@given(st.integers(1, 40), st.floats(50, 400), st.floats(0, 300))
def test_the_longer_the_silence_the_less_likely_active(x, recency, silence):
    soon, late = p_alive(CDNOW, x, recency, [recency + silence, recency + silence + 30])
    assert 0 <= late < soon <= 1


# -- expected purchases


@settings(deadline=None)
@given(
    st.sampled_from(["bg_nbd", "mbg_nbd"]), st.floats(0.1, 5), st.floats(5, 300), st.floats(0.05, 3),
    st.floats(0.2, 6), st.integers(0, 50), st.floats(60, 700), st.floats(1, 700),
)  # fmt: skip
def test_the_series_and_the_integral_agree(model, r, alpha, a, b, x, age, ahead):
    buying = Buying(model, r, alpha, a, b)
    left = b + x + buying.first_may_be_last
    assume(left >= 1)  # below, the density is infinite at 1 too; the integral serves hundreds of purchases
    series = bg_nbd._while_active(buying, np.array([float(x)]), np.array([age]), ahead)[0]
    assert series == pytest.approx(bg_nbd._by_quadrature(buying, x, age, left, ahead), rel=2e-3)


@pytest.mark.parametrize("a", [1 - 1e-9, 1.0, 1 + 1e-9])
def test_a_of_one_is_no_trouble(a):
    near = [expected_purchases(Buying("bg_nbd", 0.5, 40, v, 2.5), 3, 100, 200, 180)[0] for v in (0.999, a, 1.001)]
    assert near[0] > near[1] > near[2]


def test_a_client_with_thousands_of_purchases_is_no_trouble():
    found = expected_purchases(CDNOW, 3000, 4000, 4000, 273)[0]
    assert found == pytest.approx(3000 / 4000 * 273, rel=0.05)  # as often as before, a little less for leaving


def test_what_is_expected_is_what_invented_clients_do_on_average():
    truth = Buying("mbg_nbd", 0.8, 40, 0.6, 2.0)
    clients, later, _ = made(truth, 60_000)
    found = expected_purchases(truth, clients.frequency, clients.recency_days, clients.age_days, 360)
    error = later.std() / np.sqrt(len(later))
    assert abs(found.mean() - later.mean()) < 4 * error


# -- what is refused


@pytest.mark.parametrize(
    ("x", "tx", "age", "says"),
    [
        ([1], [5], [3], "between 0 and age_days"),
        ([1], [0], [3], "just where nothing was bought again"),
        ([0], [2], [3], "just where nothing was bought again"),
        ([-1], [0], [3], "whole number"),
        ([1.5], [2], [3], "whole number"),
        ([1], [float("nan")], [3], "must be numbers"),
        ([1, 2], [3], [4], "one length"),
        ([29], [4.3], [5.5], "not in days"),  # 30 days of 38 are 4.3 weeks of 5.5
    ],
)
def test_histories_that_cannot_be_are_refused(x, tx, age, says):
    with pytest.raises(ValueError, match=says):
        histories(x, tx, age)


def test_clients_are_taken_apart_by_place():
    clients = Clients(*(np.arange(4.0) for _ in range(4)))
    assert clients.part(clients.frequency > 1).age_days.tolist() == [2, 3]
