"""Whether we keep in touch: who is forgotten, who has no rep, what hangs on one client, and the rules of contact."""

from collections.abc import Callable
from typing import Any

from salesbook.findings.finding import BAD, GOOD, Finding, absent, finding, plain, who
from salesbook.labels import Result
from salesbook.words import catalogue, date, money, number, say, share

TOLERATED = 0.1  # share of clients for whom a rule may be broken before it asks for attention


def uncontacted(result: Result, quiet_days: int = 90) -> Finding:
    """Regular clients to whom nobody spoke for long, and the largest of them."""
    lang, rows = result.lang, result.rows
    if result.absent:
        return absent("uncontacted", result)
    if not rows:
        return Finding("uncontacted", say("uncontacted.nobody", lang, quiet_days), {"clients": 0}, GOOD)
    amount = sum(row["monthly_amount"] or 0 for row in rows)
    buying = sum(row["state"] == "on_time" for row in rows)
    first = rows[0]
    never = first["last_contact"] is None
    last = (
        say("uncontacted.never", lang)
        if never
        else say("uncontacted.last", lang, day=date(first["last_contact"], lang))
    )
    said = say(
        "uncontacted.finding", lang, len(rows), days=say("count.days", lang, quiet_days), buying=number(buying, lang),
        money=money(amount, lang, result.currency), first=who(first), last=last,
    )  # fmt: skip
    return Finding("uncontacted", said, {"clients": len(rows), "monthly_amount": amount}, BAD, None,
                   ("call_regulars", "set_standard"))  # fmt: skip


def workload(result: Result) -> Finding:
    """Clients left without a rep, or that there are none."""
    lang, rows = result.lang, result.rows
    if not rows:
        return absent("workload", result)
    alone = [row for row in rows if row["orphaned"]]
    if not alone:
        known = any(row["here"] is not None for row in rows)
        return Finding("workload", say("workload.nobody" if known else "workload.unknown", lang), {"orphaned": 0})
    said = [_left(row, result) for row in alone]
    orphaned = sum(row["orphaned"] for row in alone)
    return Finding("workload", " ".join(said), {"orphaned": orphaned}, BAD, None, ("hand_over", "one_base"))


def _left(row: dict[str, Any], result: Result) -> str:
    lang = result.lang
    if row["manager_id"] is None:
        said = say("workload.unowned", lang, row["orphaned"])
    elif row["left_on"]:
        said = say("workload.left", lang, row["orphaned"], rep=row["manager_id"], day=date(row["left_on"], lang))
    else:
        said = say("workload.gone", lang, row["orphaned"], rep=row["manager_id"])
    if row["contacted"] is None or not row["active"]:
        return said
    active = say("count.clients", lang, row["active"])
    return f"{said} " + say("workload.contacted", lang, active=active, contacted=number(row["contacted"], lang))


def concentration(
    result: Result, risk_share: float = 0.2, named: Callable[[str], str] = lambda client: client
) -> Finding:
    """What the largest client brings of the profit, or of the revenue, and what it was a year before.

    ``named`` tells what a client is called in a report.
    """
    lang, rows = result.lang, [row for row in result.rows if row["largest_share"] is not None]
    if not rows:
        return absent("concentration", result)
    last = rows[-1]
    profit = last["largest_profit_share"] is not None
    kind = "profit_share" if profit else "share"
    value, few = last[f"largest_{kind}"], last[f"top_{kind}"]
    client = last["largest_profit_client"] if profit else last["largest_client"]
    what = say("concentration.profit" if profit else "concentration.revenue", lang)
    said = [
        say(
            "concentration.finding",
            lang,
            client=named(client),
            what=what,
            share=share(value, lang),
            few=share(few, lang),
        )
    ]
    before = [row for row in rows[:-1] if row["complete"]]
    if before and before[0][f"largest_{kind}"] is not None:
        was = share(before[0][f"largest_{kind}"], lang)
        said.append(say("concentration.before", lang, was=was, day=date(before[0]["end"], lang)))
    risky = value >= risk_share
    actions = ("watch_largest", "call_regulars") if risky else ()
    return Finding("concentration", " ".join(said), plain(last), BAD if risky else "", None, actions)


def largest(result: Result, quiet: Result, spoken: Result) -> Finding | None:
    """That the largest client is late, or nobody spoke to it; None where all is well."""
    last = result.rows[-1] if result.rows else {}
    client = last.get("largest_profit_client") or last.get("largest_client")
    late = next((row for row in quiet.rows if row["client_id"] == client), None)
    alone = next((row for row in spoken.rows if row["client_id"] == client), None)
    if not late and not alone:
        return None
    lang, said = result.lang, []
    if late:
        days, gap = (say("count.days", lang, round(late[k])) for k in ("silent_days", "mean_gap_days"))
        said.append(say("largest.late", lang, client=who(late), days=days, gap=gap))
    if alone:
        never = alone["last_contact"] is None
        day = "" if never else date(alone["last_contact"], lang)
        said.append(say("largest.never" if never else "largest.contact", lang, client=who(alone), day=day))
    return Finding("largest", " ".join(said), {"client_id": client}, BAD, None, ("call_largest",))


