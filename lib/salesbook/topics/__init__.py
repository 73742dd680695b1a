"""What there is to say of a company on each topic: its measures, judged, the most urgent first.

A topic is a file here, named as its notebook: ``findings(book, **parameters)`` gives what it found.
"""

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from salesbook.errors import DataError, RequestError
from salesbook.findings import Attention, Finding, attention
from salesbook.measured import nearest
from salesbook.tables import Book

# the tables without which a topic has nothing to say
TOPICS: Mapping[str, tuple[str, ...]] = {
    "acquisition": ("spend", "clients"),
    "change": (),
    "nps": ("surveys",),
    "satisfaction": ("surveys", "complaints"),
    "sleeping": ("orders",),
    "clients": ("orders",),
    "contacts": ("contacts", "clients", "orders"),
    "programme": ("points", "orders"),
    "team": ("orders",),
    "value": ("orders",),
}


def look(book: Book, topic: str, **parameters: Any) -> Attention:
    """What needs attention in ``topic``, the most urgent first; ``.actions`` is what to do about it.

    Parameters
    ----------
    **parameters
        Those of the topic, as its notebook has them; a measure's defaults hold for the others.

    Raises
    ------
    RequestError
        There is no such topic, or it has no such parameter.
    """
    if topic not in TOPICS:
        raise RequestError(topic, "no such topic.", nearest(topic, TOPICS))
    findings: Callable[..., list[Finding]] = import_module(f"salesbook.topics.{topic}").findings
    known = set(inspect.signature(findings).parameters) - {"book"}
    for name in sorted(parameters.keys() - known):
        raise RequestError(topic, f"no parameter {name}.", nearest(name, known))
    return attention(findings(book, **parameters), book.lang)


def looked(book: Book, *, runs: str = "runs") -> dict[str, Attention]:
    """Topic → what it found, for every topic of which the company has the tables; a broken one has nothing to say.

    ``runs`` is the folder of earlier runs.
    """
    found, own = {}, {"change": {"runs": runs}}
    for topic, tables in TOPICS.items():
        if set(tables) <= set(book.tables):
            try:
                found[topic] = look(book, topic, **own.get(topic, {}))
            except DataError:
                continue  # said where the tables are checked
    return found
