"""What a client answers to each kind of sentence: one function a kind, from a call to a move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from salesbook.coach.call import PATIENT, Call, Words
from salesbook.coach.steps import says
from salesbook.coach.tongue import tongue
from salesbook.coach.topics import Topics, content, matches, nearest
from salesbook.lessons.client import Persona
from salesbook.words import say

MOST_TRUST = 5


@dataclass(frozen=True)
class Move:
    """What an answer does: ``after`` is the call with its changes, its turn not counted yet."""

    kind: str
    after: Call
    reply: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Scene:
    """A sentence put to a client; ``sure`` is whether its type is beyond doubt: only then may it cost anything."""

    persona: Persona
    words: Words
    call: Call
    text: str
    sure: bool
    seed: str

    def one_of(self, name: str) -> str:
        """One of the replies ``name``, always the same for the same seed and turn; not that of the turn before."""
        replies = [str(each) for each in self.words["replies"][name]]
        before = self.call.transcript[-1].reply if self.call.transcript else ""
        return Random(self.seed).choice([each for each in replies if each not in before] or replies)

    def move(self, name: str, cost: int = 0, **changes: Any) -> Move:
        """A move that answers with one of the replies ``name``."""
        return Move(name, self.after(cost, **changes), self.one_of(name))

    def after(self, cost: int = 0, trust: int = 0, **changes: Any) -> Call:
        """The call with ``changes``; what is not sure takes neither patience nor trust."""
        took, lost = (cost, min(trust, 0)) if self.sure else (0, 0)
        trusts = min(MOST_TRUST, max(0, self.call.trust + lost + max(trust, 0)))
        return replace(self.call, patience=self.call.patience - took, trust=trusts, **changes)

    def about(self, part: str) -> Topics:
        """Topic → beginnings of words, of ``facts`` or ``problems``."""
        return {name: body["about"] for name, body in self.words[part].items()}


def situation(scene: Scene) -> Move:
    """A fact, where the persona has one; more than four such questions tire."""
    call, fact = scene.call, nearest(scene.text, scene.about("facts"), set(scene.persona.facts) - set(scene.call.known))
    tired = call.situations >= PATIENT
    if fact and fact not in call.known:
        said = str(scene.words["facts"][fact]["say"])
        reply = f"{said} {scene.one_of('tired')}" if tired and scene.sure else said
        return Move("fact", scene.after(int(tired), known=(*call.known, fact)), reply, fact)
    if tired and scene.sure:
        return scene.move("tired", 1)
    return scene.move("told" if fact else "no_fact")


def problem(scene: Scene) -> Move:
    """Admits the problem asked near; hints at one where the question names nothing."""
    call, left = scene.call, [name for name in scene.persona.problems if name not in scene.call.admitted]
    near = nearest(scene.text, scene.about("problems"), left) or _taken_up(scene)
    if near in left:
        return Move("admitted", scene.after(admitted=(*call.admitted, near)), _of(scene, near, "say"), near)
    if near or not left:
        return scene.move("told" if near else "no_problem")
    if matches(scene.text, scene.about("facts")):
        return scene.move("no_problem")
    new = next((name for name in left if name not in call.hinted), left[0])
    return Move("hint", scene.after(hinted=(*call.hinted, new)), _of(scene, new, "hint"), new)


def _taken_up(scene: Scene) -> str:
    """The problem whose hint the question takes up by its words."""
    hints = {name: content(_of(scene, name, "hint")) for name in scene.call.hinted}
    return nearest(scene.text, hints)


def implication(scene: Scene) -> Move:
    """What an admitted problem leads to: the one asked about, or the next untold."""
    call = scene.call
    if not call.admitted or _of_hidden(scene):
        return scene.move("too_early")
    near = nearest(scene.text, _implications(scene, call.admitted), _untold(scene, call.admitted))
    if near in call.told:
        return scene.move("told")
    if not near:
        own = {name: scene.words["problems"][name]["about"] for name in call.admitted}
        order = [nearest(scene.text, own) or call.admitted[-1], *reversed(call.admitted)]
        near = next(iter(_untold(scene, order)), "")
    if not near:
        return scene.move("no_more")
    name, own_name = near.split("/")
    said = str(scene.words["problems"][name]["implications"][own_name]["say"])
    return Move("implication", scene.after(told=(*call.told, near)), said, near)


def _implications(scene: Scene, problems: tuple[str, ...] | list[str]) -> dict[str, list[str]]:
    return {
        f"{name}/{each}": body["about"]
        for name in problems
        for each, body in scene.words["problems"][name]["implications"].items()
    }


def _untold(scene: Scene, problems: tuple[str, ...] | list[str]) -> list[str]:
    return [each for each in _implications(scene, problems) if each not in scene.call.told]


def _of_hidden(scene: Scene) -> bool:
    """Whether the question is about a problem not admitted yet rather than about an admitted one."""
    found = matches(scene.text, wide(scene))
    admitted = max((found.get(name, 0) for name in scene.call.admitted), default=0)
    return any(hits > 2 * admitted for name, hits in found.items() if name not in scene.call.admitted)


def wide(scene: Scene) -> dict[str, list[str]]:
    """Problem → its words and those of its implications."""
    return {
        name: [*body["about"], *(stem for each in body["implications"].values() for stem in each["about"])]
        for name, body in scene.words["problems"].items()
    }


def payoff(scene: Scene) -> Move:
    """What a solution would be worth, once an implication of the problem was told."""
    call = scene.call
    ready = [name for name in reversed(call.admitted) if call.first_told(name) and name not in call.worth]
    near = nearest(scene.text, scene.about("problems"), ready) or nearest(scene.text, wide(scene), ready)
    near = near or next(iter(ready), "")
    if near in call.worth:
        return scene.move("told")
    if near not in ready:
        return scene.move("no_worth_yet")
    return Move("worth", scene.after(trust=1, worth=(*call.worth, near)), _of(scene, near, "worth"), near)


def pitch(scene: Scene) -> Move:
    """An offer: it brings up the next concern, and too early it costs patience; put as a question it may close."""
    call = scene.call
    if due(scene) and "?" in scene.text:
        return closing(scene)
    early = not call.worth
    waiting = [name for name in scene.persona.concerns if name not in call.settled]
    concern = call.open or next(iter(waiting), "")
    said = [scene.one_of("pitch" if early else "interested")]
    said += [str(scene.words["concerns"][concern]["say"])] if concern else []
    after = scene.after(int(early), trust=-int(early), open=concern, taken=call.taken and bool(call.open))
    return Move("pitch" if early else "interested", after, " ".join(said), concern)


def due(scene: Scene) -> bool:
    """Whether the client's rule for an order is met."""
    call, persona = scene.call, scene.persona
    return len(call.worth) >= persona.worth and len(call.settled) >= persona.settled


