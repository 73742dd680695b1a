"""The whole check of a company's data: every table read, what was found, what it would change."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ibis

from salesbook.errors import SalesbookError
from salesbook.metrics import order_value
from salesbook.quality.answers import row_findings
from salesbook.quality.clients import in_small_groups, listed_twice, namesakes, strangers, without_orders
from salesbook.quality.effects import Compare, Figures, against, answer_figures, order_figures
from salesbook.quality.finding import FIRST, SHOWN, Finding
from salesbook.quality.lines import line_findings
from salesbook.quality.outliers import outliers
from salesbook.quality.periods import Coverage, coverage, cut_first, cut_last, days_of, gaps, runs_without, thin
from salesbook.tables import Book, Reading, contracts

FIGURES: Mapping[str, Callable[..., Figures]] = {"orders": order_figures, "surveys": answer_figures}
DATED = ("orders", "surveys", "contacts", "complaints", "points")  # tables of what happened, each row on its day


@dataclass(frozen=True)
class Aside:
    """Rows set aside for one reason: how many, and the first of them without names of people."""

    reason: str
    n: int
    examples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class TableCheck:
    """One table: what was read, the rows set aside, the periods it covers."""

    reading: Reading
    aside: tuple[Aside, ...]
    coverage: Coverage | None


@dataclass(frozen=True)
class Checked:
    """All tables, all findings (what needs attention first, then by weight), the figures as they are, every fault."""

    tables: tuple[TableCheck, ...]
    findings: tuple[Finding, ...]
    figures: Figures
    faults: tuple[SalesbookError, ...]

    @property
    def attention(self) -> tuple[Finding, ...]:
        """Findings that somebody should decide on."""
        return tuple(f for f in self.findings if f.attention)

    @property
    def known(self) -> tuple[Finding, ...]:
        """Findings that it is enough to know of."""
        return tuple(f for f in self.findings if not f.attention)


def check(book: Book, today: dt.date) -> Checked:
    """Look through every table of ``book``; ``today`` tells what lies ahead of time."""
    readings, faults = book.check()
    names = [reading.table for reading in readings if reading.used]
    days = {name: days_of(book.table(name), date) for name in names if (date := _date(book, name))}
    now = {name: FIGURES[name](book.table(name)) for name in names if name in FIGURES}
    compare = {name: against(figures, FIGURES[name]) for name, figures in now.items()}
    found: list[Finding] = []
    for reading in readings:
        found += _aside_finding(reading)
    for name in names:
        found += _of_table(book, name, compare.get(name), today)
        found += _of_periods(book, name, days.get(name, {}))
    found += _of_clients(book, names, compare)
    found.sort(key=lambda f: (not f.attention, -f.weight, -f.n / max(f.of, 1)))
    covered = {name: coverage(each) for name, each in days.items() if each}
    tables = tuple(TableCheck(r, _aside(book, r), covered.get(r.table)) for r in readings)
    return Checked(tables, tuple(found), {k: v for each in now.values() for k, v in each.items()}, tuple(faults))


def _date(book: Book, name: str) -> str:
    """The date that tells when what stands in the table happened; none where it tells of plans or people."""
    date = contracts()[name].dates[0] if name in DATED else ""
    return date if date and date in book.table(name).columns else ""


def _aside_finding(reading: Reading) -> list[Finding]:
    n = reading.read - reading.used
    return [Finding("aside", reading.table, n, reading.read, "excluded")] if n else []


def _aside(book: Book, reading: Reading) -> tuple[Aside, ...]:
    if reading.read == reading.used:
        return ()
    rows = book.set_aside(reading.table)
    theirs = [str(reading.columns.get(c)) for c in SHOWN if str(reading.columns.get(c)) in rows.columns]
    found = []
    for reason, n in sorted(reading.set_aside.items(), key=lambda pair: -pair[1]):
        columns = ["file", "row", *(theirs if _is_parted(rows, reason) else [])]
        first = rows.filter(rows.reason == reason).select(columns).limit(FIRST).to_pyarrow().to_pylist()
        found.append(Aside(reason, n, tuple(first)))
    return tuple(found)


def _is_parted(rows: ibis.Table, reason: str) -> bool:
    """Whether rows of this reason have cells; one that could not be parted stands whole in the first, names and all."""
    cells = rows.columns[4:]
    some = [rows[c].notnull() for c in cells]
    if not some:
        return False
    return bool(rows.filter((rows.reason == reason) & ibis.or_(*some)).count().to_pyarrow().as_py())


def _of_table(book: Book, name: str, compare: Compare | None, today: dt.date) -> list[Finding]:
    rows = book.table(name)
    found = [twice] if (twice := listed_twice(rows, name)) else []
    if name == "orders" and compare:
        return found + line_findings(rows, compare, today) + outliers(rows, compare)
    return found + row_findings(rows, name, _date(book, name), compare, today)


def _of_clients(book: Book, names: Sequence[str], compare: Mapping[str, Compare]) -> list[Finding]:
    if "clients" not in names:
        return []
    clients = book.table("clients")
    orders = book.table("orders") if "orders" in names else None
    found = [namesakes(clients, orders, compare.get("orders")), in_small_groups(clients)]
    found += [without_orders(clients, orders)] if orders is not None else []
    for name in names:
        if name != "clients" and "client_id" in book.table(name).columns:
            found.append(strangers(book.table(name), clients, name, compare.get(name)))
    return [finding for finding in found if finding]


def _of_periods(book: Book, name: str, days: Mapping[dt.date, int]) -> list[Finding]:
    """Gaps and ends of ``orders`` and ``surveys``; other tables are only drawn, for they may well have quiet months."""
    if name not in FIGURES or not days:
        return []
    covered, make = coverage(days), partial(Finding, table=name)
    found = []
    if empty := gaps(covered):
        values = {"unit": covered.unit, "periods": tuple(empty)}
        found.append(make("gap", n=len(empty), of=len(covered.periods), values=values))
    if name == "orders":
        if runs := [run for run in runs_without(days) if not any(_within(run, start, covered.unit) for start in empty)]:
            values = {"runs": tuple(sorted(runs, key=lambda run: -run[2])[:FIRST])}
            found.append(make("no_sales", n=sum(run[2] for run in runs), of=len(days), values=values))
        if low := thin(covered):
            values = {"unit": covered.unit, "periods": tuple(p.start for p in low)}
            found.append(make("thin", n=len(low), of=len(covered.periods), values=values))
        found += _cut(book, days, covered)
    return found


def _within(run: tuple[dt.date, dt.date, int], start: dt.date, unit: str) -> bool:
    return run[0] <= start <= run[1]


def _cut(book: Book, days: Mapping[dt.date, int], covered: Coverage) -> list[Finding]:
    """The first and the last month, where the data begins or ends within them, against a middling month's revenue."""
    if covered.unit == "day":
        return []
    rows = order_value(book.table("orders", by=[covered.unit]), by=[covered.unit]).to_pyarrow().to_pylist()
    revenue = {str(row[covered.unit]): row["revenue"] or 0.0 for row in rows}
    whole = sorted(revenue.get(_name(p.start, covered.unit), 0.0) for p in covered.periods if p.whole and p.rows)
    middling = whole[len(whole) // 2] if whole else 0.0
    found = []
    for kind, is_cut, period, day in (
        ("cut_first", cut_first(days), covered.periods[0], min(days)),
        ("cut_last", cut_last(days), covered.periods[-1], max(days)),
    ):
        if is_cut and middling:
            share = revenue.get(_name(period.start, covered.unit), 0.0) / middling
            values = {"unit": covered.unit, "period": period.start, "day": day, "share": share}
            found.append(Finding(kind, "orders", 1, len(covered.periods), values=values))
    return found


def _name(start: dt.date, unit: str) -> str:
    """How ``tables`` calls a month or week."""
    return start.strftime("%Y-%m") if unit == "month" else start.isoformat()
