"""Two sets of NPS answers: a thousand by unit, region and month, and a hundred clients with Excel's days.

Reference: expected.json of each set. Counts and points are the same; their interval is Wald's, ours the adjusted Wald,
so ours is held against the counts, and against theirs only as far as three more answers can move it.
"""

import math

import pytest

from tests.real.companies import Company, expected, period

pytestmark = pytest.mark.real_data
FRUIT, NASHVILLE = Company("nps-r-testdata", "nps-r-testdata"), Company("nashville-nps", "nashville-nps")
ALL = [
    pytest.param(company, name, column, key, id=f"{name} {column or 'all'}")
    for company, name, column, key in [
        (FRUIT, "nps-r-testdata", "", "overall"), (FRUIT, "nps-r-testdata", "BU", "by_BU"),
        (FRUIT, "nps-r-testdata", "Region", "by_Region"), (FRUIT, "nps-r-testdata", "month", "by_month"),
        (NASHVILLE, "nashville-nps", "", "overall"), (NASHVILLE, "nashville-nps", "size", "by_Customer_Size"),
        (NASHVILLE, "nashville-nps", "Industry", "by_Industry"), (NASHVILLE, "nashville-nps", "Churned", "by_Churned"),
    ]
]  # fmt: skip


@pytest.mark.parametrize(("company", "name"), [(FRUIT, "nps-r-testdata"), (NASHVILLE, "nashville-nps")])
def test_the_check_reads_every_row(company, name):
    code, findings = company.check()
    assert (code, {f["level"] for f in findings}) == (0, {"info"})
    assert f"surveys: {expected(name)['rows']:,} rows" in findings[0]["finding"]


@pytest.mark.parametrize(("company", "name", "column", "key"), ALL)
def test_counts_points_and_interval(company, name, column, key):
    theirs = expected(name)[key] if column else {"": expected(name)[key]}
    ours = company.by("nps", column) if column else {"": company.measure("nps")[0]}
    assert set(ours) == set(theirs)  # NAM is a region and not a missing one
    for group, row in ours.items():
        figures = theirs[group]
        n = figures["n"]
        assert row["answered"] == n
        assert all(row[kind] == figures[kind] for kind in ("promoters", "passives", "detractors"))
        assert row["nps"] == pytest.approx(figures["nps"], abs=1e-6)
        low, high = figures["ci95"]
        middle = (row["nps_low"] + row["nps_high"]) / 2
        if row["nps_low"] > -100 and row["nps_high"] < 100:
            assert middle == pytest.approx(figures["nps"] * n / (n + 3), abs=1e-4)  # drawn towards 0 by three answers
            assert row["nps_high"] - row["nps_low"] == pytest.approx(high - low, rel=3 / math.sqrt(n))


@pytest.mark.parametrize(("company", "name"), [(FRUIT, "nps-r-testdata"), (NASHVILLE, "nashville-nps")])
def test_as_many_answers_as_there_are_reach_the_width_that_there_is(company, name):
    theirs = expected(name)["overall"]
    half = 1.959964 * theirs["se"]
    row = company.measure("nps_sample", "-p", "half_width_points", f"{half:.6f}")[0]
    assert row["half_width_points"] == pytest.approx(half, rel=3 / math.sqrt(theirs["n"]))
    assert row["needed"] == pytest.approx(theirs["n"] - 3, rel=0.06)


def test_days_of_excel_are_read_as_days():
    _, findings = NASHVILLE.check()
    said = " ".join(f["finding"] for f in findings)
    assert period("clients", *(expected("nashville-nps")[day] for day in ("first_start", "last_start"))) in said


@pytest.mark.slow
@pytest.mark.parametrize(("company", "name"), [(FRUIT, "nps-r-testdata"), (NASHVILLE, "nashville-nps")])
def test_the_run_rests_on_the_same_figures(company, name, tmp_path):
    code, manifest = company.run(out=tmp_path / "report")
    made = manifest["notebooks"][""]
    assert (code, {k: report["status"] for k, report in made.items()}) == (0, {"analyse/nps": "done"})
    assert made["analyse/nps"]["figures"]["nps"]["nps"] == pytest.approx(expected(name)["overall"]["nps"])
