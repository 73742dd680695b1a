"""The sales team in words: who stands apart with luck taken off, whom nobody looks after, what a bonus costs."""

from collections.abc import Sequence
from typing import Any

from salesbook.findings.finding import BAD, GOOD, Finding, absent
from salesbook.labels import LOYALTY, Result, rep_label, scheme_word
from salesbook.words import money, number, say, share

Row = dict[str, Any]
ENDS = (("low", "_low"), ("high", "_high"))
ACTIONS = {  # what the sources advise where a measure is worse
    "late_rate": ("answer_complaints", "support_line"),
    "nps": ("answer_critics",),
    "retention_rate": ("plan_for_each",),
    "contacted_rate": ("contact_first",),
}


def team_standing(result: Result) -> list[Finding]:
    """For each measure of loyalty the reps who are better or worse than the team beyond chance."""
    found = []
    for measure in LOYALTY:
        rows = [row for row in result.rows if row["measure"] == measure and row["estimate"] is not None]
        for stands, tone in (("worse", BAD), ("better", GOOD)):
            apart = [row for row in rows if row["stands"] == stands]
            if apart:
                found.append(_apart(measure, stands, tone, apart, result))
    return found


def _apart(measure: str, stands: str, tone: str, rows: Sequence[Row], result: Result) -> Finding:
    lang = result.lang
    named = "; ".join(_rep(measure, row, lang) for row in rows)
    name, mean = say(f"value.measure_{measure}", lang), _written(measure, rows[0]["team_mean"], lang)
    said = say(f"team.{stands}", lang, measure=name, reps=named, mean=mean)
    kept = [{k: row.get(k) for k in ("manager_id", "team", "base", "value", "estimate")} for row in rows]
    # a good mean may still be the fourth of eight: praise in public is for those whom half the team cannot reach
    sure_of_place = any(row["place_worst"] <= row["units"] // 2 for row in rows)
    actions = ACTIONS[measure] if tone == BAD else ("recognise",) if sure_of_place else ("tell_what_worked",)
    return Finding(f"team_{measure}_{stands}", said, {"measure": measure, "reps": kept}, tone, True, actions)


def team_alike(result: Result) -> Finding:
    """By which measures nobody can be told apart."""
    lang, name = result.lang, "team_alike"
    judged = [m for m in LOYALTY if any(r["measure"] == m and r["estimate"] is not None for r in result.rows)]
    if not judged:
        return Finding(name, result.absent or say("team.too_few", lang))
    apart = {row["measure"] for row in result.rows if row["stands"]}
    alike = [say(f"value.measure_{m}", lang) for m in judged if m not in apart]
    if not alike:
        return Finding(name, say("team.all_apart", lang))
    return Finding(
        name, say("team.alike", lang, measures=", ".join(alike)), {"alike": [m for m in judged if m not in apart]}
    )


def team_nobody(result: Result) -> Finding:
    """Clients who buy and whom nobody looks after."""
    lang, name = result.lang, "team_nobody"
    if not result.rows:
        return absent(name, result)
    unit = "team" if "team" in result.rows[0] else "manager_id"
    row = next((row for row in result.rows if row[unit] is None), None)
    if row is None or not row["clients"]:
        return Finding(name, say("team.all_owned", lang), {"clients": 0})
    clients, revenue = say("count.clients", lang, row["clients"]), money(row["revenue"], lang, result.currency)
    said = say("team.unowned", lang, clients=clients, revenue=revenue, days=say("count.days", lang, row["window_days"]))
    if row["contacted_by_us"] is not None:
        said += " " + say("team.unowned_contacts", lang, contacted=number(row["contacted_by_us"], lang))
    figures = {k: row[k] for k in ("clients", "revenue", "contacted_by_us", "start", "lost")}
    return Finding(name, said, figures, BAD, None, ("assign_clients",))


def bonus_total(result: Result) -> Finding:
    """What the company pays in all by each of two schemes."""
    lang, name = result.lang, "bonus_total"
    if len(result.rows) < 2:
        return absent(name, result)
    one, other = result.rows
    values: dict[str, Any] = {}
    for row, mark in ((one, ""), (other, "_other")):
        values |= {f"scheme{mark}": scheme_word(row["scheme"], lang),
                   f"rate{mark}": share(row["paid_rate"] or 0, lang, 2),
                   f"paid{mark}": money(row["paid_amount"], lang, result.currency)}  # fmt: skip
    reps = say("count.reps", lang, one["reps"])
    gap = one["paid_amount"] - other["paid_amount"]
    key = "bonus.dearer" if gap > 0 else "bonus.cheaper"
    said = say(key, lang, reps=reps, gap=money(abs(gap), lang, result.currency), **values)
    return Finding(name, said, {"paid_amount": one["paid_amount"], "other_amount": other["paid_amount"]})


def _rep(measure: str, row: Row, lang: str) -> str:
    """One rep with the likely value, its interval and the places it bears."""
    values: dict[str, Any] = {k: _written(measure, row[f"estimate{end}"], lang) for k, end in (("value", ""), *ENDS)}
    counts: dict[str, Any] = {k: number(row[k], lang) for k in ("base", "place_best", "place_worst", "units")}
    # who is better than the mean may still be the sixth of eight: that is said before anybody is praised
    key = "team.rep_place" if row["stands"] == "better" else "team.rep"
    return say(key, lang, rep=rep_label(row, lang), **values, **counts)


def _written(measure: str, value: float, lang: str) -> str:
    return number(value, lang) if measure == "nps" else share(value, lang)