def closing(scene: Scene) -> Move:
    """An order or a step forward where they are due; otherwise a refusal, and a second one ends the call."""
    call = scene.call
    if due(scene):
        return Move("order", replace(call, end="order"))
    if call.worth:
        return Move("advance", replace(call, end="advance"))
    refused = call.closed + int(scene.sure)
    return scene.move("refuses", 2, trust=-1, closed=refused, end="no-sale" if refused > 1 else "")


def small_talk(scene: Scene) -> Move:
    """A kind word; whoever asks for a minute is given it."""
    if not says("minutes", scene.text):
        return scene.move("small_talk")
    lang = tongue(str(scene.words["greets"]))
    return Move("small_talk", scene.after(), say("call.minutes", lang))


def _of(scene: Scene, name: str, part: str) -> str:
    return str(scene.words["problems"][name][part])


ANSWERS: Mapping[str, Callable[[Scene], Move]] = {
    "S": situation,
    "P": problem,
    "I": implication,
    "N": payoff,
    "pitch": pitch,
    "closing": closing,
    "small-talk": small_talk,
    "statement": lambda scene: scene.move("statement"),
}


def answer(scene: Scene, label: str, sort: str) -> Move:
    """The move that a sentence of ``label``, and of ``sort`` where it is no question, calls for."""
    reply = ANSWERS.get(label) or ANSWERS.get(sort)
    return reply(scene) if reply else scene.move("unclear")
