"""Regular clients who have stopped, whom to call first, and what came of the calls."""

from collections.abc import Sequence
from typing import Any, Protocol

from salesbook.findings.finding import BAD, Finding, absent, plain, who
from salesbook.findings.listing import Listing, unbroken
from salesbook.labels import Result, column_label
from salesbook.words import catalogue, date, money, number, say, share

CALLS = 5
SHOWN = 5  # faults of filled-in lists that a report spells out
FEW = 10  # silences below which a share says nothing
FIGURES = ("silent_days", "mean_gap_days", "monthly_amount", "at_risk_amount", "open_complaints")
CALL_ACTIONS = ("prepare_offer", "call_sleeping", "mend_shortcomings")


def sleeping(result: Result) -> Finding:
    """How many regular clients have stopped, what is at stake, and whom to call first."""
    lang, rows = result.lang, result.rows
    if not rows:
        return Finding("sleeping", result.absent or say("sleeping.nobody", lang), {"listed": 0, "calls": []})
    counts: dict[str, Any] = {
        state: sum(row["state"] == state for row in rows) for state in ("late", "sleeping", "lost")
    }
    amount = sum(row["monthly_amount"] or 0 for row in rows if row["state"] != "lost")
    at_risk = sum(row.get("at_risk_amount") or 0 for row in rows)
    seasonal = sum(bool(row.get("seasonal")) for row in rows)
    written: dict[str, Any] = {k: number(v, lang) for k, v in counts.items()}
    said = [say("sleeping.finding", lang, **written, money=money(amount, lang, result.currency))]
    if at_risk:
        said.append(say("sleeping.at_risk", lang, money=money(at_risk, lang, result.currency)))
    if seasonal:
        said.append(say("sleeping.seasonal", lang, seasonal))
    keys = ("client_id", "state", "silent_days", "mean_gap_days", "monthly_amount")
    first = [{**{k: r.get(k) for k in keys}, "who": who(r)} for r in calls(result)[:CALLS]]
    figures = {"listed": len(rows), **counts, "monthly_amount": amount, "at_risk_amount": at_risk, "calls": first}
    stopped = counts["late"] + counts["sleeping"] > 0
    return Finding("sleeping", " ".join(said), figures, BAD if stopped else "", None, CALL_ACTIONS if stopped else ())


def return_rate(result: Result) -> Finding:
    """How many silences of the past ended, the shortest and the longest that there were enough of."""
    lang = result.lang
    known = [row for row in result.rows if row["silences"] >= FEW]
    if not known:
        return Finding("return_rate", result.absent or say("return_rate.few", lang))
    said = [_band(row, lang) for row in (known[0], known[-1])[: len(known)]]
    return Finding("return_rate", " ".join(said), plain(known[0]))


def _band(row: dict[str, Any], lang: str) -> str:
    shares: dict[str, Any] = {k: share(row[c], lang) for k, c in (
        ("rate", "return_rate"), ("low", "return_low"), ("high", "return_high"))}  # fmt: skip
    times = say("count.times_over", lang, row["from_gaps"])
    return say("return_rate.finding", lang, row["silences"], times=times, **shares)


class Returned(Result, Protocol):
    """What :func:`salesbook.calls` gives."""

    @property
    def faults(self) -> tuple[str, ...]: ...


def calls_made(result: Returned) -> Finding:
    """What came of the calls, beside those on the lists who were not called, and what could not be read."""
    lang = result.lang
    row = result.rows[0] if result.rows else None
    if row is None:
        return absent("calls_made", result)
    if not row["called"]:
        return Finding("calls_made", say("calls_made.nobody", lang, listed=number(row["listed"], lang)), plain(row))
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("listed", "called", "reached", "won_back", "ripe")}
    said = [say("calls_made.finding", lang, **counts, money=money(row["won_back_amount"], lang, result.currency))]
    if row["ripe"]:
        said.append(say("calls_made.rate", lang, row["ripe"], **_limits(row, "won_back", lang)))
        if row["uncalled"]:
            said.append(say("calls_made.uncalled", lang, row["uncalled"], **_limits(row, "uncalled", lang)))
    unread = result.faults[:SHOWN]
    left = len(result.faults) - len(unread)
    more = [say("calls_made.more_faults", lang, left)] if left else []
    return Finding("calls_made", " ".join((*said, *unread, *more)), {**plain(row), "faults": len(result.faults)})


def _limits(row: dict[str, Any], name: str, lang: str) -> dict[str, Any]:
    return {k: share(row[f"{name}_{k}"], lang) for k in ("rate", "low", "high")}


def calls(result: Result) -> list[dict[str, Any]]:
    """Clients in the order to call them: by what is expected of their return, the seasonal last.

    Where that is not known the lost come after those who can still be won, and the largest first.
    """
    return sorted(result.rows, key=_turn)


def _turn(row: dict[str, Any]) -> tuple[Any, ...]:
    at_risk = row.get("at_risk_amount")
    worth = (at_risk is None, -(at_risk or 0), row["state"] == "lost", -(row["monthly_amount"] or 0))
    return (bool(row.get("seasonal")), *worth, row["client_id"])


def call_list(result: Result, most: int = 20) -> Listing:
    """The first ``most`` clients to call, in initials."""
    lang = result.lang
    rows = calls(result)[:most]
    columns: Sequence[str] = (
        "client", "manager_id", "state", "silent_days", "mean_gap_days", "monthly_amount", "at_risk_amount",
        "last_contact", "open_complaints",
    )  # fmt: skip
    cells = tuple(tuple(_cell(row, column, lang, result.currency) for column in columns) for row in rows)
    caption = say("sleeping.caption", lang, shown=number(len(rows), lang), n=len(result.rows))
    figures = tuple(n for n, column in enumerate(columns) if column in FIGURES)
    return Listing(caption, tuple(column_label(c, lang) for c in columns), cells, figures=figures)


def _cell(row: dict[str, Any], column: str, lang: str, currency: str) -> str:
    value: Any = _client(row) if column == "client" else row.get(column)
    if value is None:
        return "—"
    if column == "state":
        return say(f"value.state_{value}", lang)
    if column.endswith("_amount"):
        return money(value, lang, currency)
    if column == "last_contact":
        return _contact(row, lang)
    return number(value, lang) if isinstance(value, int | float) else str(value)


def _client(row: dict[str, Any]) -> str:
    """The client by his initials over his id: the list is wide."""
    name, _, code = who(row).rpartition(" ")
    return f"{unbroken(name)} {code}".strip()


def _contact(row: dict[str, Any], lang: str) -> str:
    """The last contact: its day, how, who began where it was not us, and what came of it."""
    told = [(group, row[f"last_contact_{group}"]) for group in ("channel", "started", "outcome")]
    known = [(group, value) for group, value in told if value and value != "us"]
    words = [say(f"value.{g}_{v}", lang) if f"value.{g}_{v}" in catalogue(lang) else v for g, v in known]
    return ", ".join((date(row["last_contact"], lang), *(word.partition(":")[0] for word in words)))
