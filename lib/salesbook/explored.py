"""A chart with its questions beside it: choose groups, a part of the company, a threshold, and the picture follows."""

import gc
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from typing import Any
from weakref import WeakKeyDictionary

import ipywidgets as w

from salesbook import charts
from salesbook.charts.chart import Chart
from salesbook.errors import SalesbookError
from salesbook.labels import PERIODS, column_label
from salesbook.measured import Measured, measure
from salesbook.metrics import MEASURES
from salesbook.tables import Book
from salesbook.tables.grouping import of_client
from salesbook.words import catalogue, say

MOST_GROUPS = 30  # values of a column by which a picture can still be read
OURS = (
    "client_id",
    "client_name",
    "phone",
    "email",
    "birthday",
    "comment",
    "parent_id",
    "referred_by",
    "timezone",
)  # no groups of clients
WHOLE = ""
_known: WeakKeyDictionary[Book, dict[Any, Any]] = WeakKeyDictionary()  # drawn and counted of each book, once


def explore(
    book: Book, name: str, *, by: str = "", chart: Callable[[Measured], Chart] | None = None, **parameters: Any
) -> "Explorer":
    """The chart of measure ``name`` with controls; re-run by a command it is the still picture of what was asked.

    Parameters
    ----------
    by
        The column or period to begin with; the reader may choose another of its kind.
    chart
        Draws the result; ``sb.charts.<name>`` where not given.
    **parameters
        The measure's own; a number among them can be changed by the reader.
    """
    return Explorer(book, name, by, chart or getattr(charts, name), parameters)


@dataclass(frozen=True, eq=False)
class Explorer:
    """What :func:`explore` gives: it shows itself as its picture, and in JupyterLab with its controls."""

    book: Book
    name: str
    by: str
    draw: Callable[[Measured], Chart]
    parameters: Mapping[str, Any]

    def chart(self, by: str, part: str = WHOLE, parameters: Mapping[str, Any] | None = None) -> Chart:
        """The picture of one choice; the same choice is computed once, whichever explorer of the book asks."""
        book, values = self.book, dict(self.parameters if parameters is None else parameters)
        drawn = _known.setdefault(book, {})
        key = (self.name, self.draw, book.lang, book.only, book.privacy, by, part, *values.items())
        if key not in drawn:
            its = copy(book)
            its.only = part or book.only
            groups = {"by": by} if by else {}
            try:
                drawn[key] = self.draw(measure(its, self.name, **groups, **values))
            except SalesbookError as error:
                drawn[key] = Chart(None, str(error))
        return drawn[key]

    def reaction(self, by: str, part: str = WHOLE, parameters: Mapping[str, Any] | None = None) -> str:
        """The picture of one choice as HTML; garbage is looked for when it is out, for that may take as long again."""
        looking = gc.isenabled()
        gc.disable()
        try:
            return picture(self.chart(by, part, parameters))
        finally:
            if looking:
                gc.enable()

    @cached_property
    def controls(self) -> w.VBox:
        """The picture under its controls."""
        return _Controls(self).box

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = self.chart(self.by)._repr_mimebundle_(**options)
        view = self.controls._repr_mimebundle_(**options)
        return {**data, **{kind: body for kind, body in view.items() if kind.startswith("application/")}}, metadata


