"""Whether two clients may be one, how surely, and by what: words of the names, people, phones, e-mails, tax ids."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from salesbook.intake.named import Name, Person, find_person, fit, known, looks, read_name

Note = tuple[str, dict[str, Any]]

LONG, LONG_ALONE = 5, 7  # letters from which a word, or the only word, may be misspelt: “Вега” and “Мега” are two words
PHONE_DIGITS, TAX_DIGITS = 9, 8
SURE_TAX, SURE_EMAIL, SURE_PHONE = 0.97, 0.6, 0.55  # how surely two clients are one if they have nothing else in common
LETTERS_I = str.maketrans("iії", "иии")
OTHER_FORM = 0.9  # what is left where only one of the names has a legal form


@dataclass(frozen=True)
class Client:
    """A client with all that may give it away."""

    id: str
    name: Name
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    tax: str = ""


def read_client(id_: str, name: str, phone: str, email: str, tax_id: str) -> Client:
    """A client's cells → what they can be compared by."""
    numbers = (re.sub(r"\D", "", part) for part in re.split(r"[,;/]|\s{2,}", phone))
    phones = frozenset(n[-PHONE_DIGITS:] for n in numbers if len(n) >= PHONE_DIGITS and len(set(n[-PHONE_DIGITS:])) > 2)
    emails = frozenset(part for part in re.split(r"[,;\s]+", email.casefold()) if "@" in part)
    tax = re.sub(r"\D", "", tax_id)
    return Client(id_, read_name(name), phones, emails, tax if len(tax) >= TAX_DIGITS and len(set(tax)) > 1 else "")


def compare(a: Client, b: Client, common: frozenset[str] = frozenset()) -> tuple[float, tuple[Note, ...]]:
    """0 to 1, and the evidence; ``common``: words, phones and the like that too many clients share to tell anything."""
    if _contradict(a, b):
        return 0.0, ()
    by_name, notes = _names(a.name, b.name)
    if by_name and by_words(a.name) in common and by_words(b.name) in common:
        by_name, notes = 0.0, ()
    facts = list(_contacts(a, b, common))
    left = 1 - by_name
    for sure, _ in facts:
        left *= 1 - sure
    if not by_name and not a.tax and not _forms_fit(a.name, b.name):
        return 0.0, ()
    return round(1 - left, 2), (*notes, *(note for _, note in facts))


def _contradict(a: Client, b: Client) -> bool:
    """Whether something speaks against it that no evidence outweighs: numbers, tax ids, two people of one surname."""
    one, two = a.name, b.name
    if one.numbers != two.numbers or (a.tax and b.tax and a.tax != b.tax):
        return True
    if one.codes and two.codes and not one.codes & two.codes:
        return True
    p, q = _people(one, two)
    if not p or not q or _fits(p, q):
        return False
    return p.surname == q.surname or not _same_given(p, q)  # a surname may change


def _people(one: Name, two: Name) -> tuple[Person | None, Person | None]:
    """The people of two names; a name that is like a person's only beside the other's legal form counts as one too."""
    form = "sole" if "sole" in (one.form, two.form) else ""
    if not form or (one.person and two.person):
        return one.person, two.person
    return _somebody(one, form), _somebody(two, form)


def _somebody(name: Name, form: str) -> Person | None:
    return name.person or (None if name.numbers or name.form else find_person(name.told, form))


def _fits(p: Person, q: Person) -> bool:
    if p.surname == q.surname:
        return all(not one or not two or fit(one, two) for one, two in ((p.given, q.given), (p.father, q.father)))
    return _same_given(p, q) and _slip(p.surname, q.surname)


def _same_given(p: Person, q: Person) -> bool:
    return (p.given, p.father) == (q.given, q.father) and len(p.given) > 1 and len(p.father) != 1


def _forms_fit(one: Name, two: Name) -> bool:
    kinds = {one.form, two.form} - {""}
    return len(kinds) < 2 or any(kinds <= set(pair) for pair in known()["alike"])


def by_words(name: Name) -> str:
    """What two names have in common that are the same words in any order."""
    return "words " + " ".join(sorted(name.words)) + "|" + " ".join(name.numbers)


def _names(one: Name, two: Name) -> tuple[float, tuple[Note, ...]]:
    if not one.words or not two.words or not _forms_fit(one, two):
        return 0.0, ()
    score, notes = _words(one, two)
    if not score:
        score, notes = _persons(one, two)
    if not score:
        score, notes = _spelt(one, two)
    if not score or looks(one.legal) == looks(two.legal):
        return score, notes
    left = OTHER_FORM if not (one.form and two.form) else 1.0
    return score * left, (*notes, ("import.same.form", {"one": one.legal or "—", "other": two.legal or "—"}))


