"""Who spoke with whom: letters, calls, messages and meetings, and where they stopped."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from maker.chance import at_work, pick, poisson, stream
from maker.clients import Client
from maker.orders import rep_on


@dataclass
class Contact:
    client: Client
    at: datetime
    channel: str
    content: str
    initiated_by: str
    manager_id: str
    opened: str = ""
    outcome: str = ""
    reason: str = ""


def all_contacts(truth: dict[str, Any], clients: list[Client]) -> list[Contact]:
    contacts = [
        contact for client in clients for month in _months(truth) for contact in _of_month(truth, client, month)
    ]
    contacts += _last_call_to_the_big_client(truth, clients)
    return sorted(contacts, key=lambda c: (c.at, c.client.client_id, c.channel))


def _months(truth: dict[str, Any]) -> Iterator[date]:
    first, last = truth["first_day"], truth["last_day"]
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _of_month(truth: dict[str, Any], client: Client, month: date) -> Iterator[Contact]:
    rules, rng = truth["contacts"], stream(truth, "contacts", client.client_id, month)
    plans = [("us", rules[client.kind]), ("client", rules["by_client"])]
    for initiated_by, channels in plans:
        for channel, mean in channels.items():
            for _ in range(poisson(rng, mean * (3 if client.big else 1))):
                day = month + timedelta(days=rng.randrange(28))
                if _happens(truth, client, channel, initiated_by, day=day, rng=rng):
                    yield _contact(truth, client, channel, initiated_by, day=day, rng=rng)


def _happens(
    truth: dict[str, Any], client: Client, channel: str, initiated_by: str, *, day: date, rng: random.Random
) -> bool:
    gone = client.left_on is not None and day >= client.left_on and not client.big
    if day <= client.acquired_on or day > truth["last_day"]:
        return False
    if initiated_by == "client":
        return not gone
    if not rep_on(truth, client, day) or (client.big and day >= truth["big_client"]["last_contact_by_us"]):
        return False
    if channel in ("email", "sms") and not (client.consent_on and client.consent_on <= day):
        return False
    return not gone or rng.random() < truth["contacts"]["after_silence_factor"]


def _contact(
    truth: dict[str, Any], client: Client, channel: str, initiated_by: str, *, day: date, rng: random.Random
) -> Contact:
    rules = truth["contacts"]
    content = pick(rng, rules["content"][channel]) if initiated_by == "us" else "service"
    contact = Contact(client, at_work(rng, day), channel, content, initiated_by, rep_on(truth, client, day))
    if initiated_by == "us" and channel == "email":
        contact.opened = "true" if rng.random() < rules["opened_rate"][content] else "false"
    if initiated_by == "us" and channel in ("phone", "meeting"):
        outcomes = dict(rules["outcomes"])
        if channel == "meeting":
            del outcomes["no_answer"]
        contact.outcome = pick(rng, outcomes)
        contact.reason = pick(rng, rules["reasons"]) if contact.outcome == "no_sale" else ""
    return contact


def _last_call_to_the_big_client(truth: dict[str, Any], clients: list[Client]) -> list[Contact]:
    rng, day = stream(truth, "last call"), truth["big_client"]["last_contact_by_us"]
    return [
        Contact(client, at_work(rng, day), "phone", "service", "us", client.manager_id, outcome="continuation")
        for client in clients
        if client.big
    ]
