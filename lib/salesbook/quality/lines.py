"""What to know of order lines: repeated, shared, taken back, worth nothing, without a client, ahead of time."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis

from salesbook.metrics import order_lines
from salesbook.metrics.purchases import is_return
from salesbook.quality.effects import Compare
from salesbook.quality.finding import HASH, Finding, count, examples, marked, repeated_rows

TABLE = "orders"
RULES = {  # lines that a rule of the measures is about, left out unless that rule is changed
    "returns": ("net", is_return),
    "zero_amounts": ("keep", lambda lines: lines.amount == 0),
    "unknown_clients": ("keep", lambda lines: lines.client_id.isnull()),
}


def line_findings(orders: ibis.Table, compare: Compare, today: dt.date) -> list[Finding]:
    """All that is found in order lines by themselves, but for outliers and periods."""
    of = count(orders)
    checks: tuple[Callable[[ibis.Table, Compare, int], Finding | None], ...] = (_repeated, _relogged, _shared, _mixed)
    found = [check(orders, compare, of) for check in checks]
    found += [_by_rule(orders, compare, rule) for rule in RULES]
    found.append(_future(orders, compare, of, today))
    return [finding for finding in found if finding]


def _repeated(orders: ibis.Table, compare: Compare, of: int) -> Finding | None:
    n, first = repeated_rows(orders)
    if not n:
        return None
    return Finding("repeated", TABLE, n, of, "counted", "without", compare(orders, duplicates="drop"), examples=first)


def _relogged(orders: ibis.Table, compare: Compare, of: int) -> Finding | None:
    """Lines of one order that repeat an earlier one in all but the moment."""
    if "order_id" not in orders.columns:
        return None
    lines = marked(orders, leave_out=("ordered_at",))
    firsts = lines.filter(lines.order_id.notnull()).group_by(HASH).agg(_first=ibis._.ordered_at.min())
    both = lines.left_join(firsts, HASH)
    later = (both.order_id.notnull() & (both.ordered_at > both["_first"])).fill_null(False)
    again = both.filter(later)
    n = count(again)
    if not n:
        return None
    kept = both.filter(~later).select(orders.columns)
    first = examples(again.mutate(first=again["_first"]), also=["first"], order_by=["order_id", "ordered_at"])
    return Finding("relogged", TABLE, n, of, "counted", "without", compare(kept), examples=first)


def _shared(orders: ibis.Table, compare: Compare, of: int) -> Finding | None:
    """Order ids that several clients bear."""
    if "order_id" not in orders.columns:
        return None
    known = orders.filter(orders.order_id.notnull() & orders.client_id.notnull())
    ids = known.group_by("order_id").agg(clients=ibis._.client_id.nunique(), lines=ibis._.count())
    shared = ids.filter(ids.clients > 1)
    n = count(shared)
    if not n:
        return None
    own = orders.order_id + "␟" + orders.client_id.fill_null("")
    first = examples(shared, also=["clients", "lines"], order_by=[ibis.desc("clients"), "order_id"])
    return Finding(
        "shared", TABLE, n, count(ids), "counted", "split", compare(orders.mutate(order_id=own)), examples=first
    )


def _mixed(orders: ibis.Table, compare: Compare, of: int) -> Finding | None:
    """Amounts in several currencies, which are added together as if they were one."""
    if "currency" not in orders.columns:
        return None
    plain = orders.mutate(currency=orders.currency.strip().upper())
    each = plain.filter(plain.currency.notnull()).group_by("currency").agg(lines=ibis._.count())
    rows = each.order_by([ibis.desc("lines"), "currency"]).limit(20).to_pyarrow().to_pylist()
    if len(rows) < 2:
        return None
    main = rows[0]["currency"]
    n = sum(row["lines"] for row in rows[1:])
    values = {"main": main, "currencies": ", ".join(row["currency"] for row in rows)}
    only = orders.filter((orders.currency.strip().upper() == main).fill_null(False))
    return Finding("currencies", TABLE, n, of, "counted", "only", compare(only), values, tuple(rows))


def _by_rule(orders: ibis.Table, compare: Compare, rule: str) -> Finding | None:
    """Lines that the measures leave out by ``rule``, and what would be if they did not."""
    choice, which = RULES[rule]
    (row,) = order_lines(orders).to_pyarrow().to_pylist()
    if not row[rule]:
        return None
    lines = orders.filter(which(orders))
    values: dict[str, Any] = {"amount": lines.amount.sum().to_pyarrow().as_py() or 0.0, "rule": rule, "choice": choice}
    order = {"returns": ["amount"], "unknown_clients": [ibis.desc("amount")]}.get(rule, ["ordered_at"])
    effects = compare(orders, **{rule: choice})
    first = examples(lines, order_by=order)
    return Finding(rule, TABLE, row[rule], row["lines"], "excluded", rule, effects, values, first)


def _future(orders: ibis.Table, compare: Compare, of: int, today: dt.date) -> Finding | None:
    ahead = orders.ordered_at.date() > ibis.date(today.isoformat())
    lines = orders.filter(ahead)
    n = count(lines)
    if not n:
        return None
    values = {"today": today, "last": lines.ordered_at.max().to_pyarrow().as_py().date()}
    first = examples(lines, order_by=[ibis.desc("ordered_at")])
    return Finding("future", TABLE, n, of, "counted", "without", compare(orders.filter(~ahead)), values, first)
