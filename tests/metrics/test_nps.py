"""NPS: who counts as what, the interval, and the change from one period to the next."""

import math
from statistics import NormalDist

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesbook.errors import DataError, RequestError
from salesbook.metrics import nps, nps_change
from tests.metrics.sight import by_group, one, pick, rows, table

Z = NormalDist().inv_cdf(0.975)
WORST = 0.5, 0.0, 0.5  # detractors, passives, promoters: the largest variance there is


def answers(*scores, **columns):
    schema = {"score": "int64", **dict.fromkeys(columns, "string")}
    cells = {"score": list(scores), **{name: list(cells) for name, cells in columns.items()}}
    return ibis.memtable(cells, schema=schema)


def counts(promoters, passives, detractors):
    return answers(*[10] * promoters, *[8] * passives, *[0] * detractors)


def variance(*scores):
    """p + d − (p − d)², by the counts that the measure gives."""
    row = one(nps(answers(*scores)))
    p, d = row["promoters"] / row["answered"], row["detractors"] / row["answered"]
    return p + d - (p - d) ** 2


def interval(row):
    return pytest.approx((row["nps_low"], row["nps_high"]))


def adjusted_wald(promoters, passives, detractors, level=0.95):
    """Rocks's interval worked out beside the measure, by the mean and spread of the answers as −1, 0 and 1."""
    weights = {1: promoters + 0.75, 0: passives + 1.5, -1: detractors + 0.75}
    n = sum(weights.values())
    mean = sum(value * weight for value, weight in weights.items()) / n
    spread = sum(weight * (value - mean) ** 2 for value, weight in weights.items()) / n
    half = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(spread / n)
    return max(100 * (mean - half), -100), min(100 * (mean + half), 100)


# -- who counts as what


def test_promoters_minus_detractors_over_all_answers():
    # 2 promoters, 1 passive, 1 detractor: 100 * (2 - 1) / 4
    row = one(nps(answers(10, 9, 8, 3)))
    assert pick(row, "promoters", "passives", "detractors", "answered", "nps") == (2, 1, 1, 4, 25)


@pytest.mark.parametrize(("score", "points"), [(0, -100), (6, -100), (7, 0), (8, 0), (9, 100), (10, 100)])
def test_the_edges_between_detractor_passive_and_promoter(score, points):
    assert one(nps(answers(score)))["nps"] == points


def test_an_unanswered_survey_is_not_an_answer():
    assert pick(one(nps(answers(10, None, None))), "answered", "nps") == (1, 100)


@pytest.mark.parametrize("scores", [(), (None,), (None, None)])
def test_nobody_answered_is_null_and_not_zero(scores):
    assert one(nps(answers(*scores))) == {
        "answered": 0, "promoters": 0, "passives": 0, "detractors": 0,
        "nps": None, "nps_low": None, "nps_high": None,
    }  # fmt: skip


def test_answers_to_another_question_are_left_out_and_those_without_a_kind_are_not():
    # satisfaction of 5 out of 5 would be a detractor
    asked = answers(10, 5, 5, 9, kind=["nps", "csat", "csat", None])
    assert pick(one(nps(asked)), "answered", "detractors", "nps") == (2, 0, 100)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match=r"surveys: no column region\. It has score\."):
        nps(answers(9), by=["region"])
    with pytest.raises(DataError, match="no column score"):
        nps(ibis.memtable({"rec": [9]}))


# -- groups


def test_each_group_has_its_row_in_order_and_who_has_no_group_is_a_group_too():
    asked = table("""
        region score
        south  9
        north  10
        -      0
        north  2
        west   -
    """)
    found = by_group(nps(asked, by=["region"]), "region")
    assert {region: (row["answered"], row["nps"]) for region, row in found.items()} == {
        "north": (2, 0),
        "south": (1, 100),
        None: (1, -100),
        "west": (0, None),
    }
    assert [region for region in found if region] == ["north", "south", "west"]


def test_two_columns_to_group_by():
    asked = table("""
        region kind_of score
        north  shop    10
        north  office  0
        south  shop    8
    """)
    found = rows(nps(asked, by=["region", "kind_of"]))
    assert [(r["region"], r["kind_of"], r["nps"]) for r in found] == [
        ("north", "office", -100), ("north", "shop", 100), ("south", "shop", 0),
    ]  # fmt: skip


# -- published values


@pytest.mark.parametrize(
    ("scores", "points", "spread", "error"),
    [
        ((0, 7, 7, 9, 9, 9), 100 / 3, 5 / 9, 0.304),
        ((1, 9), 0, 1, 0.707),
        ((7, 9), 50, 0.25, 0.354),
        ((0, 7, 9), 0, 2 / 3, 0.471),
    ],
)
def test_the_r_package_nps_gives_the_same_score_and_variance(scores, points, spread, error):
    assert one(nps(answers(*scores)))["nps"] == pytest.approx(points)
    assert variance(*scores) == pytest.approx(spread)
    assert math.sqrt(variance(*scores) / len(scores)) == pytest.approx(error, abs=5e-4)


