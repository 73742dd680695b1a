"""Many functions much alike are least where each is alone, however many go on together."""

import numpy as np
import pytest

from salesbook.metrics.fit import least
from salesbook.metrics.fit.least import BOUND, nearby, redone, scale_of, summed, times

CENTRES = np.array([[0.0, 0.0], [0.4, -0.3], [-1.0, 2.0], [20.0, 0.0]])
LOW = (-BOUND, -0.1)


def bowls(centres):
    """Steep in one direction, flat in the other, each least (0) at its own centre."""

    def objective(which, points):
        away = points - centres[which]
        return 1 + 50 * away[:, 0] ** 2 + away[:, 1] ** 4 + away[:, 1] ** 2, np.stack(
            [100 * away[:, 0], 4 * away[:, 1] ** 3 + 2 * away[:, 1]], axis=1
        )

    return objective


SCALE = scale_of(bowls(CENTRES[:1]), np.zeros(2))


def test_steps_of_the_scale_are_curved_alike_in_all_directions():
    assert SCALE.T @ np.diag([100, 2]) @ SCALE == pytest.approx(np.eye(2), abs=1e-6)


def test_each_is_found_between_its_bounds():
    points, values = nearby(bowls(CENTRES), 4, np.zeros(2), LOW, SCALE)
    assert points == pytest.approx(np.array([[0, 0], [0.4, -0.1], [-1, 2], [BOUND, 0]]), abs=2e-3)
    assert values[[0, 2]] == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.parametrize("at_once", [1, 4, 5, 100])
def test_how_many_go_on_together_changes_no_result(at_once, monkeypatch):
    monkeypatch.setattr(least, "AT_ONCE", at_once)  # weights: two of each draw
    found = list(redone(bowls, iter(CENTRES), np.zeros(2), LOW, SCALE))
    points, values = nearby(bowls(CENTRES), 4, np.zeros(2), LOW, SCALE)
    assert [point.tolist() for point, _ in found] == points.tolist()
    assert [value for _, value in found] == values.tolist()


def test_nothing_drawn_is_nothing_found():
    assert list(redone(bowls, [], np.zeros(2), LOW, SCALE)) == []


def test_weights_are_summed_by_value_row_by_row():
    values, sums = summed(np.array([[1.0, 2, 3, 4], [0, 1, 0, 10]]), np.array([7, 5, 7, 5]))
    assert values.tolist() == [5, 7]
    assert sums.tolist() == [[6, 4], [11, 0]]


def test_the_product_of_each_row():
    assert times(np.array([[1, 2], [3, 4]]), np.array([10, 1])).tolist() == [12, 34]
