"""Shifted-beta-geometric retention against Fader and Hardie (2007), table 1 and section 4."""

import numpy as np
import pytest

from salesbook.metrics.fit import sbg
from salesbook.metrics.fit.least import alone
from salesbook.metrics.fit.sbg import Leaving, fit_leaving, observed, refit_leaving, staying

REGULAR = [63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1], [22.3, 20.7, 19.4, 18.3, 17.3]  # % of clients, years 1–7, 8–12
HIGH_END = [86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1], [46.8, 44.5, 42.7, 40.9, 39.4]


def counts(percent):
    """Shares who left at the end of each year, and who were there at the last."""
    alive = np.array([100, *percent]) / 100
    there = np.zeros(len(percent))
    there[-1] = alive[-1]
    return -np.diff(alive), there


@pytest.mark.parametrize(("data", "alpha", "beta"), [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)])
def test_the_published_parameters(data, alpha, beta):
    found = fit_leaving(*counts(data[0]))
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), abs=5e-4)


@pytest.mark.parametrize("data", [REGULAR, HIGH_END])
def test_seven_years_project_the_next_five_within_two_points(data):
    projected = 100 * staying(fit_leaving(*counts(data[0])), np.arange(8, 13))
    assert projected == pytest.approx(data[1], abs=2)


@pytest.mark.parametrize("data", [REGULAR, HIGH_END])
def test_what_is_observed_is_every_published_share_of_the_twelve_years(data):
    every = data[0] + data[1]
    at_risk, kept = observed(*counts(every))
    assert 100 * kept == pytest.approx(every)
    assert 100 * at_risk == pytest.approx([100, *every[:-1]])


def test_clients_followed_for_a_shorter_time_leave_those_at_risk_and_no_gap():
    # ten clients: two leave at once, four are followed for one month only, one of the other four leaves
    at_risk, kept = observed([2, 1], [4, 3])
    assert (at_risk.tolist(), kept.tolist()) == ([10, 4], [0.8, pytest.approx(0.6)])


def test_the_curve_begins_with_all_and_falls_ever_slower():
    rate = staying(Leaving(0.7, 1.2), np.arange(20))
    lost = -np.diff(rate) / rate[:-1]
    assert rate[0] == pytest.approx(1)
    assert (np.diff(lost) < 0).all()


def test_the_first_loss_is_the_mean_chance_to_leave():
    assert staying(Leaving(1, 3), 1) == pytest.approx(3 / 4)


def test_the_gradient_is_that_of_the_likelihood():
    objective, at = alone(sbg._objective(1000 * np.concatenate(counts(REGULAR[0]))[None])), np.array([0.2, 0.9])
    slope = [(objective(at + s)[0] - objective(at - s)[0]) / 2e-6 for s in 1e-6 * np.eye(2)]
    assert objective(at)[1] == pytest.approx(slope, rel=1e-5)


def test_a_draw_that_bears_no_curve_takes_that_of_all():
    lost, there = np.array([20.0, 10.0]), np.array([0.0, 70.0])
    fitted = fit_leaving(lost, there)
    nobody_left, usual = refit_leaving(lost, there, fitted, [np.array([0.0, 0, 0, 100]), np.array([25.0, 8, 0, 67])])
    assert nobody_left is fitted
    assert usual.log_likelihood == pytest.approx(fit_leaving([25, 8], [0, 67]).log_likelihood, abs=0.01)


@pytest.mark.parametrize(
    ("lost", "there", "says"),
    [([0, 0], [0, 5], "bears no curve"), ([5, 0], [0, 0], "bears no curve"), ([1], [1, 2], "one for each period"),
     ([-1, 2], [0, 5], "one for each period")],
)  # fmt: skip
def test_what_bears_no_curve_is_refused(lost, there, says):
    with pytest.raises(ValueError, match=says):
        fit_leaving(lost, there)
