"""The figures by which one run is held against the next."""

import datetime as dt

import pytest

import salesbook as sb
from salesbook.topics.headlines import headlines, headlines_by


@pytest.fixture
def company(tmp_path):
    """A function that writes tables and opens them."""

    def company(**tables):
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n")
        return sb.open(str(tmp_path))

    return company


def test_only_the_last_ninety_days_count(company):
    old, new = ["2025-01-05,0"] * 10, ["2025-06-01,10"] * 3 + ["2025-06-30,7"]
    (nps,) = headlines(company(surveys=["answered_at,score", *old, *new]))
    assert (nps.name, nps.value, nps.n, nps.unit) == ("nps", 75.0, 4, "points")
    assert (nps.first, nps.last) == (dt.date(2025, 4, 2), dt.date(2025, 6, 30))
    assert nps.low < 75 < nps.high


def test_an_invitation_without_an_answer_moves_no_window(company):
    (nps,) = headlines(company(surveys=["answered_at,score", "2025-06-01,9", "2025-06-02,8", "2025-12-31,"]))
    assert nps.last == dt.date(2025, 6, 2)


def test_retention_holds_the_window_against_the_one_before(company):
    rows = [f"{c},{day},10" for c, day in (("a", "2025-02-01"), ("b", "2025-02-01"), ("a", "2025-06-01"))]
    found = {h.name: h for h in headlines(company(orders=["client_id,ordered_at,amount", *rows]))}
    assert (found["retention"].value, found["retention"].n) == (
        0.5,
        2,
    )  # a and b bought in the window before, a in this
    assert found["order_value"].n == 1  # the others lie outside the window


def test_a_figure_whose_column_is_absent_is_left_out(company):
    assert headlines(company(surveys=["score", "9"])) == []


def test_answers_to_other_questions_move_no_window_and_have_a_figure_of_their_own(company):
    rows = ["2025-06-01,9,nps", "2025-06-02,8,", "2025-09-30,5,csat", "2025-09-30,1,csat"]
    found = {h.name: h for h in headlines(company(surveys=["answered_at,score,kind", *rows]))}
    assert (found["nps"].last, found["nps"].n) == (dt.date(2025, 6, 2), 2)
    assert (found["csat"].last, found["csat"].n, found["csat"].value) == (dt.date(2025, 9, 30), 2, 0.5)


def test_a_kind_of_clients_has_the_figures_of_their_answers(company):
    answers = ["2025-06-01,a,9,nps", "2025-06-02,b,3,nps", "2025-06-02,b,5,csat"]
    book = company(surveys=["answered_at,client_id,score,kind", *answers], clients=["client_id,kind", "a,B2B", "b,B2C"])
    found = {part: {h.name: h.value for h in figures} for part, figures in headlines_by(book, "kind").items()}
    assert found == {"B2B": {"nps": 100.0}, "B2C": {"nps": -100.0, "csat": 1.0}}


def test_of_parts_all_figures_are_of_the_same_days(company):
    rows = [
        "2025-01-05,Kyiv,0",
        "2025-06-30,Kyiv,10",
        "2025-02-01,Odesa,0",
        "2025-05-01,Odesa,10",
        "2025-05-02,Odesa,5",
    ]
    parts = headlines_by(company(surveys=["answered_at,branch,score", *rows]), "branch")
    kyiv, odesa = parts["Kyiv"][0], parts["Odesa"][0]
    assert (kyiv.value, kyiv.n) == (100.0, 1)
    assert (odesa.value, odesa.n) == (0.0, 2)
    assert (odesa.first, odesa.last) == (kyiv.first, kyiv.last) == (dt.date(2025, 4, 2), dt.date(2025, 6, 30))


def test_parts_are_told_by_a_column_of_clients_too(company):
    clients = ["client_id,region", "a,Kyiv", "b,Odesa"]
    orders = ["client_id,ordered_at,amount", "a,2025-06-01,10", "b,2025-06-01,30", "b,2025-06-02,50"]
    parts = headlines_by(company(clients=clients, orders=orders), "region")
    assert {label: each[0].value for label, each in parts.items()} == {"Kyiv": 10.0, "Odesa": 40.0}


def test_rows_of_no_part_are_in_no_part(company):
    rows = ["2025-06-01,,0", "2025-06-02,Kyiv,10"]
    assert list(headlines_by(company(surveys=["answered_at,branch,score", *rows]), "branch")) == ["Kyiv"]
