"""Names of people in a comment: by the words themselves, their neighbours, and what stands before and after."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from salesbook.tables.personal_tokens import (
    DOUBTFUL,
    GIVEN,
    INITIAL,
    MAYBE,
    PATRONYMIC,
    SURNAME,
    UNKNOWN,
    Token,
    tokens,
)
from salesbook.tables.personal_words import fold, listed, read, stems

ARTICLES = ("the", "a", "an", "our", "your", "by")
AND = ("and", "та", "і", "й", "и", "&")
SKIPPED = (
    "не", "ж", "же", "мені", "мне", "нам", "вже", "уже", "also", "has", "just", "not", "ще", "ещё", "нас", "us", "me",
)  # fmt: skip


def names(text: str) -> list[tuple[int, int, str]]:
    """The places of people's names in ``text``."""
    words = tokens(text)
    fixed = [m.span() for m in _phrases().finditer(re.sub("[’ʼ`´]", "'", text))]
    found: list[tuple[int, int, str]] = []
    for first, last in _runs(text, words):
        people = ((first, last),) if _is_titled(words, first) else _people(words, first, last)
        for one, behind in people:
            a, b = _with_neighbours(text, words, one, behind)
            start, end = words[a].start, words[b - 1].end
            if any(s < end and start < e for s, e in fixed):
                continue
            if found and _is_turned(text, found[-1], words[a], start):
                start = found.pop()[0]
            found.append((start, end, "name"))
    return _with_surnames_before(text, words, found)


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(listed("not_names")))) + r")\b", re.IGNORECASE)