def _words(one: Name, two: Name) -> tuple[float, tuple[Note, ...]]:
    if sorted(one.words) == sorted(two.words):
        letters = sorted(one.told) != sorted(two.told)
        score = 0.9 if letters else 0.95
        person = one.person
        if person and not person.whole and not one.form and not two.form:
            score = 0.65 if person.father or len(person.given) > 1 else 0.55  # namesakes are many
        words: tuple[Note, ...] = (("import.same.words", {}),)
        return score, ((("import.same.letters", {}),) if letters else words)
    if "".join(one.words) == "".join(two.words):
        return 0.9, (("import.same.spaces", {}),)
    return 0.0, ()


def _persons(one: Name, two: Name) -> tuple[float, tuple[Note, ...]]:
    p, q = _people(one, two)
    if not p or not q or not p.given or not q.given or not _fits(p, q):
        return 0.0, ()
    if p.surname != q.surname:
        return (0.65, (("import.same.typo", {"one": p.surname, "other": q.surname}),)) if p.father else (0.0, ())
    sole = 0.1 * ("sole" in (one.form, two.form))
    if p.whole and q.whole:
        return 0.85, (("import.same.person", {}),)
    if p.father and q.father:
        return 0.65 + sole, (("import.same.initials", {}),)
    whole = len(p.given) > 1 and len(q.given) > 1
    return (0.55 if whole else 0.35) + sole, (("import.same.person" if whole else "import.same.initials", {}),)


def _spelt(one: Name, two: Name) -> tuple[float, tuple[Note, ...]]:
    """One slip in one word; or the same words in two alphabets."""
    if one.cyrillic != two.cyrillic and one.roman == two.roman and len(one.roman) > 3:
        return 0.75, (("import.same.alphabet", {}),)
    if one.person and two.person:
        return 0.0, ()
    pair = _odd(one.words, two.words)
    if pair is None and _letters(one) == _letters(two):
        pair = "".join(one.words), "".join(two.words)
    alone = len(one.words) == len(two.words) == 1
    if pair is None or not _slip(*pair) or min(map(len, pair)) < (LONG_ALONE if alone else LONG):
        return 0.0, ()
    shown = _odd(one.told, two.told) or ("".join(one.told), "".join(two.told))
    score = min(0.8, 0.5 + 0.03 * min(map(len, pair)))
    ending = pair[0][:-1] == pair[1][:-1] or pair[0] in pair[1][:-1] or pair[1] in pair[0][:-1]
    return score - 0.1 * ending, (("import.same.typo", {"one": shown[0], "other": shown[1]}),)


def _letters(name: Name) -> list[str]:
    """The words of one letter: “Вектор-М” is no slip for “Вектор”."""
    return sorted(word for word in name.words if len(word) == 1)


def _odd(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, str] | None:
    """The only word in which two names differ, of each."""
    left, right = list(one), list(two)
    for word in one:
        if word in right:
            left.remove(word)
            right.remove(word)
    return (left[0], right[0]) if len(left) == len(right) == 1 else None


def _slip(one: str, two: str) -> bool:
    """Whether two words differ as by a slip of the hand: not і for и, nor a woman's surname for a man's."""
    if min(len(one), len(two)) < LONG or one.translate(LETTERS_I) == two.translate(LETTERS_I):
        return False
    if {one, two} in ({one, one + "a"}, {two, two + "a"}, {one, one + "а"}, {two, two + "а"}):
        return False
    return OSA.distance(one, two, score_cutoff=1) == 1


def _contacts(a: Client, b: Client, common: frozenset[str]) -> Iterator[tuple[float, Note]]:
    if a.tax and a.tax == b.tax and f"tax {a.tax}" not in common:
        yield SURE_TAX, ("import.same.tax", {"tax": f"…{a.tax[-2:]}"})
    for email in sorted(a.emails & b.emails):
        if f"email {email}" not in common:
            yield SURE_EMAIL, ("import.same.email", {"email": f"{email[0]}…@{email.partition('@')[2]}"})
            break
    for phone in sorted(a.phones & b.phones):
        if f"phone {phone}" not in common:
            yield SURE_PHONE, ("import.same.phone", {"phone": f"…{phone[-2:]}"})
            break
