"""How satisfied clients are, how their complaints are answered, and what follows a late answer."""

from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding, absent, finding, plain
from salesbook.findings.loyalty import MOVED
from salesbook.labels import Result, column_label, title
from salesbook.words import date, number, say, share, signed

RECENT_DAYS = 90
SURE = 0.05


@finding
def csat(result: Result, row: dict[str, Any]) -> str:
    """The share of satisfied answers and its interval."""
    lang = result.lang
    if not row["answered"]:
        return say("csat.nobody", lang)
    shares: dict[str, Any] = {k: share(row[f"csat_{e}"], lang) for k, e in _SHARES.items()}
    said = say("csat.finding", lang, None, **shares, answers=say("count.answers", lang, row["answered"]),
               mean=number(row["mean_score"], lang, 1))  # fmt: skip
    if row["off_scale"]:
        said += " " + say("csat.off_scale", lang, row["off_scale"])
    return said


_SHARES = {"csat": "rate", "low": "low", "high": "high"}


@finding
def csat_change(result: Result, row: dict[str, Any]) -> Finding:
    """Whether satisfaction changed by more than chance."""
    lang, tone = result.lang, _judged(row)
    rates: dict[str, Any] = {f"{side}_rate": share(row[f"csat_{side}"], lang, 1) for side in ("before", "after")}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("answered_before", "answered_after")}
    moved = _moved(row, lang)
    if tone:  # "fell by 4.3", without a sign
        moved["change"] = number(abs(100 * row["change"]), lang, 1)
    said = say(f"csat.{MOVED[tone]}", lang, None, **rates, **counts, **moved, before=row["before"], after=row["after"])
    actions = {BAD: ("ask_for_ten", "one_change"), GOOD: ("tell_what_worked",)}.get(tone, ())
    return Finding("csat_change", _ended(said, row, lang), plain(row), tone, True, actions)


@finding
def complaints_change(result: Result, row: dict[str, Any]) -> Finding:
    """Whether complaints are answered in time more often than before."""
    lang, tone = result.lang, _judged(row)
    rates: dict[str, Any] = {f"{side}_rate": share(row[f"in_time_{side}"], lang, 1) for side in ("before", "after")}
    counts: dict[str, Any] = {f"n_{side}": number(row[f"complaints_{side}"], lang) for side in ("before", "after")}
    days = say("complaints.days", lang, row["limit_days"])
    said = say(f"complaints.{MOVED[tone]}", lang, None, **rates, **counts, **_moved(row, lang), days=days,
               before=row["before"], after=row["after"])  # fmt: skip
    actions = {BAD: ("answer_fast",), GOOD: ("tell_what_worked",)}.get(tone, ())
    return Finding("complaints_change", _ended(said, row, lang), plain(row), tone, True, actions)


def _judged(row: dict[str, Any]) -> str:
    return BAD if row["change_high"] < 0 else GOOD if row["change_low"] > 0 else PLAIN


def _moved(row: dict[str, Any], lang: str) -> dict[str, Any]:
    names = {"change": "change", "low": "change_low", "high": "change_high"}
    return {key: signed(100 * row[name], lang, 1) for key, name in names.items()}


def _ended(said: str, row: dict[str, Any], lang: str) -> str:
    if row.get("complete") is False:
        said += " " + say("nps.in_progress", lang, None, period=row["after"])
    return said


@finding
def complaint_time(result: Result, row: dict[str, Any]) -> str:
    """How long the usual complaint waited for its answer."""
    lang = result.lang
    if not row["complaints"]:
        return say("complaints.none", lang)
    if row["answer_median_hours"] is None:
        return say("complaints.time_unknown", lang)
    median = number(row["answer_median_hours"], lang)
    if row["answer_p90_hours"] is None:
        return say("complaints.time_half", lang, None, median=median)
    return say("complaints.time", lang, None, median=median, p90=number(row["answer_p90_hours"], lang))


