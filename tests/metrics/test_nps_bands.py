"""NPS by the bands of the source: named only where the whole interval lies in one."""

import ibis
import pytest

from salesbook.errors import DataError
from salesbook.metrics import nps_bands
from salesbook.metrics.nps_bands import _band
from tests.metrics.sight import one, pick, rows, table


def band(promoters, passives, detractors):
    scores = [10] * promoters + [8] * passives + [0] * detractors
    return one(nps_bands(ibis.memtable({"score": scores}, schema={"score": "int64"})))


@pytest.mark.parametrize(
    ("points", "name"),
    [
        (-100.0, "low"), (9.999, "low"), (10.0, "growing"), (45.0, "growing"), (45.001, "close"), (49.999, "close"),
        (50.0, "leading"), (100.0, "leading"), (None, None),
    ],
)  # fmt: skip
def test_the_edges_of_the_bands_are_the_sources_and_between_45_and_50_is_a_band_of_its_own(points, name):
    scored = ibis.memtable({"nps": [points]}, schema={"nps": "float64"})
    assert one(scored.mutate(band=_band(scored.nps)))["band"] == name


@pytest.mark.parametrize(
    ("people", "name"),
    [
        ((100, 300, 600), "low"),  # −50 ± 4
        ((500, 300, 200), "growing"),  # 30 ± 5
        ((80_000, 7_000, 13_000 + 6_500), "leading"),
        ((5_500_0, 3_700_0, 8_000), "close"),  # 47 in 100,000 answers
    ],
)
def test_many_answers_name_the_band(people, name):
    assert band(*people)["band"] == name


def test_a_score_of_60_from_fifty_answers_names_no_band():
    row = band(35, 10, 5)
    assert pick(row, "nps", "band", "band_low", "band_high") == (60, None, "growing", "leading")


def test_nobody_answered_is_in_no_band():
    assert pick(one(nps_bands(table("score\n-"))), "answered", "band", "band_low") == (0, None, None)


def test_by_group_and_a_missing_column():
    asked = table("region score\nnorth 9\nsouth 0")
    assert [row["region"] for row in rows(nps_bands(asked, by=["region"]))] == ["north", "south"]
    with pytest.raises(DataError, match="no column score"):
        nps_bands(asked.drop("score"))
