"""The tables of the demo company, read once."""

import pytest

from tests.demo.company import DAY, LAST, TRUTH, read


@pytest.fixture(scope="session")
def clients():
    return read("clients.csv").merge(read("client_truth.csv"), on="client_id")


@pytest.fixture(scope="session")
def lines():
    return read("orders.csv.gz").assign(day=lambda x: x.ordered_at.dt.normalize())


@pytest.fixture(scope="session")
def purchases(lines):
    """Lines that count as bought: no returns, no free samples, no unknown client."""
    return lines[(lines.amount > 0) & (lines.client_id != "")]


@pytest.fixture(scope="session")
def life(clients, purchases):
    """One row a client: the days between its first order and its leaving or the end."""
    days = purchases.groupby("client_id").day.agg(first="min", last="max", purchase_days="nunique")
    life = clients.merge(days, on="client_id")
    return life.assign(until=life.left_on.fillna(LAST + DAY).clip(upper=LAST + DAY))


@pytest.fixture(scope="session")
def complaints():
    complaints = read("complaints.csv")
    late_after = TRUTH["complaints"]["late_after_days"] * DAY
    complaints["late"] = ~(complaints.answered_at - complaints.opened_at <= late_after)
    complaints["late_on"] = complaints.opened_at.dt.normalize() + late_after
    return complaints


@pytest.fixture(scope="session")
def nps():
    answers = read("surveys.csv").query("kind == 'nps' and score == score")
    points = 100 * ((answers.score >= 9).astype(int) - (answers.score <= 6))
    return answers.assign(points=points, wave=answers.answered_at.dt.to_period("Q").astype(str))
