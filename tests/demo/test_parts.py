"""A part of the demo company by itself is what it is among the others: the day one looks back from is that of all."""

import inspect
from copy import copy

import pytest

import salesbook as sb
from salesbook.measured import measure
from salesbook.metrics import MEASURES
from salesbook.metrics.last_day import last_day
from tests.alike import differences

PART = "Волинська"  # its last order came a day, its last change of points three days before those of all
AMONG_ALL = {  # what speaks of the other parts too, or draws chances for each group anew
    "complaints_groups", "lifetime", "lifetime_calibration", "lifetime_total", "nps_drivers", "nps_mix",
    "nps_segments",
}  # fmt: skip
COLUMNS_AMONG_ALL = {  # clients alike are looked for in the whole company; groups are held against each other
    "sleeping": {"return_chance_rate", "silences", "at_risk_amount"},
    "survival_summary": {"chi_squared", "p_value"},
}
DATED = [name for name in MEASURES if "as_of" in inspect.signature(MEASURES[name].function).parameters]
GROUPED = [name for name in MEASURES if "by" in inspect.signature(MEASURES[name].function).parameters]


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


def without(rows, *columns):
    return [{name: value for name, value in row.items() if name not in columns} for row in rows]


@pytest.mark.parametrize("name", DATED)
def test_where_no_day_is_given_it_is_the_last_of_the_table_that_is_said_to_end_it(demo, name):
    ends = MEASURES[name].ends
    found = measure(demo, name).rows
    if ends:
        last = last_day(ends, demo.table(ends), {}).to_pyarrow()["last"][0].as_py()
        assert differences(measure(demo, name, as_of=last).rows, found) == []
    assert found or name in AMONG_ALL  # a comparison of groups has none to compare


@pytest.mark.parametrize("name", [n for n in GROUPED if n not in AMONG_ALL and MEASURES[n].table != "spend"])
def test_a_part_by_itself_is_what_it_is_among_the_others(demo, name):
    part, leave = copy(demo), COLUMNS_AMONG_ALL.get(name, ())
    part.only = f"region={PART}"
    among = [row for row in measure(demo, name, by="region").rows if row["region"] == PART]
    assert among
    assert differences(without(measure(part, name).rows, *leave), without(among, "region", *leave)) == []
