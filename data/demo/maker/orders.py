"""What was ordered, at which price and cost, with the faults of a real export; the big client's size."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from typing import Any

from maker.chance import at_work, month_index, pick, poisson, stream, whole_from
from maker.clients import Client


@dataclass
class Line:
    product: str
    quantity: int
    unit_price: float
    unit_cost: float

    @property
    def amount(self) -> float:
        return round(self.quantity * self.unit_price, 2)

    @property
    def cost(self) -> float:
        return round(self.quantity * self.unit_cost, 2)


@dataclass
class Order:
    at: datetime
    client: Client | None
    branch: str
    manager_id: str
    lines: list[Line]
    is_return: bool = False
    order_id: str = ""

    @property
    def amount(self) -> float:
        return fsum(line.amount for line in self.lines)

    @property
    def profit(self) -> float:
        return fsum(line.amount - line.cost for line in self.lines)


def all_orders(truth: dict[str, Any], words: dict[str, Any], clients: list[Client]) -> list[Order]:
    orders = [
        order
        for client in clients
        for order in _of_client(truth, words, client, stream(truth, "orders", client.client_id))
    ]
    orders += _returns(truth, orders)
    orders += _without_client(truth, orders)
    _add_samples(truth, words, orders)
    _add_duplicates(truth, orders)
    _set_margin(truth, orders)
    _set_big_client(truth, orders)
    _set_margin(truth, orders)
    orders.sort(key=lambda order: (order.at, order.client.client_id if order.client else ""))
    for number, order in enumerate(orders, start=1):
        order.order_id = f"{number:08d}"
    return orders


def rep_on(truth: dict[str, Any], client: Client, day: date) -> str:
    """The client's rep of that day; nobody once the rep has left."""
    departed = truth["departed_rep"]
    gone = client.manager_id == departed["manager_id"] and day > departed["left_on"]
    return "" if gone else client.manager_id


def _of_client(truth: dict[str, Any], words: dict[str, Any], client: Client, rng: random.Random) -> Iterable[Order]:
    segment = truth["segments"][client.segment]
    for day in client.ordered_on:
        wanted = min(6, 1 + poisson(rng, segment["lines"] - 1)) if not client.big else 4
        products = {_product(words, client.segment, rng) for _ in range(wanted)}
        lines = [
            _line(truth, words, product, whole_from(rng, segment["pieces"]), client=client, day=day)
            for product in sorted(products)
        ]
        yield Order(at_work(rng, day), client, client.branch, rep_on(truth, client, day), lines)


def _product(words: dict[str, Any], segment: str, rng: random.Random) -> tuple[str, str]:
    category = pick(rng, words["tastes"][segment])
    names = list(words["products"][category])
    return category, pick(rng, {name: 1 / (place + 3) for place, name in enumerate(names)})


def _line(
    truth: dict[str, Any],
    words: dict[str, Any],
    product: tuple[str, str],
    pieces: int,
    *,
    client: Client,
    day: date,
) -> Line:
    category, name = product
    price, margin = words["products"][category][name]
    price *= (1 + truth["price_growth_per_month"]) ** month_index(truth["first_day"], day)
    discount = truth["b2b_discount"] if client.kind == "B2B" else 0
    return Line(name, pieces, round(price * (1 - discount), 2), price * (1 - margin))


def _returns(truth: dict[str, Any], orders: list[Order]) -> list[Order]:
    rng, back = stream(truth, "returns"), []
    for order in orders:
        for line in order.lines:
            at = at_work(rng, order.at.date() + timedelta(days=rng.randrange(2, 15)))
            if rng.random() < truth["faults"]["return_share"] and at.date() <= truth["last_day"]:
                pieces = -rng.randint(1, max(1, line.quantity // 2))
                lines = [Line(line.product, pieces, line.unit_price, line.unit_cost)]
                rep = rep_on(truth, order.client, at.date())
                back.append(Order(at, order.client, order.branch, rep, lines, is_return=True))
    return back


def _without_client(truth: dict[str, Any], orders: list[Order]) -> list[Order]:
    rng = stream(truth, "walk-in")
    private = [o for o in orders if o.client and o.client.kind == "B2C" and not o.is_return]
    return [
        Order(at_work(rng, like.at.date()), None, like.branch, "", [Line(**vars(line)) for line in like.lines])
        for like in rng.sample(private, truth["faults"]["orders_without_client"])
    ]


def _add_samples(truth: dict[str, Any], words: dict[str, Any], orders: list[Order]) -> None:
    rng = stream(truth, "samples")
    sold = [order for order in orders if order.client and not order.is_return and not order.client.big]
    for order in rng.sample(sold, truth["faults"]["zero_amount_lines"]):
        client, day = order.client, order.at.date()
        line = _line(truth, words, _product(words, client.segment, rng), 1, client=client, day=day)
        order.lines.append(Line(line.product, 1, 0.0, line.unit_cost))


def _add_duplicates(truth: dict[str, Any], orders: list[Order]) -> None:
    rng = stream(truth, "duplicates")
    sold = [order for order in orders if order.client and not order.is_return and not order.client.big]
    for order in rng.sample(sold, truth["faults"]["duplicate_lines"]):
        order.lines.insert(0, Line(**vars(order.lines[0])))


def _set_margin(truth: dict[str, Any], orders: list[Order]) -> None:
    """Costs are moved together until the margin over all lines is the one of the truth."""
    lines = [line for order in orders for line in order.lines]
    factor = (1 - truth["margin_rate"]) * fsum(x.amount for x in lines) / fsum(x.cost for x in lines)
    for line in lines:
        line.unit_cost *= factor


def _set_big_client(truth: dict[str, Any], orders: list[Order]) -> None:
    """The big client's pieces are multiplied until its share of a year's profit is the one of the truth."""
    last, share = truth["last_day"], truth["big_client"]["profit_share"]
    year = [o for o in orders if o.at.date() > last.replace(year=last.year - 1)]
    own = fsum(o.profit for o in year if o.client and o.client.big)
    others = fsum(o.profit for o in year if not (o.client and o.client.big))
    factor = share / (1 - share) * others / own
    for order in orders:
        if order.client and order.client.big:
            for line in order.lines:
                line.quantity = round(line.quantity * factor)
