"""plan.yaml: what was decided, and every fault of it at once."""

import datetime as dt

import pytest

from salesbook.errors import SalesbookError
from salesbook.tables.plan import Step, read_plan

FIGURES = ("nps", "retention")


def written(folder, text):
    (folder / "plan.yaml").write_text(text, "utf-8")
    return read_plan(str(folder), FIGURES)


def test_steps_come_in_the_order_of_their_days(tmp_path):
    steps = written(
        tmp_path,
        "- {since: 2026-05-01, action: дзвінки, figure: retention, aim: 0.6}\n"
        "- {since: 2026-04-01, action: answers, figure: nps, aim: 45}\n",
    )
    assert steps == (
        Step(dt.date(2026, 4, 1), "answers", "nps", 45.0),
        Step(dt.date(2026, 5, 1), "дзвінки", "retention", 0.6),
    )


def test_the_plan_lies_beside_a_file_as_well(tmp_path):
    written(tmp_path, "- {since: 2026-04-01, action: answers, figure: nps, aim: 45}")
    (tmp_path / "orders.csv").write_text("client_id\n", "utf-8")
    assert len(read_plan(str(tmp_path / "orders.csv"), FIGURES)) == 1


@pytest.mark.parametrize("source", ["", "/no/such/folder", "postgres://host/db"])
def test_no_plan_is_no_fault(source, tmp_path):
    assert read_plan(source or str(tmp_path), FIGURES) == ()


def test_an_empty_plan_is_no_fault(tmp_path):
    assert written(tmp_path, "# later\n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("since: 2026-04-01", "is not a list of steps"),
        ("- call back", "step 1: is not a step"),
        ("- {since: [", "cannot be read"),
        ("- {since: 2026-04-01, figure: nps, aim: 45}", "step 1: no action"),
        ("- {since: soon, action: a, figure: nps, aim: 45}", "since 'soon' is not a day"),
        ("- {since: 2026-04-01 10:00:00, action: a, figure: nps, aim: 45}", "is not a day"),
        ("- {since: 2026-04-01, action: a, figure: mood, aim: 45}", "no figure mood. There are nps, retention"),
        ("- {since: 2026-04-01, action: a, figure: nps, aim: high}", "aim 'high' is not a number"),
        ("- {since: 2026-04-01, action: a, figure: nps, aim: true}", "aim True is not a number"),
        ("- {since: 2026-04-01, action: a, figure: nps, aim: 45, who: me}", "who is not known"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, said):
    with pytest.raises(SalesbookError) as caught:
        written(tmp_path, text)
    assert said in str(caught.value)
    assert "plan.yaml" in str(caught.value)


def test_all_faults_are_said_at_once(tmp_path):
    with pytest.raises(SalesbookError) as caught:
        written(tmp_path, "- {since: x, action: a, figure: y, aim: 1}\n- {action: a}\n")
    assert len(str(caught.value).splitlines()) == 5  # a day, a figure; then since, figure and aim