class _Controls:
    """The widgets of one explorer; what they hold is the choice, and a change draws it."""

    def __init__(self, explorer: Explorer) -> None:
        _settle()
        self._explorer, lang = explorer, explorer.book.lang
        groups = groups_of(explorer.book, explorer.name, explorer.by)
        self._by = _choice(say("explore.by", lang), [(column_label(g, lang), g) for g in groups], explorer.by)
        column = explorer.by if explorer.by not in PERIODS else ""
        parts = [(say("chart.all", lang), WHOLE)] + [(v, f"{column}={v}") for v in values_of(explorer.book, column)]
        self._part = _choice(say("explore.part", lang), parts, WHOLE)
        self._numbers = {k: _number(k, v, lang) for k, v in explorer.parameters.items() if _is_number(v)}
        self._picture, self._busy = w.HTML(), w.HTML()
        asked = [c for c, n in ((self._by, len(groups)), (self._part, len(parts))) if n > 1]
        asked += self._numbers.values()
        for control in asked:
            control.observe(self._draw, "value")
        self.box = w.VBox([w.Box([*asked, self._busy], layout=w.Layout(flex_flow="row wrap")), self._picture])
        self._draw()

    def _draw(self, _: Any = None) -> None:
        numbers = {name: control.value for name, control in self._numbers.items()}
        chosen = {**self._explorer.parameters, **numbers}
        self._busy.value = escape(say("explore.computing", self._explorer.book.lang))  # a model's fit takes seconds
        self._picture.value = self._explorer.reaction(self._by.value, self._part.value, chosen)
        self._busy.value = ""


@cache
def _settle() -> None:
    """Let what is imported by now never be looked through for garbage: that takes as long as a picture may."""
    gc.collect()
    gc.freeze()


def picture(chart: Chart) -> str:
    """``chart`` as HTML with its words for those who cannot see it."""
    if chart.figure is None:
        return f"<p>{escape(chart.says)}</p>"
    return f'<img style="max-width:100%" alt="{escape(chart.says)}" src="data:image/png;base64,{chart.base64}">'


def groups_of(book: Book, name: str, by: str) -> list[str]:
    """What may be chosen instead of ``by``: periods for a period, else columns of ``clients`` with few values.

    Only those that measure ``name`` can tell: a table without clients has but its own columns.
    """
    if by in PERIODS:
        return ["month", "quarter", "year"] if by != "week" else ["week", "month", "quarter", "year"]
    if not by:
        return [""]
    rows = book.table("clients") if "clients" in book.tables else None
    names = [] if rows is None else [c for c, kind in rows.schema().items() if kind.is_string() and c not in OURS]
    if rows is None or not names:
        return [by]
    known, asked = _known.setdefault(book, {}), ("groups", book.only, book.privacy)
    if asked not in known:
        each = rows.aggregate(**{c: rows[c].nunique() for c in names}).to_pyarrow().to_pylist()[0]
        known[asked] = [c for c in names if 1 < each[c] <= MOST_GROUPS]
    table = MEASURES[name].table
    own = book.table(table).columns if table in book.tables else ()
    told = [c for c in known[asked] if c in own or "client_id" in own]
    return list(dict.fromkeys([by, *(of_client(table, c) for c in told)]))


def values_of(book: Book, column: str) -> list[str]:
    """The values of ``column`` of ``clients``, as parts of the company to look at; none where it has no such column."""
    rows = book.table("clients") if column and "clients" in book.tables else None
    if rows is None or column not in rows.columns or book.only:
        return []
    known, asked = _known.setdefault(book, {}), ("values", column, book.privacy)
    if asked not in known:
        found = rows.select(column).distinct().limit(MOST_GROUPS + 1).to_pyarrow()[column].to_pylist()
        known[asked] = sorted(str(value) for value in found if value is not None)
    return list(known[asked])


def _choice(label: str, options: Sequence[tuple[str, str]], value: str) -> w.Dropdown:
    style = {"description_width": "initial"}
    return w.Dropdown(options=options, value=value, description=label, style=style)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(name: str, value: float, lang: str) -> Any:
    """A field for a threshold, from nothing to ten times what it is."""
    words = catalogue(lang)
    label = words.get(f"parameter.{name}", name.replace("_", " "))
    kind, step = (w.BoundedIntText, 1) if isinstance(value, int) else (w.BoundedFloatText, 0.1)
    return kind(value=value, min=0, max=10 * value or 10, step=step, description=label,
                style={"description_width": "initial"}, continuous_update=False)  # fmt: skip
