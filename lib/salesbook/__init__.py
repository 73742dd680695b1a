"""The front door: all that a notebook may use.

>>> import salesbook as sb
>>> book = sb.open("data/demo")                           # doctest: +SKIP
>>> sb.charts.nps(sb.measure(book, "nps", by="segment"))  # doctest: +SKIP
"""

from salesbook import charts, findings, metrics
from salesbook.measure import measure
from salesbook.tables import Book, open
from salesbook.words import LANGUAGES

__version__ = "0.1.0"
__all__ = ["LANGUAGES", "Book", "charts", "findings", "measure", "metrics", "open"]
