"""Faults of a key: ids, fields of the kind, answers that are no option, conversations that lead nowhere."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import COMMON, LANGUAGES, Exercise, Lesson, kinds
from salesbook.lessons.read import KEY
from salesbook.lessons.talk import talk_faults

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
UNITS = ("points", "share", "percent", "money", "count", "days")
COACHES = {  # coach of a text → the criteria that it knows; of cues, the words say what shows each
    "cues": (),
    "spin": ("asks", "type", "clean"),
    "objections": ("listen", "understand", "agree", "argue", "check", "order", "fair"),
}
TYPES = ("S", "P", "I", "N")


def key_faults(lesson: Lesson) -> list[Finding]:
    """Every fault of the key of ``lesson``."""
    path = lesson.folder / KEY
    found = [*_lesson(lesson), *(f for e in lesson.exercises for f in _exercise(e))]
    return [fault.at(f"{path}: {fault.where}" if fault.where else path) for fault in found]


def _lesson(lesson: Lesson) -> Iterator[Finding]:
    if not lesson.exercises:
        yield Finding("", "finding.no_exercises", "advice.add_one")
    for lang in lesson.languages:
        if lang not in LANGUAGES:
            yield Finding("languages", Phrase("finding.no_language", language=lang), near(lang, LANGUAGES))
    for name, n in Counter(e.id for e in lesson.exercises).items():
        if n > 1:
            yield Finding(name, Phrase("finding.same_id", n=n), "advice.own_id")
    blocks = [block.id for block in lesson.blocks]
    for name in {e.block for e in lesson.exercises if e.block} - set(blocks):
        yield Finding("blocks", Phrase("finding.no_block", block=name), near(name, blocks))
    for name in set(blocks) - {e.block for e in lesson.exercises}:
        yield Finding("blocks", Phrase("finding.empty_block", block=name), "advice.move_one")


def _exercise(exercise: Exercise) -> Iterator[Finding]:
    place = exercise.id or "exercises"
    if not ID.match(exercise.id):
        yield Finding(place, "finding.not_id" if exercise.id else "finding.no_id", "advice.hyphens")
    if not exercise.kind:
        yield Finding(place, "finding.no_kind_given", Phrase("advice.choose", known=list(kinds())))
    elif exercise.kind not in kinds():
        yield Finding(place, Phrase("finding.no_kind", kind=exercise.kind), near(exercise.kind, kinds()))
    if exercise.kind not in kinds():
        return
    if exercise.points < 0:
        yield Finding(place, "finding.negative_points", "advice.not_negative")
    fields = kinds()[exercise.kind].key
    known = {name.rstrip("?") for name in fields}
    for name in set(exercise.key) - known:
        yield Finding(f"{exercise.id}.{name}", "finding.no_field", near(name, [*known, *COMMON]))
    sound = True
    for name, form in fields.items():
        for fault in _field(exercise, name, form):
            sound = False
            yield fault
    if sound:
        yield from _sense(exercise)


def _field(exercise: Exercise, name: str, form: str) -> Iterator[Finding]:
    optional, name = name.endswith("?"), name.rstrip("?")
    value = exercise.key.get(name)
    place = f"{exercise.id}.{name}"
    if value is None:
        if not optional:
            yield Finding(place, "finding.nothing", Phrase("advice.add_field", kind=exercise.kind, field=name))
        return
    holds, other = FORMS[form]
    if not holds(value):
        yield Finding(place, other, "advice.see_form")


def _is_ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and ID.match(v) for v in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {  # whether a value has the form, what is said where not
    "id": (lambda v: isinstance(v, str) and bool(ID.match(v)), "finding.not_id"),
    "ids": (lambda v: _is_ids(v) and len(set(v)) == len(v), "finding.not_ids"),
    "ids_or_id": (lambda v: isinstance(v, str) or _is_ids(v), "finding.not_ids_or_id"),
    "map": (lambda v: isinstance(v, dict) and bool(v), "finding.not_map"),
    "number": (_is_number, "finding.not_number"),
    "word": (lambda v: isinstance(v, str), "finding.not_word"),
}


def _sense(exercise: Exercise) -> Iterator[Finding]:
    """What the form alone does not show."""
    key = exercise.key
    if exercise.kind == "choice":
        answers = key["answer"] if isinstance(key["answer"], list) else [key["answer"]]
        for answer in set(answers) - set(key["options"]):
            what = Phrase("finding.no_option", option=answer)
            yield Finding(f"{exercise.id}.answer", what, near(answer, key["options"]))
        if len(key["options"]) < 2 or set(answers) == set(key["options"]):
            yield Finding(f"{exercise.id}.options", "finding.no_choice", "advice.add_wrong")
    if exercise.kind == "sort":
        for item, given in key["items"].items():
            if given not in key["classes"]:
                what = Phrase("finding.no_class", name=given)
                yield Finding(f"{exercise.id}.items.{item}", what, near(given, key["classes"]))
    if exercise.kind in ("order", "match") and len(key.get("items") or key["pairs"]) < 2:
        yield Finding(exercise.id, "finding.only_one", "advice.add_another")
    if exercise.kind == "number":
        yield from _number(exercise)
    if exercise.kind == "text":
        yield from _coached(exercise)
    if exercise.kind == "dialogue":
        yield from talk_faults(exercise)


def _coached(exercise: Exercise) -> Iterator[Finding]:
    key = exercise.key
    if key["coach"] not in COACHES:
        what = Phrase("finding.no_coach", coach=key["coach"])
        yield Finding(f"{exercise.id}.coach", what, near(key["coach"], COACHES))
        return
    known = COACHES[key["coach"]]
    for name in key["criteria"] if known else ():
        if name not in known:
            what = Phrase("finding.no_criterion", name=name, coach=key["coach"])
            yield Finding(f"{exercise.id}.criteria", what, near(name, known))
    if key["coach"] == "spin" and key.get("wants") not in TYPES:
        what = Phrase("finding.no_type", type=key.get("wants") or "—")
        yield Finding(f"{exercise.id}.wants", what, Phrase("advice.choose", known=list(TYPES)))


def _number(exercise: Exercise) -> Iterator[Finding]:
    key = exercise.key
    if key["within"] < 0:
        yield Finding(f"{exercise.id}.within", "finding.negative_tolerance", "advice.not_negative")
    if key["unit"] not in UNITS:
        yield Finding(f"{exercise.id}.unit", Phrase("finding.no_unit", unit=key["unit"]), near(key["unit"], UNITS))
    for name, value in (key.get("likely") or {}).items():
        place = f"{exercise.id}.likely.{name}"
        if not _is_number(value):
            yield Finding(place, "finding.not_number", "advice.mistake_result")
        elif abs(value - key["answer"]) <= key["within"]:
            yield Finding(place, "finding.mistake_right", "advice.narrow")
