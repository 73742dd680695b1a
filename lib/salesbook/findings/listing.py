"""A table for people: written out in their language, drawn by great-tables, and a sheet of the report's Excel file."""

import datetime as dt
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

from salesbook.findings.finding import who
from salesbook.labels import Result, column_label
from salesbook.words import catalogue, currency_word, date, money, number, say, share

SHEET = "application/vnd.salesbook.sheet+json"
LEAKS = re.compile(r"^(?:#\S+ thead, tbody, tfoot, tr, td, th| tr) \{[^}]*\}\n", re.MULTILINE)  # rules for all tables
MONEY = re.compile(r"(?:_amount|_value|revenue|amount|profit|cost|spend)$|^(?:revenue|profit|amount|client_value)_")
SHARE = re.compile(r"_(?:rate|share)(?:_low|_high)?$|^p_alive$")
PRECISE = re.compile(r"_(?:per_month|months)(?:_low|_high)?$|^p_|^factor$|^(?:member|other)_mean$|^uplift|^naive_")
FIGURE = re.compile(r"—|[+\N{MINUS SIGN}]?\d[\d\s.,%]*").fullmatch
INK, RULE = "#1f2933", "#d9dee4"
Cells = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Listing:
    """A short table for people: ``rows`` as they are written; ``values``, if any, as a spreadsheet takes them.

    ``figures`` are the columns that hold figures, where neither values nor digits alone would tell.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: Cells = ()
    figures: tuple[int, ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not self.rows and self.caption:  # a head with nothing below it would be read as a table that failed
            return {"text/plain": self.caption, "text/html": f'<p class="finding">{escape(self.caption)}</p>'}
        lines = [self.caption, "\t".join(self.head), *("\t".join(row) for row in self.rows)]
        html = f'<div class="listing">{_drawn(self)}</div>'
        sheet = {SHEET: {"caption": self.caption, "head": list(self.head), "rows": _plain(self.values)}}
        return {"text/plain": "\n".join(lines), "text/html": html, **(sheet if self.values else {})}


def table(result: Result, *columns: str, rows: int = 20, caption: str = "") -> Listing:
    """``columns`` of a measure's result, its first ``rows``, with what it is grouped by in front.

    A column is written by its name: ``_rate`` and ``_share`` as a percentage, ``_amount``, ``revenue``, ``profit`` as
    money (the currency in its head), a state by its word, ``client_id`` with the client's initials. Excel gets every
    row, unrounded. ``caption`` is a text, or one of those of ``table`` in locale; by default that of the measure.
    """
    lang = result.lang
    names = (*(c for c in result.by if c not in columns), *columns)
    shown = tuple(tuple(written(row, c, lang) for c in names) for row in result.rows[:rows])
    left = len(result.rows) - len(shown)
    named = f"table.{caption or getattr(result, 'name', '')}"
    title = say(named, lang) if named in catalogue(lang) else caption
    if left > 0:
        title = " · ".join(filter(None, (title, say("table.more", lang, left, shown=number(len(shown), lang)))))
    values = tuple(tuple(_value(row, c) for c in names) for row in result.rows)
    return Listing(
        title or (result.absent or say("chart.nothing", lang)) * (not shown),
        tuple(_head(c, result) for c in names), shown, values,
    )  # fmt: skip


def _head(column: str, result: Result) -> str:
    """What ``column`` is called, with its currency: in each cell it would take the room of two."""
    label = column_label(column, result.lang)
    unit = currency_word(result.currency, result.lang) if MONEY.search(column) and not SHARE.search(column) else ""
    return f"{label}, {unit}" if unit else label


def written(row: Mapping[str, Any], column: str, lang: str) -> str:
    """One cell as people of ``lang`` read it; a dash where nothing is known."""
    value = row[column]
    if column == "client_id" and value is not None:
        return unbroken(who(dict(row)))
    if value is None:
        return "—"
    if isinstance(value, bool):
        return say("table.true" if value else "table.false", lang)
    if isinstance(value, dt.date):
        return unbroken(date(value, lang))
    if isinstance(value, int | float):
        return _figure(value, column, lang)
    named = f"value.{column}_{value}"
    return say(named, lang) if named in catalogue(lang) else str(value)


def unbroken(text: str) -> str:
    """``text`` that stays in one line of its cell."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _figure(value: float, column: str, lang: str) -> str:
    if SHARE.search(column):
        return share(value, lang, 1)
    if MONEY.search(column):
        return money(value, lang)
    if isinstance(value, int):
        return number(value, lang)
    return number(value, lang, 2 if PRECISE.search(column) else 0 if abs(value) >= 100 or value == int(value) else 1)


def _value(row: Mapping[str, Any], column: str) -> Any:
    value = row[column]
    return who(dict(row)) if column == "client_id" and value is not None else value


def _plain(cells: Cells) -> list[list[Any]]:
    return [[cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row] for row in cells]


def _drawn(listing: Listing) -> str:
    """The table as HTML; cells are escaped by great-tables, which takes them as text."""
    gt, arrow = _library()
    columns = {f"c{n}": [row[n] for row in listing.rows] for n in range(len(listing.head))}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Arrow tables are experimental there; ours are text
        name = sha256(repr((listing.caption, listing.head, listing.rows)).encode()).hexdigest()[:10]
        made = gt.GT(arrow.table(columns or {"c0": []}), id=f"t{name}")
        if listing.caption:
            made = made.tab_header(listing.caption)
        figures = [f"c{n}" for n in range(len(listing.head)) if _is_of_figures(listing, n)]
        made = made.cols_label({f"c{n}": head for n, head in enumerate(listing.head)})
        made = made.cols_align("left").cols_align("right", figures) if figures else made.cols_align("left")
        made = made.opt_align_table_header("left").tab_options(
            table_width="100%", table_font_size="0.88rem", table_font_color=INK, heading_title_font_size="0.92rem",
            table_border_top_style="none", table_border_bottom_color=RULE, column_labels_font_weight="600",
            column_labels_border_bottom_color=INK, table_body_hlines_color=RULE, data_row_padding="5px",
            data_row_padding_horizontal="6px", column_labels_padding_horizontal="6px",
            container_padding_x="0px", container_padding_y="0px",
        )  # fmt: skip
        return LEAKS.sub("", made.as_raw_html())


def _is_of_figures(listing: Listing, n: int) -> bool:
    """Whether column ``n`` holds figures: by its values, or where there are none by how they are written."""
    if listing.figures:
        return n in listing.figures
    if listing.values:
        cells = [row[n] for row in listing.values if row[n] is not None]
        return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)
    return bool(listing.rows) and all(FIGURE(row[n]) for row in listing.rows)


@cache
def _library() -> tuple[Any, Any]:
    import great_tables  # a third of a second: only who draws a table waits for it
    import pyarrow

    return great_tables, pyarrow
