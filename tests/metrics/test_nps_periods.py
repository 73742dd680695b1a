"""NPS from one period to the next: p-value, the period in progress, and what mix, rate and chance did."""

import datetime as dt
from statistics import NormalDist

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesbook as sb
from salesbook.errors import DataError, RequestError
from salesbook.metrics import nps, nps_change, nps_mix, nps_segments
from tests.metrics.sight import by_group, one, pick, rows, table


def answers(**periods):
    """Answers of segments: ``{period: {segment: (promoters, passives, detractors)}}``."""
    cells = [
        (period.replace("_", "-"), segment, score)
        for period, segments in periods.items()
        for segment, counts in segments.items()
        for score, times in zip((10, 8, 0), counts, strict=True)
        for _ in range(times)
    ]
    columns = zip(*cells, strict=True) if cells else ([], [], [])
    names = "quarter", "segment", "score"
    schema = {"quarter": "string", "segment": "string", "score": "int64"}
    return ibis.memtable(dict(zip(names, map(list, columns), strict=True)), schema=schema)


# -- how likely chance alone is


def test_the_p_value_and_the_interval_say_the_same():
    def change(promoters):
        asked = answers(a={"x": (50, 30, 20)}, b={"x": (promoters, 30, 70 - promoters)})
        return one(nps_change(asked))

    for promoters in range(20, 71, 5):
        row = change(promoters)
        assert (row["p_value"] < 0.05) == (row["change_low"] > 0 or row["change_high"] < 0)
    assert change(50)["p_value"] == pytest.approx(1)


def test_the_p_value_is_that_of_two_independent_groups():
    # standard error √(v₁/n₁ + v₂/n₂): 50/30/20 against 30/40/30 of 100 each, on three answers more
    row = one(nps_change(answers(a={"x": (50, 30, 20)}, b={"x": (30, 40, 30)})))
    p0, d0, p1, d1 = (x / 103 for x in (50.75, 20.75, 30.75, 30.75))
    error = ((p0 + d0 - (p0 - d0) ** 2 + p1 + d1 - (p1 - d1) ** 2) / 103) ** 0.5
    z = (p1 - d1 - p0 + d0) / error
    assert row["p_value"] == pytest.approx(2 * NormalDist().cdf(-abs(z)))


# -- a period in progress


@pytest.mark.parametrize(
    ("period", "label", "last", "complete"),
    [
        ("quarter", "Q", "2026-06-30", True), ("quarter", "Q", "2026-06-29", False),
        ("month", "M", "2026-02-28", True), ("month", "M", "2024-02-28", False), ("month", "M", "2024-02-29", True),
        ("year", "Y", "2025-12-31", True), ("year", "Y", "2025-12-30", False),
        ("week", "W", "2026-06-28", True), ("week", "W", "2026-06-27", False),  # a Sunday, a Saturday
        ("wave", "V", "2026-06-30", None),
    ],
)  # fmt: skip
def test_a_period_is_complete_when_its_last_day_is_there(period, label, last, complete):
    day = dt.date.fromisoformat(last)
    asked = table(f"{period} score answered_at\n{label}1 9 2020-01-06\n{label}2 9 {day}")
    assert one(nps_change(asked, period=period))["complete"] is complete


def test_a_later_answer_of_another_kind_or_a_later_day_ends_the_period():
    asked = table("""
        quarter score kind answered_at
        2026-Q1 9     nps  2026-03-04
        2026-Q2 9     nps  2026-06-20
        -       5     csat 2026-07-01
    """)
    assert one(nps_change(asked))["complete"] is True
    ours = asked.filter(asked.kind == "nps")
    assert one(nps_change(ours))["complete"] is False
    assert one(nps_change(ours, as_of=dt.date(2026, 6, 30)))["complete"] is True


def test_answers_without_a_date_cannot_tell_whether_a_period_is_over():
    assert one(nps_change(answers(a={"x": (1, 0, 0)}, b={"x": (1, 0, 0)})))["complete"] is None


# -- mix, rate and noise


def published():
    """Published: 300/200/100 answers with 85/78/73 points, then 100/200/300 with 86/79/74."""

    def year(*products):
        return {name: (round(n * points / 100), n - round(n * points / 100), 0) for name, n, points in products}

    return answers(
        y2006=year(("a", 300, 85), ("b", 200, 78), ("c", 100, 73)),
        y2007=year(("a", 100, 86), ("b", 200, 79), ("c", 300, 74)),
    )


def test_the_published_mix_shift_is_split_into_plus_one_and_minus_four():
    # each product rose by 1, the whole fell from 81 to 78: the rate gave +1, the mix −4
    row = one(nps_mix(published(), by=["segment"]))
    assert pick(row, "nps_before", "nps_after") == pytest.approx((81, 78), abs=0.5)  # published in whole points
    assert pick(row, "change", "rate", "mix") == pytest.approx((-3, 1, -4))
    assert row["mix_high"] < 0  # of 600 answers a year this mix is more than chance,
    assert row["rate_low"] < 0 < row["rate_high"]  # and this rate is not


