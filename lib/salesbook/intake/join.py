"""Tables of several exports as one: orders that stand in two of them, clients that stand under several ids."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis

from salesbook.intake.field import Question
from salesbook.intake.overlap import Overlaps, find_overlaps, without_overlaps
from salesbook.intake.spellings import ClientName, Suggestion, consented, open_questions, suggest
from salesbook.intake.tidy import ROW, SOURCE
from salesbook.tables import Book, contracts
from salesbook.tables.guess import plain

ONCE, KEEP, YES, NO = "once", "keep", "yes", "no"
OVERLAP = "orders:overlap"
MOST = 200_000  # clients among whom spellings are compared
WORD = re.compile(r"[^\W\d_]{3}")
CODE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\S+@\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Joins:
    """What several exports have in common.

    overlaps
        Orders in more than one of them; None where there is one export of orders, or none.
    suggestions
        Pairs of clients that may be one and of which nobody has said yet whether they are.
    kept
        Client → the id under which it is kept, where a person has agreed.
    open
        What has to be said before anything is written. A suggestion has not.
    """

    overlaps: Overlaps | None = None
    suggestions: tuple[Suggestion, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    open: tuple[Question, ...] = ()


def find_joins(book: Book, files: Sequence[str], answers: Mapping[str, str]) -> Joins:
    """What stands twice in ``book``; ``files``: the exports in the order they were named."""
    overlaps = _overlaps(book, files)
    clients = _clients(book)
    found = suggest(clients)
    kept = consented(found, answers, {each.id: each.orders for each in clients})
    asked = []
    if overlaps and overlaps.ask and answers.get(OVERLAP) not in (ONCE, KEEP):
        values = {"lines": overlaps.lines_repeated, "orders": overlaps.orders_reposted}
        asked.append(Question(OVERLAP, f"import.overlap.ask_{overlaps.why}", values, (ONCE, KEEP)))
    return Joins(overlaps, tuple(open_questions(found, answers)), kept, tuple(asked))


def _overlaps(book: Book, files: Sequence[str]) -> Overlaps | None:
    """What several exports of orders share, the export with the latest sale taken for the newest."""
    if "orders" not in book.tables:
        return None
    orders = book.table("orders")
    last = orders.group_by(SOURCE).agg(last=orders.ordered_at.max()).to_pyarrow().to_pylist()
    if len(last) < 2:
        return None
    named = {name: n for n, name in enumerate(files)}
    ordered = sorted(last, key=lambda row: (row["last"], named.get(row[SOURCE], 0)))
    return find_overlaps(orders, [row[SOURCE] for row in ordered])


def _clients(book: Book) -> list[ClientName]:
    """Every client by id and name; without a table of clients, those of the orders that are called by a name."""
    counts: dict[str, int] = {}
    if "orders" in book.tables:
        orders = book.table("orders")
        counted = orders.filter(orders.client_id.notnull()).group_by("client_id").agg(n=ibis._.count()).limit(MOST)
        counts = {row["client_id"]: row["n"] for row in counted.to_pyarrow().to_pylist()}
    if "clients" not in book.tables and (column := _name_column(book)):
        orders = book.table("orders")
        named = orders.filter(orders.client_id.notnull()).group_by("client_id").agg(client_name=orders[column].max())
        return [_client(row, counts) for row in named.limit(MOST).to_pyarrow().to_pylist()]
    if "clients" not in book.tables:
        return [ClientName(c, c, orders=n) for c, n in counts.items() if WORD.search(c) and not CODE.fullmatch(c)]
    clients = book.table("clients")
    wanted = [c for c in ("client_id", "client_name", "phone", "email") if c in clients.columns]
    rows = clients.select(wanted).limit(MOST).to_pyarrow().to_pylist()
    return [_client(row, counts) for row in rows if row["client_id"]]


def _name_column(book: Book) -> str:
    """A column of the orders that has clients' names beside their codes."""
    if "orders" not in book.tables:
        return ""
    known = {plain(name) for c in ("client_name", "client_id") for name in contracts()["clients"].columns[c].names}
    return next((c for c in book.table("orders").columns if plain(c) in known and c != "client_id"), "")


def _client(row: Mapping[str, Any], counts: Mapping[str, int]) -> ClientName:
    told = {name: row.get(name) or "" for name in ("phone", "email")}
    return ClientName(row["client_id"], row.get("client_name") or "", **told, orders=counts.get(row["client_id"], 0))


def joined_table(book: Book, name: str, joins: Joins, answers: Mapping[str, str]) -> ibis.Table:
    """Table ``name`` of ``book`` with each order once, and each client under one id."""
    rows = book.table(name)
    once = joins.overlaps and (not joins.overlaps.ask or answers.get(OVERLAP) == ONCE)
    if name == "orders" and once and joins.overlaps:
        rows = without_overlaps(rows, joins.overlaps)
    if joins.kept:
        if name == "clients":
            rows = rows.filter(~rows.client_id.isin(list(joins.kept)))
        ids = [c for c in ("client_id", "parent_id", "referred_by") if c in rows.columns]
        rows = rows.mutate(**{c: _merged(rows[c], joins.kept) for c in ids})
    return rows.drop(*(c for c in (ROW,) if c in rows.columns))


def _merged(ids: Any, kept: Mapping[str, str]) -> Any:
    return ids.cases(*kept.items(), else_=ids)
