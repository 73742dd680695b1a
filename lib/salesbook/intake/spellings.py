"""One client under several ids: suggested with the evidence, never merged without consent, consent re-applied."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from salesbook.intake.named import initials_of
from salesbook.intake.same import LONG, Client, Note, by_words, compare, read_client

ENOUGH = 0.5  # below, nothing is suggested
MANY_SHARE, MANY_NAMES = 3, 10  # a phone of more clients is a call centre's; a name of more is a word like “Shop”
START = "same:"


@dataclass(frozen=True)
class ClientName:
    """A client as the company lists it; ``orders``: how many it has, which tells whose id is kept."""

    id: str
    name: str
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    orders: int = 0


@dataclass(frozen=True)
class Suggestion:
    """Two clients that may be one, the smaller id first; ``score`` 0 to 1; ``evidence``: why."""

    ids: tuple[str, str]
    names: tuple[str, str]
    score: float
    evidence: tuple[Note, ...]
    orders: tuple[int, int] = (0, 0)

    @property
    def id(self) -> str:
        """The id of the question, the same at every import: ``same:C-17=C-203``."""
        return START + "=".join(id_.replace("%", "%25").replace("=", "%3D") for id_ in self.ids)


def suggest(clients: Sequence[ClientName]) -> list[Suggestion]:
    """Pairs of ``clients`` that may be one, the surest first.

    >>> [s.id for s in suggest([ClientName("1", "ООО Ромашка"), ClientName("2", "Ромашка, ООО")])]
    ['same:1=2']
    """
    read = [read_client(c.id, c.name, c.phone, c.email, c.tax_id) for c in clients]
    groups: dict[str, list[int]] = defaultdict(list)
    for place, client in enumerate(read):
        for key in _keys(client):
            groups[key].append(place)
    common = frozenset(key for key, group in groups.items() if len({clients[i].id for i in group}) > _most(key))
    found: dict[tuple[str, str], Suggestion] = {}
    for i, j in _pairs(groups, common, read):
        one, two = sorted((clients[i], clients[j]), key=lambda c: natural(c.id))
        score, evidence = compare(read[i], read[j], common)
        ids = (one.id, two.id)
        if score >= ENOUGH and (ids not in found or found[ids].score < score):
            found[ids] = Suggestion(ids, (one.name, two.name), score, evidence, (one.orders, two.orders))
    return sorted(found.values(), key=_strongest)


def natural(id_: str) -> tuple[tuple[int, int, str], ...]:
    """What ids are ordered by: ``C-9`` before ``C-17``."""
    return tuple((0, int(p), p) if p.isdecimal() else (1, 0, p) for p in re.findall(r"\d+|\D+", id_))


def _strongest(suggestion: Suggestion) -> tuple[float, tuple[object, ...]]:
    return -suggestion.score, tuple(natural(id_) for id_ in suggestion.ids)


def _most(key: str) -> int:
    """How many clients may share ``key`` for it to be evidence still."""
    return MANY_SHARE if key.startswith(("phone ", "email ", "tax ")) else MANY_NAMES


def _pairs(
    groups: Mapping[str, list[int]], common: frozenset[str], read: Sequence[Client]
) -> Iterator[tuple[int, int]]:
    """Every two clients that share a key worth looking at, once."""
    seen: set[tuple[int, int]] = set()
    for key, group in groups.items():
        if len(group) < 2 or (key in common and not key.startswith("person ")):
            continue
        for pair in combinations(group, 2):
            if pair not in seen and read[pair[0]].id != read[pair[1]].id:
                seen.add(pair)
                yield pair


def _keys(client: Client) -> Iterator[str]:
    """All under which a client may meet another that is the same."""
    yield from (f"phone {p}" for p in client.phones)
    yield from (f"email {e}" for e in client.emails)
    if client.tax:
        yield f"tax {client.tax}"
    name = client.name
    if not name.words:
        return
    numbers = " ".join(name.numbers)
    yield by_words(name)
    yield f"joined {''.join(name.words)}|{numbers}"
    yield f"roman {name.roman}|{numbers}"
    if person := name.person:
        yield from (f"person {person.surname} {letter}" for letter in sorted(initials_of(person.given)))
    for word in dict.fromkeys(name.words):
        rest = list(name.words)
        rest.remove(word)
        yield from (f"slip {' '.join(sorted(rest))}|{numbers}|{part}" for part in _lacking_one(word))
    if len(name.words) > 1:
        yield from (f"slip |{numbers}|{part}" for part in _lacking_one("".join(name.words)))


def _lacking_one(word: str) -> Iterable[str]:
    """``word``, and what is left of it when a letter goes: two words one slip apart have one of these in common."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))} if len(word) >= LONG else ()


