"""The coach's themes meet the scores of a survey: what is read, what is counted, and that no comment gets out."""

import time

import pytest

import salesbook as sb
from salesbook import themed
from salesbook.coach.comments import themes as judged
from salesbook.errors import DataError, RequestError
from salesbook.findings import FIGURES
from salesbook.words import LANGUAGES
from tests.metrics.sight import by_group, pick

LATE, DEAR, BOTH, VAGUE = "Two days late", "Too expensive", "Dear and late", "Hmm"
TOLD = {
    LATE: (("delivery",), True), DEAR: (("price",), True), BOTH: (("price", "delivery"), True), VAGUE: (("price",), False),
}  # fmt: skip
SURVEYS = f"""score,answered_at,kind,client_id,comment
2,2024-01-05,nps,card-07,{LATE}
7,2024-01-06,nps,card-08,{LATE}
9,2024-01-07,nps,card-09,{DEAR}
6,2024-01-08,nps,card-10,{BOTH}
8,2024-01-09,nps,card-11,{VAGUE}
0,2024-01-10,csat,card-12,{LATE}
10,2024-01-11,nps,card-13,
10,2024-01-12,nps,card-14,"  "
,2024-01-13,nps,card-15,{DEAR}
"""


@pytest.fixture
def company(tmp_path):
    """A function that opens a company with these answers."""

    def company(surveys=SURVEYS, **how):
        (tmp_path / "surveys.csv").write_text(surveys, encoding="utf-8")
        return sb.open(tmp_path, **how)

    return company


@pytest.fixture
def coached(monkeypatch):
    """A coach who knows four comments; what was read stands in the list."""
    read = []
    monkeypatch.setattr(themed, "told", lambda comment: read.append(comment) or TOLD[comment])
    return read


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


# -- what is counted


def test_each_theme_has_the_scores_of_those_who_wrote_of_it(company, coached):
    found = by_group(sb.themes(company()).table, "theme")
    assert pick(found["delivery"], "comments", "detractors", "passives", "promoters") == (3, 2, 1, 0)
    assert pick(found["price"], "comments", "detractors", "passives", "promoters") == (2, 1, 0, 1)
    assert found.keys() == {"delivery", "price"}


def test_a_comment_of_two_themes_is_one_comment_and_an_unsure_one_stands_apart(company, coached):
    result = sb.themes(company())
    assert (result.read, result.unsure, result.detractors) == (5, 1, 2)
    assert by_group(result.table, "theme")["price"]["unsure"] == 1


def test_without_a_kind_all_answers_are_of_nps(company, coached):
    assert sb.themes(company(SURVEYS.replace("kind", "sort"))).read == 6


def test_a_part_of_the_company_has_its_own_themes(company, coached):
    assert sb.themes(company(only="client_id=card-10")).read == 1


def test_what_many_wrote_is_read_once_and_counted_each_time(company, coached):
    result = sb.themes(company("score,comment\n" + f"10,{DEAR}\n" * 50 + f"3,{DEAR}\n"))
    assert coached == [DEAR]
    assert pick(result.rows[0], "comments", "promoters", "detractors") == (51, 50, 1)


def test_a_level_reaches_the_interval(company, coached):
    with pytest.raises(RequestError, match="2 is not a coverage"):
        sb.themes(company(), level=2)


# -- what a company lacks


@pytest.mark.parametrize(
    "surveys", ["score,client_id\n9,007\n", "score,comment\n9,\n", "score,kind,comment\n5,csat,Late\n", "score,comment\n,Late\n5,\n"]
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_comments_are_said_in_a_sentence(company, surveys, lang):
    result = sb.themes(company(surveys, lang=lang))
    said = sb.findings.themes(result).says
    assert (result.rows, result.table) == ([], None)
    assert said == sb.charts.themes(result).says == result._repr_html_()
    assert lang != "en" or said == "The survey has no comments, so what clients write about cannot be told."


def test_a_part_that_the_survey_does_not_know_is_said(company):
    with pytest.raises(DataError, match="no table has a column colour"):
        sb.open(company().source, only="colour=red").table("surveys")
    assert "no table has a column colour" in sb.themes(company(only="colour=red")).absent


def test_no_survey_is_an_error(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount\n1,2024-01-01,5\n", encoding="utf-8")
    with pytest.raises(DataError, match="no table surveys"):
        sb.themes(sb.open(tmp_path))


# -- the coach


def test_the_coach_tells_the_same_of_the_comments_of_a_survey_as_of_a_learners(demo):
    rows = demo.table("surveys")
    every = rows.filter(rows.comment.notnull()).select("comment").distinct().order_by("comment").to_pyarrow()["comment"]
    some = [*every.to_pylist()[::25], "", "  ", "👍", "价格太高", "Late. " * 300, "x" * 5000]
    assert [themed.told(text) for text in some] == [(judged(text).themes, judged(text).sure) for text in some]


def test_the_themes_of_the_demo_company_are_those_it_was_made_with(demo):
    """Its branch that got slow to deliver and to answer is what its detractors write about."""
    result = sb.themes(demo)
    found = by_group(result.table, "theme")
    most = sorted(found, key=lambda theme: -found[theme]["detractors"])
    assert most[:2] == ["delivery", "support"]
    assert found["delivery"]["detractor_low"] > result.detractors / (result.read - result.unsure)
    assert found["staff"]["detractor_high"] < found["delivery"]["detractor_low"]


def test_a_comment_takes_about_a_millisecond(demo):
    sb.themes(demo)  # the model and the table are read
    begun = time.process_time()
    result = sb.themes(demo)
    assert (time.process_time() - begun) / result.read < 0.003  # seconds; three times what is meant, for slow computers


def test_only_many_comments_are_waited_for_with_a_sign(company, coached, capsys, monkeypatch):
    sb.themes(company())
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(themed, "PATIENCE", 3)
    sb.themes(company())
    assert "Reading comments" in capsys.readouterr().err


# -- what may be passed on


def test_no_comment_and_no_client_gets_out(company, coached):
    result = sb.themes(company())
    finding, chart = sb.findings.themes(result), sb.charts.themes(result)
    assert finding.figures["read"] == finding._repr_mimebundle_()[FIGURES]["read"] == 5
    shown = [result, result.rows, result._repr_html_(), finding._repr_mimebundle_(), finding, chart.says]
    text = " ".join(map(repr, shown))
    assert [word for word in (*TOLD, "card-") if word in text] == []
