"""What is wrong in a lesson, told by keys of ``locale/``, so that each reader gets it in their own language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self

from salesbook.errors import ContentError
from salesbook.words import say


class Phrase:
    """A phrase of the workbook with what stands in its places, in no language yet."""

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values

    def said(self, lang: str) -> str:
        """The phrase in ``lang``.

        >>> [Phrase("finding.no_unit", unit=quoted("5 %")).said(lang) for lang in ("en", "uk")]
        ['no unit “5 %”.', 'невідома одиниця «5 %».']
        """
        return say(self.key, lang, **{name: _told(value, lang) for name, value in self.values.items()})


@dataclass(frozen=True)
class Place:
    """Where something stands in a spreadsheet; on the sheet of the exercises ``sheet`` is empty.

    ``head`` is a column's header or a label, as people read it there.
    """

    sheet: str = ""
    row: int = 0
    head: str = ""
    file: str = ""

    def said(self, lang: str) -> str:
        """The place as people of ``lang`` find it.

        >>> Place(row=14, head="Hint", file="p.xlsx").said("en")
        'p.xlsx row 14, “Hint”'
        """
        known = "_".join(name for name in ("sheet", "row", "head") if getattr(self, name))
        return say(f"place.{known}", lang, **vars(self)) if known else self.file


class Finding(ContentError):
    """A fault of a lesson. ``what`` and ``fix`` are given as phrases, or as the keys of such that have no places."""

    def __init__(self, where: object, what: Phrase | str, fix: Phrase | str, lang: str = "en") -> None:
        self.parts = where, what, fix
        phrases = (part if isinstance(part, Phrase) else Phrase(part) for part in (what, fix))
        super().__init__(_told(where, lang), *(phrase.said(lang) for phrase in phrases))

    def said(self, lang: str) -> Self:
        """The same in ``lang``."""
        return type(self)(*self.parts, lang)

    def at(self, where: object) -> Self:
        """The same, told of another place."""
        return type(self)(where, *self.parts[1:])


class StaleTranslation(Finding):
    """A translation is older than its source: to be read again, though nothing stops."""


def quoted(text: str) -> Phrase:
    """A text as something that people wrote."""
    return Phrase("finding.quoted", text=text)


def near(name: object, known: Iterable[object], shown: Callable[[str], object] = str) -> Phrase:
    """Advice where ``name`` is none of ``known``: the one it resembles, or those there are.

    >>> near("aks", ["ask", "pitch"]).said("en"), near("x", ["ask", "pitch"]).said("en")
    ('Did you mean ask?', 'It may be ask, pitch.')
    """
    names = [str(each) for each in known]
    if close := get_close_matches(str(name), names, n=1):
        return Phrase("advice.near", near=shown(close[0]))
    return Phrase("advice.one_of", known=names) if names else Phrase("advice.take_out")


def _told(value: Any, lang: str) -> Any:
    if isinstance(value, list):
        return ", ".join(value)
    return value.said(lang) if isinstance(value, Phrase | Place) else value
