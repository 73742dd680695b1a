"""How much of an exercise is right, and which words say why. Pure: no files, no widgets, no words but cues."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from salesbook.coach.client import begin, debrief, hang_up, say
from salesbook.coach.talk import Talk, replay
from salesbook.coach.verdict import Verdict
from salesbook.coach.written import judge_text
from salesbook.lessons import Exercise

Graded = tuple[float, dict[str, bool], tuple[str, ...]]


def grade(exercise: Exercise, response: Any, words: Mapping[str, Any] | None = None, lang: str = "en") -> Verdict:
    """Grade ``response``; ``words`` (of this exercise) and ``lang`` are needed for ``text`` and ``call`` only.

    Responses: ``choice`` an option, or the list of those ticked; ``order`` the items in sequence; ``sort`` item →
    class; ``match`` left → right; ``number`` in the exercise's unit; ``text`` a text; ``dialogue`` the options
    taken; ``call`` what the seller wrote, turn by turn.

    Raises
    ------
    ValueError
        The response is not of that form; a card never gives such a one.

    >>> share = Exercise("margin", "number", key={"answer": 0.25, "within": 0.005, "unit": "share"})
    >>> grade(share, 0.254).right, grade(share, 25).right
    (True, False)
    """
    if exercise.kind == "text":
        return judge_text(exercise, str(response), words or {}, lang)
    if exercise.kind == "call":
        return _call(exercise, response, words or {}, lang)
    if exercise.kind == "dialogue":
        return _dialogue(exercise, response)
    share, parts, feedback = GRADERS[exercise.kind](exercise.key, response)
    return Verdict(share, share * exercise.points, parts, feedback)


def _choice(key: Mapping[str, Any], response: str | Sequence[str]) -> Graded:
    right = set(key["answer"]) if isinstance(key["answer"], list) else {key["answer"]}
    ticked = {response} if isinstance(response, str) else set(response)
    if not ticked <= set(key["options"]):
        raise ValueError(f"no option {sorted(ticked - set(key['options']))}")
    share = max(0.0, (len(ticked & right) - len(ticked - right)) / len(right))
    shown = [option for option in key["options"] if option in ticked | (right if len(right) > 1 else set())]
    parts = {option: (option in ticked) == (option in right) for option in key["options"]}
    return share, parts, tuple(f"options.{option}.why" for option in shown)


def _order(key: Mapping[str, Any], response: Sequence[str]) -> Graded:
    """Neighbours, not places: a first item put last spoils one pair and not the whole sequence."""
    items = list(key["items"])
    if sorted(response) != sorted(items):
        raise ValueError("not the items of the exercise")
    pairs = list(pairwise(items))
    given = set(pairwise(response))
    parts = {after: (before, after) in given for before, after in pairs}
    return sum(parts.values()) / len(parts), parts, ("why",)


def _sort(key: Mapping[str, Any], response: Mapping[str, str]) -> Graded:
    parts = {item: response.get(item) == given for item, given in key["items"].items()}
    return sum(parts.values()) / len(parts), parts, tuple(f"items.{item}.why" for item in parts)


def _match(key: Mapping[str, Any], response: Mapping[str, str]) -> Graded:
    parts = {pair: response.get(pair) == pair for pair in key["pairs"]}
    return sum(parts.values()) / len(parts), parts, ("why",)


def _number(key: Mapping[str, Any], response: float) -> Graded:
    value = float(response)
    if abs(value - key["answer"]) <= key["within"] + 1e-9 * abs(key["answer"]):
        return 1.0, {}, ("right",)
    mistakes = [f"likely.{n}" for n, v in (key.get("likely") or {}).items() if abs(value - v) <= key["within"] + 1e-9]
    return 0.0, {}, tuple(mistakes[:1]) or ("wrong",)


GRADERS: Mapping[str, Callable[[Mapping[str, Any], Any], Graded]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": _number,
}


def _dialogue(exercise: Exercise, response: Sequence[str]) -> Verdict:
    talk: Talk = replay(exercise, response)
    if not talk.end:
        return Verdict(0.0, 0.0)
    best = max(end["points"] for end in exercise.key["ends"].values()) or 1
    points = exercise.key["ends"][talk.end]["points"]
    return Verdict(points / best, exercise.points * points / best, {}, (f"ends.{talk.end}.why",))


def _call(exercise: Exercise, response: Sequence[str], words: Mapping[str, Any], lang: str) -> Verdict:
    """The call played again, sentence by sentence: the same client answers the same."""
    client, said = words["persona"], words["client"]
    call = begin(client)
    for text in response:
        call = say(client, said, call, str(text), lang)
    share = debrief(client, said, call if call.end else hang_up(said, call)).share
    return Verdict(share, share * exercise.points)