def _runs(text: str, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Neighbours that may belong to one name, as (first, behind the last)."""
    at = 0
    while at < len(words):
        end = at + 1
        if not words[at].kind:
            at = end
            continue
        while end < len(words) and words[end].kind and _touch(text, words[end - 1], words[end]):
            end += 1
        yield at, end
        at = end


def _with_neighbours(text: str, words: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """A name and the word beside it, where that must be the surname."""
    before, after = words[max(0, first - 1) : first], words[last : last + 1]
    if before and _is_a_word_for_a_surname(before[0], words[first]) and _touch(text, before[0], words[first]):
        return first - 1, last
    if after and _is_a_word_for_a_surname(after[0], words[last - 1]) and _touch(text, words[last - 1], after[0]):
        return first, last + 1
    return first, last


def _is_a_word_for_a_surname(token: Token, given: Token) -> bool:
    """``Ivan Bilka``, squirrel: a word with a capital beside a given name that is nothing else."""
    capital = token.text.istitle() and len(token.text) > 2 and not (token.first or token.latin)
    other = stems("roles").match(fold(token.text)) or fold(token.text) in listed("firm_words")
    return given.kind == GIVEN and capital and not token.kind and not other


def _touch(text: str, one: Token, two: Token) -> bool:
    gap = text[one.end : two.start]
    close = gap in (" ", "\N{NO-BREAK SPACE}") or (gap == "" and one.kind == INITIAL)
    close = close or (gap == ", " and two.kind == INITIAL and one.kind in (SURNAME, MAYBE, UNKNOWN))
    return close and one.quoted == two.quoted and one.latin == two.latin


def _people(words: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The part of a run that names somebody, if any does."""
    while first < last and _is_idle(words[first], words[first + 1 : last]):
        first += 1
    while first < last and words[last - 1].kind == INITIAL and last - first == 1:
        last -= 1
    if first < last and _is_name(words, first, last):
        yield first, last


def _is_idle(token: Token, after: Sequence[Token]) -> bool:
    """A word at the front that only its capital has brought here: ``Tell Ivan``."""
    follows = after[0].kind if after else ""
    if token.kind == UNKNOWN and follows:
        return (token.latin and follows != INITIAL) or (token.first and follows not in (GIVEN, INITIAL, PATRONYMIC))
    return token.kind in (MAYBE, DOUBTFUL) and token.first and token.latin and follows in (GIVEN, DOUBTFUL)


def _is_name(words: Sequence[Token], first: int, last: int) -> bool:
    run = words[first:last]
    kinds = "".join(t.kind for t in run)
    if INITIAL in kinds:
        return _has_initials(run, kinds)
    if len(kinds) > 1:
        return _is_full(words, run, kinds, last)
    return _is_one(words, run[0], first, last)


def _has_initials(run: Sequence[Token], kinds: str) -> bool:
    """``Іванюк О. П.``: with two initials any word of a capital will do; with one it must look like a name."""
    words = [kind for kind in kinds if kind != INITIAL]
    return bool(words) and (kinds.count(INITIAL) > 1 or set(words) != {UNKNOWN} or not run[0].first)


def _is_full(words: Sequence[Token], run: Sequence[Token], kinds: str, last: int) -> bool:
    """Two words or more."""
    if PATRONYMIC in kinds:
        return True
    after = fold(words[last].text) if last < len(words) else ""
    if run[0].latin and (fold(run[-1].text) in listed("after_firm") or after in listed("after_firm")):
        return False
    if run[0].latin and GIVEN not in kinds:
        behind = fold(words[last - len(run) - 1].text) if last > len(run) else ""
        return (
            SURNAME in kinds[1:] and read(run[0].text).given
            if behind in ARTICLES or kinds[0] == MAYBE
            else DOUBTFUL in kinds
        )
    surname = SURNAME in kinds or MAYBE in kinds or UNKNOWN in kinds
    if GIVEN in kinds:
        return not (run[0].quoted and not surname)
    if DOUBTFUL in kinds:
        return surname and not run[0].quoted
    return SURNAME in kinds and not run[0].latin and not run[0].quoted


def _is_one(words: Sequence[Token], token: Token, first: int, last: int) -> bool:
    """A word alone: what stands around it decides, the more so the more else it may mean."""
    prior = fold(words[first - 1].text) if first and not token.first else ""
    if prior in listed("people_forms"):
        return True
    if token.quoted or _is_firm(token, prior):
        return False
    if token.kind in (GIVEN, PATRONYMIC):
        return True
    if token.kind == UNKNOWN:
        return not (token.first or token.latin) and _acts(words, last, "deeds")
    if prior and stems("roles").match(prior):
        return True
    return _is_told_by_neighbours(words, token, first, last, prior)


def _is_told_by_neighbours(words: Sequence[Token], token: Token, first: int, last: int, prior: str) -> bool:
    """A word that may be a name and may be something else."""
    about = read(token.text)
    if _acts(words, last, "deeds") and not about.place and not token.latin:
        return True
    if _acts(words, last) or (prior and stems("verbs").match(prior)) or _is_beside_a_name(words, first, last):
        return _may_act(token, prior)
    if token.kind == SURNAME:
        return not token.latin
    return token.kind == DOUBTFUL and not token.first and not (token.latin and about.place)


def _is_titled(words: Sequence[Token], first: int) -> bool:
    """Whether a title stands before, or the word ``surname``: then any word of a capital is a name."""
    behind = fold(words[first - 1].text).removesuffix(".") if first else ""
    return behind in listed("titles") and not words[first].quoted


def _is_firm(token: Token, prior: str) -> bool:
    """Whether the word before says that a firm, a product or a place follows; after ``the`` a sure name is a name."""
    return prior in listed("firm_words") and not (token.kind == GIVEN and prior in ARTICLES)


def _may_act(token: Token, prior: str) -> bool:
    """Whether a word that people's deeds stand beside is a person: at the front of a sentence only a given name."""
    about = read(token.text)
    if about.place or prior in listed("places_before"):
        return False
    return not token.first or token.latin or (about.subject and token.kind == DOUBTFUL)


def _acts(words: Sequence[Token], at: int, key: str = "verbs") -> bool:
    """Whether the next word is what people do: ``Vira called``; ``deeds`` are what nothing else does."""
    ahead = [fold(t.text) for t in words[at : at + 2]]
    if ahead and ahead[0] in SKIPPED:
        ahead = ahead[1:]
    return bool(ahead) and bool(stems(key).match(ahead[0]))


def _is_beside_a_name(words: Sequence[Token], first: int, last: int) -> bool:
    """``Mark and Nathan``: with a name that is certain."""
    after = words[last : last + 2]
    before = words[max(0, first - 2) : first]
    ahead = len(after) == 2 and fold(after[0].text) in AND and after[1].kind == GIVEN
    behind = len(before) == 2 and fold(before[1].text) in AND and before[0].kind == GIVEN
    return ahead or behind


def _is_turned(text: str, before: tuple[int, int, str], token: Token, start: int) -> bool:
    """``Shaw, Dominic``: a surname found just before belongs to the same person."""
    alone = text[before[0] : before[1]]
    one = " " not in alone and read(alone).surname and not read(alone).given
    return one and text[before[1] : start] == ", " and token.kind in (GIVEN, INITIAL)


def _with_surnames_before(
    text: str, words: Sequence[Token], found: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """``Shaw, Dominic`` in Latin letters, where the surname alone would not do."""
    turned = []
    ends = {t.end + 2: t for t in words}
    for start, end, kind in found:
        one = ends.get(start) if text[start - 2 : start] == ", " and " " not in text[start:end] else None
        surname = one and one.latin and one.kind in (SURNAME, MAYBE) and not read(one.text).given
        turned.append((one.start if one and surname else start, end, kind))
    return turned
