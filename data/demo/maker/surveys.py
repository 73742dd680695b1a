"""What clients answer, NPS and CSAT, with the effects of segment, late answers and the slow branch."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from typing import Any

from maker.chance import at_work, pick, stream
from maker.clients import Client
from maker.comments import Bank
from maker.history import Complaint
from maker.orders import Order

MOST = 72.0  # a single client's expected NPS stays within plus and minus this


@dataclass
class Answer:
    client: Client
    at: datetime
    kind: str
    score: int | None = None
    comment: str = ""
    themes: tuple[str, ...] = ()
    tone: str = ""
    wave: str = ""
    expected_nps: float = 0.0
    complaint: str = ""  # none, timely or late: the client's worst complaint in memory
    named: bool = True
    response_id: str = ""


def all_answers(
    truth: dict[str, Any], bank: Bank, clients: list[Client], orders: list[Order], complaints: list[Complaint]
) -> list[Answer]:
    answers = _nps(truth, clients, complaints) + _csat(truth, orders, complaints)
    answers.sort(key=lambda answer: (answer.at, answer.client.client_id, answer.kind))
    for number, answer in enumerate(answers, start=1):
        answer.response_id = f"{number:06d}"
        rng = stream(truth, "comment", answer.client.client_id, answer.at)
        answer.named = answer.complaint == "late" or rng.random() >= truth["nps"]["no_client_share"]
        _comment(truth, bank, answer, rng)
    return answers + _unanswered(truth, answers)


def _nps(truth: dict[str, Any], clients: list[Client], complaints: list[Complaint]) -> list[Answer]:
    of_client: dict[str, list[Complaint]] = {}
    for complaint in complaints:
        of_client.setdefault(complaint.client.client_id, []).append(complaint)
    answers: list[Answer] = []
    level = 0.0
    for wave, plan in truth["nps"]["waves"].items():
        asked = _respondents(truth, wave, clients, of_client)
        shifts = [_shift(truth, answer) for answer in asked]
        if plan["nps"] is not None:
            level = _solve(lambda c, shifts=shifts: _mean(c, shifts), plan["nps"])
        for answer, shift in zip(asked, shifts, strict=True):
            answer.expected_nps = _kept(level + shift)
            answer.score = _score(truth, answer)
        answers += asked
    return answers


def _respondents(
    truth: dict[str, Any], wave: str, clients: list[Client], of_client: dict[str, list[Complaint]]
) -> list[Answer]:
    """Active clients, drawn without replacement; those with a complaint in memory answer more often."""
    plan, drawn = truth["nps"]["waves"][wave], []
    for client in clients:
        rng = stream(truth, "wave", wave, client.client_id)
        at = at_work(rng, plan["starts"] + timedelta(days=rng.randrange(truth["nps"]["wave_days"])))
        if _active(client, at.date()):
            answer = Answer(client, at, "nps", wave=wave)
            answer.complaint = _memory(truth, of_client.get(client.client_id, []), at.date())
            weight = 1 if answer.complaint == "none" else truth["nps"]["complainer_weight"]
            drawn.append((rng.random() ** (1 / weight), client.client_id, answer))
    drawn.sort(reverse=True)
    return [answer for _, _, answer in drawn[: plan["answers"]]]


def _active(client: Client, day: date) -> bool:
    bought = any(day - timedelta(days=365) < bought_on <= day for bought_on in client.ordered_on)
    return bought and (client.left_on is None or client.left_on > day)


def _memory(truth: dict[str, Any], complaints: list[Complaint], day: date) -> str:
    since = day - timedelta(days=truth["nps"]["memory_days"])
    if any(c.late_on and since <= c.late_on < day for c in complaints):
        return "late"
    return "timely" if any(since <= c.opened_at.date() < day for c in complaints) else "none"


def _shift(truth: dict[str, Any], answer: Answer) -> float:
    slow, client = truth["slow_branch"], answer.client
    shift = truth["segments"][client.segment]["nps"]
    if client.branch == slow["branch"] and answer.at.date() >= slow["from"]:
        shift += slow["nps"]
    return shift + (truth["nps"]["late_answer_effect"] if answer.complaint == "late" else 0)


def _kept(points: float) -> float:
    return max(-MOST, min(MOST, points))


def _mean(level: float, shifts: list[float]) -> float:
    return fsum(_kept(level + shift) for shift in shifts) / len(shifts)


def _solve(rising: Callable[[float], float], goal: float) -> float:
    low, high = -200.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < goal else (low, middle)
    return (low + high) / 2


def _score(truth: dict[str, Any], answer: Answer) -> int:
    rng, passive = stream(truth, "score", answer.wave, answer.client.client_id), truth["nps"]["passive_share"]
    nps = answer.expected_nps / 100
    shares = {"promoter": (1 - passive + nps) / 2, "passive": passive, "detractor": (1 - passive - nps) / 2}
    return pick(rng, truth["nps"]["within"][pick(rng, shares)])


def _csat(truth: dict[str, Any], orders: list[Order], complaints: list[Complaint]) -> list[Answer]:
    answers = []
    for order in orders:
        if order.client and not order.is_return:
            rng = stream(truth, "csat", order.order_id)
            at = at_work(rng, order.at.date() + timedelta(days=rng.randrange(1, 6)))
            if rng.random() < truth["csat"]["after_order_rate"] and at.date() <= truth["last_day"]:
                answers.append(_rated(truth, Answer(order.client, at, "csat"), "order", rng))
    for complaint in complaints:
        rng = stream(truth, "csat", complaint.client.client_id, complaint.opened_at)
        at = _asked_after(complaint, rng)
        if rng.random() < truth["csat"]["after_complaint_rate"] and at.date() <= truth["last_day"]:
            answer = Answer(complaint.client, at, "csat", themes=(complaint.topic,))
            answer.complaint = "late" if complaint.late_on else "timely"
            answers.append(_rated(truth, answer, answer.complaint, rng))
    return answers


def _asked_after(complaint: Complaint, rng: random.Random) -> datetime:
    """Some days after the answer; where none came, after the day on which it was late."""
    base = complaint.answered_at.date() if complaint.answered_at else complaint.promised_by
    return at_work(rng, max(base, complaint.late_on or base) + timedelta(days=rng.randrange(1, 8)))


def _rated(truth: dict[str, Any], answer: Answer, after: str, rng: random.Random) -> Answer:
    answer.score = pick(rng, dict(enumerate(truth["csat"]["scores"][after], start=1)))
    return answer


def _comment(truth: dict[str, Any], bank: Bank, answer: Answer, rng: random.Random) -> None:
    good, bad = (9, 7) if answer.kind == "nps" else (4, 3)
    answer.tone = "praise" if answer.score >= good else "complaint"
    if bad <= answer.score < good and rng.random() < 0.5:
        answer.tone = "praise"
    slow = truth["slow_branch"]
    is_slow = answer.client.branch == slow["branch"] and answer.at.date() >= slow["from"]
    weights = "slow_branch_complaint" if is_slow and answer.tone == "complaint" else answer.tone
    about = answer.themes if answer.tone == "complaint" else ()
    answer.comment, answer.themes = bank.comment(rng, answer.client.language, answer.tone, weights, about)
    if not answer.comment:
        answer.tone = ""


def _unanswered(truth: dict[str, Any], answers: list[Answer]) -> list[Answer]:
    rng = stream(truth, "unanswered")
    asked = rng.sample([a for a in answers if a.kind == "nps"], truth["nps"]["unanswered_rows"])
    return [
        Answer(a.client, a.at, "nps", wave=a.wave, response_id=f"{len(answers) + number:06d}")
        for number, a in enumerate(sorted(asked, key=lambda a: a.response_id), start=1)
    ]
