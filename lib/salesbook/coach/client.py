"""The simulated client: a seller's own sentence in, the call one turn further out. Pure, and the same for a seed."""

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from salesbook.coach.call import AGAIN, ASKED, ENDS, LONGEST, Call, Line, Words
from salesbook.coach.concern import reply_to_concern
from salesbook.coach.cues import plain
from salesbook.coach.debrief import Debrief, look_back
from salesbook.coach.idea import due
from salesbook.coach.scene import Move, Scene, answer, wide
from salesbook.coach.spin import Context, SpinVerdict, classify
from salesbook.coach.steps import as_situation, matter, opens, proposes
from salesbook.coach.topics import Topics, matches
from salesbook.lessons.client import Persona, read_client_words

__all__ = ["ENDS", "Call", "Debrief", "Line", "begin", "debrief", "hang_up", "rehearse", "say", "suggest"]

KEPT = 1000  # letters of a sentence that are kept
BEFORE = ("small-talk", "statement", "closing", "other")  # what may stand before a question and not spoil it
UNANSWERED = ("unclear", "too_early", "no_worth_yet")
WORTH = {"order": 3, "advance": 1}  # against 2 for anything found out


def begin(persona: Persona) -> Call:
    """A call in which nothing was said yet; the client greets with ``words["greets"]``."""
    return Call(persona.id, persona.patience, persona.trust)


def say(persona: Persona, words: Words, call: Call, text: str, lang: str, seed: int = 0) -> Call:
    """The call after the seller wrote ``text``; a call that has ended stays as it is."""
    if call.end:
        return call
    text = text.strip()[:KEPT]
    scene = Scene(persona, words, call, text, True, f"{seed}/{call.turn}")
    context = Context(call.asked, call.situations, bool(call.admitted))
    verdict = _judge(text, lang, context, {**scene.about("facts"), **wide(scene)})
    scene = replace(scene, sure=verdict.sure)
    label, sort, move = _read(scene, verdict, lang)
    if move.kind in ("order", "advance"):  # an offer that is taken was a proposal, and none in disguise
        sort, verdict = "closing", replace(verdict, faults=())
    line = Line(
        text=text,
        reply=move.reply,
        label=label,
        sort=sort,
        sure=verdict.sure or move.kind == "repeated" or sort == "reply",
        runner_up=verdict.runner_up,
        kind=move.kind,
        topic=move.topic,
        because=verdict.because,
        faults=verdict.faults,
        stage=call.stage,
    )
    return _next(words, call, move, line)


def _judge(text: str, lang: str, context: Context, about: Topics) -> SpinVerdict:
    """How ``text`` is read in a call: as its opening, as a proposal of a step, else by what it says or asks."""
    if opens(text, about):
        return SpinVerdict("none", "small-talk")
    if step := proposes(text):
        return SpinVerdict("none", "closing", because=(step,))
    asked = matter(text, about)
    return as_situation(asked, _asked(asked, lang, context), context, about)


def _asked(text: str, lang: str, context: Context) -> SpinVerdict:
    """The type of ``text``; after a greeting, or in doubt, that of the question it ends with."""
    verdict = classify(text, lang, context)
    last = re.split(r"(?<=[.!?…:])\s+", text)[-1]
    if last != text and last.endswith("?") and (verdict.sort in BEFORE or not verdict.sure):
        ending = classify(last, lang, context)
        return ending if ending.sure and ending.label in ASKED else verdict
    return verdict


def hang_up(words: Words, call: Call) -> Call:
    """The call where the seller ends it with nothing agreed."""
    if call.end:
        return call
    return _next(
        words, call, Move("continuation", replace(call, end="continuation")), Line("", "", kind="continuation")
    )


def suggest(persona: Persona, words: Words, call: Call, lang: str) -> str:
    """The line of the persona's own good call that is due at this stage; nothing after the end."""
    good = _played(persona, words, words["good"], lang).transcript if not call.end else ()
    kinds = {line.text: line.kind for line in good}
    for text in due(persona, call, good):
        after = say(persona, words, call, text, lang)
        kind = after.transcript[-1].kind
        if after.patience == call.patience and (kind == kinds[text] or {kind, kinds[text]} == {"taken", "settled"}):
            return text
    return ""


def debrief(persona: Persona, words: Words, call: Call, lang: str = "en") -> Debrief:
    """What ``call`` shows; in place of its weakest turn the line that was due there."""

    def instead(turn: int) -> str:
        return suggest(persona, words, _played(persona, words, call.asked[:turn], lang), lang)

    return look_back(persona, words, call, instead)


