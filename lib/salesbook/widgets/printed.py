"""An exercise on paper: what is asked and what there is to choose from, without the answer."""

from collections.abc import Callable, Mapping
from typing import Any

from salesbook.lessons import Exercise
from salesbook.widgets.fields import shuffled
from salesbook.widgets.text import at, line, markdown

Words = Mapping[str, Any]


def printed(exercise: Exercise, words: Words) -> str:
    """HTML of ``exercise`` for a page that nobody can click."""
    rest = PRINTERS.get(exercise.kind)
    return f'<div class="exercise">{markdown(at(words, "ask"))}{rest(exercise, words) if rest else ""}</div>'


def _list(texts: list[str], box: str = "☐ ") -> str:
    return f"<ul>{''.join(f'<li>{box}{line(text)}</li>' for text in texts)}</ul>"


def _choice(exercise: Exercise, words: Words) -> str:
    return _list([at(words, f"options.{o}.say") for o in shuffled(exercise.key["options"], exercise)])


def _order(exercise: Exercise, words: Words) -> str:
    return _list([at(words, f"items.{i}") for i in shuffled(exercise.key["items"], exercise)], "… ")


def _sort(exercise: Exercise, words: Words) -> str:
    classes = " · ".join(line(at(words, f"classes.{c}")) for c in exercise.key["classes"])
    items = [at(words, f"items.{i}.say") for i in shuffled(list(exercise.key["items"]), exercise)]
    return f"<p>{classes}</p>{_list(items, '… ')}"


def _match(exercise: Exercise, words: Words) -> str:
    left = [at(words, f"pairs.{p}.left") for p in exercise.key["pairs"]]
    right = [at(words, f"pairs.{p}.right") for p in shuffled(exercise.key["pairs"], exercise)]
    return _list(left, "… ") + _list(right, "")


def _text(exercise: Exercise, words: Words) -> str:
    return _list([at(words, f"criteria.{c}.say") for c in exercise.key["criteria"]])


def _dialogue(exercise: Exercise, words: Words) -> str:
    turn = exercise.key["start"]
    said = f"<p>{line(at(words, f'turns.{turn}.client'))}</p>"
    return said + _list([at(words, f"turns.{turn}.options.{o}.say") for o in exercise.key["turns"][turn]])


PRINTERS: Mapping[str, Callable[[Exercise, Words], str]] = {
    "choice": _choice,
    "order": _order,
    "sort": _sort,
    "match": _match,
    "text": _text,
    "dialogue": _dialogue,
}
