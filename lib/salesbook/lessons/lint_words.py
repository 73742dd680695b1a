"""Faults of words: what is missing, what belongs to nothing, and what differs between languages."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from salesbook.lessons.finding import Finding, Phrase, StaleTranslation
from salesbook.lessons.lesson import Exercise, Lesson, kinds
from salesbook.lessons.read import read_words
from salesbook.lessons.talk import facts

FIELD = re.compile(r"\{(\w+)\}")
BRACES = re.compile(r"\{\s*[^\W\d_][^{}\n]{0,40}\}")  # what a person may have meant as a placeholder
FILLED = {"{company}", "{product}"}
BLOCK = ("title", "reading")


def words_faults(lesson: Lesson) -> list[Finding]:
    """Every fault of the words of ``lesson``, in each of its languages."""
    found: list[Finding] = []
    words: dict[str, dict[str, Any]] = {}
    for lang in lesson.languages:
        path = lesson.folder / f"{lang}.yaml"
        try:
            words[lang] = read_words(lesson, lang)
        except Finding as error:
            found.append(error)
            continue
        found += [fault.at(f"{path}: {fault.where}") for fault in _faults(lesson, words[lang])]
    for lang in [lang for lang in words if lang != "en" and words.get("en")]:
        path = lesson.folder / f"{lang}.yaml"
        found += [fault.at(f"{path}: {fault.where}") for fault in _against(words["en"], words[lang], lesson)]
    return found


def places(exercise: Exercise) -> Iterator[str]:
    """Every place of the words of ``exercise``, e.g. ``options.offer-discount.why``."""
    left_out = OF_COACH.get(str(exercise.key.get("coach")), ()) if exercise.kind == "text" else ()
    for pattern in kinds()[exercise.kind].words:
        if pattern.rsplit(".")[-1] in left_out:
            continue
        field = FIELD.search(pattern)
        if not field:
            yield pattern
            continue
        for name in exercise.key.get(field[1]) or ():
            yield pattern.replace(field[0], str(name))
    if exercise.kind == "dialogue":
        yield from _talk_places(exercise)


OF_COACH = {  # words of a text that a coach has no use for
    "cues": ("objection",),
    "spin": ("cues", "objection"),
    "objections": ("cues",),
}


def _talk_places(exercise: Exercise) -> Iterator[str]:
    for turn, options in exercise.key["turns"].items():
        yield f"turns.{turn}.client"
        for option in options:
            yield f"turns.{turn}.options.{option}.say"
            yield f"turns.{turn}.options.{option}.why"
    for end in exercise.key["ends"]:
        yield f"ends.{end}.client"
        yield f"ends.{end}.why"
    for fact in sorted(facts(exercise)):
        yield f"facts.{fact}"


def _faults(lesson: Lesson, words: Mapping[str, Any]) -> Iterator[Finding]:
    for place in ("title", "aim", *(f"blocks.{block.id}.title" for block in lesson.blocks)):
        if not _text(_at(words, place)):
            yield Finding(place, "finding.nothing", "advice.add_text")
    for place in ("title", "aim", *(f"blocks.{block.id}.{part}" for block in lesson.blocks for part in BLOCK)):
        yield from _unfilled(_at(words, place), place)
    for name in _under(words, "exercises").keys() - {e.id for e in lesson.exercises}:
        yield Finding(name, "finding.no_such_exercise", "advice.drop_or_add")
    for exercise in lesson.exercises:
        if exercise.kind in kinds():
            yield from _exercise(exercise, _under(words, "exercises").get(exercise.id))


def _exercise(exercise: Exercise, words: Any) -> Iterator[Finding]:
    if not isinstance(words, dict):
        yield Finding(exercise.id, "finding.nothing", "advice.add_words")
        return
    wanted = list(places(exercise))
    for place in wanted:
        if not _text(_at(words, place)):
            yield Finding(f"{exercise.id}.{place}", "finding.nothing", "advice.add_text")
        yield from _unfilled(_at(words, place), f"{exercise.id}.{place}")
    for place in sorted(set(_leaves(words)) - set(wanted)):
        yield Finding(f"{exercise.id}.{place}", "finding.not_in_key", "advice.drop_or_add")


def _unfilled(text: Any, place: str) -> Iterator[Finding]:
    """A placeholder that a learner would read as it stands."""
    names = sorted(set(BRACES.findall(text)) - FILLED) if isinstance(text, str) else []
    if names:
        yield Finding(place, Phrase("finding.not_filled", names=names), "advice.only_names")


def _against(source: Mapping[str, Any], words: Mapping[str, Any], lesson: Lesson) -> Iterator[Finding]:
    """Placeholders that differ, and translations older than their source."""
    made_from = _under(words, "made_from")
    for exercise in lesson.exercises:
        english = _under(source, "exercises").get(exercise.id)
        own = _under(words, "exercises").get(exercise.id)
        if not isinstance(english, dict) or not isinstance(own, dict) or exercise.kind not in kinds():
            continue
        for place in places(exercise):
            theirs, ours = (placeholders(_at(w, place)) for w in (english, own))
            if theirs != ours:
                what = Phrase("finding.placeholders", own=_listed(ours), english=_listed(theirs))
                yield Finding(f"{exercise.id}.{place}", what, "advice.use_same")
        if made_from.get(exercise.id) != digest(english):
            yield StaleTranslation(exercise.id, "finding.older", "advice.reread")


def placeholders(text: Any) -> set[str]:
    """Names in braces; other braces are text."""
    return {found[0] for found in FIELD.finditer(text)} if isinstance(text, str) else set()


def _listed(names: set[str]) -> list[str] | Phrase:
    return sorted(names) or Phrase("finding.none")


def digest(words: Mapping[str, Any]) -> str:
    """A short hash of the words of one exercise."""
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _at(words: Any, place: str) -> Any:
    for name in place.split("."):
        words = words.get(name) if isinstance(words, dict) else None
    return words


def _under(words: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = words.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> bool:
    """Whether there is something to read: a text, or a list of texts."""
    if isinstance(value, list):
        return bool(value) and all(map(_text, value))
    return isinstance(value, str) and bool(value.strip())


def _leaves(words: Any, prefix: str = "") -> Iterator[str]:
    for name, value in words.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"
