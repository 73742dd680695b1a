"""Gamma-Gamma against what its authors published."""

import numpy as np
import pytest

from salesbook.metrics.fit import gamma_gamma
from salesbook.metrics.fit.gamma_gamma import Spending, expected_spend, fit_spending, refit_spending
from salesbook.metrics.fit.least import alone

CDNOW = Spending(6.25, 3.74, 15.44)  # Fader, Hardie and Lee (2005), JMR 42: the tenth of CDNOW


def made(truth, clients=20_000, seed=1):
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 8, clients)
    return x, rng.standard_gamma(truth.p * x) / rng.standard_gamma(truth.q, clients) * truth.v_amount / x


def test_expected_spend_of_cdnow_clients_is_as_published():
    # the first three clients: 2 repeat purchases of 22.35 on average, 1 of 11.77, none
    found = expected_spend(CDNOW, [2, 1, 0], [22.35, 11.77, np.nan])
    assert found == pytest.approx([24.659, 18.911, 35.171], rel=0.003)  # published parameters are rounded


def test_the_parameters_that_made_the_amounts_are_found_again():
    found = fit_spending(*made(CDNOW))
    for name in ("p", "q", "v_amount"):
        assert getattr(found, name) == pytest.approx(getattr(CDNOW, name), rel=0.08)


def test_the_currency_changes_the_unit_and_nothing_else():
    x, m = made(CDNOW, 500)
    small, large = fit_spending(x, m), fit_spending(x, 100 * m)
    assert (large.p, large.q, large.v_amount) == pytest.approx((small.p, small.q, 100 * small.v_amount), rel=1e-4)
    assert large.log_likelihood == pytest.approx(small.log_likelihood - 500 * np.log(100))


def test_the_gradient_is_that_of_the_likelihood():
    x, m = made(CDNOW, 200)
    objective, at = alone(gamma_gamma._objective(x.astype(float), m, np.ones((1, 200)))), np.array([1.0, 1.0, 2.0])
    slope = [(objective(at + s)[0] - objective(at - s)[0]) / 2e-6 for s in 1e-6 * np.eye(3)]
    assert objective(at)[1] == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_the_likelihood_of_one_client_is_the_density_integrated():
    # p = 1, q = 2, v = 3, one purchase of 5: ∫ ν e^{−5ν} · 9 ν e^{−3ν} dν = 9 Γ(3) / 8³
    value, _ = alone(gamma_gamma._objective(np.array([1.0]), np.array([5.0]), np.ones((1, 1))))(np.log([1.0, 2.0, 3.0]))
    assert np.exp(-value) == pytest.approx(18 / 8**3)


def test_the_more_a_client_bought_the_more_its_own_mean_counts():
    found = expected_spend(CDNOW, [0, 1, 5, 50], [0, 100, 100, 100])
    assert found[0] < found[1] < found[2] < found[3] < 100


def test_a_client_whose_returns_outweigh_is_taken_to_spend_nothing_but_not_less():
    assert expected_spend(CDNOW, 2, -40) == expected_spend(CDNOW, 2, 0) > 0


def test_the_quick_fit_of_a_bootstrap_comes_as_close_as_the_exact_one():
    x, m = made(CDNOW, 400)
    x = x.astype(float)
    fitted, picks = fit_spending(x, m), [np.arange(0, 400, 2).repeat(2), np.arange(400)]
    for pick in picks:
        (quick,) = refit_spending(x, m, fitted, [np.bincount(pick, minlength=400).astype(float)])
        exact = fit_spending(x[pick], m[pick])
        assert quick.log_likelihood == pytest.approx(exact.log_likelihood, abs=0.1)


@pytest.mark.parametrize(("x", "m"), [([1, 2], [3.0, 0.0]), ([1], [-1.0]), ([0], [1.0]), ([], []), ([1], [np.nan])])
def test_spend_that_is_not_positive_is_refused(x, m):
    with pytest.raises(ValueError, match="above zero"):
        fit_spending(x, m)