def open_questions(suggestions: Iterable[Suggestion], answers: Mapping[str, str]) -> list[Suggestion]:
    """Those still to be asked: not answered, not told by other answers, and no two that would tell a third."""
    groups = _Groups()
    ordered = sorted(suggestions, key=_strongest)
    _agree(groups, ordered, answers)
    asked = []
    for suggestion in ordered:
        if suggestion.id not in answers and groups.may_join(*suggestion.ids):
            groups.join(*suggestion.ids)
            asked.append(suggestion)
    return asked


def consented(
    suggestions: Iterable[Suggestion], answers: Mapping[str, str], orders: Mapping[str, int] | None = None
) -> dict[str, str]:
    """Id → the id that stands for it, for those only that ``answers`` (question id → yes, no) say are one client.

    Of each group the client with most orders is kept, then the smallest id. Answers of earlier imports hold though
    nothing suggests them any more; ``orders`` tells of those how many orders they have. Where a chain of yes would
    bring together two whom a no keeps apart, the weakest yes gives way.
    """
    ordered = sorted(suggestions, key=_strongest)
    known = {id_: n for s in ordered for id_, n in zip(s.ids, s.orders, strict=True)} | dict(orders or {})
    groups = _Groups()
    _agree(groups, ordered, answers)
    merged: dict[str, str] = {}
    for group in groups.all():
        kept = min(group, key=lambda id_: (-known.get(id_, 0), natural(id_)))
        merged |= {id_: kept for id_ in sorted(group, key=natural) if id_ != kept}
    return merged


def _agree(groups: "_Groups", ordered: Sequence[Suggestion], answers: Mapping[str, str]) -> None:
    strength = {s.id: place for place, s in enumerate(ordered)}
    said = sorted((a for a in answers if a.startswith(START)), key=lambda a: (strength.get(a, len(strength)), a))
    for question in said:
        if answers[question] == "no":
            groups.part(*_ids(question))
    for question in said:
        if answers[question] == "yes" and groups.may_join(*_ids(question)):
            groups.join(*_ids(question))


def _ids(question: str) -> tuple[str, str]:
    one, two = question.removeprefix(START).split("=")
    return one.replace("%3D", "=").replace("%25", "%"), two.replace("%3D", "=").replace("%25", "%")


class _Groups:
    """Ids that are one client, and pairs that must not be."""

    def __init__(self) -> None:
        self.of: dict[str, set[str]] = {}
        self.apart: set[frozenset[str]] = set()

    def part(self, one: str, two: str) -> None:
        self.apart.add(frozenset((one, two)))

    def may_join(self, one: str, two: str) -> bool:
        left, right = self.of.get(one, {one}), self.of.get(two, {two})
        return left is not right and not any(frozenset((a, b)) in self.apart for a in left for b in right)

    def join(self, one: str, two: str) -> None:
        whole = self.of.get(one, {one}) | self.of.get(two, {two})
        self.of |= dict.fromkeys(whole, whole)

    def all(self) -> list[set[str]]:
        return list({id(group): group for group in self.of.values()}.values())
