"""Personal data → stable pseudonyms: readable, the same client always the same, and nobody's own."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from salesbook import words
from salesbook.tables.invented import code, digest, firm, part
from salesbook.tables.people import PIECE, person
from salesbook.tables.personal import find
from salesbook.tables.personal_shapes import legal_forms
from salesbook.tables.personal_words import fold, known
from salesbook.tables.privacy_key import key

__all__ = ["LEVELS", "Veil", "initials", "key"]

LEVELS = ("shifted", "full", "initials", "off")  # from the least that is shown to all
SHORT, LONG = 10, 20  # letters of an id: 50 bits keep ten thousand clients apart but for one chance in ten million
WEEKS = 52
COUNTRIES = ("380", "375", "998", "44", "48", "49", "7", "1")
QUOTES = "«»“”„\"'‘’"


@dataclass(frozen=True)
class Veil:
    """Pseudonyms of one company, in one language, drawn by ``key``, which no output, log or error ever shows."""

    key: bytes = field(repr=False)
    lang: str = "en"

    def id(self, value: str, letter: str = "C") -> str:
        """A short id that stands for ``value``: ``C-7F3K2-9QXM4``."""
        return self._id(value, letter, SHORT)

    def ids(self, values: Iterable[str], letter: str = "C") -> Mapping[str, str]:
        """The id of each value; where two of them would be the same, those are longer, so that no two ever are."""
        short = {value: self._id(value, letter, SHORT) for value in values}
        seen: dict[str, int] = {}
        for each in short.values():
            seen[each] = seen.get(each, 0) + 1
        return {v: each if seen[each] == 1 else self._id(v, letter, LONG) for v, each in short.items()}

    def _id(self, value: str, letter: str, length: int) -> str:
        signs = code(digest(self.key, "id", value.strip()), length)
        return "-".join([letter, *(signs[at : at + 5] for at in range(0, length, 5))])

    def person(self, value: str) -> str:
        """An invented name with the same parts in the same order, of the same gender, in the same case."""
        whole = person(value)
        said, at = "", 0
        for one in whole.parts:
            said += value[at : one.start] + part(self.key, self.lang, one, whole, value[one.start : one.end])
            at = one.end
        return re.sub(r" {2,}", " ", said + re.sub(r"[\w]", "", value[at:])).strip() or self.id(value)

    def company(self, value: str) -> str:
        """An invented firm of the same legal form; behind a sole trader's stands an invented person."""
        form, people, name = legal_form(value)
        if people:
            return f"{form} {self.person(name)}".strip()
        invented = firm(self.key, self.lang, _firm_stem(name))
        if not form:
            return invented
        if form.isascii():
            return f"{invented} {form}"
        return f"{form} «{invented}»"

    def marked(self, value: str) -> str:
        """Initials and three signs that keep people of the same initials apart, where an id is somebody's name."""
        if not (is_person(value) or legal_form(value)[0]):
            return value
        return f"{initials(value)} {code(digest(self.key, 'id', value.strip()), 3)}"

    def client(self, value: str) -> str:
        """:meth:`person` or :meth:`company`, whichever ``value`` is."""
        return self.person(value) if is_person(value) else self.company(value)

    def phone(self, value: str) -> str:
        """The same signs and country, zeros where the code of the town or network stands, other digits."""
        digits = re.sub(r"\D", "", value)
        kept = _country(value, digits)
        local = digits[kept:]
        own = f"{digest(self.key, 'phone', digits[-9:]) % 10**12:012d}"
        zeros = min(3, len(local))
        return _filled(value, digits[:kept] + "0" * zeros + own[len(own) - (len(local) - zeros) :])

    def email(self, value: str) -> str:
        """A mailbox at ``example.com``, which no one can have."""
        return f"{code(digest(self.key, 'email', value.strip().casefold()), 8).lower()}@example.com"

    def card(self, value: str) -> str:
        """The same grouping; no card begins with zeros."""
        digits = re.sub(r"\D", "", value)
        own = f"{digest(self.key, 'card', digits) % 10**8:08d}"
        return _filled(value, own[: max(0, len(digits) - 4)].rjust(len(digits), "0"))

    def address(self, value: str) -> str:
        """A house in a street that is nowhere."""
        number = 100 + digest(self.key, "address", " ".join(re.findall(r"\w+", fold(value)))) % 900
        street = known(self.lang)["invented"]["street"]
        return f"{number} {street}" if self.lang == "en" else f"{street}, {number}"

    def paper(self, value: str) -> str:
        """A passport, a tax number, an account, a name in a messenger: the shape of it, and nothing else."""
        if "@" in value or "/" in value:
            return f"@user_{code(digest(self.key, 'paper', fold(value)), 5).lower()}"
        return re.sub(r"[^\W\d_]", "X", re.sub(r"\d", "0", value))

    def text(self, comment: str) -> str:
        """``comment`` with all that is personal in it replaced; a person is called as elsewhere."""
        return replaced(comment, self._ways())

    def _ways(self) -> dict[str, Callable[[str], str]]:
        return {
            "name": self.person, "phone": self.phone, "email": self.email, "card": self.card,
            "address": self.address, "id": self.paper,
        }  # fmt: skip

    def brief(self, comment: str) -> str:
        """``comment`` for a report: initials instead of names, all else that is personal replaced."""
        return replaced(comment, {**self._ways(), "name": initials})

    @property
    def weeks(self) -> int:
        """How many weeks the company's dates are moved."""
        return 1 + digest(self.key, "weeks", "") % WEEKS

    def shifted(self, day: dt.date) -> dt.date:
        """``day`` some whole weeks earlier, as many for every date of the company, so that weekdays stay."""
        try:
            return day - dt.timedelta(weeks=self.weeks)
        except OverflowError:
            return day


