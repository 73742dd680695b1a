"""A branching conversation, played: state as a plain value, one step at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from salesbook.lessons import Exercise

LONGEST = 40  # steps; no conversation worth having takes more


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands. ``turn`` is empty once an ``end`` is reached."""

    turn: str
    state: Mapping[str, float] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    end: str = ""
    taken: tuple[tuple[str, str], ...] = ()


def start(exercise: Exercise) -> Talk:
    """The conversation before its first word."""
    return Talk(exercise.key["start"], dict(exercise.key["state"]))


def step(exercise: Exercise, talk: Talk, option: str) -> Talk:
    """The conversation after the learner took ``option``.

    Raises
    ------
    ValueError
        The conversation is over, or its turn has no such option.
    """
    key = exercise.key
    if talk.end or option not in key["turns"][talk.turn]:
        raise ValueError(f"no option {option} here")
    body = key["turns"][talk.turn][option]
    met = _met(talk, body.get("needs") or {})
    state = {name: talk.state[name] + body.get(name, 0) for name in talk.state}
    known = talk.known | set(body.get("learn") or []) if met else talk.known
    target = body["to"] if met else body["otherwise"]
    if "out_of_patience" in key and state.get("patience", 1) <= 0 and target not in key["ends"]:
        target = key["out_of_patience"]
    moved = replace(talk, state=state, known=frozenset(known), taken=(*talk.taken, (talk.turn, option)))
    return replace(moved, turn="", end=target) if target in key["ends"] else replace(moved, turn=target)


def replay(exercise: Exercise, options: Sequence[str]) -> Talk:
    """The conversation after ``options``, one after another."""
    talk = start(exercise)
    for option in options:
        talk = step(exercise, talk, option)
    return talk


def best_way(exercise: Exercise) -> Talk:
    """The conversation that comes to the end with the most points in the fewest steps."""
    waiting, seen, ends = [start(exercise)], set[Any](), dict[str, Talk]()
    for talk in waiting:  # grows while it is walked through: the shortest come first
        here = (talk.turn, *talk.state.values(), talk.known)
        if talk.end:
            ends.setdefault(talk.end, talk)
        elif here not in seen and len(talk.taken) < LONGEST:
            seen.add(here)
            waiting += [step(exercise, talk, option) for option in exercise.key["turns"][talk.turn]]
    return max(ends.values(), key=lambda talk: exercise.key["ends"][talk.end]["points"], default=waiting[0])


def _met(talk: Talk, needs: Mapping[str, Any]) -> bool:
    enough = all(talk.state[name] >= least for name, least in needs.items() if name != "knows")
    return enough and set(needs.get("knows") or []) <= talk.known