@pytest.mark.parametrize(
    ("people", "points", "wald"),
    [((200, 200, 100), 20, (13.44, 26.56)), ((250, 675, 75), 17.5, (14.14, 20.86))],
)
def test_published_scores_of_large_samples_where_walds_interval_is_close(people, points, wald):
    row = one(nps(counts(*people)))
    assert row["nps"] == pytest.approx(points)
    # three more answers among hundreds move the bounds by less than 3/n of the score and of the width
    assert (row["nps_low"], row["nps_high"]) == pytest.approx(wald, abs=300 / row["answered"])


def test_the_interval_takes_the_covariance_into_account():
    # 250 promoters and 75 detractors of 1,000: without the covariance the bounds would be 14.3 and 20.5, 6.2 apart
    row = one(nps(counts(250, 675, 75)))
    assert row["nps_high"] - row["nps_low"] == pytest.approx(20.86 - 14.14, abs=0.05)


def test_ten_promoters_do_not_prove_a_hundred():
    row = one(nps(counts(10, 0, 0)))
    assert (row["nps_low"], row["nps_high"]) == (pytest.approx(47.5, abs=0.05), 100)


def test_ten_detractors_mirror_ten_promoters():
    row = one(nps(counts(0, 0, 10)))
    assert (row["nps_low"], row["nps_high"]) == (-100, pytest.approx(-47.5, abs=0.05))


@pytest.mark.parametrize(("points", "n"), [(20, 94), (10, 382), (5, 1534)])
def test_the_published_sample_size_reaches_its_precision_and_two_answers_less_do_not(points, n):
    def half(answered):
        row = one(nps(counts(answered // 2, 0, answered // 2)))
        return (row["nps_high"] - row["nps_low"]) / 2

    # n = Z²s²/d² − 3 has s² = 1; here the 1½ passives that the interval adds lower it a little
    assert half(n) <= points < half(n) * math.sqrt((n + 3) / (n + 3 - 4))


def test_every_product_rises_by_one_and_the_whole_falls_by_three():
    # the mix shift: 300/200/100 answers with 85/78/73 points, then 100/200/300 with 86/79/74
    def year(*products):
        scores = [
            s for n, points in products for s in [10] * round(n * points / 100) + [8] * round(n - n * points / 100)
        ]
        names = [name for name, (n, _) in zip("abc", products, strict=True) for _ in range(n)]
        return answers(*scores, product=names)

    before, after = year((300, 85), (200, 78), (100, 73)), year((100, 86), (200, 79), (300, 74))
    assert one(nps(after))["nps"] - one(nps(before))["nps"] == pytest.approx(
        78 - 81, abs=0.35
    )  # published in whole points
    old, new = (by_group(nps(t, by=["product"]), "product") for t in (before, after))
    assert [new[p]["nps"] - old[p]["nps"] for p in "abc"] == pytest.approx([1, 1, 1])


def coverage(population, n, bounds):
    """The exact share of samples whose interval holds the population's score."""
    d, q, p = population
    truth = 100 * (p - d)
    covered = 0.0
    for promoters, passives, detractors in samples(n):
        low, high = bounds[promoters, passives, detractors]
        if low - 1e-9 <= truth <= high + 1e-9:
            ways = math.factorial(n) // math.prod(map(math.factorial, (promoters, passives, detractors)))
            covered += ways * p**promoters * q**passives * d**detractors
    return 100 * covered


def samples(n):
    return [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]


def bounds_of_all_samples(n):
    """The measure's interval for every sample of ``n`` answers, in one query."""
    every = [(f"{p}/{q}/{d}", *column) for p, q, d in samples(n) for column in ((p, 10), (q, 8), (d, 0))]
    names = [name for name, times, _ in every for _ in range(times)]
    scores = [score for _, times, score in every for _ in range(times)]
    found = by_group(nps(answers(*scores, sample=names), by=["sample"]), "sample")
    return {tuple(map(int, name.split("/"))): (row["nps_low"], row["nps_high"]) for name, row in found.items()}


@pytest.mark.parametrize(
    ("n", "population", "published"),
    [
        (10, (0.03, 0.12, 0.85), 94.90),
        (10, (0.25, 0.5, 0.25), 97.28),
        (10, (1 / 3, 1 / 3, 1 / 3), 96.13),
        (10, (0, 0.05, 0.95), 91.39),
        (50, (0, 0.05, 0.95), 96.22),
    ],
)
def test_the_exact_coverage_of_the_interval_is_the_published_one(n, population, published):
    every = {10: bounds_of_all_samples, 50: only_passives_and_promoters}[n](n)
    assert coverage(population, n, every) == pytest.approx(published, abs=0.005)


def only_passives_and_promoters(n):
    """As above for a population without detractors, where no other sample can be drawn."""
    found = dict.fromkeys(samples(n), (math.nan, math.nan))
    for p in range(n + 1):
        row = one(nps(counts(p, n - p, 0)))
        found[p, n - p, 0] = (row["nps_low"], row["nps_high"])
    return found


def test_the_interval_of_thirty_answers_covers_about_as_often_as_it_says():
    every = bounds_of_all_samples(30)
    for population in [(0.03, 0.12, 0.85), (0.25, 0.5, 0.25), (1 / 3, 1 / 3, 1 / 3), (0.1, 0.3, 0.6), WORST]:
        assert 92.5 <= coverage(population, 30, every) <= 99


# -- the interval, for any answers

some_scores = st.lists(st.integers(0, 10), min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_the_interval_is_rocks_whatever_the_answers(promoters, passives, detractors, level):
    if promoters + passives + detractors:
        row = one(nps(counts(promoters, passives, detractors), level=level))
        assert interval(row) == adjusted_wald(promoters, passives, detractors, level)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=30, max_size=80))
def test_the_interval_of_thirty_answers_or_more_holds_the_score(scores):
    row = one(nps(answers(*scores)))
    assert -100 <= row["nps_low"] <= row["nps"] <= row["nps_high"] <= 100


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10) | st.none(), st.sampled_from("abc") | st.none()), max_size=40), st.randoms()
)
def test_groups_add_up_to_the_whole_and_the_order_of_rows_does_not_matter(pairs, chance):
    shuffled = chance.sample(pairs, len(pairs))
    whole = one(nps(answers(*[s for s, _ in pairs])))
    parts, again = (
        rows(nps(answers(*[s for s, _ in some], region=[r for _, r in some]), by=["region"]))
        for some in (pairs, shuffled)
    )
    for count in ("answered", "promoters", "passives", "detractors"):
        assert sum(part[count] for part in parts) == whole[count]
    key = lambda part: part["region"] or ""  # noqa: E731
    assert sorted(parts, key=key) == sorted(again, key=key)


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = (one(nps(counts(20, 10, 10), level=level)) for level in (0.8, 0.95))
    assert wide["nps_low"] < narrow["nps_low"] < narrow["nps_high"] < wide["nps_high"]


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(RequestError, match=r"level: .* is not a coverage"):
        nps(answers(9), level=level)
    with pytest.raises(RequestError, match=r"level: .* is not a coverage"):
        nps_change(answers(9, quarter=["2024-Q1"]), level=level)


