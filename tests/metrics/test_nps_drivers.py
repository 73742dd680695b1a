"""Each segment against the rest, with a p-value corrected for how many are compared."""

import ibis
import pytest

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import nps, nps_drivers
from tests.metrics.sight import by_group, one, pick, rows, table


def answers(**groups):
    cells = [
        (name, s) for name, counts in groups.items() for s, n in zip((10, 8, 0), counts, strict=True) for _ in range(n)
    ]
    names, scores = zip(*cells, strict=True)
    return ibis.memtable({"region": list(names), "score": list(scores)}, schema={"region": "string", "score": "int64"})


def test_each_group_is_held_against_all_others_and_the_least_likely_chance_comes_first():
    found = rows(nps_drivers(answers(a=(10, 10, 0), b=(10, 0, 10), c=(0, 0, 20)), by=["region"]))
    assert [row["group"] for row in found] == ["c", "a", "b"]
    row = found[0]
    assert pick(row, "column", "answered", "nps", "rest_answered", "rest_nps") == ("region", 20, -100, 40, 25)
    assert row["difference"] == -125
    assert row["difference_low"] < -125 < row["difference_high"] or row["difference_high"] < 0


def test_the_interval_is_that_of_two_independent_groups():
    asked = answers(a=(30, 10, 10), b=(10, 20, 30))
    row = by_group(nps_drivers(asked, by=["region"]), "group")["a"]
    halves = [(r["nps_high"] - r["nps_low"]) / 2 for r in rows(nps(asked, by=["region"]))]
    assert (row["difference_high"] - row["difference_low"]) / 2 == pytest.approx(sum(h * h for h in halves) ** 0.5)


def test_the_more_groups_are_compared_the_less_a_difference_proves():
    few, many = (
        by_group(nps_drivers(answers(odd=(2, 4, 14), **dict.fromkeys(others, (10, 5, 5))), by=["region"]), "group")[
            "odd"
        ]
        for others in ("ab", "abcdefghij")
    )
    assert few["p_corrected"] == pytest.approx(3 * few["p_value"])
    assert many["p_corrected"] == pytest.approx(11 * many["p_value"])


def test_several_columns_are_corrected_together_and_a_number_may_be_a_group():
    asked = answers(a=(10, 0, 0), b=(0, 0, 10)).mutate(size=ibis._.score % 2)
    asked = asked.mutate(size=ibis.ifelse(asked.region == "a", 1, 2))
    found = rows(nps_drivers(asked, by=["region", "size"]))
    assert {(row["column"], row["group"]) for row in found} == {
        ("region", "a"),
        ("region", "b"),
        ("size", "1"),
        ("size", "2"),
    }
    assert all(row["p_corrected"] == pytest.approx(4 * row["p_value"]) for row in found)


def test_small_groups_are_not_compared_but_are_the_rest():
    asked = answers(a=(10, 0, 0), b=(0, 0, 9))
    (row,) = rows(nps_drivers(asked, by=["region"]))
    assert pick(row, "group", "rest_answered", "rest_nps") == ("a", 9, -100)
    assert len(rows(nps_drivers(asked, by=["region"], min_answered=9))) == 2


def test_a_group_alone_has_no_rest_and_no_group_is_none():
    assert rows(nps_drivers(answers(a=(10, 0, 0)), by=["region"])) == []
    unknown = table("region score\n" + "- 9\n" * 12 + "a 9\n" * 12)
    assert rows(nps_drivers(unknown, by=["region"])) == []


def test_only_the_last_period_counts_where_one_is_asked_for():
    asked = table("quarter region score\n" + "1 a 0\n1 b 9\n" * 10 + "2 a 9\n2 b 0\n" * 10)
    found = by_group(nps_drivers(asked, by=["region"], period="quarter"), "group")
    assert {group: row["nps"] for group, row in found.items()} == {"a": 100, "b": -100}


def test_without_columns_there_is_nothing_to_compare_and_bad_requests_are_refused():
    assert rows(nps_drivers(answers(a=(1, 0, 0)))) == []
    with pytest.raises(DataError, match="no column size"):
        nps_drivers(answers(a=(1, 0, 0)), by=["size"])
    with pytest.raises(RequestError, match="0 is too few"):
        nps_drivers(answers(a=(1, 0, 0)), by=["region"], min_answered=0)


def test_the_demo_companys_driver_of_the_last_quarter_is_the_slow_branch():
    # truth.yaml: Odesa's branch is 48 points below from 2026-04-01 on; segments differ by 22 points at most
    book = sb.open(sb.DEMO)
    asked = book.table("surveys", by=["quarter", "region"])
    found = rows(nps_drivers(asked, by=["region", "segment"], period="quarter"))
    assert pick(found[0], "column", "group") == ("region", "Одеська")
    assert found[0]["p_corrected"] < 0.05
    assert found[0]["difference_low"] < -48 < found[0]["difference_high"] < 0
    whole = one(nps(asked.filter(asked.quarter == "2026-Q2")))["answered"]
    assert all(row["answered"] + row["rest_answered"] <= whole for row in found)
