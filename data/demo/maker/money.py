"""What it cost to win clients and to keep them, by month and channel."""

import math
from collections import Counter
from datetime import date
from typing import Any

from maker.chance import stream
from maker.clients import Client

Row = tuple[date, str, str, float]  # month, channel, purpose, amount


def all_spend(truth: dict[str, Any], clients: list[Client]) -> list[Row]:
    return sorted(_to_acquire(truth, clients) + _to_retain(truth, clients))


def _to_acquire(truth: dict[str, Any], clients: list[Client]) -> list[Row]:
    won = Counter(
        (client.acquired_on.replace(day=1), client.channel)
        for client in clients
        if client.acquired_on >= truth["first_day"]
    )
    return [
        (
            month,
            channel,
            "acquire",
            _noisy(truth, month, channel, count * truth["acquisition"][channel]["cac"]),
        )
        for (month, channel), count in won.items()
    ]


def _to_retain(truth: dict[str, Any], clients: list[Client]) -> list[Row]:
    buying = Counter(month for client in clients for month in {day.replace(day=1) for day in client.ordered_on})
    each = truth["retain_cost_per_buying_client_month"]
    return [
        (month, channel, "retain", _noisy(truth, month, channel, count * each * share))
        for month, count in buying.items()
        for channel, share in truth["retain_channels"].items()
    ]


def _noisy(truth: dict[str, Any], month: date, channel: str, amount: float) -> float:
    rng = stream(truth, "spend", month, channel)
    return round(amount * math.exp(truth["spend_noise"] * rng.gauss(0, 1)), 2)
