"""After a call: what was asked when, what came to light and what did not, where it turned, and how many points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from salesbook.coach.call import AGAIN, PATIENT, Call, Line, Words
from salesbook.coach.cues import plain
from salesbook.coach.spin import classify
from salesbook.coach.topics import matches
from salesbook.lessons.client import Persona

POINTS = {"outcome": 4, "problems": 2, "implications": 2, "worth": 2, "concerns": 1, "pace": 1, "care": 1}
OUTCOME = {"order": 1.0, "advance": 0.75, "continuation": 0.25, "no-sale": 0.0}
TURNING = ("admitted", "worth", "pitch", "interested", "settled", "refuses", "rude", "order", "advance")
GAINS = ("fact", "hint", "admitted", "implication", "worth")  # the better a question, the later it stands
SLIPS = ("too_early", "no_worth_yet", "tired", "repeated", "pitch", "refuses", "rude")  # the worse, the later
WON = ("interested", "taken", "settled", "order", "advance")
PUSHED = ("repeated", "pitch", "refuses", "rude", "tired", "too_early", "no_worth_yet")  # better another question


@dataclass(frozen=True)
class Debrief:
    """``mix``: the type of each turn in order. ``found`` and ``hidden``: part of the persona → ids.

    ``turning``: numbers of turns, from 0, as are ``best`` and ``weakest`` (None where there is none); ``better``: what
    could have been said in place of the weakest. ``criteria``: criterion → (points, of how many); ``share`` of all.
    """

    end: str
    mix: tuple[str, ...]
    found: Mapping[str, tuple[str, ...]]
    hidden: Mapping[str, tuple[str, ...]]
    turning: tuple[int, ...]
    best: int | None
    weakest: int | None
    better: str
    criteria: Mapping[str, tuple[float, float]]
    share: float


def look_back(persona: Persona, words: Words, call: Call, due: Callable[[int], str]) -> Debrief:
    """What ``call`` shows, over or not; ``due``: what could have been said at a turn.

    A turn whose type is not sure takes no points and is never the weakest.
    """
    there, found = _there(persona), _found(call)
    hidden = {part: tuple(each for each in all_ if each not in found[part]) for part, all_ in there.items()}
    turns = range(len(call.transcript))
    best = max(turns, key=lambda n: _gain(call.transcript[n]), default=None)
    best = None if best is None or not _gain(call.transcript[best]) else best
    weakest = max(turns, key=lambda n: _slip(call.transcript[n]), default=None)
    weakest = None if weakest is None or _slip(call.transcript[weakest]) <= int(weakest == best) else weakest
    criteria = _criteria(persona, call)
    return Debrief(
        end=call.end,
        mix=tuple(line.label for line in call.transcript if line.text),
        found=found,
        hidden=hidden,
        turning=tuple(n for n in turns if call.transcript[n].kind in TURNING or (n == turns[-1] and call.end)),
        best=best,
        weakest=weakest,
        better="" if weakest is None else _better(persona, words, call, weakest, due),
        criteria=criteria,
        share=sum(got for got, _ in criteria.values()) / sum(of for _, of in criteria.values()),
    )


def _there(persona: Persona) -> dict[str, tuple[str, ...]]:
    told = tuple(f"{name}/{each}" for name, several in persona.problems.items() for each in several)
    problems = tuple(persona.problems)
    return {
        "facts": persona.facts,
        "problems": problems,
        "implications": told,
        "worth": problems,
        "concerns": persona.concerns,
    }


def _found(call: Call) -> dict[str, tuple[str, ...]]:
    return {
        "facts": call.known,
        "problems": call.admitted,
        "implications": call.told,
        "worth": call.worth,
        "concerns": call.settled,
    }


def _gain(line: Line) -> int:
    return GAINS.index(line.kind) + 1 if line.kind in GAINS else 0


def _slip(line: Line) -> int:
    """How bad a turn was: by what it did to the client, then by faults of its wording."""
    if not line.sure or line.kind in WON:
        return 0
    if line.kind in SLIPS:
        return 2 + SLIPS.index(line.kind) if line.cost or line.kind in SLIPS[:2] or line.kind == "rude" else 0
    return 2 + SLIPS.index("tired") if line.kind == "fact" and line.cost else int(bool(line.faults))


def _better(persona: Persona, words: Words, call: Call, turn: int, due: Callable[[int], str]) -> str:
    """A line of the good call on the same topic; in place of a push, the next question that was due."""
    line, before = call.transcript[turn], call.transcript[:turn]
    if line.kind not in PUSHED:
        near = [_good(words, line.label, _about(words, line.topic))]
    elif any(each.kind == "worth" for each in before):
        near = []
    else:
        told = {each.topic.split("/")[0] for each in before if each.kind == "implication"}
        admitted = [each.topic for each in before if each.kind == "admitted"]
        open_ = [("I", each) for name in admitted if name not in told for each in _implied(persona, name)]
        open_ += [("P", name) for name in persona.problems if name not in admitted]
        near = [_good(words, label, _about(words, topic)) for label, topic in open_]
    other = (text for text in near if text and fuzz.ratio(plain(text), plain(line.text)) < AGAIN)
    return next(other, "") or due(turn)


def _implied(persona: Persona, problem: str) -> list[str]:
    return [f"{problem}/{each}" for each in persona.problems[problem]]


def _good(words: Words, label: str, about: Sequence[str]) -> str:
    """The line of the good call of that type which has most of ``about``."""
    near = {str(text): hits for text in words["good"] if (hits := matches(str(text), {"": about}).get("", 0))}
    return next((text for text in sorted(near, key=lambda text: -near[text]) if classify(text).label == label), "")


def _about(words: Words, topic: str) -> Sequence[str]:
    name, _, own = topic.partition("/")
    if own:
        return list(words["problems"][name]["implications"][own]["about"])
    body = words["problems"].get(name) or words["facts"].get(name) or {}
    return list(body.get("about") or ())


def _criteria(persona: Persona, call: Call) -> dict[str, tuple[float, float]]:
    """Criterion → points got, points there; pace and care count once anything was found out at all."""
    sure = [line for line in call.transcript if line.sure]
    surplus = max(0, sum(line.label == "S" for line in sure) - PATIENT)
    slips = sum(line.kind in ("pitch", "refuses", "repeated", "rude") for line in sure)
    shares = {
        "outcome": OUTCOME.get(call.end, 0.0),
        "problems": len(call.admitted) / len(persona.problems),
        "implications": min(1.0, sum(map(call.first_told, call.admitted)) / persona.worth),
        "worth": min(1.0, len(call.worth) / persona.worth),
        "concerns": min(1.0, len(call.settled) / persona.settled) if persona.settled else 1.0,
        "pace": max(0.0, 1 - surplus / 2) * bool(call.admitted),
        "care": max(0.0, 1 - slips / 2) * bool(call.admitted),
    }
    return {name: (share * POINTS[name], float(POINTS[name])) for name, share in shares.items()}
