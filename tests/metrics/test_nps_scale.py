"""Whether the survey seems to have been asked from 1 on."""

import pytest

import salesbook as sb
from salesbook.metrics import nps_scale
from tests.metrics.sight import by_group, one, pick, table


@pytest.mark.parametrize(
    ("scores", "from_one"),
    [
        ("1 " * 5 + "9", True),
        ("1 " * 4 + "9", False),
        ("1 " * 9 + "0", False),
        ("10 9 8", False),
        ("-", None),
        ("", None),
    ],
)
def test_five_ones_and_no_zero_are_a_scale_from_one(scores, from_one):
    assert one(nps_scale(table("score\n" + "\n".join(scores.split()))))["from_one"] is from_one


def test_the_ends_are_counted_by_group():
    found = by_group(nps_scale(table("region score\nn 0\nn 10\ns 1\ns -"), by=["region"]), "region")
    assert pick(found["n"], "answered", "zeros", "ones", "tens") == (2, 1, 0, 1)
    assert pick(found["s"], "answered", "zeros", "ones", "tens") == (1, 0, 1, 0)


def test_the_demo_company_asks_from_zero_on():
    # truth.yaml: 5 % of detractors give 0 and 3 % give 1
    assert one(nps_scale(sb.open(sb.DEMO).table("surveys")))["from_one"] is False
