"""Faults of a key: ids, fields of the kind, answers that are no option, conversations that lead nowhere."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from salesbook.errors import ContentError
from salesbook.lessons.lesson import COMMON, LANGUAGES, Exercise, Lesson, kinds
from salesbook.lessons.read import KEY
from salesbook.lessons.talk import talk_faults

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
UNITS = ("points", "share", "percent", "money", "count", "days")
COACHES = ("cues",)
Fault = tuple[str, str, str]  # place, what, what to do


def key_faults(lesson: Lesson) -> list[ContentError]:
    """Every fault of the key of ``lesson``."""
    path = lesson.folder / KEY
    found = [*_lesson(lesson), *(f for e in lesson.exercises for f in _exercise(e, lesson))]
    return [ContentError(f"{path}: {place}" if place else path, what, fix) for place, what, fix in found]


def _lesson(lesson: Lesson) -> Iterator[Fault]:
    if not lesson.exercises:
        yield "", "it has no exercises.", "Add one."
    for lang in lesson.languages:
        if lang not in LANGUAGES:
            yield "languages", f"no language {lang}.", f"It may be {', '.join(LANGUAGES)}."
    for name, n in Counter(e.id for e in lesson.exercises).items():
        if n > 1:
            yield name, f"{n} exercises have this id.", "Give each its own."
    blocks = [block.id for block in lesson.blocks]
    for name in {e.block for e in lesson.exercises if e.block} - set(blocks):
        yield "blocks", f"no block {name}.", _nearest(name, blocks)
    for name in set(blocks) - {e.block for e in lesson.exercises}:
        yield "blocks", f"{name} has no exercise.", "Move one into it, or take it out."


def _exercise(exercise: Exercise, lesson: Lesson) -> Iterator[Fault]:
    if not ID.match(exercise.id):
        yield exercise.id or "an exercise", "not an id.", "Use lower-case words joined by hyphens."
    if exercise.kind not in kinds():
        yield exercise.id, f"no kind {exercise.kind or 'given'}.", _nearest(exercise.kind, list(kinds()))
        return
    if exercise.points < 0:
        yield exercise.id, "points below 0.", "Give 0 or more."
    fields = kinds()[exercise.kind].key
    known = {name.rstrip("?") for name in fields}
    for name in set(exercise.key) - known:
        yield f"{exercise.id}.{name}", "no such field.", _nearest(name, [*known, *COMMON])
    sound = True
    for name, form in fields.items():
        for fault in _field(exercise, name, form):
            sound = False
            yield fault
    if sound:
        yield from _sense(exercise)


def _field(exercise: Exercise, name: str, form: str) -> Iterator[Fault]:
    optional, name = name.endswith("?"), name.rstrip("?")
    value = exercise.key.get(name)
    place = f"{exercise.id}.{name}"
    if value is None:
        if not optional:
            yield place, "nothing there.", f"Add it: {exercise.kind} needs {name}."
        return
    if not FORMS[form](value):
        yield place, f"not {MEANT[form]}.", "See exercises/README.md for its form."


def _is_ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and ID.match(v) for v in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FORMS = {
    "id": lambda v: isinstance(v, str) and bool(ID.match(v)),
    "ids": lambda v: _is_ids(v) and len(set(v)) == len(v),
    "ids_or_id": lambda v: isinstance(v, str) or _is_ids(v),
    "map": lambda v: isinstance(v, dict) and bool(v),
    "number": _is_number,
    "word": lambda v: isinstance(v, str),
}
MEANT = {
    "id": "an id", "ids": "a list of different ids", "ids_or_id": "an id or a list of ids",
    "map": "names with values", "number": "a number", "word": "a word",
}  # fmt: skip


def _sense(exercise: Exercise) -> Iterator[Fault]:
    """What the form alone does not show."""
    key = exercise.key
    if exercise.kind == "choice":
        answers = key["answer"] if isinstance(key["answer"], list) else [key["answer"]]
        for answer in set(answers) - set(key["options"]):
            yield f"{exercise.id}.answer", f"{answer} is no option.", _nearest(answer, key["options"])
        if len(key["options"]) < 2 or set(answers) == set(key["options"]):
            yield f"{exercise.id}.options", "there is nothing to choose.", "Add a wrong option."
    if exercise.kind == "sort":
        for item, given in key["items"].items():
            if given not in key["classes"]:
                yield f"{exercise.id}.items.{item}", f"no class {given}.", _nearest(str(given), key["classes"])
    if exercise.kind in ("order", "match") and len(key.get("items") or key["pairs"]) < 2:
        yield exercise.id, "there is only one to place.", "Add another."
    if exercise.kind == "number":
        yield from _number(exercise)
    if exercise.kind == "text" and key["coach"] not in COACHES:
        yield f"{exercise.id}.coach", f"no coach {key['coach']}.", _nearest(key["coach"], COACHES)
    if exercise.kind == "dialogue":
        yield from talk_faults(exercise)


def _number(exercise: Exercise) -> Iterator[Fault]:
    key = exercise.key
    if key["within"] < 0:
        yield f"{exercise.id}.within", "a tolerance below 0.", "Give 0 or more."
    if key["unit"] not in UNITS:
        yield f"{exercise.id}.unit", f"no unit {key['unit']}.", _nearest(key["unit"], UNITS)
    for name, value in (key.get("likely") or {}).items():
        if not _is_number(value):
            yield f"{exercise.id}.likely.{name}", "not a number.", "Give the result of that mistake."
        elif abs(value - key["answer"]) <= key["within"]:
            yield f"{exercise.id}.likely.{name}", "this mistake would count as right.", "Narrow within, or take it out."


def _nearest(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"Did you mean {close[0]}?" if close else f"It may be {', '.join(known)}."
