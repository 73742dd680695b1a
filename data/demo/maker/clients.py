"""Who the clients are: names, segment, region, rep, how and when they came, and their own rhythm."""

import itertools
import math
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from maker.chance import month_index, pick, stream

MAIL_DOMAINS = ("example.com", "example.org", "example.net")  # reserved for examples


@dataclass
class Client:
    segment: str
    kind: str
    region: str
    branch: str
    channel: str
    acquired_on: date
    mean_gap_days: float
    one_time: bool = False
    big: bool = False
    client_id: str = ""
    client_name: str = ""
    parent_id: str = ""
    manager_id: str = ""
    consent_on: date | None = None
    birthday: date | None = None
    timezone: str = "Europe/Kyiv"
    language: str = "uk"
    member: bool = False
    left_on: date | None = None
    why_left: str = ""
    ordered_on: list[date] = field(default_factory=list)

    @property
    def phone(self) -> str:
        return f"+380000{int(self.client_id):06d}"  # no such operator

    @property
    def email(self) -> str:
        number = int(self.client_id)
        return f"client{number:05d}@{MAIL_DOMAINS[number % len(MAIL_DOMAINS)]}"


def all_clients(truth: dict[str, Any], words: dict[str, Any]) -> list[Client]:
    existing = round(truth["clients"] * truth["existing_share"])
    clients = [_drawn(truth, number, number < existing) for number in range(truth["clients"] - 1)]
    clients.append(_big(truth))
    clients.sort(key=lambda client: client.acquired_on)
    for number, client in enumerate(clients, start=1):
        client.client_id = f"{number:05d}"
    _name(truth, words, clients)
    _assign_reps(truth, words, clients)
    _add_parents(truth, clients)
    for client in clients:
        _add_details(truth, client)
    return clients


def _drawn(truth: dict[str, Any], number: int, existing: bool) -> Client:
    rng = stream(truth, "client", number)
    segments, regions = truth["segments"], truth["regions"]
    segment = pick(rng, {name: row["share"] for name, row in segments.items()})
    region = pick(rng, {name: row["share"] for name, row in regions.items()})
    gap = segments[segment]["mean_gap_days"] * math.exp(truth["gap_spread"] * rng.gauss(0, 1))
    return Client(
        segment=segment,
        kind=segments[segment]["kind"],
        region=region,
        branch=regions[region]["branch"],
        channel=pick(rng, {name: row["share"] for name, row in truth["acquisition"].items()}),
        acquired_on=_acquired(truth, rng, existing),
        mean_gap_days=round(gap, 1),
        one_time=not existing and rng.random() < segments[segment]["one_time_share"],
    )


def _acquired(truth: dict[str, Any], rng: random.Random, existing: bool) -> date:
    first, last = truth["first_day"], truth["last_day"]
    if existing:
        return first - timedelta(days=1 + int(truth["existing_years"] * 365 * rng.random() ** 1.3))
    growth = truth["new_client_growth_per_month"]
    most = 1 + growth * month_index(first, last)
    while True:
        day = first + timedelta(days=rng.randrange((last - first).days))
        if rng.random() * most < 1 + growth * month_index(first, day):
            return day


def _big(truth: dict[str, Any]) -> Client:
    big = truth["big_client"]
    branch = truth["regions"][big["region"]]["branch"]
    came = truth["first_day"] - timedelta(days=900)
    return Client("retail", "B2B", big["region"], branch, "partners", came, big["mean_gap_days"], big=True)


def _name(truth: dict[str, Any], words: dict[str, Any], clients: list[Client]) -> None:
    rng = stream(truth, "names")
    firms = [f"ТОВ «{a} та {b}»" for a in words["companies"]["first"] for b in words["companies"]["second"]]
    people = [f"{surname} {given}" for surname in words["surnames"] for given in words["given"]]
    traders = [
        f"ФОП {surname} {first}. {second}."
        for surname in words["surnames"]
        for first in words["initials"]
        for second in words["initials"]
    ]
    for names in (firms, people, traders):
        rng.shuffle(names)
    for client in clients:
        if client.big:
            client.client_name = words["big_client"]
        elif client.kind == "B2C":
            client.client_name = people.pop()
        elif rng.random() < 0.6:
            client.client_name = firms.pop()
        else:
            client.client_name = traders.pop()


def _assign_reps(truth: dict[str, Any], words: dict[str, Any], clients: list[Client]) -> None:
    """Reps share the clients of their branch; the departed one has just as many as the truth says."""
    rng, departed = stream(truth, "reps"), truth["departed_rep"]
    branch_of = {rep["manager_id"]: rep["branch"] for rep in words["team"]}
    branch = branch_of.pop(departed["manager_id"])
    his = [c for c in clients if c.branch == branch and c.acquired_on < departed["left_on"] and not c.big]
    for client in rng.sample(his, departed["clients"]):
        client.manager_id = departed["manager_id"]
    for client in clients:
        if not client.manager_id:
            client.manager_id = rng.choice([rep for rep, place in branch_of.items() if place == client.branch])


def _add_parents(truth: dict[str, Any], clients: list[Client]) -> None:
    """Some firms are one client with several legal entities: the later ones name the first as parent."""
    rng, parent_of_branch = stream(truth, "parents"), Counter()
    firms = [c for c in clients if c.client_name.startswith("ТОВ") and not c.big]
    for earlier, later in itertools.pairwise(firms):
        if earlier.branch == later.branch and not earlier.parent_id and rng.random() < 0.25:
            later.parent_id = earlier.client_id
            parent_of_branch[earlier.branch] += 1
            later.client_name = f"{earlier.client_name[:-1]} {later.branch}-{parent_of_branch[later.branch]}»"


def _add_details(truth: dict[str, Any], client: Client) -> None:
    rng = stream(truth, "details", client.client_id)
    if rng.random() < 0.82:
        client.consent_on = client.acquired_on + timedelta(days=rng.choice((0, 0, 0, 1, 3, 14)))
        client.consent_on = min(client.consent_on, truth["last_day"])
    if client.kind == "B2C" and rng.random() < 0.7:
        youngest, span = (date(2007, 12, 31), 7) if client.segment == "student" else (date(1999, 12, 31), 45)
        client.birthday = youngest - timedelta(days=rng.randrange(span * 365))
    if client.kind == "B2C" and rng.random() < 0.05:
        client.timezone = rng.choice(("Europe/Warsaw", "Europe/Lisbon"))
    client.language = pick(rng, truth["comments"]["languages"])
    client.member = rng.random() < truth["programme"]["member_share"][client.kind] and not client.big