def rehearse(persona: Persona, lang: str) -> dict[str, str]:
    """How the persona's own ``good`` and ``poor`` calls end; nothing where one goes on after its last line."""
    words = read_client_words(persona, lang)
    ends = {}
    for name in ("good", "poor"):
        ends[name] = _played(persona, words, words[name], lang).end
    return ends


def _played(persona: Persona, words: Words, lines: Iterable[object], lang: str) -> Call:
    call = begin(persona)
    for text in lines:
        call = say(persona, words, call, str(text), lang)
    return call


def _next(words: Words, call: Call, move: Move, line: Line) -> Call:
    """Counts the turn, and ends the call where patience or turns are out."""
    after, end = move.after, move.after.end
    turn = call.turn + 1
    if not end and after.patience <= 0:
        end = "no-sale"
    elif not end and turn >= LONGEST:
        end = "continuation"
    said = [line.reply, words["ends"][end] if end and move.kind != "rude" else ""]
    line = replace(line, reply=" ".join(filter(None, said)), cost=call.patience - max(0, after.patience))
    return replace(after, patience=max(0, after.patience), turn=turn, end=end, transcript=(*call.transcript, line))


def _read(scene: Scene, verdict: SpinVerdict, lang: str) -> tuple[str, str, Move]:
    """Label, sort and move; where a verdict that is not sure leads nowhere, the reading that helps the seller more."""
    given = verdict.label, verdict.sort
    if not re.search(r"\w", scene.text):
        return *given, scene.move("unclear")
    if verdict.sort == "rude" and verdict.sure:
        return *given, Move("rude", scene.after(end="no-sale"), scene.one_of("rude"))
    if _again(scene, verdict):
        return *given, replace(scene, sure=True).move("repeated", 1)
    if scene.call.open and (move := reply_to_concern(scene, verdict, lang)):
        return "none", "reply", move
    moves = [(label, sort, answer(scene, label, sort)) for label, sort in _readings(scene, verdict)]
    if unmarked := _unmarked(scene, verdict):
        moves.append((unmarked, "", answer(replace(scene, sure=False), unmarked, "")))
    gains = [_gain(scene.call, move.after) for _, _, move in moves]
    return moves[0] if gains[0][0] > WORTH["advance"] else moves[gains.index(max(gains))]


def _readings(scene: Scene, verdict: SpinVerdict) -> list[tuple[str, str]]:
    """What the sentence may be. What ends like a statement and may be none of the four questions is none of them."""
    given = verdict.label, verdict.sort
    if verdict.sure or not verdict.runner_up:
        return [given]
    none = "none", "pitch" if scene.call.worth and "?" not in scene.text else "statement"
    if verdict.runner_up != "none":
        return [given, (verdict.runner_up, "")]
    return [none] if "?" not in scene.text and scene.text[-1] in ".!" else [given, none]


def _unmarked(scene: Scene, verdict: SpinVerdict) -> str:
    """The question that a line without its mark may be, where it speaks of something the client knows about."""
    if not verdict.sure or verdict.sort not in BEFORE or verdict.sort == "closing" or scene.text[-1] in ".!":
        return ""
    about = {**scene.about("facts"), **wide(scene)}
    return verdict.runner_up if verdict.runner_up in ASKED and matches(scene.text, about) else ""


def _gain(before: Call, after: Call) -> tuple[int, tuple[int, ...]]:
    found = _found(after)
    return WORTH.get(after.end, 2 * int(found > _found(before))), found


def _found(call: Call) -> tuple[int, ...]:
    """How far the call has come, the weightiest first; a concern counts once there is something to offer."""
    raised = 3 * len(call.settled) + bool(call.open) + call.taken if call.worth else 0
    found = (call.worth, call.settled, call.told, call.admitted, call.known, call.hinted)
    return (*map(len, found[:2]), raised, *map(len, found[2:]))


def _again(scene: Scene, verdict: SpinVerdict) -> bool:
    """Whether the same was written before, and more than "yes, I see"; what had no answer then may be asked anew."""
    said, call = plain(scene.text), scene.call
    if len(said.split()) < 3 and verdict.label not in ASKED:
        return False
    for line in call.transcript:
        waits = line.kind in UNANSWERED and line.stage != call.stage
        other = verdict.label in ("I", "N") and line.stage[0] < len(call.admitted)
        if not waits and not other and fuzz.ratio(said, plain(line.text)) >= AGAIN:
            return True
    return False
