"""Plan-Do-Check-Act: what moved since an earlier run, whether more than chance, and what was planned.

What is told of is a :class:`salesbook.topics.history.History`.
"""

from pathlib import Path
from typing import Any

from salesbook.findings.finding import BAD, GOOD, PLAIN, Finding
from salesbook.findings.listing import Listing
from salesbook.labels import column_label
from salesbook.words import catalogue, date, money, number, say, share, signed

BETTER = {"nps": 1, "order_value": 1, "frequency": 1, "retention": 1, "acquisition_cost": -1}  # 1: more is better
KEEP, MEND, AGAIN = "keep_what_helped", "change_what_did_not", "measure_again"


def moved(past: Any) -> list[Finding]:
    """A finding for each figure that has an earlier measurement; what to do where none has."""
    found = [_moved(past, move) for move in past.moves if move.before is not None]
    if found:
        return found
    figures = {"runs": past.runs, "repeats": past.repeats, "without": past.without}
    says = say("history.none", past.lang, folder=Path(past.folder).name)
    return [Finding("history", says, figures, actions=(AGAIN,))]


def _moved(past: Any, move: Any) -> Finding:
    lang, now, before, change = past.lang, move.now, move.before, move.change
    verdict = {True: "moved", False: "chance", None: "no_interval"}[change.more_than_chance]
    verdict, shared = "common" if move.overlaps else verdict, number(move.shared_days, lang)
    said = say(
        f"history.{verdict}", lang, figure=_title(figure(now.name, lang)),
        before=value(before.value, now.unit, past), after=value(now.value, now.unit, past),
        days_before=_days(before, lang), days_after=_days(now, lang), n_before=number(before.n, lang),
        n_after=number(now.n, lang), days=shared, **_difference(change, now.unit, past),
    )  # fmt: skip
    if move.shared_days and not move.overlaps:
        said = f"{said} {say('history.overlap', lang, days=shared)}"
    figures = {
        "figure": now.name, "before": before.value, "after": now.value, "change": change.change, "low": change.low,
        "high": change.high, "p": change.p, "shared_days": move.shared_days,
    }  # fmt: skip
    tone = _tone(now.name, change) if change.more_than_chance and not move.overlaps else PLAIN
    actions = {BAD: (MEND,), GOOD: (KEEP,), PLAIN: ()}[tone]
    return Finding(f"change_{now.name}", said, figures, tone, True, actions)


def _tone(name: str, change: Any) -> str:
    better = BETTER.get(name, 0) * change.change
    return GOOD if better > 0 else BAD if better < 0 else PLAIN


def steps(past: Any) -> list[Finding]:
    """A finding for each step of the plan: what the figure was, what it was to be, and what it is."""
    return [_step(past, step) for step in past.steps]


def _step(past: Any, step: Any) -> Finding:
    lang, verdict, change = past.lang, judged(past, step), past.since(step)
    move = past.by_figure.get(step.figure)
    unit = move.now.unit if move else ""
    values = {
        "before": value(change.before.value, unit, past) if change else "—",
        "now": value(move.now.value, unit, past) if move else "—",
        "from_day": date(move.now.first, lang) if move else "—",
    }
    said = say(
        f"plan.{verdict}", lang, None, since=date(step.since, lang), action=step.action,
        figure=figure(step.figure, lang), aim=value(step.aim, unit, past), **values,
    )  # fmt: skip
    sure = bool(change and change.more_than_chance)
    tone = {"reached": GOOD, "closer": GOOD, "away": BAD}.get(verdict, PLAIN) if sure else PLAIN
    action = {GOOD: (KEEP,), BAD: (MEND,), PLAIN: (AGAIN,) if verdict == "too_early" else ()}[tone]
    figures = {"since": str(step.since), "action": step.action, "figure": step.figure, "aim": step.aim}
    return Finding("plan", said, {**figures, "verdict": verdict}, tone, True, action)


