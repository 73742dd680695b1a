"""Faults of words: what is missing, what belongs to nothing, and what differs between languages."""

import hashlib
import json
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from salesbook.errors import ContentError, StaleTranslation
from salesbook.lessons.lesson import Exercise, Lesson, kinds
from salesbook.lessons.read import read_words
from salesbook.lessons.talk import facts

FIELD = re.compile(r"\{(\w+)\}")
Fault = tuple[str, str, str]
OLDER = "it is older than its source."


def words_faults(lesson: Lesson) -> list[ContentError]:
    """Every fault of the words of ``lesson``, in each of its languages."""
    found: list[ContentError] = []
    words: dict[str, dict[str, Any]] = {}
    for lang in lesson.languages:
        path = lesson.folder / f"{lang}.yaml"
        try:
            words[lang] = read_words(lesson, lang)
        except ContentError as error:
            found.append(error)
            continue
        found += [ContentError(f"{path}: {place}", what, fix) for place, what, fix in _faults(lesson, words[lang])]
    source = words.get("en")
    for lang in [lang for lang in words if lang != "en" and source]:
        path = lesson.folder / f"{lang}.yaml"
        found += [
            ContentError(f"{path}: {p}", what, fix) for p, what, fix in _against(words["en"], words[lang], lesson)
        ]
    return found


def _error(what: str) -> type[ContentError]:
    return StaleTranslation if what == OLDER else ContentError


def places(exercise: Exercise) -> Iterator[str]:
    """Every place of the words of ``exercise``, e.g. ``options.offer-discount.why``."""
    for pattern in kinds()[exercise.kind].words:
        field = FIELD.search(pattern)
        if not field:
            yield pattern
            continue
        for name in exercise.key.get(field[1]) or ():
            yield pattern.replace(field[0], str(name))
    if exercise.kind == "dialogue":
        yield from _talk_places(exercise)


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


def _faults(lesson: Lesson, words: Mapping[str, Any]) -> Iterator[Fault]:
    for place in ("title", "aim"):
        if not _text(words.get(place)):
            yield place, "nothing there.", "Add the text."
    for block in lesson.blocks:
        if not _text(_at(words, f"blocks.{block.id}.title")):
            yield f"blocks.{block.id}.title", "nothing there.", "Add the text."
    for name in (words.get("exercises") or {}).keys() - {e.id for e in lesson.exercises}:
        yield name, "no exercise of the key.", "Take it out, or add it to lesson.yaml."
    for exercise in lesson.exercises:
        if exercise.kind in kinds():
            yield from _exercise(exercise, (words.get("exercises") or {}).get(exercise.id))


def _exercise(exercise: Exercise, words: Any) -> Iterator[Fault]:
    if not isinstance(words, dict):
        yield exercise.id, "nothing there.", "Add its words."
        return
    wanted = list(places(exercise))
    for place in wanted:
        if not _text(_at(words, place)):
            yield f"{exercise.id}.{place}", "nothing there.", "Add the text."
    for place in sorted(set(_leaves(words)) - set(wanted)):
        yield f"{exercise.id}.{place}", "it belongs to nothing in the key.", "Take it out, or add it to lesson.yaml."


def _against(source: Mapping[str, Any], words: Mapping[str, Any], lesson: Lesson) -> Iterator[Fault]:
    """Placeholders that differ, and translations older than their source."""
    made_from = words.get("made_from") or {}
    for exercise in lesson.exercises:
        english = (source.get("exercises") or {}).get(exercise.id)
        own = (words.get("exercises") or {}).get(exercise.id)
        if not isinstance(english, dict) or not isinstance(own, dict) or exercise.kind not in kinds():
            continue
        for place in places(exercise):
            theirs, ours = (placeholders(_at(w, place)) for w in (english, own))
            if theirs != ours:
                what = f"placeholders {sorted(ours) or 'none'}, in English {sorted(theirs) or 'none'}."
                yield f"{exercise.id}.{place}", what, "Use the same."
        if made_from.get(exercise.id) != digest(english):
            fix = "Read it against the source, then run salesbook check exercises --write."
            yield exercise.id, OLDER, fix


def placeholders(text: Any) -> set[str]:
    """Names in braces; a text that cannot be read as such has its own fault."""
    try:
        return {
            name
            for _, name, _, _ in string.Formatter().parse(text if isinstance(text, str) else "")
            if name is not None
        }
    except ValueError:
        return {"unbalanced braces"}


def digest(words: Mapping[str, Any]) -> str:
    """A short hash of the words of one exercise."""
    text = json.dumps(words, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _at(words: Any, place: str) -> Any:
    for name in place.split("."):
        words = words.get(name) if isinstance(words, dict) else None
    return words


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
