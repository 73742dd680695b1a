"""The front door: all that a notebook may use.

>>> import salesbook as sb
>>> book = sb.open("data/demo")                           # doctest: +SKIP
>>> sb.charts.nps(sb.measure(book, "nps", by="segment"))  # doctest: +SKIP
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesbook import charts, findings, metrics
    from salesbook.brought import bring
    from salesbook.called import calls
    from salesbook.explored import explore
    from salesbook.findings import table
    from salesbook.learn import lesson
    from salesbook.measured import measure, names
    from salesbook.tables import Book, open
    from salesbook.themed import themes
    from salesbook.topics import look
    from salesbook.topics.history import history
    from salesbook.words import LANGUAGES

__version__ = "0.1.0"
DEMO = str(Path(__file__).resolve().parents[2] / "data" / "demo")  # the made-up company
__all__ = [
    "DEMO", "LANGUAGES", "Book", "bring", "calls", "charts", "explore", "findings", "history", "lesson", "look",
    "measure", "metrics", "names", "open", "table", "themes",
]  # fmt: skip

# A room is opened when it is first asked for: a command need not wait for pictures, nor a lesson for a database.
ROOMS = {
    "Book": "tables", "LANGUAGES": "words", "bring": "brought", "calls": "called", "explore": "explored",
    "history": "topics.history",
    "lesson": "learn", "look": "topics", "measure": "measured", "names": "measured", "open": "tables",
    "table": "findings", "themes": "themed",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module salesbook has no attribute {name}")
    found = import_module(f"salesbook.{ROOMS.get(name, name)}")
    value = getattr(found, name) if name in ROOMS else found
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
