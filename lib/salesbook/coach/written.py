"""Free text of a learner, judged: by words that must stand there, or by a coach that reads what it does."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from salesbook.coach.cues import find_cues
from salesbook.coach.objections import judge_reply
from salesbook.coach.spin import classify
from salesbook.coach.verdict import Verdict
from salesbook.lessons import Exercise

UNSURE = 0.35  # how likely a step is from which a doubt counts for the learner
UNFAIR = {"pressure", "blame", "false-agreement", "discount"}
Words = Mapping[str, Any]


def judge_text(exercise: Exercise, text: str, words: Words, lang: str) -> Verdict:
    """The verdict of the exercise's ``coach``: cues, spin or objections. What is not sure costs no points."""
    return COACHES[exercise.key["coach"]](exercise, text, words, lang)


def _by_cues(exercise: Exercise, text: str, words: Words, _: str) -> Verdict:
    criteria = words.get("criteria") or {}
    found = {name: find_cues(text, criteria.get(name, {}).get("cues") or ()) for name in exercise.key["criteria"]}
    return _counted(exercise, {name: bool(cue) for name, cue in found.items()}, {n: c for n, c in found.items() if c})


def _by_spin(exercise: Exercise, text: str, _: Words, lang: str) -> Verdict:
    """``asks``: it is a question; ``type``: of the type wanted; ``clean``: without a fault."""
    read, wanted = classify(text, lang), exercise.key["wants"]
    doubt = not read.sure
    met = {
        "asks": read.label != "none" or doubt,
        "type": read.label == wanted or (doubt and read.runner_up == wanted),
        "clean": not read.faults and (read.label != "none" or doubt),
    }
    shown = {"type": ", ".join(read.because)} if met["type"] and read.because else {}
    parts = {name: met[name] for name in exercise.key["criteria"]}
    told = {"label": read.label, "sure": read.sure, "or_else": read.runner_up, "faults": read.faults}
    return _counted(exercise, parts, shown, better=read.better, **told)


def _by_steps(exercise: Exercise, text: str, words: Words, lang: str) -> Verdict:
    """The five steps; ``order``: no argument before the worry is understood; ``fair``: no push, blame or false yes."""
    read = judge_reply(text, lang, str(words.get("objection", "")))
    least = 0.5 if read.sure else UNSURE
    met = {step: likely >= least for step, likely in read.steps.items()}
    said = bool(re.search(r"\w", text))
    met |= {"order": said and "argue-first" not in read.faults, "fair": said and not UNFAIR & set(read.faults)}
    parts = {name: met[name] for name in exercise.key["criteria"]}
    shown = {step: ", ".join(own) for step, own in read.because.items() if parts.get(step)}
    faults = tuple(fault for fault in read.faults if fault != "argue-first" or "order" in parts)
    return _counted(exercise, parts, shown, faults=faults, better=read.example)


def _counted(exercise: Exercise, parts: Mapping[str, bool], because: Mapping[str, str], **told: Any) -> Verdict:
    share = sum(parts.values()) / len(parts)
    better = {} if share == 1 else {"better": told.pop("better", "")}
    told.pop("better", None)
    return Verdict(share, share * exercise.points, parts, ("model",), because, **told, **better)


COACHES: Mapping[str, Callable[[Exercise, str, Words, str], Verdict]] = {
    "cues": _by_cues,
    "spin": _by_spin,
    "objections": _by_steps,
}
