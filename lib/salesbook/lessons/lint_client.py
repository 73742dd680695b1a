"""All faults of the simulated clients at once: their keys, their words, and what differs between languages."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from salesbook.errors import Faults
from salesbook.lessons.client import CLIENT, Persona, persona_folders, read_client_words, read_persona, strange
from salesbook.lessons.finding import Finding, Phrase, near
from salesbook.lessons.lesson import LANGUAGES
from salesbook.lessons.talk import OUTCOMES

SAID = ("name", "sells", "brief", "greets")
REPLIES = (
    *("small_talk", "unclear", "no_fact", "no_problem", "too_early", "no_more", "no_worth_yet", "told", "repeated"),
    *("tired", "pitch", "interested", "statement", "refuses", "rude"),
)
CALLS = ("good", "poor")
FEWEST = {"reply": 2, "call": 1, "about": 1, "stems": 1}
Form = Mapping[str, Any]


def client_problems(folders: Sequence[Path]) -> list[Finding]:
    """Every fault of every simulated client under ``folders``."""
    found: list[Finding] = []
    known: dict[str, Path] = {}
    for folder in persona_folders(folders):
        try:
            persona = read_persona(folder)
        except Finding as error:
            found.append(error)
            continue
        except Faults as errors:
            found += [error for error in errors.faults if isinstance(error, Finding)]
            continue
        if persona.id in known:
            what = Phrase("finding.same_client", folder=known[persona.id])
            found.append(Finding(f"{folder / CLIENT}: id", what, "advice.own_id"))
        known.setdefault(persona.id, folder)
        found += _words(persona)
    return found


def form(persona: Persona) -> Form:
    """What the words of ``persona`` hold: names within names down to ``text``, ``about``, ``reply`` or ``call``.

    ``stems`` are an ``about`` that may be left out.
    """
    asked = {"about": "about", "say": "text"}
    concern = {"about": "stems", **dict.fromkeys(("say", "detail", "settled"), "text")}
    problems = {
        name: {
            **dict.fromkeys(("hint", "say", "worth"), "text"),
            "about": "about",
            "implications": dict.fromkeys(implications, asked),
        }
        for name, implications in persona.problems.items()
    }
    return {
        **dict.fromkeys(SAID, "text"),
        "facts": dict.fromkeys(persona.facts, asked),
        "problems": problems,
        "concerns": dict.fromkeys(persona.concerns, concern),
        "replies": dict.fromkeys(REPLIES, "reply"),
        "ends": dict.fromkeys(OUTCOMES, "text"),
        **dict.fromkeys(CALLS, "call"),
    }


def _words(persona: Persona) -> list[Finding]:
    found = list(_files(persona))
    words: dict[str, dict[str, Any]] = {}
    for lang in persona.languages:
        try:
            words[lang] = read_client_words(persona, lang)
        except Finding as error:
            found.append(error)
            continue
        path = persona.folder / f"{lang}.yaml"
        found += [fault.at(f"{path}: {fault.where}") for fault in _held(words[lang], form(persona))]
    first, *others = words or [""]
    for lang in others:
        path = persona.folder / f"{lang}.yaml"
        unlike = _against(words[first], words[lang], form(persona), f"{first}.yaml")
        found += [fault.at(f"{path}: {fault.where}") for fault in unlike]
    return found


def _files(persona: Persona) -> Iterator[Finding]:
    """Languages that are none, and no language at all; one is enough."""
    if not persona.languages:
        yield Finding(persona.folder, "finding.no_words", Phrase("advice.name_words", files=_named(LANGUAGES)))
    for path in sorted(persona.folder.glob("*.yaml")):
        if path.name != CLIENT and path.stem not in LANGUAGES:
            yield Finding(path, Phrase("finding.no_language", language=path.stem), near(path.stem, LANGUAGES))


def _named(languages: Sequence[str]) -> list[str]:
    return [f"{lang}.yaml" for lang in languages]


def _held(words: Mapping[Any, Any], wanted: Form, place: str = "") -> Iterator[Finding]:
    """What is missing, of another form, or belongs to nothing."""
    yield from strange(words, list(wanted), place)
    for name, kind in wanted.items():
        value, here = words.get(name), f"{place}{name}"
        if value is None and kind == "stems":
            continue
        if value is None or value == "":
            yield Finding(here, "finding.nothing", "advice.add_text" if kind == "text" else "advice.add_lines")
        elif isinstance(kind, Mapping):
            if isinstance(value, dict):
                yield from _held(value, kind, f"{here}.")
            else:
                yield Finding(here, "finding.not_map", "advice.see_form")
        else:
            yield from _told(value, kind, here)


def _told(value: Any, kind: str, place: str) -> Iterator[Finding]:
    if kind == "text":
        if not _is_text(value):
            yield Finding(place, "finding.not_text", "advice.quotes")
    elif not isinstance(value, list) or not all(map(_is_text, value)):
        yield Finding(place, "finding.not_texts", "advice.list_quotes")
    elif kind in ("about", "stems") and not all(any(map(str.isalnum, stem)) for stem in value):
        yield Finding(place, "finding.not_texts", "advice.stems")
    elif len(value) < FEWEST[kind]:
        fix = {"call": "advice.add_lines", "reply": "advice.add_another"}.get(kind, "advice.stems")
        yield Finding(place, "finding.few_replies" if kind == "reply" else "finding.nothing", fix)


def _against(first: Any, own: Any, wanted: Form, file: str, place: str = "") -> Iterator[Finding]:
    """Lists that are longer or shorter than in the first language; words of ``about`` are each language's own."""
    if not isinstance(first, dict) or not isinstance(own, dict):
        return
    for name, kind in wanted.items():
        theirs, ours, here = first.get(name), own.get(name), f"{place}{name}"
        if isinstance(kind, Mapping):
            yield from _against(theirs, ours, kind, file, f"{here}.")
            continue
        if kind not in ("reply", "call") or not isinstance(theirs, list) or not isinstance(ours, list):
            continue
        if len(theirs) != len(ours):
            what = Phrase("finding.other_count", own=len(ours), there=len(theirs), file=file)
            yield Finding(here, what, "advice.as_many")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
