"""The loyalty programme in words: what was redeemed, what is owed, whom to remind, whether members buy more."""

from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, absent, finding, plain, who
from salesbook.labels import Result
from salesbook.words import money, number, say, share, signed

EXAMPLE = "programme"  # the workbook's own terms: of them nothing is judged
NAMED = 5  # members to remind first, kept with the figures


@finding
def programme(result: Result, row: dict[str, Any]) -> str:
    """The share of points redeemed, and of members who ever redeemed."""
    lang = result.lang
    if not row["issued"]:
        return say("programme.none", lang)
    if row["redemption_rate"] is None:
        return say("programme.untold", lang, issued=say("count.bonuses", lang, row["issued"]))
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("redeemed", "expired", "redeeming")}
    low, high = ("—" if row[c] is None else share(row[c], lang) for c in ("redemption_low", "redemption_high"))
    issued, members = number(row["issued"], lang), number(row["members"], lang)
    rate = share(row["redemption_rate"], lang)
    return say("programme.finding", lang, rate=rate, low=low, high=high, issued=issued, members=members, **counts)


@finding
def points_balance(result: Result, row: dict[str, Any]) -> Finding:
    """What members may still redeem, and points that the books have wrong."""
    lang, name = result.lang, "points_balance"
    owed = money(row["liability_amount"], lang, result.currency)
    balance, members = say("count.bonuses", lang, row["balance"]), number(row["members"], lang)
    said = [say("programme.balance", lang, balance=balance, owed=owed, members=members)]
    if row["unbooked"]:
        said.append(say("programme.unbooked", lang, points=say("count.bonuses", lang, row["unbooked"])))
    if row["overdrawn"]:
        members = say("count.members", lang, row["members_overdrawn"])
        said.append(
            say("programme.overdrawn", lang, points=say("count.bonuses", lang, row["overdrawn"]), members=members)
        )
    wrong = len(said) > 1
    return Finding(name, " ".join(said), plain(row), BAD if wrong else PLAIN, None, ("mend_accounts",) if wrong else ())


def points_due(result: Result) -> Finding:
    """Who stands to lose points soon."""
    lang, rows, name = result.lang, result.rows, "points_due"
    if not rows:
        return Finding(name, result.absent or say("programme.nobody_due", lang), {"members": 0})
    points, amount = (sum(row[c] for row in rows) for c in ("due_points", "due_amount"))
    days = say("count.days", lang, rows[0]["within_days"])
    members, due = number(len(rows), lang), say("count.bonuses", lang, points)
    said = say(
        "programme.due", lang, days=days, members=members, points=due, money=money(amount, lang, result.currency)
    )
    first = [{"who": who(row), "due_points": row["due_points"]} for row in rows[:NAMED]]
    figures = {"members": len(rows), "due_points": points, "due_amount": amount, "first": first}
    return Finding(name, said, figures, BAD, None, ("remind_balance",))


def programme_uplift(result: Result) -> Finding:
    """Whether members buy more than clients like them, beside what the naive comparison says."""
    lang, name, row = result.lang, "programme_uplift", _orders(result)
    if row is None:
        return absent(name, result)
    if row["uplift_low"] is None:
        return Finding(name, say("programme.uplift_nobody", lang), plain(row))
    side = "more" if row["uplift_low"] > 0 else "less" if row["uplift_high"] < 0 else "alike"
    tone = {"more": GOOD, "less": BAD, "alike": PLAIN}[side]
    ends = (("change", ""), ("low", "_low"), ("high", "_high"))
    values: dict[str, Any] = {k: signed(row[f"uplift{end}"], lang, 2) for k, end in ends}
    values |= {k: number(row[k], lang) for k in ("matched", "others")}
    said = say(f"programme.uplift_{side}", lang, **values)
    if row["naive_low"] is not None and (row["naive_low"] > 0 or row["naive_high"] < 0):
        said += " " + say("programme.uplift_naive", lang, naive=signed(row["naive_difference"], lang, 2))
    return Finding(name, said, plain(row), tone, True, ("simple_rules",) if side == "less" else ())


def programme_compared(result: Result) -> Finding:
    """Which members could be compared, and in what they were alike."""
    lang, name, row = result.lang, "programme_compared", _orders(result)
    if row is None:
        return absent(name, result)
    keys = ("members", "matched", "history_unseen", "too_recent", "unmatched", "never_bought")
    counts: dict[str, Any] = {k: number(row[k], lang) for k in keys}
    said = say("programme.uplift_left_out", lang, **counts)
    if row["matched"] and row["first_purchase"] == row["matched"]:
        said += " " + say("programme.uplift_first", lang)
    return Finding(name, said, {k: row[k] for k in (*keys, "first_purchase")})


def _orders(result: Result) -> dict[str, Any] | None:
    return next((row for row in result.rows if row["outcome"] == "orders_per_month"), None)


@finding
def programme_rules(result: Result, row: dict[str, Any]) -> Finding:
    """How much a client must keep in mind."""
    lang, name = result.lang, "programme_rules"
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("exceptions", "numbers", "simple_conditions")}
    conditions = say("count.conditions", lang, row["conditions"])
    key, example = "simple" if row["simple"] else "complex", row["scheme"] == EXAMPLE
    said = say(f"programme.{key}", lang, conditions=conditions, **counts)
    said = f"{say('programme.example', lang)} {said}" if example else said
    if row["redeeming_rate"] is not None:
        rates: dict[str, Any] = {k: share(row[f"redeeming_{k}"], lang) for k in ("rate", "low", "high")}
        said += " " + say("programme.redeeming", lang, **rates)
    if row["simple"] or example:
        return Finding(name, said, plain(row))
    return Finding(name, said, plain(row), BAD, None, ("simple_rules",))


def tier_sizes(result: Result) -> Finding:
    """What the highest tier brings, and what set the tiers."""
    lang, name = result.lang, "tier_sizes"
    if not result.rows:
        return absent(name, result)
    top = result.rows[-1]
    shares: dict[str, Any] = {k: share(top[f"{k}_share"], lang, 1) for k in ("clients", "revenue")}
    clients = say("count.clients", lang, top["clients"])
    basis = say(f"value.basis_{top['basis']}", lang)
    return Finding(
        name, say("programme.tiers", lang, basis=basis, tier=top["tier"], n_clients=clients, **shares), plain(top)
    )
