"""What a sentence does in a call, beside its type: opens it, proposes a next step, asks for an amount."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files

from salesbook.coach.cues import plain
from salesbook.coach.features import LONGEST, met, source
from salesbook.coach.spin import ENOUGH, Context, SpinVerdict
from salesbook.coach.topics import Topics, matches
from salesbook.lessons.read import read_yaml
from salesbook.words import LANGUAGES

SENTENCE = re.compile(r"(?<=[.!?…:])\s+")
WORD = re.compile(r"[\w'-]+")
OPENINGS = ("minutes", "wellbeing")
MORE = 5  # words that an opening may have beside its cue: a name, "for me"


def opens(text: str, about: Topics) -> bool:
    """Whether ``text`` is small talk before the matter: it ends with an opening, and offers nothing.

    >>> opens("Michael, hello! How is business?", {}), opens("How are things with the beans?", {})
    (True, False)
    """
    return _is_opening(sentences(text)[-1], about, OPENINGS) and "offer" not in met(text, "spin")


def matter(text: str, about: Topics) -> str:
    """``text`` without the greeting and what is said before the matter.

    >>> matter("Good morning. Do you have a minute? Who keeps your books?", {})
    'Who keeps your books?'
    """
    parts = sentences(text)
    while len(parts) > 1 and _is_opening(parts[0], about, (*OPENINGS, "brief")):
        parts = parts[1:]
    return " ".join(parts)


def greets(text: str) -> bool:
    """Whether ``text`` begins with a greeting."""
    return bool(_cues()["brief"].match(plain(text)))


def proposes(text: str) -> str:
    """The words of ``text`` that propose a step on which one can agree: a trial, a sample, a meeting; nothing if none.

    >>> proposes("Could we do one trial box next Tuesday?"), proposes("How often do you try samples?")
    ('could we do one', '')
    """
    cues = _cues()
    for said in map(plain, sentences(text)):
        hit = cues["proposal"].search(said) or cues["alone"].search(said)
        there = cues["when"].search(said) or cues["what"].search(said)
        if hit and there and not cues["never"].search(said.replace(hit[0], " ", 1)):
            return hit[0]
    return ""


def says(name: str, text: str) -> bool:
    """Whether a cue of the list ``name`` stands in ``text``."""
    return bool(_cues()[name].search(plain(text[:LONGEST])))


def as_situation(text: str, verdict: SpinVerdict, context: Context, about: Topics) -> SpinVerdict:
    """``verdict``, or that of a situation question where ``text`` asks for an amount or a frequency and no more.

    Before a difficulty is admitted an amount has no consequences; how often a known thing happens is no difficulty.
    """
    effect = says("effect", text)
    amount = verdict.label == "I" and not context.admitted and says("amount", text) and not effect
    trouble = effect or "trouble" in met(text, "spin")
    usual = verdict.label == "P" and says("frequency", text) and not trouble and matches(text, about)
    if not (amount or usual):
        return verdict
    kept = [fault for fault in verdict.faults if fault not in ("early-implication", "voiced")]
    many = ["many-situations"] if context.situations >= ENOUGH else []
    return replace(verdict, label="S", runner_up=verdict.label, because=(), faults=(*kept, *many))


def sentences(text: str) -> list[str]:
    """``text``, sentence by sentence; a colon ends one."""
    return SENTENCE.split(text.strip())


def _is_opening(sentence: str, about: Topics, names: Sequence[str]) -> bool:
    """A cue of ``names`` and hardly anything else, nothing of the client's matter."""
    said = plain(sentence[:LONGEST])
    hit = next(filter(None, (_cues()[name].search(said) for name in names)), None)
    if not hit:
        return False
    rest = re.sub(r"^[\w']*", "", said[hit.end() :]).strip()
    other = f"{said[: hit.start()]} {rest}"
    asks = _cues()["of"].match(rest) if hit.re is _cues()["wellbeing"] else None
    return not asks and len(WORD.findall(other)) <= MORE and not matches(other, about)


@cache
def _cues() -> Mapping[str, re.Pattern[str]]:
    """List of cues → a pattern of any of them, in all languages; ``proposal``: an ask, then an act."""
    found: dict[str, list[str]] = {}
    for lang in LANGUAGES:
        with as_file(files("salesbook.coach") / "data" / f"steps.{lang}.yaml") as path:
            for name, listed in read_yaml(path).items():
                found.setdefault(name, []).extend(source(plain(str(cue))) for cue in listed)
            asks, acts = (("|".join(found[name])) for name in ("ask", "act"))
    found["of"] = [each + r"(?!\w)" for each in found["of"]]
    found["proposal"] = [rf"(?:{asks})\w*(?:\W+\w+){{0,3}}?\W+(?:{acts})"]
    return {name: re.compile("|".join(each)) for name, each in found.items()}
