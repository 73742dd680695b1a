"""What is right, by the numbers of the sheet: pages for the trainer alone."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from salesbook.widgets.printed import listed
from salesbook.widgets.script import script
from salesbook.widgets.sheet import Sheet
from salesbook.widgets.text import figure, line
from salesbook.words import say

Part = tuple[int, str, Sequence[Sheet]]  # a part of the lesson: its number, its title, its exercises


def answers(parts: Sequence[Part], lang: str) -> str:
    """HTML of all answers, on a page of their own; a conversation's script on the next ones."""
    told = f'<h1>{say("handout.answers", lang)}</h1><p class="told">{say("handout.apart", lang)}</p>'
    keys = "".join(f"<h3>{n}. {line(title)}</h3>{''.join(map(_answer, sheets))}" for n, title, sheets in parts)
    talks = "".join(script(each) for *_, sheets in parts for each in sheets if each.exercise.kind == "dialogue")
    return f'<section class="answers">{told}<div class="columns">{keys}</div>{talks}</section>'


def _answer(one: Sheet) -> str:
    said = ANSWERS[one.exercise.kind](one)
    return f'<div class="answer"><b class="number">{one.number}</b>{said}</div>'


def _why(text: str) -> str:
    return f'<p class="told">{text}</p>'


def _choice(one: Sheet) -> str:
    right = one.exercise.key["answer"]
    right = right if isinstance(right, list) else [right]
    options = ((mark, f"options.{o}") for o, mark in one.letters().items() if o in right)
    return "".join(f"<p><b>{m}</b> {one.line(f'{o}.say')}</p>{_why(one.line(f'{o}.why'))}" for m, o in options)


def _order(one: Sheet) -> str:
    items = list(one.exercise.key["items"])
    boxes = " ".join(str(items.index(item) + 1) for item in one.rows())
    sequence = " → ".join(one.line(f"items.{item}") for item in items)
    return f"<p><b>{boxes}</b></p><p>{sequence}</p>{_why(one.line('why'))}"


def _sort(one: Sheet) -> str:
    marks, right = one.letters(), one.exercise.key["items"]
    return listed([f"<b>{marks[right[item]]}</b> {one.line(f'items.{item}.say')}" for item in one.rows()])


def _match(one: Sheet) -> str:
    marks = one.letters()
    pairs = ((marks[p], *(one.line(f"pairs.{p}.{side}") for side in ("left", "right"))) for p in one.rows())
    return listed([f"<b>{m}</b> {left} — {right}" for m, left, right in pairs]) + _why(one.line("why"))


def _number(one: Sheet) -> str:
    key, lang = one.exercise.key, one.lang
    unit = "" if key["unit"] in ("share", "count") else f"\N{NO-BREAK SPACE}{say('answer_in.' + key['unit'], lang)}"
    within = f" ±\N{NO-BREAK SPACE}{figure(key['within'], lang)}" if key["within"] else ""
    likely = (key.get("likely") or {}).items()
    rows = [f"<b>{figure(value, lang)}</b> {one.line(f'likely.{name}')}" for name, value in likely]
    mistakes = f"<p>{one.say('mistakes')}</p>{listed(rows, 'rows told')}" if rows else ""
    return f"<p><b>{figure(key['answer'], lang)}{unit}</b>{within}</p>{_why(one.line('right'))}{mistakes}"


def _text(one: Sheet) -> str:
    criteria = [one.line(f"criteria.{name}.say") for name in one.exercise.key["criteria"]]
    return f"<p>{one.line('model')}</p>{_why(' · '.join(criteria))}"


def _dialogue(one: Sheet) -> str:
    return f"<p>{one.say('script_apart')}</p>"


def _call(one: Sheet) -> str:
    """A call that wins an order, as one way among many."""
    return listed([escape(str(text)) for text in one.words["client"]["good"]], "rows told")


ANSWERS: Mapping[str, Callable[[Sheet], str]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "number": _number,
    "text": _text,
    "dialogue": _dialogue,
    "call": _call,
}
