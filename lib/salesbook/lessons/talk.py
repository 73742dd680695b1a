"""A conversation as a graph: where each option leads, and what is wrong with the way."""

from collections.abc import Iterator, Mapping
from typing import Any

from salesbook.lessons.lesson import Exercise

OUTCOMES = ("order", "advance", "continuation", "no-sale")
SPECIAL = ("to", "needs", "otherwise", "learn")
Fault = tuple[str, str, str]


def leads_to(option: Mapping[str, Any]) -> list[str]:
    """Where an option may lead."""
    return [str(option[way]) for way in ("to", "otherwise") if option.get(way)]


def talk_faults(exercise: Exercise) -> Iterator[Fault]:
    """Ways that lead nowhere, turns nobody reaches, ends without points, facts nobody can learn."""
    key = exercise.key
    turns, ends = key["turns"], key["ends"]
    for name, options in turns.items():
        if not isinstance(options, dict) or not options:
            yield f"{exercise.id}.turns.{name}", "no way out.", "Give it options, each with to:."
            return
        for option, body in options.items():
            yield from _option(exercise, f"{exercise.id}.turns.{name}.{option}", body)
    if key["start"] not in turns:
        yield f"{exercise.id}.start", f"no turn {key['start']}.", f"It may be {', '.join(turns)}."
        return
    yield from _ends(exercise)
    reached = _reachable(exercise)
    for name in [n for n in (*turns, *ends) if n not in reached]:
        yield (
            f"{exercise.id}.{'turns' if name in turns else 'ends'}.{name}",
            "nobody can reach it.",
            "Let an option lead there.",
        )
    for name in _stuck(exercise):
        yield f"{exercise.id}.turns.{name}", "no path from it ends.", "Let one of its options lead to an end."


def _option(exercise: Exercise, place: str, body: Any) -> Iterator[Fault]:
    key = exercise.key
    if not isinstance(body, dict) or not body.get("to"):
        yield place, "it leads nowhere.", "Add to: with a turn or an end."
        return
    for target in leads_to(body):
        if target not in key["turns"] and target not in key["ends"]:
            yield place, f"no turn or end {target}.", f"There are {', '.join([*key['turns'], *key['ends']])}."
    for name, change in body.items():
        if name not in SPECIAL and (name not in key["state"] or not isinstance(change, int | float)):
            yield f"{place}.{name}", "no such part of the state.", f"It may be {', '.join(key['state'])}."
    yield from _needs(exercise, place, body)


def _needs(exercise: Exercise, place: str, body: Mapping[str, Any]) -> Iterator[Fault]:
    needs = body.get("needs") or {}
    if needs and not body.get("otherwise"):
        yield place, "it needs something, and says not what happens otherwise.", "Add otherwise: with a turn or an end."
    for fact in set(needs.get("knows") or []) - facts(exercise):
        yield f"{place}.needs", f"nobody can learn {fact}.", "Add it to learn: of an option."
    for name in set(needs) - {"knows"} - set(exercise.key["state"]):
        yield f"{place}.needs.{name}", "no such part of the state.", f"It may be {', '.join(exercise.key['state'])}."


def _ends(exercise: Exercise) -> Iterator[Fault]:
    key = exercise.key
    for name, end in key["ends"].items():
        if not isinstance(end, dict) or not isinstance(end.get("points"), int | float):
            yield f"{exercise.id}.ends.{name}", "an end without points.", "Add points:."
        elif end.get("outcome") not in OUTCOMES:
            yield f"{exercise.id}.ends.{name}", f"no outcome {end.get('outcome')}.", f"It may be {', '.join(OUTCOMES)}."
    patience = key.get("out_of_patience")
    if patience and patience not in key["ends"]:
        yield f"{exercise.id}.out_of_patience", f"no end {patience}.", f"It may be {', '.join(key['ends'])}."
    if patience and "patience" not in key["state"]:
        yield f"{exercise.id}.state", "no patience to run out of.", "Add patience: 3, or take out_of_patience away."


def facts(exercise: Exercise) -> set[str]:
    """All that can be learned in the conversation."""
    options = (body for turn in exercise.key["turns"].values() for body in turn.values() if isinstance(body, dict))
    return {fact for body in options for fact in body.get("learn") or []}


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
