"""A lesson → the rows of its sheet: the way back, and what the form shows as its examples."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from salesbook.lessons.lesson import Exercise
from salesbook.lessons.sheet_rows import shown_number
from salesbook.words import say

Cells = dict[str, str]  # by column
Words = Mapping[str, Any]


def rows(exercise: Exercise, words: Words, lang: str, block: str = "", *, codes: bool = True) -> list[Cells]:
    """The rows of ``exercise`` in the form of ``lang``; ``block`` is the title of its part of the lesson.

    Without ``codes``, as a person writes them: the ids are left out, to be made from the text.

    Raises
    ------
    KeyError
        A conversation, for which a sheet has no room.
    """
    made = ROWS[exercise.kind](exercise.key, words, lang)
    first = {
        "block": block, "kind": say(f"sheet.kind_{exercise.kind}", lang), "ask": words["ask"], "hint": words["hint"],
        "points": "" if exercise.points == 1 else shown_number(exercise.points, lang),
        "serves": exercise.serves, "id": exercise.id,
    }  # fmt: skip
    if not codes:
        made = made[len(made) - len(exercise.key["items"]) :] if _in_order(exercise) else made
    made[0] = first | made[0]
    return made if codes else [{k: v for k, v in row.items() if k not in ("id", "piece_id")} for row in made]


def _in_order(exercise: Exercise) -> bool:
    """Whether the groups follow from the cards, so that they need no rows of their own."""
    key = exercise.key
    return exercise.kind == "sort" and list(key["classes"]) == list(dict.fromkeys(key["items"].values()))


def _choice(key: Words, words: Words, lang: str) -> list[Cells]:
    right = key["answer"] if isinstance(key["answer"], list) else [key["answer"]]
    return [
        _said(words["options"][name], name) | {"right": say("sheet.mark_yes", lang) if name in right else ""}
        for name in key["options"]
    ]


def _said(words: Words, name: str) -> Cells:
    return {"piece": words["say"], "why": words["why"], "piece_id": name}


def _order(key: Words, words: Words, lang: str) -> list[Cells]:
    return _explained([{"piece": words["items"][name], "piece_id": name} for name in key["items"]], words["why"])


def _explained(made: list[Cells], why: str) -> list[Cells]:
    return [made[0] | {"why": why}, *made[1:]]


def _sort(key: Words, words: Words, lang: str) -> list[Cells]:
    """The groups first, each in a row of its own, so that their order and ids are kept."""
    groups = [{"other": words["classes"][name], "piece_id": name} for name in key["classes"]]
    return groups + [
        _said(words["items"][name], name) | {"other": words["classes"][group]} for name, group in key["items"].items()
    ]


def _match(key: Words, words: Words, lang: str) -> list[Cells]:
    pairs = [
        {"piece": words["pairs"][name]["left"], "other": words["pairs"][name]["right"], "piece_id": name}
        for name in key["pairs"]
    ]
    return _explained(pairs, words["why"])


def _number(key: Words, words: Words, lang: str) -> list[Cells]:
    right = {
        "piece": shown_number(key["answer"], lang), "right": say("sheet.mark_yes", lang), "why": words["right"],
        "within": shown_number(key["within"], lang), "unit": say(f"sheet.unit_{key['unit']}", lang),
    }  # fmt: skip
    likely = [
        {"piece": shown_number(value, lang), "why": words["likely"][name], "piece_id": name}
        for name, value in (key.get("likely") or {}).items()
    ]
    return [right, *likely, {"piece": say("sheet.rest_rest", lang), "why": words["wrong"]}]


def _text(key: Words, words: Words, lang: str) -> list[Cells]:
    criteria = [
        {"piece": words["criteria"][name]["say"], "other": listed(words["criteria"][name]["cues"]), "piece_id": name}
        for name in key["criteria"]
    ]
    return _explained(criteria, words["model"])


def listed(cues: Sequence[str]) -> str:
    """Words in one cell: separated by commas, or by semicolons where one of them holds a comma."""
    return ";\n".join(cues) + ";" if any("," in cue for cue in cues) else ", ".join(cues)


ROWS: Mapping[str, Callable[[Words, Words, str], list[Cells]]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": _number,
    "text": _text,
}
