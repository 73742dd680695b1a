"""A conversation on paper: a script for whoever plays the client, with numbered turns and arrows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesbook.coach import Talk, best_way
from salesbook.lessons.talk import SPECIAL
from salesbook.widgets.printed import TICK, listed
from salesbook.widgets.sheet import Sheet, letter
from salesbook.widgets.text import state_name
from salesbook.words import number, say, signed

STAR = "★"


@dataclass(frozen=True)
class Places:
    """What the turns, ends and facts of a conversation are called on paper, and the best way through it."""

    names: Mapping[str, str]
    facts: Mapping[str, str]
    best: Talk


def script(one: Sheet) -> str:
    """HTML of the whole conversation, beginning on a page of its own."""
    places = _places(one)
    heading = f'<h2><b class="number">{one.number}</b> {one.say("script")}</h2>'
    turns = "".join(_turn(one, places, turn) for turn in _in_order(one))
    ends = listed([_end(one, places, end) for end in one.exercise.key["ends"]])
    columns = f'<div class="columns">{turns}<div class="turn"><h3>{one.say("ends")}</h3>{ends}</div></div>'
    told = f'<p class="told">{one.say("how")}</p>{_count(one, places)}'
    return f'<section class="script">{heading}{told}{columns}</section>'


def _in_order(one: Sheet) -> list[str]:
    """The turns, the first one first."""
    key = one.exercise.key
    return [key["start"], *(turn for turn in key["turns"] if turn != key["start"])]


def _places(one: Sheet) -> Places:
    key = one.exercise.key
    turns = {turn: str(n) for n, turn in enumerate(_in_order(one), 1)}
    ends = {end: letter(n, one.lang) for n, end in enumerate(key["ends"])}
    learned = (fact for options in key["turns"].values() for body in options.values() for fact in body.get("learn", ()))
    facts = {fact: f"({n})" for n, fact in enumerate(dict.fromkeys(learned), 1)}
    return Places({**turns, **ends}, facts, best_way(one.exercise))


def _count(one: Sheet, places: Places) -> str:
    """What is kept count of: the state as it begins, the facts to tick, the end that lost patience leads to."""
    key = one.exercise.key
    begins = (f"{state_name(name, one.lang)} {number(n, one.lang)}" for name, n in key["state"].items())
    blanks = "".join(f'<span>{each} <i class="blank"></i></span>' for each in begins)
    facts = [f"{TICK} {mark} {one.line(f'facts.{fact}')}" for fact, mark in places.facts.items()]
    patience = key.get("out_of_patience")
    out = f"<p>{one.say('out_of_patience', end=f'<b>→ {places.names[patience]}</b>')}</p>" if patience else ""
    told = f"<p>{one.say('facts')}</p>{listed(facts)}" if facts else ""
    return f'<div class="count"><p class="who">{blanks}</p>{out}{told}</div>'


def _turn(one: Sheet, places: Places, turn: str) -> str:
    client = f'<p class="said"><b class="place">{places.names[turn]}</b> {one.line(f"turns.{turn}.client")}</p>'
    options = one.exercise.key["turns"][turn].items()
    rows = [
        f"{_star((turn, option) in places.best.taken)}{one.line(f'turns.{turn}.options.{option}.say')}"
        f' <span class="leads">{_leads(one, places, body)}</span>'
        for option, body in options
    ]
    return f'<div class="turn">{client}{listed(rows, "rows lines")}</div>'


def _leads(one: Sheet, places: Places, body: Mapping[str, Any]) -> str:
    """Where an option leads and what it changes; a condition is asked before anything changes."""
    ticks = [f"<span>{TICK} {places.facts[fact]}</span>" for fact in body.get("learn") or ()]
    to = ", ".join([f"<b>→\N{NO-BREAK SPACE}{places.names[body['to']]}</b>", *ticks])
    if needs := body.get("needs"):
        other = f"<b>→\N{NO-BREAK SPACE}{places.names[body['otherwise']]}</b>"
        to = one.say("if", conditions=_conditions(one, places, needs), to=to, other=other)
    moves = ((state_name(name, one.lang), signed(v, one.lang)) for name, v in body.items() if name not in SPECIAL)
    changes = (f"<span>{name} {by}</span>" for name, by in moves)
    return "; ".join([to, *changes])


def _conditions(one: Sheet, places: Places, needs: Mapping[str, Any]) -> str:
    least = [
        one.say("at_least", what=state_name(name, one.lang), least=number(value, one.lang))
        for name, value in needs.items()
        if name != "knows"
    ]
    known = [places.facts[fact] for fact in needs.get("knows") or ()]
    ticked = [one.say("ticked", len(known), facts=", ".join(known))] if known else []
    return f" {one.say('and')} ".join([*least, *ticked])


def _end(one: Sheet, places: Places, end: str) -> str:
    body, lang, key = one.exercise.key["ends"][end], one.lang, one.exercise.key
    most = max(each["points"] for each in key["ends"].values()) or 1
    reached = one.exercise.points * body["points"] / most
    earned = say("card.points", lang, None, points=f"{reached:g}", most=f"{one.exercise.points:g}")
    said = f'<b class="place">{places.names[end]}</b> {_star(end == places.best.end)}{one.line(f"ends.{end}.client")}'
    outcome = f"<b>{say('outcome.' + body['outcome'], lang)}. {earned}</b>"
    return f'<p class="said">{said}</p><p>{outcome} {one.line(f"ends.{end}.why")}</p>'


def _star(best: bool) -> str:
    return f'<b class="best">{STAR}</b> ' if best else ""
