"""A client's name as it was written → what it is told by: its words, its numbers, its legal form, the person in it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

CYRILLIC, LATIN = "авекмнорстухіј", "abekmhopctyxij"  # letters that look the same, at least as capitals
SAME_LOOK, BACK = str.maketrans(CYRILLIC, LATIN), str.maketrans(LATIN, CYRILLIC)
APOSTROPHES = re.compile("['’ʼ`´‘]")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){3,}")
KIN = {"йо": "е", "ьо": "е", "'": ""} | {f"{c}о": f"{c}е" for c in "чжшщ"}  # in this order, then letter by letter
KIN_LETTERS = str.maketrans({**dict.fromkeys("іїый", "и"), **dict.fromkeys("єэё", "е"), "ґ": "г", "ъ": "", "ь": ""})
FATHER = re.compile(r"(.{2,}?)(?:ович|евич|иович|ич|ивна|овна|евна|ична|инична)")
ROMAN = {
    **dict(zip("абвгґдеєзиіїйклмнопрстуфхыэ", "abvhhdeeziiiiklmnoprstufhie", strict=True)),
    **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "iu", "я": "ia", "ь": "", "ъ": ""},
}
SPELT = [("shch", "sch"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("x", "ks"), ("c(?!h)", "k"), ("g", "h"), ("w", "v")]
SPELT += [("[yj](?=[ua])", "i"), ("[yj]e", "e"), ("[yj]", "i"), ("q", "k"), (r"(.)\1+", r"\1")]
CODE = 8  # digits from which a number in a name is a code of the register or a phone


@dataclass(frozen=True)
class Person:
    """Somebody by name; ``given`` and ``father`` are a whole name in its usual form, an initial, or empty."""

    surname: str
    given: str
    father: str

    @property
    def whole(self) -> bool:
        """Whether neither name is an initial or absent."""
        return len(self.given) > 1 and len(self.father) > 1


@dataclass(frozen=True)
class Name:
    """``words``: letters that look alike are one; ``told``: as written. ``form``: kind of legal form, ``legal``: it.

    ``numbers`` tell one shop from another; ``codes`` are long ones. ``roman``: the words in Latin letters, and
    ``cyrillic`` whether they had to be put so.
    """

    words: tuple[str, ...]
    told: tuple[str, ...]
    numbers: tuple[str, ...]
    codes: frozenset[str]
    form: str
    legal: str
    person: Person | None

    @property
    def cyrillic(self) -> bool:
        """Whether a letter of the words is Cyrillic."""
        return re.search("[а-яіїєґ]", "".join(self.told)) is not None

    @property
    def roman(self) -> str:
        """The words in Latin letters, without what the ways to write them in Latin differ in."""
        return " ".join(sorted(romanised(word) for word in self.told))


@cache
def known() -> Mapping[str, Any]:
    """spellings.yaml, read once."""
    found: dict[str, Any] = yaml.safe_load((files("salesbook.intake") / "spellings.yaml").read_text("utf-8"))
    return found


@cache
def _forms() -> Mapping[tuple[str, ...], str]:
    return {_looks(phrase.split()): kind for kind, phrases in known()["forms"].items() for phrase in phrases}


@cache
def _empty() -> frozenset[str]:
    return frozenset(_looks(known()["empty"]))


@cache
def _given() -> Mapping[str, str]:
    return {kin(name): group[0] for group in known()["given"] for name in group}


@cache
def _initials() -> Mapping[str, frozenset[str]]:
    return {group[0]: frozenset(kin(name)[0] for name in group) for group in known()["given"]}


def looks(word: str) -> str:
    """``word`` with one letter for those that look alike: “ООО” may be three Latin letters."""
    return word.translate(SAME_LOOK)


def _looks(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(looks, words))


def read_name(text: str) -> Name:
    """What ``text`` is told by.

    >>> read_name('"Ромашка 12", ООО').told, read_name('"Ромашка 12", ООО').numbers
    (('ромашка',), ('12',))
    """
    clean = unicodedata.normalize("NFKC", text.replace("№", " ")).casefold().replace("ё", "е").replace("ґ", "г")
    clean = DOTTED.sub(_joined, APOSTROPHES.sub("", clean))
    parts = re.findall(r"[^\W\d_]+|\d+", clean)
    told = tuple(part for part in parts if not part.isdigit())
    digits = [part.lstrip("0") or "0" for part in parts if part.isdigit()]
    rest, form, legal = _without_form(told)
    kept = tuple(word for word in rest if looks(word) not in _empty()) or rest
    numbers = tuple(number for number in digits if len(number) < CODE)
    person = None if numbers else find_person(rest, form)
    codes = frozenset(number for number in digits if len(number) >= CODE)
    return Name(_looks(kept), kept, numbers, codes, form, legal, person)


def _joined(match: re.Match[str]) -> str:
    """“О.О.О.” as one word, where that is a legal form."""
    word = re.sub(r"[.\s]", "", match[0])
    return f" {word} " if _looks([word]) in _forms() else match[0]


def _without_form(told: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
    """The words without the legal form before and behind them, its kind, and the form as written."""
    rest, form, legal = told, "", ""
    for size in range(min(8, len(rest)), 0, -1):
        if not legal and _looks(rest[:size]) in _forms():
            form, legal, rest = _forms()[_looks(rest[:size])], " ".join(rest[:size]), rest[size:]
    for size in range(min(8, len(rest) - 1), 0, -1):
        last = _looks(rest[-size:])
        if last in _forms() and (not form or len("".join(last)) > 2):
            form, legal = form or _forms()[last], legal or " ".join(rest[-size:])
            rest = rest[:-size]
            break
    return rest, form, legal


@lru_cache(100_000)
def romanised(word: str) -> str:
    """``word`` in Latin letters, coarsely: for comparing a name in Cyrillic with one in Latin letters.

    >>> romanised("ромашка") == romanised("romashka"), romanised("олег") == romanised("oleg") == romanised("oleh")
    (True, True)
    """
    if re.search("[а-яіїєґ]", word):
        word = "".join(ROMAN.get(c, c) for c in re.sub("ьє|ье", "е", word.translate(BACK)))
    for pattern, letters in SPELT:
        word = re.sub(pattern, letters, word)
    return word


@lru_cache(100_000)
def kin(word: str) -> str:
    """A name of a person as Ukrainian and Russian have it in common.

    >>> kin("іваненко") == kin("иваненко"), kin("соловйов") == kin("соловьёв"), kin("кравець") == kin("кравец")
    (True, True, True)
    """
    found = word.casefold().translate(BACK)
    for letters, common in KIN.items():
        found = found.replace(letters, common)
    return re.sub(r"(.)\1", r"\1", found.translate(KIN_LETTERS))


def find_person(words: tuple[str, ...], form: str = "") -> Person | None:
    """The person whom ``words`` name: a surname with a given name or an initial; else nobody.

    >>> find_person(("иваненко", "олег", "петрович")).given, find_person(("іваненко", "о", "п"), "sole").father
    ('олег', 'п')
    """
    if not 2 <= len(words) <= 3 or not all(re.search("[а-яіїєґaceopxyikmthb]", w) for w in words):
        return None
    folded = [kin(word) for word in words]
    initials = [i for i, word in enumerate(words) if len(word) == 1]
    if initials:
        return _with_initials(folded, initials)
    father = next((i for i, word in enumerate(folded) if i and FATHER.fullmatch(word)), None)
    if father is None and len(words) == 3:
        return None
    others = [i for i in range(len(words)) if i != father]
    given = [i for i in others if folded[i] in _given()]
    if not given and father is None and form != "sole":
        return None
    at = father - 1 if father is not None and father - 1 in others else given[-1] if given else others[-1]
    if len(others) == 1:
        return None
    surname = next(i for i in others if i != at)
    return Person(folded[surname], _given().get(folded[at], folded[at]), _father(folded[father]) if father else "")


def _with_initials(folded: list[str], initials: list[int]) -> Person | None:
    """“Іваненко О. П.”, “О. П. Іваненко”, “Олег П. Іваненко” is nobody: too little is sure."""
    whole = [word for i, word in enumerate(folded) if i not in initials and len(word) > 2]
    if len(whole) != 1 or len(whole) + len(initials) != len(folded):
        return None
    return Person(whole[0], folded[initials[0]], folded[initials[1]] if len(initials) > 1 else "")


@lru_cache(10_000)
def _father(folded: str) -> str:
    """The father's name in its usual form, or what stands before the ending."""
    match = FATHER.fullmatch(folded)
    stem = match[1] if match else folded
    fitting = [name for name in _given() if stem.startswith(name[: max(3, len(name) - 2)])]
    return _given()[max(fitting, key=lambda n: len(n[: max(3, len(n) - 2)]))] if fitting else stem


def initials_of(name: str) -> frozenset[str]:
    """The letters a given name or a patronymic may be cut to, in either language."""
    return _initials().get(name) or frozenset(kin(name)[:1])


def fit(one: str, other: str) -> bool:
    """Whether two given names, whole or cut to an initial, may be the same."""
    if len(one) > 1 and len(other) > 1:
        return one == other
    return bool(initials_of(one) & initials_of(other)) if max(len(one), len(other)) > 1 else kin(one) == kin(other)