@finding
def complaint_promises(result: Result, row: dict[str, Any]) -> Finding:
    """How many promised days passed without a solution."""
    lang, promises = result.lang, number(row["promises"], result.lang)
    if not row["promises"]:
        return absent("complaint_promises", result)
    if not row["promises_broken"]:
        return Finding("complaint_promises", say("complaints.all_kept", lang, None, promises=promises), plain(row))
    names = {"share": "broken_rate", "low": "broken_low", "high": "broken_high"}
    shares: dict[str, Any] = {key: share(row[name], lang) for key, name in names.items()}
    broken = number(row["promises_broken"], lang)
    said = say("complaints.promises", lang, None, broken=broken, promises=promises, **shares)
    return Finding("complaint_promises", said, plain(row), BAD, None, ("keep_promises",))


def complaints_groups(result: Result) -> Finding:
    """The group whose complaints are answered in time less often than the others' by more than chance."""
    lang, rows = result.lang, result.rows
    row = next((row for row in rows if row["p_corrected"] < SURE and row["difference"] < 0), None)
    if row is None:
        said = say("complaints.no_slow_group", lang, None, tests=number(len(rows), lang)) if rows else ""
        return Finding("complaints_groups", said) if said else absent("complaints_groups", result)
    shares: dict[str, Any] = {"rate": share(row["in_time_rate"], lang), "rest": share(row["rest_in_time_rate"], lang)}
    names = {"difference": "difference", "low": "difference_low", "high": "difference_high"}
    points: dict[str, Any] = {key: signed(100 * row[name], lang) for key, name in names.items()}
    said = say(
        "complaints.slow_group", lang, None, **shares, **points, group=row["group"],
        column=column_label(row["column"], lang), count=number(row["judged"], lang), tests=number(len(rows), lang),
    )  # fmt: skip
    return Finding("complaints_groups", title(said), plain(row), BAD, True, ("answer_fast",))


def open_complaints(result: Result) -> Finding:
    """How many complaints wait for an answer longer than they may."""
    lang, late = result.lang, [row for row in result.rows if row["overdue"]]
    if not late:
        return Finding("open_complaints", result.absent or say("complaints.no_wait", lang), {"overdue": 0})
    recent = sum(row["waiting_days"] <= RECENT_DAYS for row in late)
    oldest = min(row["opened_on"] for row in late)
    counts: dict[str, Any] = {"overdue": len(late), "recent": recent}
    written: dict[str, Any] = {key: number(value, lang) for key, value in counts.items()}
    said = say("complaints.wait", lang, None, **written, oldest=date(oldest, lang))
    figures = {**counts, "oldest": oldest.isoformat()}
    return Finding("open_complaints", said, figures, BAD, None, ("leave_no_complaint",))


def complaint_effect(result: Result) -> list[Finding]:
    """What clients say and do after a late answer beside one in time: a difference, and no cause."""
    row = result.rows[0] if result.rows else {}
    found = []
    if row.get("nps_difference") is not None:
        found.append(_effect("scores", row, result.lang, 1.0, ("answer_fast",)))
    if row.get("stopped_difference") is not None:
        found.append(_effect("buys", row, result.lang, 100.0, ("call_late_answered",)))
    if not found:
        return [Finding("complaint_effect", result.absent or say("complaints.no_effect", result.lang))]
    return found


def _effect(kind: str, row: dict[str, Any], lang: str, times: float, actions: tuple[str, ...]) -> Finding:
    name, late, timely, base = {
        "scores": ("nps", "nps_late", "nps_in_time", "answered"),
        "buys": ("stopped", "stopped_late_rate", "stopped_in_time_rate", "complaints"),
    }[kind]
    low, high = row[f"{name}_difference_low"], row[f"{name}_difference_high"]
    worse = high < 0 if kind == "scores" else low > 0
    sure = low > 0 or high < 0
    write = (lambda value: signed(value, lang)) if kind == "scores" else (lambda value: share(value, lang))
    points: dict[str, Any] = {
        "difference": signed(times * row[f"{name}_difference"], lang), "low": signed(times * low, lang),
        "high": signed(times * high, lang), "late": write(row[late]), "in_time": write(row[timely]),
        "n_late": number(row[f"{base}_late"], lang), "n_in_time": number(row[f"{base}_in_time"], lang),
    }  # fmt: skip
    said = say(f"complaints.{kind}_{'differ' if sure else 'chance'}", lang, None, **points)
    figures = {key: value for key, value in plain(row).items() if key.startswith((name, base))}
    return Finding(f"complaint_{kind}", said, figures, BAD if worse else PLAIN, True, actions if worse else ())
