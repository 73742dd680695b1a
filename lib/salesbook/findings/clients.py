"""How clients buy: what an order is worth, how often they come, how many stay."""

from typing import Any

from salesbook.findings.finding import BAD, GOOD, Finding, finding, plain
from salesbook.findings.loyalty import MOVED
from salesbook.labels import Result
from salesbook.words import date, money, number, say, share, signed


@finding
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


@finding
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


@finding
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


@finding
def retention_change(result: Result, row: dict[str, Any]) -> str | Finding:
    """The change of retention from one window to the next, and whether it is more than chance."""
    lang = result.lang
    if row["change"] is None:
        return say("retention.nobody", lang)
    down, up = row["change_high"] < 0, row["change_low"] > 0
    points: dict[str, Any] = {k: signed(100 * row[k], lang, 1) for k in ("change", "change_low", "change_high")}
    shares: dict[str, Any] = {k: share(row[k], lang, 1) for k in ("retention_before", "retention_after")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("start_before", "start_after")}
    days: dict[str, Any] = {k: date(row[k], lang) for k in ("before", "after")}
    if not (down or up):
        return say("retention.chance", lang, **points, **shares, **counts, **days)
    tone, action = (BAD, "ask_why_left") if down else (GOOD, "tell_what_worked")
    points["change"] = number(abs(100 * row["change"]), lang, 1)  # "fell by 1.3", without a sign
    said = say(f"retention.{MOVED[tone]}", lang, **points, **shares, **counts, **days)
    return Finding("retention_change", said, plain(row), tone, True, (action,))


@finding
def order_lines(result: Result, row: dict[str, Any]) -> str:
    """Which lines count, and how many do not."""
    lang = result.lang
    counts: dict[str, Any] = {
        k: number(row[k], lang) for k in ("lines", "unknown_clients", "returns", "zero_amounts", "duplicates")
    }
    return say("order_lines.finding", lang, **counts, last=date(row["last"], lang) if row["last"] else "—")
