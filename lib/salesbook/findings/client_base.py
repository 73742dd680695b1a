"""The client base: how long clients stay, who brings the revenue and how evenly, who has gone quiet."""

from typing import Any

from salesbook.findings.finding import BAD, Finding, absent, finding, plain
from salesbook.findings.listing import Listing, table
from salesbook.labels import Result, Rows, column_label, group_label
from salesbook.words import catalogue, money, number, say, share

CHANCE = 0.05  # of a difference as large where there is none
QUIET = "cannot_lose", "at_risk"  # segments of those who bought much or often, the best first


@finding
def survival(result: Result, row: dict[str, Any]) -> str:
    """The share that stays, of those who became regular, and who never did."""
    lang, days = result.lang, say("count.days", result.lang, row["at_days"])
    if row["staying_low"] is None:
        return say("survival.too_short", lang, days=days)
    rates = "staying_rate", "staying_low", "staying_high", "one_time_rate"
    shares: dict[str, Any] = {k: share(row[k], lang) for k in rates}
    clients, counts = say("count.clients", lang, row["clients"]), ("stopped", "one_time")
    numbers: dict[str, Any] = {k: number(row[k], lang) for k in counts}
    said = say("survival.finding", lang, days=days, clients=clients, **shares, **numbers)
    if row["median_days"] is None:
        return said
    half = say("count.days", lang, row["median_days"])
    return f"{said} {say('survival.median', lang, median_days=half)}"


def survival_groups(result: Result) -> Finding:
    """Whether groups of clients stay alike."""
    lang, name = result.lang, "survival_groups"
    rows = [row for row in result.rows if row["staying_rate"] is not None]
    if len(rows) < 2 or rows[0]["p_value"] is None:
        return absent(name, result)
    p, column = rows[0]["p_value"], column_label(result.by[0], lang)
    low, high = (pick(rows, key=lambda r: r["staying_rate"]) for pick in (min, max))
    figures = {"p_value": p, "chi_squared": rows[0]["chi_squared"]}
    written = f"= {number(p, lang, 3)}" if p >= 0.0005 else f"< {number(0.001, lang, 3)}"
    if p >= CHANCE or low is high:
        return Finding(name, say("survival.alike", lang, column=column, p=written), figures)
    groups: dict[str, Any] = {k: group_label(row, result.by, lang) for k, row in (("low", low), ("high", high))}
    rates: dict[str, Any] = {f"{k}_rate": share(r["staying_rate"], lang) for k, r in (("low", low), ("high", high))}
    days = say("count.days", lang, low["at_days"])
    said = say("survival.differ", lang, column=column, days=days, p=written, **groups, **rates)
    return Finding(name, said, figures | plain(low), BAD, True, ("ask_why_left",))


def abc_xyz(result: Result) -> Finding:
    """How few bring most of the revenue, and how evenly it comes."""
    lang, name = result.lang, "abc_xyz"
    main = [row for row in result.rows if row["abc"] == "A"]
    if not main:
        return absent(name, result)
    members, revenue, part, of = (
        sum(row[c] for row in main) for c in ("members", "revenue", "revenue_share", "member_share")
    )
    figures = {"members": members, "revenue": revenue, "revenue_share": part, "member_share": of}
    words = {"a": say("count.clients", lang, members), "a_share": share(part, lang), "share": share(of, lang)}
    said = [say(f"{name}.finding", lang, n=None, **words)]
    if any(row["xyz"] for row in main):
        even = {xyz: sum(row["revenue"] for row in main if row["xyz"] == xyz) / revenue for xyz in "XYZ"}
        names = zip(("regular", "uneven", "rare"), "XYZ", strict=True)
        said.append(say(f"{name}.even", lang, n=None, **{k: share(even[xyz], lang) for k, xyz in names}))
    return Finding(name, " ".join(said), figures)


def rfm(result: Result) -> Finding:
    """Who bought often and much and is now among the most silent."""
    lang, name = result.lang, "rfm"
    if not result.rows:
        return absent(name, result)
    row = next((row for row in result.rows if row["rfm_segment"] == QUIET[0]), None)
    if row is None:
        return Finding(name, say("rfm.nobody", lang))
    words: dict[str, Any] = {
        "clients": say("count.clients", lang, row["clients"]), "days": say("count.days", lang, row["silent_days"]),
        "money": money(row["revenue"], lang, result.currency), "share": share(row["revenue_share"], lang, 1),
    }  # fmt: skip
    return Finding(name, say("rfm.finding", lang, **words), plain(row), BAD, None, ("call_quiet_best",))


def rfm_advice(result: Result) -> Listing:
    """Segments with what to do for each."""
    return _advised(
        result, ("rfm_segment", "clients", "revenue", "revenue_share", "silent_days"), "rfm_segment", "rfm_do"
    )


def rfm_clients(result: Result) -> Listing:
    """Clients with their scores: the best who have gone quiet first, then those at risk, then all others."""
    quiet = {segment: place for place, segment in enumerate(QUIET)}
    rows = sorted(result.rows, key=lambda row: quiet.get(row["rfm_segment"], len(QUIET)))
    columns = "client_id", "manager_id", "rfm_segment", "rfm", "silent_days", "purchase_days", "revenue"
    known = [c for c in columns if not rows or c in rows[0]]
    return table(Rows(result, rows), *known, rows=10)


def abc_xyz_advice(result: Result) -> Listing:
    """Classes of clients with what to do for each; who is too new for a class is counted too."""
    new = say("abc_xyz.new", result.lang)
    rows = [row | {"abc_xyz": row["abc_xyz"] or f"{row['abc']}: {new}"} for row in result.rows]
    return _advised(Rows(result, rows), ("abc_xyz", "members", "revenue", "revenue_share"), "abc_xyz", "abc_xyz_do")


def _advised(result: Result, columns: tuple[str, ...], key: str, group: str) -> Listing:
    plain_table, lang = table(result, *columns), result.lang
    words = catalogue(lang)
    advice = tuple(words.get(f"{group}.{row[key]}", "—") for row in result.rows)
    return Listing(
        plain_table.caption, (*plain_table.head, column_label("what_to_do", lang)),
        tuple((*row, said) for row, said in zip(plain_table.rows, advice, strict=False)),
        tuple((*row, said) for row, said in zip(plain_table.values, advice, strict=True)),
    )  # fmt: skip
