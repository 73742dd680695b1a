"""P-values: of one difference, and of many."""

from statistics import NormalDist

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.metrics.chance import holm, p_value
from tests.metrics.sight import rows


def p_of(*z):
    table = ibis.memtable({"z": list(map(float, z))}, schema={"z": "float64"})
    return [row["p"] for row in rows(table.mutate(p=p_value(table.z)))]


def corrected(*p):
    table = ibis.memtable(
        {"name": [str(i) for i in range(len(p))], "p": list(p)}, schema={"name": "string", "p": "float64"}
    )
    found = {row["name"]: row["holm"] for row in rows(holm(table, "p", "holm", ["name"]))}
    return [found[str(i)] for i in range(len(p))]


def test_the_normal_tail_is_that_of_the_standard_library_at_every_distance():
    steps = [i / 50 for i in range(-350, 351)]
    assert p_of(*steps) == pytest.approx([2 * NormalDist().cdf(-abs(z)) for z in steps], rel=1e-9, abs=1e-13)


def test_nothing_between_two_groups_is_chance_for_sure_and_far_apart_is_none():
    assert p_of(0, 1.959963984540054, 8, 40) == pytest.approx([1, 0.05, 1.2441921148543639e-15, 0], rel=1e-6)


def test_an_unknown_distance_has_no_p_value():
    table = ibis.memtable({"z": [None]}, schema={"z": "float64"})
    assert rows(table.mutate(p=p_value(table.z)))[0]["p"] is None


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_falls():
    # Holm (1979): 0.01 * 4, then 0.03 * 3 (0.02 * 3 = 0.06 first), then the larger before it
    assert corrected(0.01, 0.04, 0.03, 0.005) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_ties_are_corrected_alike_and_nothing_passes_one():
    assert corrected(0.6, 0.02, 0.02) == pytest.approx([0.6, 0.06, 0.06])
    assert corrected(0.9, 0.8) == [1, 1]
    assert corrected(0.2) == [0.2]
    assert corrected() == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_what_the_definition_says(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    expected, highest = [0.0] * len(p), 0.0
    for place, i in enumerate(order):
        highest = max(highest, (len(p) - place) * p[i])
        expected[i] = min(highest, 1.0)
    assert corrected(*p) == pytest.approx(expected)
