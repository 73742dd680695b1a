"""What a seller's sentence does in a SPIN conversation, which words say so, what is wrong with it, and a better one.

Gates first (is there anything? is it a question?), then a model of words and cues; below its cut it says "not sure".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from salesbook.coach.bank import like
from salesbook.coach.cues import plain
from salesbook.coach.features import LONGEST, met
from salesbook.coach.model import load

ENOUGH = 4  # situation questions after which another one tires
AGAIN = 90  # likeness in per cent from which a question is a repetition
FAMILY = {"S": "fact", "P": "trouble", "I": "effect", "N": "worth"}
SORTS = {
    "rude": ("rude",),
    "closing": ("close",),
    "small-talk": ("talk",),
    "pitch": ("ours", "offer"),
    "statement": ("told",),
}


@dataclass(frozen=True)
class Context:
    """The conversation so far: texts asked, how many of them were about the situation, whether a problem is admitted.

    ``admitted`` is None where nobody keeps count: then nothing is said of it.
    """

    asked: tuple[str, ...] = ()
    situations: int = 0
    admitted: bool | None = None


@dataclass(frozen=True)
class SpinVerdict:
    """``label``: S, P, I, N or none, and of none the ``sort``; ``because``: its own words; ``better``: a question."""

    label: str
    sort: str = ""
    confidence: float = 1.0
    sure: bool = True
    runner_up: str = ""
    because: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    better: str = ""


def classify(question: str, lang: str = "en", context: Context | None = None) -> SpinVerdict:
    """Judge one sentence of a seller; ``lang`` is that of the lesson, and of the better wording.

    ``faults``: leading, double, disguised, voiced, early-implication, many-situations, repeated, in this order.
    """
    text = question[:LONGEST].strip()
    if not re.search(r"\w", text):
        return SpinVerdict("none", "empty")
    model, asks = load("spin"), met(text, "ask")
    likely = dict(zip(model.labels, map(float, model.probabilities([text])[0]), strict=True))
    first, second = sorted(likely, key=lambda label: -likely[label])[:2]
    if first != "none" and not ("?" in text or "question" in asks or "request" in asks):
        first, second = "none", first  # whatever it speaks of, it asks nothing
        likely["none"] = max(likely["none"], model.cut)
    shown = met(text, "spin")
    sort = _sort(shown, text) if first == "none" else ""
    meant = first if first != "none" or likely[first] >= model.cut else second  # a doubt hides no fault
    faults = _faults(text, meant, sort, asks, context or Context())
    because = _because(text, first, [FAMILY[first]] if first in FAMILY else SORTS.get(sort, []), shown)
    better = _better(text, first, faults, lang)
    return SpinVerdict(first, sort, likely[first], likely[first] >= model.cut, second, because, faults, better)


def _sort(shown: Mapping[str, Sequence[str]], text: str) -> str:
    """The sort with most cues; whoever asks and offers at once, offers."""
    found = {sort: sum(len(shown.get(family, ())) for family in families) for sort, families in SORTS.items()}
    best = max(found, key=lambda sort: found[sort])
    if not found[best]:
        return "other" if "?" in text else "statement"
    return best


def _because(text: str, label: str, families: Sequence[str], shown: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Cues of the label's own families; where none stands there, the words that weigh most."""
    cues = [cue for family in families for cue in shown.get(family, ())]
    longest = [cue for cue in cues if not any(cue in other for other in cues if other != cue)]
    return tuple(dict.fromkeys(longest[:3])) or tuple(load("spin").because(text, label))


def _faults(text: str, label: str, sort: str, asks: Mapping[str, Sequence[str]], context: Context) -> tuple[str, ...]:
    question, tagged = label != "none", "tag" in asks
    told = plain(text)
    found = {
        "leading": question and tagged,
        "double": question and _double(text, asks),
        "disguised": sort == "pitch" and "?" in text,
        "voiced": label == "I" and tagged,
        "early-implication": label == "I" and context.admitted is False,
        "many-situations": label == "S" and context.situations >= ENOUGH,
        "repeated": question and any(fuzz.ratio(told, plain(earlier)) >= AGAIN for earlier in context.asked),
    }
    return tuple(fault for fault, there in found.items() if there)


def _double(text: str, asks: Mapping[str, Sequence[str]]) -> bool:
    """Two question marks with a question before each, or a second question tied on to the first."""
    parts = [part for part in re.split(r"\?+", text) if len(re.findall(r"\w+", part)) > 2]
    if text.count("?") > 1 and len(parts) > 1:
        return True
    said = plain(text)
    before = (said[: said.find(cue)].rstrip() for cue in asks.get("second", ()))
    return any(first and first[-1] not in ".!?" and "question" in met(first, "ask") for first in before)


def _better(text: str, label: str, faults: Sequence[str], lang: str) -> str:
    """The same without its fault where that can be done by cutting, or what was asked well about the same matter."""
    if faults == ("double",) and "?" in text[:-1]:
        return text[: text.index("?") + 1]
    if not faults and label != "none":
        return ""
    wanted = "P" if label == "none" or {"early-implication", "many-situations"} & set(faults) else label
    return like(text, wanted, lang)
