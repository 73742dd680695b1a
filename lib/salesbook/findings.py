"""What a result says, in a sentence of the reader's language, with the figures it rests on."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Protocol

from salesbook.charts.chart import Result, column_label
from salesbook.tables import PRIVACY
from salesbook.words import date, initials, money, number, say, share, signed

FIGURES = "application/vnd.salesbook.figures+json"
CALLS = 5
VAGUE = ("other", "none")  # themes that tell nobody what to do


@dataclass(frozen=True)
class Finding:
    """A sentence made from figures; ``figures`` travel with it into the run's manifest."""

    name: str
    says: str
    figures: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": self.says,
            "text/html": f'<p class="finding">{escape(self.says)}</p>',
            FIGURES: {"name": self.name, "says": self.says, **self.figures},
        }


@dataclass(frozen=True)
class Listing:
    """A short table for people: written out, escaped, with its caption."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        lines = [self.caption, "\t".join(self.head), *("\t".join(row) for row in self.rows)]
        head = "".join(f"<th>{escape(cell)}</th>" for cell in self.head)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self.rows)
        caption = f"<caption>{escape(self.caption)}</caption>"
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return {"text/plain": "\n".join(lines), "text/html": f'<div class="listing">{table}</div>'}


def _finding(write: Callable[[Result, dict[str, Any]], str]) -> Callable[[Result], Finding]:
    """A finding of the one row of a result; where there is none, what is missing."""

    def find(result: Result) -> Finding:
        name = write.__name__
        row = result.rows[0] if result.rows else None
        if row is None:
            return Finding(name, result.absent or say("chart.nothing", result.lang))
        return Finding(name, write(result, row), {key: value for key, value in row.items() if _plain(value)})

    find.__name__, find.__doc__ = write.__name__, write.__doc__
    return find


def _plain(value: Any) -> bool:
    return isinstance(value, int | float | str)


@_finding
def nps(result: Result, row: dict[str, Any]) -> str:
    """The score, its interval, and who answered what."""
    lang = result.lang
    if not row["answered"]:
        return say("nps.nobody", lang)
    points: dict[str, Any] = {k: signed(row[k], lang) for k in ("nps", "nps_low", "nps_high")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("promoters", "passives", "detractors")}
    return say("nps.finding", lang, **points, **counts, answers=say("count.answers", lang, row["answered"]))


@_finding
def nps_change(result: Result, row: dict[str, Any]) -> str:
    """The change from one period to the next, and whether it is more than chance."""
    lang = result.lang
    key = "nps.changed" if row["change_low"] > 0 or row["change_high"] < 0 else "nps.chance"
    points: dict[str, Any] = {k: signed(row[k], lang, 1) for k in ("nps_before", "nps_after", "change")}
    limits: dict[str, Any] = {k: signed(row[k], lang) for k in ("change_low", "change_high")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("answered_before", "answered_after")}
    return say(key, lang, **points, **limits, **counts, before=row["before"], after=row["after"])


@_finding
def order_value(result: Result, row: dict[str, Any]) -> str:
    """Money per order."""
    lang = result.lang
    if not row["orders"]:
        return say("chart.nothing", lang)
    amounts: dict[str, Any] = {k: money(row[k], lang, result.currency) for k in ("order_value", "revenue")}
    for key, column in (("low", "order_value_low"), ("high", "order_value_high")):
        amounts[key] = "—" if row[column] is None else money(row[column], lang, result.currency)
    orders, clients = (say(f"count.{k}", lang, row[k]) for k in ("orders", "clients"))
    return say("order_value.finding", lang, orders=orders, clients=clients, **amounts)


@_finding
def frequency(result: Result, row: dict[str, Any]) -> str:
    """Orders per client and month."""
    lang = result.lang
    if row["frequency_per_month"] is None:
        return say("frequency.one_day", lang)
    orders, clients = (say(f"count.{k}", lang, row[k]) for k in ("orders", "clients"))
    columns = {"value": "frequency_per_month", "low": "frequency_low", "high": "frequency_high"}
    values: dict[str, Any] = {k: "—" if row[c] is None else number(row[c], lang, 2) for k, c in columns.items()}
    days = say("count.days", lang, row["days"])
    return say("frequency.finding", lang, orders=orders, clients=clients, days=days, **values)


@_finding
def retention(result: Result, row: dict[str, Any]) -> str:
    """The share of clients kept, with the textbook value beside it."""
    lang = result.lang
    if not row["start"]:
        return say("retention.nobody", lang)
    shares: dict[str, Any] = {
        k: share(row[k], lang) for k in ("retention_rate", "retention_low", "retention_high", "textbook_rate")
    }
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("start", "kept", "new", "reactivated")}
    return say("retention.finding", lang, **shares, **counts)


@_finding
def retention_change(result: Result, row: dict[str, Any]) -> str:
    """The change of retention from one window to the next, and whether it is more than chance."""
    lang = result.lang
    if row["change"] is None:
        return say("retention.nobody", lang)
    key = "retention.changed" if row["change_low"] > 0 or row["change_high"] < 0 else "retention.chance"
    points: dict[str, Any] = {k: signed(100 * row[k], lang, 1) for k in ("change", "change_low", "change_high")}
    shares: dict[str, Any] = {k: share(row[k], lang, 1) for k in ("retention_before", "retention_after")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("start_before", "start_after")}
    return say(
        key,
        lang,
        **points,
        **shares,
        **counts,
        before=date(row["before"], lang),
        after=date(row["after"], lang),
    )


@_finding
def order_lines(result: Result, row: dict[str, Any]) -> str:
    """Which lines count, and how many do not."""
    lang = result.lang
    counts: dict[str, Any] = {
        k: number(row[k], lang) for k in ("lines", "unknown_clients", "returns", "zero_amounts", "duplicates")
    }
    return say("order_lines.finding", lang, **counts, last=date(row["last"], lang) if row["last"] else "—")


def sleeping(result: Result) -> Finding:
    """How many regular clients have stopped, and whom to call first."""
    lang, rows = result.lang, result.rows
    if not rows:
        return Finding("sleeping", result.absent or say("sleeping.nobody", lang), {"listed": 0, "calls": []})
    counts: dict[str, Any] = {
        state: sum(row["state"] == state for row in rows) for state in ("late", "sleeping", "lost")
    }
    amount = sum(row["monthly_amount"] or 0 for row in rows if row["state"] != "lost")
    written: dict[str, Any] = {k: number(v, lang) for k, v in counts.items()}
    said = say("sleeping.finding", lang, **written, money=money(amount, lang, result.currency))
    keys = ("client_id", "state", "silent_days", "mean_gap_days", "monthly_amount")
    first = [{**{k: r.get(k) for k in keys}, "who": who(r)} for r in calls(result)[:CALLS]]
    return Finding("sleeping", said, {"listed": len(rows), **counts, "monthly_amount": amount, "calls": first})


class Read(Result, Protocol):
    """What :func:`salesbook.themes` gives."""

    @property
    def read(self) -> int: ...
    @property
    def unsure(self) -> int: ...
    @property
    def detractors(self) -> int: ...


def themes(result: Read) -> Finding:
    """What detractors and promoters write about most, and on how many comments that rests."""
    lang, rows = result.lang, result.rows
    if not rows:
        return Finding("themes", result.absent or say("chart.nothing", lang), {"read": 0, "unsure": 0, "themes": []})
    base = say("themes.base", lang, read=number(result.read, lang), unsure=number(result.unsure, lang))
    counted = result.read - result.unsure
    overall = share(result.detractors / counted, lang) if counted else ""
    said = [base, *(_most(rows, side, overall, lang) for side in ("detractors", "promoters"))]
    figures = {key: getattr(result, key) for key in ("read", "unsure", "detractors")}
    return Finding("themes", " ".join(said), {**figures, "themes": rows})


def _most(rows: Sequence[dict[str, Any]], side: str, overall: str, lang: str) -> str:
    """The theme of which ``side`` write most; of two alike the one with fewer others."""
    named = [row for row in rows if row[side] and row["theme"] not in VAGUE]
    if not named:
        return say(f"themes.no_{side}", lang)
    row = max(named, key=lambda row: (row[side], -row["comments"]))
    keys = {"share": "detractor_share", "low": "detractor_low", "high": "detractor_high"}
    shares: dict[str, Any] = {key: share(row[column], lang) for key, column in keys.items()}
    counts: dict[str, Any] = {"count": number(row["comments"], lang), side: number(row[side], lang)}
    theme = say(f"theme.{row['theme']}", lang)
    values = {**counts, **shares, "overall": overall} if side == "detractors" else counts
    return say(f"themes.of_{side}", lang, None, theme=theme, **values)


def calls(result: Result) -> list[dict[str, Any]]:
    """Clients in the order to call them: those who can still be won first, by what they used to buy a month."""
    return sorted(
        result.rows, key=lambda row: (row["state"] == "lost", -(row["monthly_amount"] or 0), row["client_id"])
    )


def who(row: dict[str, Any]) -> str:
    """A client as a report may name him: initials and id; the name itself where the run was told so."""
    name = row.get("client_name") or ""
    return " ".join(filter(None, (name if os.environ.get(PRIVACY) == "off" else initials(name), row["client_id"])))


def overview(book: Any, *tables: str) -> Listing:
    """What was read, used and set aside of ``tables``, and the days they cover."""
    lang = book.lang
    readings = [book.reading(name) for name in tables if name in book.tables]
    rows = tuple(
        (r.table, number(r.read, lang), number(r.used, lang), number(r.read - r.used, lang),
         date(r.first, lang) if r.first else "—", date(r.last, lang) if r.last else "—")
        for r in readings
    )  # fmt: skip
    head = tuple(
        say(f"overview.{key}", lang) for key in ("table", "rows_read", "rows_used", "rows_aside", "first", "last")
    )
    return Listing(say("overview.title", lang, source=book.company.name or Path(book.source).name), head, rows)


def call_list(result: Result, most: int = 20) -> Listing:
    """The first ``most`` clients to call, in initials."""
    lang = result.lang
    rows = calls(result)[:most]
    columns: Sequence[str] = (
        "client",
        "state",
        "last_order",
        "silent_days",
        "mean_gap_days",
        "monthly_amount",
    )
    cells = tuple(
        (who(r), say(f"sleeping.{r['state']}", lang), date(r["last_order"], lang), number(r["silent_days"], lang),
         number(r["mean_gap_days"], lang), money(r["monthly_amount"] or 0, lang, result.currency))
        for r in rows
    )  # fmt: skip
    caption = say("sleeping.caption", lang, shown=number(len(rows), lang), n=len(result.rows))
    return Listing(caption, tuple(column_label(c, lang) for c in columns), cells)
