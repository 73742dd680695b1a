"""What a client lives through: order days by the own rhythm, complaints, the day of leaving for good."""

import bisect
import itertools
import math
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from maker.chance import DAYS_PER_MONTH, at_work, pick, stream
from maker.clients import Client


@dataclass
class Complaint:
    client: Client
    topic: str
    channel: str
    opened_at: datetime
    promised_by: date
    answered_at: datetime | None
    resolved_at: datetime | None
    late_on: date | None  # from this day on the answer was late


class Clock:
    """Days of the company, each as long as its season: in a strong month the time of a rhythm runs faster."""

    def __init__(self, truth: dict[str, Any]) -> None:
        self.first, self.last = truth["first_day"], truth["last_day"]
        days = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        self.passed = list(itertools.accumulate(truth["season"][day.month] for day in days))

    def time(self, day: date) -> float:
        """How many days of season 1 have passed at the end of ``day``."""
        return self.passed[(day - self.first).days]

    def day(self, time: float) -> date:
        """The day on which that time is reached; the day after the last one where it is later."""
        return self.first + timedelta(days=bisect.bisect_left(self.passed, time))


def live(truth: dict[str, Any], clock: Clock, client: Client) -> list[Complaint]:
    """Fill in the client's order days and leaving day; the complaints are returned."""
    rng = stream(truth, "life", client.client_id)
    complaints: list[Complaint] = []
    day = _first_order(truth, clock, client, rng)
    time = clock.time(min(day, clock.last)) - rng.random() * truth["season"][day.month]
    _leave(client, _own_leaving(truth, client, day, rng), "own")
    while day <= clock.last and not _gone(client, day):
        placed = _workday(client, day)
        if placed > clock.last or _gone(client, placed):
            break
        client.ordered_on.append(placed)
        if rng.random() < truth["complaints"]["per_order"]:
            complaints += _complaint(truth, client, placed, rng)
        if client.one_time:
            _leave(client, placed + timedelta(days=1), "one_time")
        time += _gap(truth, client, rng)
        day = max(clock.day(time), day + timedelta(days=1))
    if client.big:
        complaints = _as_told(truth, complaints)
    return complaints


def _gap(truth: dict[str, Any], client: Client, rng: random.Random) -> float:
    shape = truth["gap_shape"] * (4 if client.big else 1)
    return rng.gammavariate(shape, client.mean_gap_days / shape)


def _first_order(truth: dict[str, Any], clock: Clock, client: Client, rng: random.Random) -> date:
    if client.acquired_on < clock.first:
        return clock.day(rng.random() * _gap(truth, client, rng))
    return client.acquired_on + timedelta(days=rng.choice((0, 0, 0, 1, 2, 4)))


def _workday(client: Client, day: date) -> date:
    if client.kind == "B2B" and day.weekday() > 4:
        return day + timedelta(days=7 - day.weekday())
    return day


def _gone(client: Client, day: date) -> bool:
    return client.left_on is not None and day >= client.left_on


def _leave(client: Client, day: date | None, why: str) -> None:
    if day is not None and not _gone(client, day):
        client.left_on, client.why_left = day, why


def _own_leaving(truth: dict[str, Any], client: Client, day: date, rng: random.Random) -> date | None:
    """The day when the client leaves by itself, sooner where its rep left and nobody took over."""
    if client.big:
        return truth["big_client"]["quiet_from"]
    departed, monthly = truth["departed_rep"], truth["segments"][client.segment]["leaving_per_month"]
    while day < truth["last_day"]:
        day += timedelta(days=1)
        orphaned = client.manager_id == departed["manager_id"] and day > departed["left_on"]
        if rng.random() < (departed["leaving_per_month"] if orphaned else monthly) / DAYS_PER_MONTH:
            return day
    return None


def _complaint(truth: dict[str, Any], client: Client, ordered: date, rng: random.Random) -> list[Complaint]:
    rules, slow, last = truth["complaints"], truth["slow_branch"], truth["last_day"]
    opened = at_work(rng, ordered + timedelta(days=rng.choice((1, 1, 2, 3, 5))))
    is_slow = client.branch == slow["branch"] and opened.date() >= slow["from"]
    median = slow["answer_days"] if is_slow else rules["answer_days"]
    days = median * math.exp(rules["answer_spread"] * rng.gauss(0, 1))
    answered = opened + timedelta(minutes=round(days * 1440))
    resolved = answered + timedelta(minutes=round(1440 * rng.expovariate(0.4)))
    never, open_still = rng.random() < rules["unanswered_share"], rng.random() < 0.07
    late = never or days > rules["late_after_days"]
    topic = "delivery" if is_slow and rng.random() < 0.5 else pick(rng, rules["topics"])
    channel = pick(rng, {"phone": 4, "email": 3, "messenger": 2, "meeting": 1})
    promised = opened.date() + timedelta(days=rng.choice(rules["promise_days"]))
    late_on = opened.date() + timedelta(days=rules["late_after_days"])
    _leave_over_it(truth, client, late, late_on if late else answered.date(), rng)
    if opened.date() > last:
        return []
    known = None if never or answered.date() > last else answered
    done = None if known is None or open_still or resolved.date() > last else resolved
    late_seen = late_on if late and late_on <= last else None
    return [Complaint(client, topic, channel, opened, promised, known, done, late_seen)]


def _leave_over_it(truth: dict[str, Any], client: Client, late: bool, day: date, rng: random.Random) -> None:
    rules, leaves = truth["complaints"], rng.random()
    day += timedelta(days=rng.randrange(8))
    if day > truth["last_day"] or client.big:
        return
    if leaves < (rules["leave_after_late"] if late else rules["leave_after_timely"]):
        _leave(client, day, "after_late_answer" if late else "after_timely_answer")


def _as_told(truth: dict[str, Any], complaints: list[Complaint]) -> list[Complaint]:
    """The big client's last complaint, the one nobody answered, is told in the truth and not drawn."""
    opened = datetime.combine(truth["big_client"]["unanswered_complaint"], datetime.min.time())
    opened += timedelta(hours=10, minutes=20)
    earlier = [c for c in complaints if c.opened_at < opened - timedelta(days=200)]
    rules, client = truth["complaints"], complaints[0].client
    due = opened.date() + timedelta(days=rules["late_after_days"])
    promised = opened.date() + timedelta(days=rules["promise_days"][0])
    return [*earlier, Complaint(client, "delivery", "phone", opened, promised, None, None, due)]
