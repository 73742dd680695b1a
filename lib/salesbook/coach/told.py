"""What a client has told, without the chatter before it."""

from salesbook.coach.call import Words
from salesbook.coach.steps import says, sentences

SHORT = 6  # words that the chatter before a thing told has at most: "Yes, that does happen."


def told(words: Words, part: str, name: str) -> str:
    """The answer on ``name`` of ``part``, which is facts, problems, implications (problem/implication) or worth."""
    if part == "facts":
        return str(words["facts"][name]["say"])
    problem, _, own = name.partition("/")
    body = words["problems"][problem]
    if part == "implications":
        return str(body["implications"][own]["say"])
    return without_chatter(str(body["worth" if part == "worth" else "say"]))


def without_chatter(said: str) -> str:
    """``said`` without a short admission before what it tells.

    >>> without_chatter("Yes, that does happen. Deliveries come two or three days late.")
    'Deliveries come two or three days late.'
    """
    first, *rest = sentences(said)
    return " ".join(rest) if rest and len(first.split()) <= SHORT and says("chatter", first) else said
