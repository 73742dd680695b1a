"""What there is to say of the made-up company's programme and team, held against what is true of it."""

import pytest

import salesbook as sb
from tests.demo.company import TRUTH


@pytest.fixture(scope="module")
def book():
    return sb.open(sb.DEMO)


def test_the_slow_branch_and_the_orphaned_clients_come_first(book):
    found = sb.look(book, "team")
    bad = {f.name: f for f in found.findings if f.tone == "bad"}
    assert {"team_late_rate_worse", "team_nobody"} <= set(bad)
    named = {rep["manager_id"] for f in bad.values() for rep in f.figures.get("reps", ())}
    assert named == {"06", "08"}  # catalogue.yaml: the reps of the branch that truth.yaml calls slow
    assert TRUTH["slow_branch"]["branch"] == "Одеса"
    assert "assign_clients" in found.actions.names


def test_a_programme_without_effect_is_not_said_to_have_one(book):
    found = {f.name: f for f in sb.look(book, "programme").findings}
    assert found["programme_uplift"].tone == ""
    assert found["points_balance"].tone == ""
    assert found["points_due"].actions == ("remind_balance",)
    assert "programme_rules" not in found  # the company gave no terms of its own


def test_terms_of_the_company_s_own_are_judged(book, tmp_path):
    terms = tmp_path / "terms.yaml"
    terms.write_text(
        "point_value: 1\ntiers: [{name: all, from: 0, money_per_point: 50}]\nconditions: [" + "{says: a}, " * 9 + "]",
        "utf-8",
    )
    found = {f.name: f for f in sb.look(book, "programme", terms=str(terms)).findings}
    assert found["programme_rules"].tone == "bad"


def test_a_company_of_orders_and_points_alone(tmp_path):
    (tmp_path / "orders.csv").write_text("client_id,ordered_at,amount\na,2025-01-01,10\nb,2025-02-01,20\n")
    (tmp_path / "points.csv").write_text("client_id,changed_at,points\na,2025-01-01,10\na,2025-02-01,-4\n")
    book = sb.open(str(tmp_path))
    for topic in ("programme", "team"):
        found = sb.look(book, topic).findings
        assert found and {f.tone for f in found} == {""}
        assert all(f.says and "None" not in f.says and "{" not in f.says for f in found)
