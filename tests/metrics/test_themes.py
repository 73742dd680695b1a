"""Themes of comments: who counts as what, the share of detractors with its interval, and what is left out."""

import ibis
import pytest

from salesbook.errors import DataError, RequestError
from salesbook.metrics import themes
from tests.metrics.sight import by_group, one, pick, rows

COLUMNS = ("theme", "score", "sure")
SCHEMA = dict(zip(COLUMNS, ("string", "int64", "boolean"), strict=True))


def mentions(*told):
    return ibis.memtable([dict(zip(COLUMNS, each, strict=True)) for each in told], schema=SCHEMA)


def sure(theme, *scores):
    return mentions(*((theme, score, True) for score in scores))


def test_each_theme_has_its_comments_by_who_wrote_them():
    told = mentions(("price", 2, True), ("price", 8, True), ("price", 9, True), ("price", 5, True), ("staff", 10, True))
    found = by_group(themes(told), "theme")
    assert pick(found["price"], "comments", "detractors", "passives", "promoters", "mean_score") == (4, 2, 1, 1, 6)
    assert pick(found["staff"], "comments", "detractors", "detractor_share") == (1, 0, 0)


@pytest.mark.parametrize(("score", "counted"), [(6, (1, 0, 0)), (7, (0, 1, 0)), (8, (0, 1, 0)), (9, (0, 0, 1))])
def test_the_edges_are_those_of_nps(score, counted):
    assert pick(one(themes(sure("price", score))), "detractors", "passives", "promoters") == counted


def test_the_interval_is_wilsons():
    # 2 of 4, z² = 3.8415: the middle is 0.5, the half width 1.96 √(0.25/4 + 3.8415/64) / (1 + 3.8415/4) = 0.35
    row = one(themes(sure("price", 1, 2, 9, 10)))
    assert pick(row, "detractor_share", "detractor_low", "detractor_high") == pytest.approx((0.5, 0.15, 0.85), abs=1e-3)


@pytest.mark.parametrize(("score", "share", "low", "high"), [(10, 0, 0, 0.7935), (0, 1, 0.2065, 1)])
def test_one_comment_proves_little_and_no_share_leaves_its_scale(score, share, low, high):
    row = one(themes(sure("price", score)))
    found = pick(row, "detractor_share", "detractor_low", "detractor_high")
    assert found == pytest.approx((share, low, high), abs=1e-4)
    assert all(0 <= each <= 1 for each in found)


def test_a_higher_level_is_wider():
    narrow, wide = (one(themes(sure("price", 1, 9), level=level)) for level in (0.8, 0.95))
    assert wide["detractor_low"] < narrow["detractor_low"] < 0.5 < narrow["detractor_high"] < wide["detractor_high"]


def test_what_is_not_sure_stands_apart():
    row = one(themes(mentions(("price", 9, True), ("price", 0, False), ("price", 1, False))))
    assert pick(row, "comments", "detractors", "mean_score", "unsure") == (1, 0, 9, 2)


def test_a_theme_of_which_nothing_is_sure_has_no_share():
    row = one(themes(mentions(("price", 0, False))))
    assert pick(row, "comments", "detractors", "unsure") == (0, 0, 1)
    assert pick(row, "mean_score", "detractor_share", "detractor_low", "detractor_high") == (None,) * 4


def test_the_most_frequent_theme_comes_first_and_those_alike_by_name():
    told = mentions(("staff", 9, True), ("price", 9, True), ("website", 9, True), ("website", 1, True))
    assert [row["theme"] for row in rows(themes(told))] == ["website", "price", "staff"]


def test_nothing_said_is_no_row():
    assert rows(themes(mentions())) == []


def test_an_absent_column_and_a_level_that_is_none_are_refused():
    with pytest.raises(DataError, match="no column sure"):
        themes(sure("price", 1).drop("sure"))
    with pytest.raises(RequestError, match="1.5 is not a coverage"):
        themes(sure("price", 1), level=1.5)


@pytest.mark.parametrize("dialect", ["databricks", "postgres"])
def test_it_is_lazy_and_can_be_said_in_other_languages_than_duckdbs(dialect):
    assert "SELECT" in str(ibis.to_sql(themes(ibis.table(SCHEMA, name="mentions")), dialect=dialect))
