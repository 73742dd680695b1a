"""What to say next in a call: of the persona's own good call the lines that are due at this stage."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from salesbook.coach.call import AGAIN, Call, Line
from salesbook.coach.cues import plain
from salesbook.coach.steps import greets
from salesbook.lessons.client import Persona

LATER = 20  # places behind whatever is due: a greeting begins a call and no more


def due(persona: Persona, call: Call, good: Sequence[Line]) -> list[str]:
    """Lines of the good call, played, that would lead on from ``call``, the one due first at the front.

    A concern is answered first, then of a difficulty admitted come its consequences, then its worth, then the next
    difficulty; the offer once enough is known to be worth something.
    """
    if call.end:
        return []
    said = [plain(line.text) for line in call.transcript]
    places = {}
    for line in good:
        place = _place(persona, call, line, {each.topic for each in good if each.kind == "worth"})
        if place and not any(fuzz.ratio(plain(line.text), each) >= AGAIN for each in said):
            places[line.text] = place + LATER * (bool(said) and greets(line.text))
    if not said and good[0].text in places:
        places[good[0].text] = 0
    return sorted(places, key=lambda text: places[text])


def _place(persona: Persona, call: Call, line: Line, ends: set[str]) -> int:
    """When a line is due; 0 where it is not. ``ends``: difficulties which the good call follows to their worth."""
    name, enough = line.topic.split("/")[0], len(call.worth) >= persona.worth
    begun = call.known or call.admitted or call.hinted
    answered = len(call.settled) >= persona.settled
    fits, place = {
        "order": (enough and answered, 1),
        "settled": (call.open == name, 2 if call.worth else 7),
        "taken": (call.open == name and not call.taken, 2 if call.worth else 7),
        "implication": (name in call.admitted and line.topic not in call.told, 8 if name in call.worth else 3),
        "worth": (call.first_told(name) and name not in call.worth, 4),
        "interested": (enough and not call.open and not answered, 5),
        "fact": (name not in call.known, 10 if begun else 5),
        "admitted": (name not in call.admitted, 6 if name in ends and not enough else 9),
    }.get(line.kind, (False, 0))
    return place if fits else 0
