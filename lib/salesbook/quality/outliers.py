"""Lines far beyond all others, which alone move an average.

The rule: an amount or a quantity of more than ten times the 99.9th percentile of the company's own purchases. In a
table of fewer than 3,000 lines that percentile would be the outlier itself; there it is the level that all but about
three lines stay under. Fewer than 20 lines are not judged.
"""

from typing import Any

import ibis

from salesbook.metrics.purchases import is_return
from salesbook.quality.effects import Compare
from salesbook.quality.finding import Finding, count, examples

TIMES, TOP, ALLOWED, LEAST = 10, 0.001, 3, 20


def outliers(orders: ibis.Table, compare: Compare) -> list[Finding]:
    """Purchases beyond the limit, the largest first; whether each was taken back stands beside it."""
    limits = _limits(orders)
    if not limits:
        return []
    columns = list(limits)
    over = [(orders[c] > limit).fill_null(False) for c, (_, limit) in limits.items()]
    large = over[0] | over[1] if len(over) > 1 else over[0]
    large = large & _counts(orders)
    lines = orders.filter(large)
    n = count(lines)
    if not n:
        return []
    first = examples(_with_return(lines, orders), also=["taken_back"], order_by=[ibis.desc(c) for c in columns])
    values: dict[str, Any] = {c: limits[c][1] for c in columns} | {f"usual_{c}": limits[c][0] for c in columns}
    values["taken_back"] = sum(row["taken_back"] for row in first)
    alone = compare(_without_top(orders, lines)) if n > 1 else ()
    effects = compare(orders.filter(~large))
    return [Finding("outliers", "orders", n, count(orders), "counted", "without", effects, values, first, alone)]


def _limits(orders: ibis.Table) -> dict[str, tuple[float, float]]:
    """Of ``amount`` and ``quantity`` what nearly all lines stay under, and the limit."""
    limits = {}
    for column in (c for c in ("amount", "quantity") if c in orders.columns):
        lines = orders.filter((orders[column] > 0) & _counts(orders))
        n = count(lines)
        if n >= LEAST:
            level = float(lines[column].quantile(1 - max(TOP, ALLOWED / n)).to_pyarrow().as_py())
            limits[column] = (level, TIMES * level)
    return limits


def _counts(orders: ibis.Table) -> Any:
    """Whether a line is a purchase that the measures count by their defaults."""
    return ~is_return(orders) & orders.client_id.notnull() & (orders.amount != 0)


def _with_return(lines: ibis.Table, orders: ibis.Table) -> ibis.Table:
    """``lines`` with ``taken_back``: whether the same client gave back exactly that amount."""
    back = orders.filter(is_return(orders)).select(
        salesbook_client=orders.client_id, salesbook_amount=-orders.amount
    ).distinct()  # fmt: skip
    same = [lines.client_id == back.salesbook_client, lines.amount == back.salesbook_amount]
    both = lines.left_join(back, same)
    return both.mutate(taken_back=both.salesbook_amount.notnull()).select(*lines.columns, "taken_back")


def _without_top(orders: ibis.Table, lines: ibis.Table) -> ibis.Table:
    """``orders`` without the line, or lines, of the largest amount."""
    top = lines.amount.max().to_pyarrow().as_py()
    return orders.filter((orders.amount < top).fill_null(True))