def judged(past: Any, step: Any) -> str:
    """What became of a step, as the group ``plan`` of the phrases names it."""
    move, change = past.by_figure.get(step.figure), past.since(step)
    if move is None:
        return "no_figure"
    if past.too_early(step):
        return "too_early"
    if change is None:
        return "no_before"
    better = BETTER.get(step.figure, 0)
    up = better > 0 if better else step.aim >= change.before.value
    there = move.now.value >= step.aim if up else move.now.value <= step.aim
    if not change.more_than_chance:
        return "reached_chance" if there else "chance"
    if (change.change > 0) != up:
        return "away"
    return "reached" if there else "closer"


def plan_fault(said: str) -> Finding:
    """That the plan cannot be read, and why."""
    return Finding("plan", said, tone=BAD, sure=None)


def moves(past: Any) -> Listing:
    """Every figure before and after, for people and for Excel."""
    lang = past.lang
    keys = ("figure", "before", "after", "difference", "from_to", "verdict")
    rows, values = [], []
    for move in past.moves:
        unit, change, before = move.now.unit, move.change, move.before
        words = _difference(change, unit, past)
        rows.append(
            (_title(figure(move.now.name, lang)), value(before.value, unit, past) if before else "—",
             value(move.now.value, unit, past), words["change"],
             f"{words['low']} … {words['high']}" if change.low is not None else "—", _verdict(move, lang))
        )  # fmt: skip
        earlier = before.value if before else None
        values.append((move.now.name, earlier, move.now.value, change.change, f"{change.low} … {change.high}",
                       _verdict(move, lang)))  # fmt: skip
    head = tuple(say(f"history.{key}", lang) for key in keys)
    left_out = [say(f"history.{key}", lang, n) for key in ("repeats", "without") if (n := getattr(past, key))]
    return Listing(" · ".join([say("history.caption", lang), *left_out]), head, tuple(rows), tuple(values))


def _verdict(move: Any, lang: str) -> str:
    if move.before is None:
        return say("history.first_time", lang)
    sure = move.change.more_than_chance
    word = say("attention.sure" if sure else "attention.chance", lang) if sure is not None else "—"
    return f"{word}; {say('history.shared', lang)}" if move.overlaps else word


def planned(past: Any) -> Listing:
    """The steps of the plan beside what moved."""
    lang, rows = past.lang, []
    for step in past.steps:
        move, change = past.by_figure.get(step.figure), past.since(step)
        unit = move.now.unit if move else ""
        rows.append(
            (date(step.since, lang), step.action, figure(step.figure, lang),
             value(change.before.value, unit, past) if change else "—", value(step.aim, unit, past),
             value(move.now.value, unit, past) if move else "—", say(f"plan.word_{judged(past, step)}", lang))
        )  # fmt: skip
    keys = ("since", "action", "figure", "before", "aim", "now", "verdict")
    head = tuple(say(f"plan.{key}", lang) for key in keys)
    caption = say("plan.caption" if rows else "plan.none", lang)
    return Listing(caption, head, tuple(rows), tuple(rows))


def figure(name: str, lang: str) -> str:
    """What a headline is called."""
    words = catalogue(lang)
    return str(words.get(f"headline.{name}", column_label(name, lang)))


def value(amount: float | None, unit: str, past: Any) -> str:
    """A figure in its unit."""
    if amount is None:
        return "—"
    if unit == "money":
        return money(amount, past.lang, past.currency)
    if unit == "share":
        return share(amount, past.lang, 1)
    return signed(amount, past.lang) if unit == "points" else number(amount, past.lang, 2)


def _difference(change: Any, unit: str, past: Any) -> dict[str, Any]:
    """``change``, ``low``, ``high`` and ``p`` in words; a share differs by percentage points."""
    lang, words = past.lang, {}
    for name in ("change", "low", "high"):
        amount = getattr(change, name)
        if amount is None:
            words[name] = "—"
        elif unit == "money":
            words[name] = ("+" if amount > 0 else "") + money(amount, lang, past.currency)
        elif unit == "share":
            words[name] = say("history.percent_points", lang, points=signed(100 * amount, lang, 1))
        else:
            words[name] = signed(amount, lang, 1 if unit == "points" else 3)
    p = change.p
    words["p"] = "—" if p is None else f"< {number(0.001, lang, 3)}" if p < 0.001 else f"= {number(p, lang, 3)}"
    return words


def _days(measured: Any, lang: str) -> str:
    return f"{date(measured.first, lang)} – {date(measured.last, lang)}"


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]
