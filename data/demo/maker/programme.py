"""The loyalty programme: points come with orders, are redeemed with later ones, oldest first, or expire."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from maker.chance import add_months, stream
from maker.clients import Client
from maker.orders import Order


@dataclass
class Change:
    client: Client
    at: datetime
    points: int
    reason: str
    expires_on: date | None = None
    order_id: str = ""


@dataclass
class Account:
    client: Client
    lots: deque[list] = field(default_factory=deque)  # [expires_on, points left], oldest first
    changes: list[Change] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return sum(points for _, points in self.lots)

    def expire(self, day: date) -> None:
        """Take off what expired before ``day`` or on it."""
        while self.lots and self.lots[0][0] <= day:
            expires_on, points = self.lots.popleft()
            at = datetime.combine(expires_on, time())
            self.changes.append(Change(self.client, at, -points, "expired"))

    def issue(self, order: Order, points: int, expires_on: date) -> None:
        self.lots.append([expires_on, points])
        self.changes.append(Change(self.client, order.at, points, "issued", expires_on, order.order_id))

    def redeem(self, order: Order, points: int) -> None:
        self.changes.append(Change(self.client, order.at, -points, "redeemed", None, order.order_id))
        while points:
            taken = min(points, self.lots[0][1])
            self.lots[0][1] -= taken
            points -= taken
            if not self.lots[0][1]:
                self.lots.popleft()


def all_points(truth: dict[str, Any], orders: list[Order]) -> list[Change]:
    rules, accounts = truth["programme"], {}
    for order in orders:
        if order.client and order.client.member and not order.is_return:
            account = accounts.setdefault(order.client.client_id, Account(order.client))
            account.expire(order.at.date())
            rng = stream(truth, "points", order.order_id)
            if account.balance >= rules["redeem_from"] and rng.random() < rules["redeem_rate"]:
                account.redeem(order, min(account.balance, int(order.amount / 2)))
            points = int(order.amount * rules["points_per_uah"])
            if points:
                account.issue(order, points, add_months(order.at.date(), rules["expire_months"]))
    for account in accounts.values():
        account.expire(truth["last_day"])
    changes = [change for account in accounts.values() for change in account.changes]
    return sorted((c for c in changes if c.points), key=lambda c: (c.at, c.client.client_id, c.reason))
