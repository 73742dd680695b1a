"""A conversation as a graph: where each option leads, and what is wrong with the way."""

from collections.abc import Iterator, Mapping
from typing import Any

from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import Exercise

OUTCOMES = ("order", "advance", "continuation", "no-sale")
SPECIAL = ("to", "needs", "otherwise", "learn")


def leads_to(option: Mapping[str, Any]) -> list[str]:
    """Where an option may lead."""
    return [str(option[way]) for way in ("to", "otherwise") if option.get(way)]


def talk_faults(exercise: Exercise) -> Iterator[Finding]:
    """Ways that lead nowhere, turns nobody reaches, ends without points, facts nobody can learn."""
    key = exercise.key
    turns, ends = key["turns"], key["ends"]
    for name, options in turns.items():
        if not isinstance(options, dict) or not options:
            yield Finding(f"{exercise.id}.turns.{name}", "finding.no_way_out", "advice.give_options")
            return
        for option, body in options.items():
            yield from _option(exercise, f"{exercise.id}.turns.{name}.{option}", body)
    if not all(isinstance(body, dict) for options in turns.values() for body in options.values()):
        return
    if key["start"] not in turns:
        yield Finding(f"{exercise.id}.start", Phrase("finding.no_turn", turn=key["start"]), near(key["start"], turns))
        return
    yield from _ends(exercise)
    reached = _reachable(exercise)
    for name in [n for n in (*turns, *ends) if n not in reached]:
        place = f"{exercise.id}.{'turns' if name in turns else 'ends'}.{name}"
        yield Finding(place, "finding.unreachable", "advice.lead_there")
    for name in _stuck(exercise):
        yield Finding(f"{exercise.id}.turns.{name}", "finding.endless", "advice.lead_to_end")


def _option(exercise: Exercise, place: str, body: Any) -> Iterator[Finding]:
    key = exercise.key
    if not isinstance(body, dict) or not body.get("to"):
        yield Finding(place, "finding.leads_nowhere", "advice.add_to")
        return
    targets = [*key["turns"], *key["ends"]]
    for target in leads_to(body):
        if target not in targets:
            yield Finding(place, Phrase("finding.no_turn_or_end", target=target), near(target, targets))
    for name, change in body.items():
        if name not in SPECIAL and name not in key["state"]:
            yield Finding(f"{place}.{name}", "finding.no_state", near(name, key["state"]))
        elif name not in SPECIAL and not isinstance(change, int | float):
            yield Finding(f"{place}.{name}", "finding.not_number", "advice.change")
    yield from _needs(exercise, place, body)


def _needs(exercise: Exercise, place: str, body: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(body.get("learn") or [], list):
        yield Finding(f"{place}.learn", "finding.not_list", "advice.see_form")
    needs = body.get("needs") or {}
    if not isinstance(needs, dict):
        yield Finding(f"{place}.needs", "finding.not_map", "advice.see_form")
        return
    if needs and not body.get("otherwise"):
        yield Finding(place, "finding.no_otherwise", "advice.add_otherwise")
    for fact in set(needs.get("knows") or []) - facts(exercise):
        yield Finding(f"{place}.needs", Phrase("finding.no_fact", fact=fact), "advice.add_fact")
    for name in set(needs) - {"knows"} - set(exercise.key["state"]):
        yield Finding(f"{place}.needs.{name}", "finding.no_state", near(name, exercise.key["state"]))


def _ends(exercise: Exercise) -> Iterator[Finding]:
    key = exercise.key
    for name, end in key["ends"].items():
        place = f"{exercise.id}.ends.{name}"
        if not isinstance(end, dict) or not isinstance(end.get("points"), int | float):
            yield Finding(place, "finding.no_points", "advice.add_points")
        elif not end.get("outcome"):
            yield Finding(place, "finding.no_outcome_given", Phrase("advice.choose", known=list(OUTCOMES)))
        elif end["outcome"] not in OUTCOMES:
            yield Finding(place, Phrase("finding.no_outcome", outcome=end["outcome"]), near(end["outcome"], OUTCOMES))
    patience = key.get("out_of_patience")
    if patience and patience not in key["ends"]:
        what = Phrase("finding.no_end", end=patience)
        yield Finding(f"{exercise.id}.out_of_patience", what, near(patience, key["ends"]))
    if patience and "patience" not in key["state"]:
        yield Finding(f"{exercise.id}.state", "finding.no_patience", "advice.add_patience")


def facts(exercise: Exercise) -> set[str]:
    """All that can be learned in the conversation."""
    options = (body for turn in exercise.key["turns"].values() for body in turn.values() if isinstance(body, dict))
    learned = (body.get("learn") for body in options)
    return {fact for named in learned if isinstance(named, list) for fact in named}


def _reachable(exercise: Exercise) -> set[str]:
    key = exercise.key
    waiting, seen = [key["start"]], {key.get("out_of_patience") or ""}
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += [to for body in key["turns"].get(name, {}).values() for to in leads_to(body)]
    return seen


def _stuck(exercise: Exercise) -> list[str]:
    """Turns from which no path comes to an end."""
    turns, ending = exercise.key["turns"], set(exercise.key["ends"])

    def ends_next(turn: str) -> bool:
        return any(target in ending for option in turns[turn].values() for target in leads_to(option))

    while more := {turn for turn in turns if turn not in ending and ends_next(turn)}:
        ending |= more
    return [name for name in turns if name not in ending]
