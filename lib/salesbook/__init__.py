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
    from salesbook.learn import lesson
    from salesbook.measured import measure, names
    from salesbook.tables import Book, open
    from salesbook.themed import themes
    from salesbook.words import LANGUAGES

__version__ = "0.1.0"
DEMO = str(Path(__file__).resolve().parents[2] / "data" / "demo")  # the made-up company
__all__ = [
    "DEMO", "LANGUAGES", "Book", "bring", "charts", "findings", "lesson", "measure", "metrics", "names", "open",
    "themes",
]  # fmt: skip

# A room is opened when it is first asked for: a command need not wait for pictures, nor a lesson for a database.
ROOMS = {
    "Book": "tables", "LANGUAGES": "words", "bring": "brought", "lesson": "learn", "measure": "measured",
    "names": "measured", "open": "tables", "themes": "themed",
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
