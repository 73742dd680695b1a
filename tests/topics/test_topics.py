"""Each topic has a notebook of its own, and speaks of any company that has its tables."""

import pytest

import salesbook as sb
from salesbook.errors import RequestError
from salesbook.rerun.notebook import every, read
from salesbook.topics import TOPICS, look, looked
from salesbook.words import LANGUAGES

NOTEBOOKS = {name.partition("/")[2]: path for name, path in every().items() if name.startswith("analyse/")}


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


def test_topics_and_notebooks_of_analysis_are_the_same():
    assert set(TOPICS) == set(NOTEBOOKS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_needs_no_table_that_its_notebook_can_do_without(topic):
    assert set(TOPICS[topic]) == read(NOTEBOOKS[topic]).needs


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_of_the_demo_says_something_in_each_language(lang):
    found = looked(sb.open(sb.DEMO, lang=lang))
    assert set(found) == set(TOPICS)
    for topic, each in found.items():
        assert each.findings, topic
        assert each.actions.says
        for finding in each.findings:
            assert "{" not in finding.says, finding
            assert "None" not in finding.says, finding


def test_a_company_of_orders_alone_is_spoken_of_as_far_as_they_tell(tmp_path):
    rows = "".join(f"{c},2025-0{1 + n}-1{c[-1]},100\n" for n in range(6) for c in ("c1", "c2", "c3"))
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount\n" + rows)
    found = looked(sb.open(str(tmp_path)))
    assert {"clients", "sleeping"} <= set(found)
    for each in found.values():
        assert all(finding.says for finding in each.findings)


def test_a_misspelt_topic_or_parameter_is_refused_with_the_nearest_name(demo):
    with pytest.raises(RequestError, match="Did you mean sleeping"):
        look(demo, "sleepin")
    with pytest.raises(RequestError, match="no parameter perid.*Did you mean period"):
        look(demo, "nps", perid="month")