def test_each_product_of_the_published_shift_rose_by_one_and_the_parts_add_up():
    whole, parts = one(nps_mix(published(), by=["segment"])), rows(nps_segments(published(), by=["segment"]))
    assert [part["change"] for part in parts] == pytest.approx([1, 1, 1])
    assert sum(part["mix"] for part in parts) == pytest.approx(whole["mix"])
    assert sum(part["rate"] for part in parts) == pytest.approx(whole["rate"])
    assert {part["segment"]: round(part["share_after"] - part["share_before"], 6) for part in parts} == {
        "a": pytest.approx(-1 / 3, abs=1e-5), "b": 0, "c": pytest.approx(1 / 3, abs=1e-5),
    }  # fmt: skip


def test_a_segment_that_grows_lifts_the_whole_only_if_it_scores_above_it():
    parts = by_group(nps_segments(published(), by=["segment"]), "segment")
    assert parts["a"]["mix"] < 0 and parts["c"]["mix"] < 0 and parts["b"]["mix"] == pytest.approx(0)


def test_noise_is_half_the_width_of_the_interval_of_the_change():
    asked = answers(a={"x": (50, 30, 20), "y": (10, 20, 10)}, b={"x": (30, 40, 30), "y": (20, 10, 5)})
    row, change = one(nps_mix(asked, by=["segment"])), one(nps_change(asked))
    assert row["noise"] == pytest.approx((change["change_high"] - change["change_low"]) / 2)
    assert row["change"] == pytest.approx(change["change"])


def test_without_segments_all_is_rate():
    asked = answers(a={"x": (5, 3, 2)}, b={"x": (3, 4, 3)})
    assert pick(one(nps_mix(asked)), "segments", "change", "rate", "mix") == pytest.approx((1, -30, -30, 0))


def test_a_segment_of_one_period_is_mix_and_has_no_change_of_its_own():
    asked = answers(a={"x": (5, 5, 0)}, b={"x": (5, 5, 0), "new": (0, 0, 10)})
    row = one(nps_mix(asked, by=["segment"]))
    assert pick(row, "change", "rate", "mix") == pytest.approx((-75, 0, -75))
    parts = by_group(nps_segments(asked, by=["segment"]), "segment")
    assert pick(parts["new"], "change", "change_low", "p_value", "nps_before") == (None, None, None, None)
    assert parts["x"]["p_value"] == pytest.approx(1)


def test_a_missing_segment_is_one_too():
    asked = table("""
        quarter segment score
        1       -       10
        1       x       10
        2       -       0
        2       x       10
    """)
    row = one(nps_mix(asked, by=["segment"]))
    assert pick(row, "segments", "change", "rate", "mix") == (2, -100, -100, 0)


@pytest.mark.parametrize("asked", [answers(), answers(a={"x": (1, 0, 0)})], ids=["no answers", "one period"])
def test_with_fewer_than_two_periods_there_is_nothing_to_split(asked):
    assert rows(nps_mix(asked, by=["segment"])) == []
    assert rows(nps_segments(asked, by=["segment"])) == []


def test_the_period_is_no_segment_and_a_missing_column_is_named():
    with pytest.raises(RequestError, match="quarter is the period"):
        nps_mix(answers(), by=["quarter"])
    with pytest.raises(DataError, match="no column region"):
        nps_mix(answers(), by=["region"])


segments = st.dictionaries(st.sampled_from("abc"), st.tuples(*[st.integers(0, 6)] * 3), min_size=1)


@settings(max_examples=20, deadline=None)
@given(segments, segments)
def test_mix_and_rate_add_up_to_the_change_whatever_the_answers(before, after):
    asked = answers(a=before, b=after)
    scores = by_group(nps(asked, by=["quarter"]), "quarter")
    found = rows(nps_mix(asked, by=["segment"]))
    assert len(found) == (len(scores) == 2)
    for row in found:
        assert row["change"] == pytest.approx(scores["b"]["nps"] - scores["a"]["nps"])
        assert row["mix"] + row["rate"] == pytest.approx(row["change"])


def test_the_demo_companys_fall_is_rate_and_the_slow_branch():
    # truth.yaml: the last wave fell from 46 to 30.82 in expectation, because the branch of Odesa got slow
    book = sb.open(sb.DEMO)
    asked = book.table("surveys", by=["quarter", "region"])
    row = one(nps_mix(asked, by=["region"]))
    assert row["rate_low"] < 30.82 - 46 < row["rate_high"] < 0 < row["noise"]
    assert row["mix_low"] < 0 < row["mix_high"]
    parts = rows(nps_segments(asked, by=["region"]))
    assert [part["region"] for part in parts if part["p_value"] < 0.05] == ["Одеська"]