def replaced(comment: str, ways: Mapping[str, Callable[[str], str]]) -> str:
    """``comment`` with each span that :func:`find` finds put through the way of its kind."""
    said, at = "", 0
    for span in find(comment):
        said += comment[at : span.start] + ways[span.kind](comment[span.start : span.end])
        at = span.end
    return said + comment[at:]


def initials(name: str) -> str:
    """The initials of a person or a firm, without its legal form.

    >>> initials("Олена Петрівна Іванюк"), initials("ООО «Ромашка»")
    ('О. П. І.', 'Р.')
    """
    _, _, bare = legal_form(name)
    return words.initials(bare)


def legal_form(value: str) -> tuple[str, bool, str]:
    """The legal form of a firm as it is usually written, whether it is one person's, and the name without it.

    >>> legal_form("Ромашка, ООО")
    ('ООО', False, 'Ромашка')
    """
    bare = " ".join(value.split())
    known, shapes = _shapes()
    if known.search(bare):  # most names have none, and there are many names
        for form, personal, around, quoted in shapes:
            match = quoted.fullmatch(bare) or around.fullmatch(bare)
            if match:
                name = next(filter(None, match.groups()))
                return form, personal, name.strip(f" ,{QUOTES}")
    return "", False, bare.strip(f" ,{QUOTES}")


@cache
def _shapes() -> tuple[re.Pattern[str], list[tuple[str, bool, re.Pattern[str], re.Pattern[str]]]]:
    """What finds any legal form, and for each whether it is one person's, and how it stands around a name."""
    firms, people = legal_forms()
    shapes = []
    for form in (*firms, *people):
        word = rf"{re.escape(form)}\.?"
        around = re.compile(rf"{word}[\s,]+(.+)|(.+?)[\s,]+\(?{word}\)?", re.IGNORECASE)
        shapes.append((form, form in people, around, re.compile(rf"{word}([{QUOTES}].+)", re.IGNORECASE)))
    return re.compile("|".join(re.escape(form) for form in (*firms, *people)), re.IGNORECASE), shapes


def is_person(value: str) -> bool:
    """Whether ``value`` is the name of a person and of no firm."""
    form, _, name = legal_form(value)
    if form or any(sign in value for sign in '«»“”"&') or re.search(r"\d", value):
        return False
    spans = find(name)
    inside = sum(len(p.group()) for s in spans if s.kind == "name" for p in PIECE.finditer(name, s.start, s.end))
    return inside > 0 and inside >= sum(len(p.group()) for p in PIECE.finditer(name))


def _firm_stem(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(name)))


def _country(value: str, digits: str) -> int:
    """How many digits at the front are the country's, or the zero or eight dialled before a town."""
    if "+" in value or (len(digits) > 10 and digits[0] != "0"):
        found = next((len(c) for c in COUNTRIES if digits.startswith(c)), 0)
        return found or (1 if digits.startswith("8") else 2)
    return 1 if digits.startswith("0") else 0


def _filled(value: str, digits: str) -> str:
    """``value`` with its digits changed, one for one."""
    left = iter(digits)
    return re.sub(r"\d", lambda _: next(left), value)
