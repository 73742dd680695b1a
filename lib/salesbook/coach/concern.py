"""An open concern of a client: what a reply does with it. Taken up or asked about, then argued, it is settled."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from salesbook.coach.call import ASKED
from salesbook.coach.objections import ReplyVerdict, judge_reply
from salesbook.coach.scene import Move, Scene, due, wide
from salesbook.coach.spin import SpinVerdict
from salesbook.coach.steps import says, sentences
from salesbook.coach.topics import content, matches

LIKELY = 0.35  # confidence from which a step counts in the seller's favour where the verdict is not sure
ARGUED = 0.6  # confidence from which a sentence before a question counts as an argument
TAKES = {"listen", "understand", "agree"}


def reply_to_concern(scene: Scene, verdict: SpinVerdict, lang: str) -> Move | None:
    """The answer to a reply to the open concern; None where the sentence is about something else."""
    call, concern = scene.call, scene.words["concerns"][scene.call.open]
    judged = judge_reply(scene.text, lang, str(concern["say"]))
    near = bool(matches(scene.text, {"": stems(concern)}))
    takes = _takes(judged) if near or _asks_about_it(scene) else set()
    argues = _argues(scene, verdict, judged, lang)
    heard, settles = takes & set(judged.made) & {"listen", "agree"}, argues and near and (takes or call.taken)
    if verdict.label in ASKED and near and not _of_other(scene):
        heard = takes
    closes = verdict.sure and verdict.sort == "closing" and not settles and (scene.call.worth or not near)
    if _elsewhere(scene, verdict, heard, argues and not closes) or (closes and scene.call.worth):
        return None
    if settles:
        after = scene.after(trust=1, open="", taken=False, settled=(*call.settled, call.open))
        return Move("settled", after, str(concern["settled"]), call.open)
    if takes:
        said = scene.one_of("told") if call.taken else str(concern["detail"])
        return Move("taken", scene.after(taken=True), said, call.open)
    return Move("beside" if call.taken else "argued", call, scene.one_of("statement"), call.open) if argues else None


def stems(concern: Mapping[str, Any]) -> Sequence[str]:
    """Beginnings of words by which a sentence is on the concern: its ``about``, else those of its own words."""
    return list(concern.get("about") or content(f"{concern['say']} {concern['detail']}"))


def _asks_about_it(scene: Scene) -> bool:
    """Whether the sentence speaks of worries in general or asks what lies behind, and of nothing else known."""
    asks = scene.text.endswith("?") and says("clarify", scene.text)
    return (asks or says("worry", scene.text)) and not _of_other(scene)


def _takes(judged: ReplyVerdict) -> set[str]:
    """Which steps take the concern up; in doubt, in the seller's favour."""
    likely = set() if judged.sure else {step for step, likely in judged.steps.items() if likely >= LIKELY}
    return TAKES & (set(judged.made) | likely)


def _argues(scene: Scene, verdict: SpinVerdict, judged: ReplyVerdict, lang: str) -> bool:
    """Whether the reply argues; of one that ends by asking, what stands before the question must."""
    if scene.text.endswith("?"):
        if not scene.call.taken and says("clarify", sentences(scene.text)[-1]):
            return False  # whoever asks waits for the answer
        told = [part for part in re.split(r"(?<=[.!?…])\s+", scene.text) if not part.endswith("?")]
        return any(judge_reply(part, lang).steps["argue"] >= ARGUED for part in told)
    if "argue" in judged.made or (not judged.sure and judged.steps["argue"] >= LIKELY):
        return True
    return scene.call.taken and verdict.label == "none" and len(scene.text.split()) > 5


def _elsewhere(scene: Scene, verdict: SpinVerdict, heard: set[str], argues: bool) -> bool:
    """Whether it goes on with other matters, or offers or asks for an end once more, while the concern waits."""
    asks = scene.text.endswith("?")
    if verdict.label in ASKED:
        return (
            not heard and (asks or not argues) and ((verdict.sure and verdict.label in ("I", "N")) or _of_other(scene))
        )
    if not verdict.sure or not asks:
        return verdict.sure and verdict.sort == "closing" and not heard and not argues
    return verdict.sort in ("closing", "pitch") and (due(scene) or not heard)


def _of_other(scene: Scene) -> bool:
    """Whether a question speaks of the persona's facts and problems rather than of the open concern.

    As much of both is of the concern only where what lies behind is asked.
    """
    concern = scene.words["concerns"][scene.call.open]
    own = matches(scene.text, {"": stems(concern)})
    others = {**scene.about("facts"), **wide(scene)}
    most, least = max(matches(scene.text, others).values(), default=0), own.get("", 0)
    return most > least or (most == least > 0 and not says("clarify", scene.text))
