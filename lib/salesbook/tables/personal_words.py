"""What a word is, as far as names go: given name, surname, patronymic, or a word like any other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from salesbook.words import LOADER

LANGUAGES = ("en", "uk", "ru")
PATRONYMIC = r"(?:[оеє]вич|йович|ьич|[оеєї]вн|ївн|ічн|иничн|инічн)(?:|а|у|ем|ом|е|і|еві|ові|и|ою|ой|ей|ю|ы)"
SURNAME = (  # endings that no other word has, in every case
    r".{2,}(?:енк(?:о|а|у|ом|ові)|[чщ]ук(?:|а|у|ом|ові)|[^ч]юк(?:|а|у|ом|ові)|дзе|швили|швілі)"
)
ADJECTIVE = r".{2,}(?:[сц]ьк(?:ий|ого|ому|им|а|у|ою|ій)|[сц]к(?:ий|ого|ому|им|ая|ую|ой)|ян(?:|а|у|ом))"
FUNCTION = ("NPRO", "PREP", "CONJ", "PRCL", "INTJ", "ADVB", "PRED")
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэё'"
LATIN = dict(
    zip(
        CYRILLIC,
        re.findall(r"\S+", "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia y e e -"),
        strict=True,
    )
)
LATIN_SURNAME = (
    r".{3,}(?:enko|chuk|[iy]uk|sky[iy]?|skaya|ska|ovych|ovich|[oe]va|i[eo]v|[^l]ov|shvili|yan)|O['’]\w{3,}|Mc\w{3,}"
)


@dataclass(frozen=True)
class Word:
    """``given``, ``surname``, ``patronymic``: may be one. ``common``: may be another word. ``place``: or a place.

    ``subject``: a given name in the nominative.
    """

    given: bool = False
    surname: bool = False
    patronymic: bool = False
    common: bool = True
    place: bool = False
    subject: bool = False

    @property
    def name(self) -> bool:
        """Whether it may be part of a person's name."""
        return self.given or self.surname or self.patronymic


@cache
def known(lang: str) -> Mapping[str, Any]:
    """The lists of ``data/names.{lang}.yaml``."""
    text = (files("salesbook.tables") / "data" / f"names.{lang}.yaml").read_text("utf-8")
    return {key: value.split() if isinstance(value, str) else value for key, value in yaml.load(text, LOADER).items()}


@cache
def dictionary(lang: str) -> Any:
    """The dictionary of Ukrainian or Russian: 15 MB each, read once."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang=lang)


@cache
def listed(key: str) -> frozenset[str]:
    """The words under ``key`` in all three languages, in small letters."""
    return frozenset(fold(word) for lang in LANGUAGES for word in known(lang).get(key, ()))


@cache
def stems(key: str) -> re.Pattern[str]:
    """An expression for the words that begin as those under ``key``."""
    return re.compile("(?:" + "|".join(map(re.escape, sorted(listed(key)))) + ")")


def is_cyrillic(word: str) -> bool:
    """Whether ``word`` is of Cyrillic letters, which the dictionaries can read."""
    return bool(
        re.fullmatch("[\N{CYRILLIC CAPITAL LETTER IE WITH GRAVE}-\N{CYRILLIC SMALL LETTER GHE WITH UPTURN}'-]+", word)
    )


def fold(word: str) -> str:
    """``word`` in small letters, with one apostrophe for all."""
    return re.sub("[’ʼ`´]", "'", word).casefold()


@lru_cache(100_000)
def is_common_form(low: str) -> bool:
    """Whether ``low`` is a form of a given name and of nothing else: also without a capital it names somebody."""
    if len(low) <= 3 or low in listed("doubtful"):
        return False
    lemmas = _forms().get(low, frozenset())
    return any(_is_only(low, name) for name in lemmas) or (low in _en("women", "men") and low not in listed("places"))


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Form → the given names of Ukrainian and Russian that it may be a form of."""
    forms: dict[str, set[str]] = {}
    for lang in ("uk", "ru"):
        for name in map(fold, known(lang)["more_given"]):
            for parse in _names(lang, name):
                for form in parse.lexeme:
                    forms.setdefault(form.word, set()).add(name)
    return {form: frozenset(names) for form, names in forms.items()}


def _is_only(form: str, name: str) -> bool:
    """Whether ``form`` is no form of another word than ``name``."""
    parses = [p for lang in ("uk", "ru") for p in _known_parses(lang, form)]
    return all(p.tag.grammemes & {"Name", "Surn", "Patr"} or p.normal_form == name for p in parses)


def _names(lang: str, word: str) -> list[Any]:
    return [p for p in dictionary(lang).parse(word) if "Name" in p.tag and p.normal_form == word][:1]


@lru_cache(100_000)
def read(word: str) -> Word:
    """What ``word`` may be; whatever its case and its language."""
    low = fold(word)
    return _cyrillic(low) if is_cyrillic(low) else _latin(word, low)


def _latin(word: str, low: str) -> Word:
    given = low in _en("women", "men")
    surname = low in _en("surnames") or bool(re.fullmatch(LATIN_SURNAME, word, re.IGNORECASE))
    doubtful = low in listed("doubtful") or not (given or surname)
    return Word(given, surname, False, doubtful, low in listed("places"))


@cache
def _en(*keys: str) -> frozenset[str]:
    words = {fold(word) for each in keys for word in known("en")[each]}
    return frozenset(words | _in_latin() if "women" in keys else words)


@cache
def _in_latin() -> frozenset[str]:
    """Given names of Ukrainian and Russian as they stand on cards and in foreign passports."""
    names = [fold(name) for lang in ("uk", "ru") for name in known(lang)["more_given"]]
    latin = {"".join(LATIN.get(sign, "") for sign in name).replace("-", "") for name in names}
    return frozenset(name for name in latin if len(name) > 3)


def _cyrillic(low: str) -> Word:
    parses = [(p, p.tag.grammemes) for lang in ("uk", "ru") for p in _known_parses(lang, low)]
    lemmas = {p.normal_form for p, g in parses if "Name" in g} | ({low} & listed("more_given"))
    patronymic = any("Patr" in g for _, g in parses) or (not parses and bool(re.fullmatch(".{2,}" + PATRONYMIC, low)))
    surely = bool(re.fullmatch(SURNAME, low))
    surname = surely or any("Surn" in g for _, g in parses) or bool(re.fullmatch(ADJECTIVE, low))
    certain = bool(lemmas & listed("more_given")) and not lemmas & listed("doubtful")
    common = not (surely or certain) and any(not g & {"Name", "Surn", "Patr", "Geox"} for _, g in parses)
    place = not certain and (any("Geox" in g for _, g in parses) or bool(stems("place_words").match(low)))
    usual = bool(lemmas & (listed("more_given") | listed("doubtful")))
    given = bool(lemmas) and (usual or not (common or place))
    subject = low in lemmas
    if not (surely or usual) and any(p.tag.POS in FUNCTION for p, _ in parses):
        return Word()
    return Word(given, surname or bool(lemmas), patronymic, common, place, subject)


def _known_parses(lang: str, low: str) -> list[Any]:
    """The readings of the dictionary; none for a word that it has to guess."""
    found = dictionary(lang)
    return found.parse(low) if found.word_is_known(low) else []


@lru_cache(100_000)
def is_unknown(word: str) -> bool:
    """Whether neither dictionary has the word: in the company of a given name it is a surname."""
    low = fold(word)
    if not is_cyrillic(low):
        return low not in listed("doubtful") and low not in listed("stop")
    return not any(dictionary(lang).word_is_known(low) for lang in ("uk", "ru"))
