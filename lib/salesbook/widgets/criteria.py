"""What points are given for: said before answering, and after it, point by point."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from salesbook.coach import Verdict
from salesbook.widgets.fields import shuffled
from salesbook.widgets.frame import Shown
from salesbook.widgets.text import figure

Row = tuple[bool | str | None, str]  # met or not, in "part", no criterion of its own, or "here"; then safe HTML
SIGNS = {True: ("met", "✓"), False: ("unmet", "✗"), "part": ("partly", "◐"), None: ("", "·"), "here": ("here", "→")}


def before(shown: Shown) -> str:
    """How many points there are and what they are given for, without telling the way."""
    points = shown.exercise.points
    worth = shown.say("rule.points", points, points=figure(points, shown.lang))
    listed = LISTED.get(shown.exercise.kind)
    items = "".join(f"<li>{text}</li>" for text in listed(shown)) if listed else ""
    return f'<div class="worth"><p><b>{worth}</b> {rule(shown)}</p>{f"<ul>{items}</ul>" if items else ""}</div>'


def rule(shown: Shown) -> str:
    """What counts in an exercise of this kind, in a sentence."""
    key, kind = shown.exercise.key, shown.exercise.kind
    if kind == "number":
        return _tolerance(shown)
    return shown.say("rule.several" if kind == "choice" and isinstance(key["answer"], list) else f"rule.{kind}")


def after(shown: Shown, verdict: Verdict, response: Any) -> str:
    """Each criterion with its sign, and what was right."""
    rows = listed(ROWS[shown.exercise.kind](shown, verdict, response))
    return f"<p>{shown.say('card.sequence')}</p>{rows}" if shown.exercise.kind == "order" else rows


def coached(shown: Shown, verdict: Verdict) -> str:
    """How a coach read a text: its kind or a doubt, its faults, and a better wording."""
    told = []
    if verdict.label:
        label, other = (shown.say(f"coached.{name}") for name in (verdict.label, verdict.or_else or "none"))
        told.append(f"{label}." if verdict.sure else shown.say("coached.unsure", None, label=label, other=other))
    told += [shown.say(f"fault.{fault}") for fault in verdict.faults]
    if verdict.better:
        told.append(f"<b>{shown.say('coached.better')}</b> {escape(verdict.better)}")
    return "".join(f"<p>{text}</p>" for text in told)


def listed(rows: Iterable[Row]) -> str:
    """Rows, each with the sign that says whether it was met."""
    signed = ((*SIGNS[met], text) for met, text in rows)
    items = "".join(f'<li class="{name}">{sign} {text}</li>' for name, sign, text in signed)
    return f'<ul class="parts">{items}</ul>'


def _tolerance(shown: Shown) -> str:
    key = shown.exercise.key
    if not key["within"]:
        return shown.say("rule.exact")
    within = shown.say(f"within.{key['unit']}", key["within"], value=figure(key["within"], shown.lang))
    return shown.say("rule.number", None, within=within)


def _criteria(shown: Shown) -> Iterator[str]:
    yield from (shown.line(f"criteria.{name}.say") for name in shown.exercise.key["criteria"])


def outcomes(shown: Shown) -> Mapping[str, str]:
    """Outcome of a conversation → what it is and earns; the same outcome may be reached on better or worse terms."""
    ends, scale = shown.exercise.key["ends"].values(), shown.exercise.points
    best = max(end["points"] for end in ends) or 1
    told = {}
    for outcome in OUTCOMES:
        found = sorted({end["points"] * scale / best for end in ends if end["outcome"] == outcome})
        earns = "–".join(figure(round(value, 1), shown.lang) for value in dict.fromkeys([*found[:1], *found[-1:]]))
        if found:
            told[outcome] = f"{shown.say(f'outcome.{outcome}')} — {earns}"
    return told


def _outcomes(shown: Shown) -> Iterator[str]:
    yield from outcomes(shown).values()


TICKS = {
    (True, True): "tick.right",
    (True, False): "tick.wrong",
    (False, True): "tick.left",
    (False, False): "tick.missed",
}
OUTCOMES = ("order", "advance", "continuation", "no-sale")
LISTED: Mapping[str, Callable[[Shown], Iterator[str]]] = {"text": _criteria, "dialogue": _outcomes}


def _as_shown(shown: Shown, verdict: Verdict) -> list[tuple[str, bool]]:
    """Parts in the order in which the card shows them."""
    order = shuffled(list(verdict.parts), shown.exercise)
    return [(part, verdict.parts[part]) for part in order]


def _choice(shown: Shown, verdict: Verdict, response: Any) -> Iterator[Row]:
    if isinstance(response, str):
        yield verdict.right, shown.line(f"options.{response}.say")
        return
    for option, right in _as_shown(shown, verdict):
        how = shown.say(TICKS[option in response, right])
        why = f" {shown.line(place)}" if (place := f"options.{option}.why") in verdict.feedback else ""
        yield right, f"{shown.line(f'options.{option}.say')} — {how}.{why}"


def _instead(shown: Shown, right: str, yours: str) -> str:
    """What belongs here, beside what the learner chose where that was something else."""
    belongs, chosen = shown.line(right), shown.line(yours)
    return belongs if right == yours else shown.say("card.instead", None, right=belongs, yours=chosen)


def _sort(shown: Shown, verdict: Verdict, response: Any) -> Iterator[Row]:
    for item, right in _as_shown(shown, verdict):
        said, why = (shown.line(f"items.{item}.{part}") for part in ("say", "why"))
        belongs, chosen = shown.exercise.key["items"][item], response.get(item)
        told = _instead(shown, f"classes.{belongs}", f"classes.{chosen if chosen else belongs}")
        yield right, f"{said} — {told}. {why}"


def _match(shown: Shown, verdict: Verdict, response: Any) -> Iterator[Row]:
    for pair, right in verdict.parts.items():
        told = _instead(shown, f"pairs.{pair}.right", f"pairs.{response.get(pair) or pair}.right")
        yield right, f"{shown.line(f'pairs.{pair}.left')} — {told}"


def _order(shown: Shown, verdict: Verdict, response: Any) -> Iterator[Row]:
    for place, item in enumerate(shown.exercise.key["items"], 1):
        yours = list(response).index(item) + 1
        moved = f" ({shown.say('card.your_place', yours)})" if yours != place else ""
        yield verdict.parts.get(item), f"{place}. {shown.line(f'items.{item}')}{moved}"


def _number(shown: Shown, verdict: Verdict, response: Any) -> Iterator[Row]:
    yield verdict.right, f"{shown.say('card.answer')}: {figure(float(response), shown.lang)}. {rule(shown)}"


def _text(shown: Shown, verdict: Verdict, _: Any) -> Iterator[Row]:
    for name, met in verdict.parts.items():
        said, words = shown.line(f"criteria.{name}.say"), escape(verdict.because.get(name, ""))
        yield met, f"{said} {shown.say('card.because', None, words=words)}" if words else said


ROWS: Mapping[str, Callable[[Shown, Verdict, Any], Iterator[Row]]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": _number,
    "text": _text,
}
