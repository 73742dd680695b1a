"""An exercise as paper bears it: numbered, and each part that is written down as a letter with its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesbook.lessons import Exercise
from salesbook.widgets.fields import shuffled
from salesbook.widgets.text import at, line
from salesbook.words import say

LETTERED = {"choice": "options", "sort": "classes", "match": "pairs"}  # field of the key, by kind
ROWS = {"order": "items", "sort": "items", "match": "pairs"}
OWN = re.compile(r"\((\w)[,)]")  # a class that names its letter itself: "About the situation (S)"


@dataclass(frozen=True)
class Sheet:
    """An exercise with the number that it bears on paper, and its words."""

    number: str
    exercise: Exercise
    words: Mapping[str, Any]
    lang: str

    def line(self, place: str) -> str:
        """The text at ``place`` of the words, as HTML."""
        return line(at(self.words, place))

    def say(self, key: str, n: float | None = None, **values: Any) -> str:
        """A phrase of handouts; ``values`` are HTML already."""
        return say(f"handout.{key}", self.lang, n, **values)

    def letters(self) -> dict[str, str]:
        """Id → letter of what is chosen from, in the order of the sheet."""
        field = LETTERED[self.exercise.kind]
        ids = list(self.exercise.key[field])
        if field == "classes":
            own = [OWN.search(at(self.words, f"classes.{name}")) for name in ids]
            found = [match[1] for match in own if match]
            if len(set(found)) == len(ids):
                return dict(zip(ids, found, strict=True))
        else:
            ids = shuffled(ids, self.exercise)
        return {name: letter(place, self.lang) for place, name in enumerate(ids)}

    def rows(self) -> list[str]:
        """The ids of the rows that have a box to write into, in the order of the sheet."""
        ids = list(self.exercise.key[ROWS[self.exercise.kind]])
        return ids if self.exercise.kind == "match" else shuffled(ids, self.exercise)


def letter(place: int, lang: str) -> str:
    """The letter of a place counted from 0; where the alphabet ends, a second round.

    >>> letter(0, "uk"), letter(2, "en")
    ('А', 'C')
    """
    letters = say("handout.letters", lang)
    again, within = divmod(place, len(letters))
    return letters[within] + (str(again + 1) if again else "")
