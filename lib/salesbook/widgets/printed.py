"""An exercise on paper: what is asked and where to write, without the answer."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from salesbook.widgets.sheet import Sheet
from salesbook.widgets.text import at, line, markdown
from salesbook.words import say

TICK = '<span class="tick">☐</span>'
BOX = '<span class="box">__</span>'
RULE = '<div class="rule"></div>'


def printed(one: Sheet) -> str:
    """HTML of an exercise for a page that nobody can click."""
    rest = PRINTERS.get(one.exercise.kind)
    asked = f'<b class="number">{one.number}</b>{markdown(at(one.words, "ask"))}'
    return f'<div class="exercise">{asked}{rest(one) if rest else ""}</div>'


def title_block(aim: str, lang: str) -> str:
    """The head of a handout: what it is for, and lines for name and date."""
    blanks = "".join(f'<span>{say(f"handout.{key}", lang)} <i class="blank"></i></span>' for key in ("name", "date"))
    return f'<div class="head"><p class="aim">{line(aim)}</p><p class="who">{blanks}</p></div>'


def listed(rows: Sequence[str], kind: str = "rows") -> str:
    """A list without bullets; its rows are HTML."""
    return f'<ul class="{kind}">{"".join(f"<li>{row}</li>" for row in rows)}</ul>'


def _told(one: Sheet, key: str, n: float | None = None) -> str:
    return f'<p class="told">{one.say(key, n)}</p>'


def _choice(one: Sheet) -> str:
    many = isinstance(one.exercise.key["answer"], list)
    options = (f"{TICK} <b>{mark}</b> {one.line(f'options.{o}.say')}" for o, mark in one.letters().items())
    return (_told(one, "several") if many else "") + listed([*options])


def _order(one: Sheet) -> str:
    rows = [f"{BOX} {one.line(f'items.{item}')}" for item in one.rows()]
    return _told(one, "order", len(rows)) + listed(rows)


def _sort(one: Sheet) -> str:
    classes = (f"<span><b>{mark}</b> {one.line(f'classes.{c}')}</span>" for c, mark in one.letters().items())
    rows = [f"{BOX} {one.line(f'items.{item}.say')}" for item in one.rows()]
    return f'{_told(one, "sort")}<p class="classes">{" ".join(classes)}</p>{listed(rows)}'


def _match(one: Sheet) -> str:
    left = [f"{BOX} {one.line(f'pairs.{pair}.left')}" for pair in one.rows()]
    right = [f"<b>{mark}</b> {one.line(f'pairs.{pair}.right')}" for pair, mark in one.letters().items()]
    return f'{_told(one, "match")}<div class="pairs">{listed(left)}{listed(right, "rows partners")}</div>'


def _number(one: Sheet) -> str:
    unit = "" if one.exercise.key["unit"] == "count" else say(f"answer_in.{one.exercise.key['unit']}", one.lang)
    return f'<p class="who worked"><span>{one.say("answer")} <i class="blank"></i> {unit}</span></p>'


def _text(one: Sheet) -> str:
    criteria = [one.line(f"criteria.{name}.say") for name in one.exercise.key["criteria"]]
    told = f'<p class="told">{say("card.criteria", one.lang)} {" · ".join(criteria)}</p>'
    return told + RULE * (len(criteria) + 1)


def _dialogue(one: Sheet) -> str:
    client = one.line(f"turns.{one.exercise.key['start']}.client")
    learned, agreed = say("card.learned", one.lang), one.say("agreed")
    notes = f"<p>{learned}</p>{RULE * 2}<p>{agreed}</p>{RULE}"
    return f'{_told(one, "pairs")}<p class="said">{client}</p>{notes}'


def _call(one: Sheet) -> str:
    client = one.words["client"]
    told = "".join(f'<p class="told">{escape(str(client[part]))}</p>' for part in ("name", "sells", "brief"))
    return f'{told}<p class="said">{escape(str(client["greets"]))}</p>{RULE * 8}'


PRINTERS: Mapping[str, Callable[[Sheet], str]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": _number,
    "text": _text,
    "dialogue": _dialogue,
    "call": _call,
}
