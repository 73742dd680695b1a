"""A simulated client as it is read: what there is to find out (the key), apart from the words in each language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesbook.errors import raise_all
from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import LANGUAGES
from salesbook.lessons.read import CLIENTS, read_yaml

CLIENT = "client.yaml"
SHELVES = (f"bank/{CLIENTS}", CLIENTS)  # where clients lie in the workbook's folder, and in a trainer's own
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
KEYS = ("id", "difficult", "patience", "trust", "facts", "problems", "concerns", "order")
ORDER = ("worth", "settled")


@dataclass(frozen=True)
class Persona:
    """The key of a simulated client; ``problems``: each with its implications, the last one hidden and costly.

    An order takes ``worth`` problems whose worth was stated and ``settled`` concerns settled.
    """

    id: str
    folder: Path
    languages: tuple[str, ...]
    difficult: bool
    patience: int
    trust: int
    facts: tuple[str, ...]
    problems: Mapping[str, tuple[str, ...]]
    concerns: tuple[str, ...]
    worth: int
    settled: int


def personas(folders: Sequence[Path]) -> list[Persona]:
    """Every client of ``folders``, the workbook's own first."""
    return [read_persona(path) for path in persona_folders(folders)]


def persona_folders(folders: Sequence[Path]) -> list[Path]:
    """Where the clients of ``folders`` lie."""
    return [
        path.parent for folder in folders for shelf in SHELVES for path in sorted((folder / shelf).glob(f"*/{CLIENT}"))
    ]


def read_persona(folder: Path) -> Persona:
    """The key of the client in ``folder``.

    Raises
    ------
    ContentError
        It cannot be read, or something in it is missing or of another form: all of that at once.
    """
    path = folder / CLIENT
    body = read_yaml(path)
    raise_all([fault.at(f"{path}: {fault.where}") for fault in client_key_faults(body)])
    return Persona(
        id=body["id"],
        folder=folder,
        languages=tuple(lang for lang in LANGUAGES if (folder / f"{lang}.yaml").exists()),
        difficult=body.get("difficult", False),
        patience=body["patience"],
        trust=body["trust"],
        facts=tuple(body["facts"]),
        problems={name: tuple(each["implications"]) for name, each in body["problems"].items()},
        concerns=tuple(body["concerns"]),
        worth=body["order"]["worth"],
        settled=body["order"]["settled"],
    )


def read_client_words(persona: Persona, lang: str) -> dict[str, Any]:
    """What people read of ``persona`` in ``lang``; in its first language where it has not that one.

    Raises
    ------
    ContentError
        The file is not there, or is not YAML.
    """
    languages = persona.languages or LANGUAGES
    return read_yaml(persona.folder / f"{lang if lang in languages else languages[0]}.yaml")


def client_key_faults(body: Mapping[str, Any]) -> Iterator[Finding]:
    """Every fault of a client's key."""
    yield from strange(body, KEYS)
    if not _is_id(body.get("id")):
        yield Finding("id", "finding.not_id" if body.get("id") else "finding.no_id", "advice.hyphens")
    if not isinstance(body.get("difficult", False), bool):
        yield Finding("difficult", "finding.not_true", "advice.true_false")
    for name, least in (("patience", 1), ("trust", 0)):
        yield from _count(body.get(name), name, least)
    for name in ("facts", "concerns"):
        yield from _ids(body.get(name), name)
    yield from _problems(body.get("problems"))
    yield from _order(body)


def strange(body: Mapping[Any, Any], known: Sequence[str], place: str = "") -> Iterator[Finding]:
    """Names that belong to nothing, each with the one it resembles."""
    for name in [name for name in body if name not in known]:
        yield Finding(f"{place}{name}", "finding.no_field", near(name, known))


def _problems(problems: Any) -> Iterator[Finding]:
    if not isinstance(problems, dict) or not problems:
        yield Finding("problems", "finding.not_map" if problems else "finding.nothing", "advice.see_form")
        return
    for name, body in problems.items():
        place = f"problems.{name}"
        if not _is_id(name):
            yield Finding(place, "finding.not_id", "advice.hyphens")
        if not isinstance(body, dict):
            yield Finding(place, "finding.not_map", "advice.see_form")
            continue
        yield from strange(body, ("implications",), f"{place}.")
        yield from _ids(body.get("implications"), f"{place}.implications")


def _order(body: Mapping[str, Any]) -> Iterator[Finding]:
    """What an order takes cannot be more than there is."""
    order = body.get("order")
    if not isinstance(order, dict):
        yield Finding("order", "finding.not_map" if order else "finding.nothing", "advice.see_form")
        return
    yield from strange(order, ORDER, "order.")
    for name, of in (("worth", "problems"), ("settled", "concerns")):
        wrong = list(_count(order.get(name), f"order.{name}", int(name == "worth")))
        yield from wrong
        there = body.get(of)
        if not wrong and isinstance(there, dict | list) and order[name] > len(there):
            yield Finding(f"order.{name}", Phrase("finding.too_many", n=len(there)), "advice.narrow_order")


def _count(value: Any, place: str, least: int) -> Iterator[Finding]:
    if value is None:
        yield Finding(place, "finding.nothing", "advice.see_form")
    elif not isinstance(value, int) or isinstance(value, bool) or value < least:
        yield Finding(place, "finding.not_count", Phrase("advice.whole_from", least=least))


def _ids(value: Any, place: str) -> Iterator[Finding]:
    if value is None:
        yield Finding(place, "finding.nothing", "advice.see_form")
    elif not isinstance(value, list) or not value or not all(map(_is_id, value)) or len(set(value)) < len(value):
        yield Finding(place, "finding.not_ids", "advice.see_form")


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(ID.match(value))
