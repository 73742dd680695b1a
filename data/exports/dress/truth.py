"""What is true of an export before it is dressed: invented clients, goods and reps, and what they sold."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

WORDS = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sale:
    """One line of an order."""

    order: str
    client: str
    code: str  # of the client
    at: dt.datetime
    product: str
    sku: str
    quantity: int
    price: Decimal
    manager: str
    branch: str
    vat: Decimal = Decimal("0.2")

    @property
    def day(self) -> dt.date:
        return self.at.date()

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity

    @property
    def net(self) -> Decimal:
        return (self.amount / (1 + self.vat)).quantize(CENT)

    @property
    def tax(self) -> Decimal:
        return self.amount - self.net

    @property
    def cost(self) -> Decimal:
        return (self.amount * Decimal("0.75")).quantize(CENT)


@dataclass(frozen=True)
class Answer:
    """One answer to a survey."""

    number: str
    at: dt.datetime
    score: int | None
    comment: str
    client: str
    email: str


def chance(name: str) -> random.Random:
    """The draws of one export: they do not depend on any other's."""
    return random.Random(f"salesbook exports 2026 {name}")


def sales(
    name: str, lang: str, count: int, first: str = "2024-01-03", days: int = 27, clients: Sequence[str] = ()
) -> list[Sale]:
    """``count`` lines, two or three an order, in the order of time."""
    r, words = chance(name), WORDS[lang]
    firms = list(clients) or words["clients"]
    start = dt.datetime.fromisoformat(first).replace(hour=8)
    moments = sorted(start + dt.timedelta(days=r.randrange(days), minutes=r.randrange(600)) for _ in range(count))
    found: list[Sale] = []
    number = r.randrange(100, 900)
    while len(found) < count:
        at, firm, number = moments[len(found)], r.randrange(len(firms)), number + r.randrange(1, 4)
        goods = r.sample(range(len(words["products"])), r.randrange(1, 4))
        for at_line in goods[: count - len(found)]:
            product, price = words["products"][at_line]
            found.append(
                Sale(
                    order=f"{words['prefix']}{number:08d}",
                    client=firms[firm],
                    code=f"{1200 + 37 * firm:08d}",
                    at=at,
                    product=product,
                    sku=f"{10050 + 11 * at_line:07d}",
                    quantity=r.choice([1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 24]),
                    price=Decimal(str(price)) + Decimal(r.choice(["0", "0", "0.5", "0.9", "0.25"])),
                    manager=words["managers"][firm % len(words["managers"])],
                    branch=words["branches"][firm % len(words["branches"])],
                )
            )
    return found


def answers(name: str, lang: str, count: int, first: str = "2024-03-04") -> list[Answer]:
    """``count`` answers to the question of NPS; some say nothing more, few leave the score out."""
    r, words = chance(name), WORDS[lang]
    start = dt.datetime.fromisoformat(first).replace(hour=9)
    moments = sorted(start + dt.timedelta(days=r.randrange(20), seconds=r.randrange(36_000)) for _ in range(count))
    found = []
    for n, at in enumerate(moments):
        score = r.choice([10, 10, 9, 9, 9, 8, 8, 7, 7, 6, 5, 3, 0, None])
        tone = "fair" if score is None else "good" if score > 8 else "fair" if score > 6 else "bad"
        comment = r.choice([*words["comments"][tone], ""]) if score is not None else ""
        firm = r.randrange(len(words["clients"]))
        found.append(
            Answer(
                str(118_420_300 + n * 7), at, score, comment, words["clients"][firm], f"client{firm + 1}@example.com"
            )
        )
    return found


def orders(lines: Iterable[Sale]) -> list[list[Sale]]:
    """The lines of each order together."""
    found: dict[str, list[Sale]] = {}
    for line in lines:
        found.setdefault(line.order, []).append(line)
    return list(found.values())


def total(lines: Iterable[Sale], of: str = "amount") -> Decimal:
    return sum((getattr(line, of) for line in lines), Decimal(0))


def returned(lines: Sequence[Sale], *places: int) -> list[Sale]:
    """``lines``, those at ``places`` given back: their quantity is negative."""
    return [replace(x, quantity=-x.quantity) if n in places else x for n, x in enumerate(lines)]


def canonical(value: Any) -> str:
    """A value as the expected tables write it: 1234.5, 2024-01-31, 2024-01-31 13:05:00; nothing for None."""
    if isinstance(value, Decimal | float):
        text = format(Decimal(str(value)).normalize(), "f")
        return "0" if text == "-0" else text
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