@finding
def initiative(result: Result, row: dict[str, Any]) -> str | Finding:
    """Whether we begin the contacts or wait for clients to."""
    lang = result.lang
    if not row["contacts"]:
        return say("chart.nothing", lang)
    shares: dict[str, Any] = {k: share(row[f"initiative_{k}"], lang) if row[f"initiative_{k}"] is not None else "—"
                              for k in ("share", "low", "high")}  # fmt: skip
    contacts = say("count.contacts", lang, row["contacts"])
    said = say("initiative.finding", lang, ours=number(row["ours"], lang), contacts=contacts, **shares)
    waiting = row["initiative_share"] < 0.5
    sure = row["initiative_high"] is not None and row["initiative_high"] < 0.5
    return Finding("initiative", said, plain(row), BAD if waiting else "", sure or not waiting,
                   ("begin_contacts",) if waiting else ())  # fmt: skip


def contact_standard(result: Result) -> Finding:
    """How many clients of each class are below the standard; class A decides."""
    lang, rows = result.lang, result.rows
    if not rows:
        return absent("contact_standard", result)
    each = []
    for row in rows:
        days = say("count.days", lang, row["standard_days"])
        shares: dict[str, Any] = {k: share(row[f"below_{k}"], lang) for k in ("share", "low", "high")}
        counts: dict[str, Any] = {k: number(row[k], lang) for k in ("below", "clients")}
        each.append(say("contact_standard.class", lang, name=row["client_class"], days=days, **counts, **shares))
    said = f"{say('contact_standard.finding', lang)} {'; '.join(each)}."
    first = rows[0]
    broken = first["below_share"] > TOLERATED
    figures = {f"below_share_{row['client_class']}": row["below_share"] for row in rows}
    actions = ("set_standard", "call_regulars") if broken else ()
    sure = _counted(first["below_low"]) if broken else True
    return Finding("contact_standard", said, figures, BAD if broken else "", sure, actions)


def cadence(result: Result) -> list[Finding]:
    """Each rule that is broken for more clients than is tolerated, then one finding for all that are kept."""
    lang = result.lang
    if not result.rows:
        return [absent("cadence", result)]
    told = [row for row in result.rows if row["clients"]]
    broken = sorted((r for r in told if r["breaking_share"] > TOLERATED), key=lambda r: -r["breaking_share"])
    found = [_broken(row, lang) for row in broken]
    kept = len(told) - len(broken)
    if kept:
        said = say("cadence.kept", lang, kept, of=number(len(told), lang), share=share(1 - TOLERATED, lang))
        found.append(Finding("cadence", said, {"kept": kept, "rules": len(told)}))
    return found or [Finding("cadence", say("chart.nothing", lang))]


def _broken(row: dict[str, Any], lang: str) -> Finding:
    shares: dict[str, Any] = {k: share(row[f"breaking_{k}"], lang) for k in ("share", "low", "high")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("breaking", "clients")}
    said = say("cadence.broken", lang, rule=rule_name(row, lang), **counts, **shares)
    action = {"not_too_seldom": "write_monthly", "half_useful": "half_useful"}.get(row["rule"], "write_less")
    figures = {"rule_set": row["rule_set"], **plain(row)}
    return Finding("cadence", said, figures, BAD, _counted(row["breaking_low"]), (action,))


def _counted(low: float) -> bool | None:
    """All clients were counted, which is no sample; but of a few one more or less could tip the share."""
    return None if low > TOLERATED else False


def rule_name(row: dict[str, Any], lang: str) -> str:
    """A rule in words; a company's own by its name."""
    named = f"value.rule_{row['rule']}"
    said = say(named, lang) if named in catalogue(lang) else str(row["rule"])
    channel = f"value.channel_{row['channel']}"
    return f"{said} ({say(channel, lang)})" if row["rule"].startswith("channels_") else said


@finding
def content_balance(result: Result, row: dict[str, Any]) -> str | Finding:
    """Whether offers and useful content are half and half."""
    lang = result.lang
    if not row["news"]:
        return say("chart.nothing", lang)
    limits = [row["offer_low"], row["offer_high"]]
    shares: dict[str, Any] = {
        k: "—" if v is None else share(v, lang) for k, v in zip(("low", "high"), limits, strict=True)
    }
    said = say("content_balance.finding", lang, share=share(row["offer_share"], lang),
               news=number(row["news"], lang), **shares)  # fmt: skip
    too_many = limits[0] is not None and limits[0] > 0.5
    return Finding(
        "content_balance", said, plain(row), BAD if too_many else "", True, ("half_useful",) if too_many else ()
    )