# -- the change from one period to the next


def test_the_change_is_the_last_period_against_the_one_before():
    # Q1: 1 of 2 promoters, 50; Q2: 2 promoters and 1 detractor of 4, 25. The year before counts for nothing
    asked = table("""
        quarter score
        2023-Q4 0
        2024-Q1 9
        2024-Q1 8
        2024-Q2 10
        2024-Q2 9
        2024-Q2 8
        2024-Q2 0
    """)
    row = one(nps_change(asked))
    assert pick(row, "before", "after", "nps_before", "nps_after", "change") == ("2024-Q1", "2024-Q2", 50, 25, -25)
    assert pick(row, "answered_before", "answered_after") == (2, 4)


def test_the_variances_of_the_two_periods_add_up():
    def half(row):
        return (row["nps_high"] - row["nps_low"]) / 2

    asked = answers(*[10] * 60, *[8] * 20, *[0] * 20, *[10] * 30, *[8] * 30, *[0] * 40, month=["1"] * 100 + ["2"] * 100)
    row = one(nps_change(asked, period="month"))
    first, second = rows(nps(asked, by=["month"]))
    assert (row["change_high"] - row["change_low"]) / 2 == pytest.approx(math.hypot(half(first), half(second)))
    assert row["change_low"] < row["change"] == -50 < row["change_high"] < 0


@pytest.mark.parametrize(
    "asked",
    [
        answers(quarter=[]),
        answers(9, 9, quarter=["2024-Q1"] * 2),
        answers(9, 9, None, quarter=["2024-Q1", None, "2024-Q2"]),
    ],
    ids=["no answers", "one period", "one period that was answered"],
)
def test_with_fewer_than_two_periods_there_is_no_change(asked):
    assert rows(nps_change(asked)) == []


def test_the_column_of_periods_must_be_there():
    with pytest.raises(DataError, match="no column month"):
        nps_change(answers(9), period="month")
