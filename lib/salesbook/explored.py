"""A chart with its questions beside it: choose groups, a part of the company, a threshold, and the picture follows."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import ipywidgets as w

from salesbook import charts
from salesbook.charts.chart import PERIODS, Chart, column_label
from salesbook.errors import SalesbookError
from salesbook.measured import Measured, measure
from salesbook.tables import Book
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
    _drawn: dict[Any, Chart] = field(default_factory=dict)

    def chart(self, by: str, part: str = WHOLE, parameters: Mapping[str, Any] | None = None) -> Chart:
        """The picture of one choice; the same choice is computed once."""
        values = dict(self.parameters if parameters is None else parameters)
        key = (by, part, *values.items())
        if key not in self._drawn:
            its = copy(self.book)
            its.only = part or self.book.only
            groups = {"by": by} if by else {}
            try:
                self._drawn[key] = self.draw(measure(its, self.name, **groups, **values))
            except SalesbookError as error:
                self._drawn[key] = Chart(None, str(error))
        return self._drawn[key]

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
        self._explorer, lang = explorer, explorer.book.lang
        groups = groups_of(explorer.book, explorer.by)
        self._by = _choice(say("explore.by", lang), [(column_label(g, lang), g) for g in groups], explorer.by)
        column = explorer.by if explorer.by not in PERIODS else ""
        parts = [(say("chart.all", lang), WHOLE)] + [(v, f"{column}={v}") for v in values_of(explorer.book, column)]
        self._part = _choice(say("explore.part", lang), parts, WHOLE)
        self._numbers = {k: _number(k, v, lang) for k, v in explorer.parameters.items() if _is_number(v)}
        self._picture = w.HTML()
        asked = [c for c, n in ((self._by, len(groups)), (self._part, len(parts))) if n > 1]
        asked += self._numbers.values()
        for control in asked:
            control.observe(self._draw, "value")
        self.box = w.VBox([w.Box(asked, layout=w.Layout(flex_flow="row wrap")), self._picture])
        self._draw()

    def _draw(self, _: Any = None) -> None:
        numbers = {name: control.value for name, control in self._numbers.items()}
        chosen = {**self._explorer.parameters, **numbers}
        self._picture.value = picture(self._explorer.chart(self._by.value, self._part.value, chosen))


def picture(chart: Chart) -> str:
    """``chart`` as HTML with its words for those who cannot see it."""
    if chart.figure is None:
        return f"<p>{escape(chart.says)}</p>"
    return f'<img style="max-width:100%" alt="{escape(chart.says)}" src="data:image/png;base64,{chart.base64}">'


def groups_of(book: Book, by: str) -> list[str]:
    """What may be chosen instead of ``by``: periods for a period, else columns of ``clients`` with few values."""
    if by in PERIODS:
        return ["month", "quarter", "year"] if by != "week" else ["week", "month", "quarter", "year"]
    if not by:
        return [""]
    rows = book.table("clients") if "clients" in book.tables else None
    names = [] if rows is None else [c for c, kind in rows.schema().items() if kind.is_string() and c not in OURS]
    few = [c for c in names if 1 < len(_values(rows, c)) <= MOST_GROUPS]
    return list(dict.fromkeys([by, *few]))


def values_of(book: Book, column: str) -> list[str]:
    """The values of ``column`` of ``clients``, as parts of the company to look at; none where it has no such column."""
    rows = book.table("clients") if column and "clients" in book.tables else None
    return _values(rows, column) if rows is not None and column in rows.columns and not book.only else []


def _values(rows: Any, column: str) -> list[str]:
    found = rows.select(column).distinct().limit(MOST_GROUPS + 1).to_pyarrow()[column].to_pylist()
    return sorted(str(value) for value in found if value is not None)


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
