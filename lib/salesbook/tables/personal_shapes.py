"""Personal data that is told by its shape: phones, cards, e-mails, addresses, papers and tax numbers."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from salesbook.words import LOADER

Found = tuple[int, int, str]

EMAIL = r"[\w.+'-]{0,63}\w@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}"
HANDLE = r"(?<![\w.@])@[A-Za-z]\w{3,31}\b(?!\.\w)"
PROFILE = r"\b(?:https?://)?(?:www\.)?(?:t\.me|instagram\.com|facebook\.com|fb\.com|vk\.com|linkedin\.com/in|wa\.me)/[\w.@+-]+"
IBAN = r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b"
SSN = r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"
SNILS = r"(?<![\d-])\d{3}-\d{3}-\d{3}[ -]\d{2}(?![\d-])"
NINO = r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
PAPER = r"\b[АВЕІКМНОРСТУХЮЯA-Z]{2}\s?№?\s?\d{6}\b"
PLATE = r"\b(?:[АВЕІКМНОРСТХ]{2}\s?\d{4}\s?[АВЕІКМНОРСТХ]{2}|[АВЕКМНОРСТУХ]\d{3}[АВЕКМНОРСТУХ]{2}\s?\d{2,3})\b"
POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
RUN = r"(?<![\w,/-])(?<!\d\.)(?:\+ ?)?\(?\d(?:[ \N{NO-BREAK SPACE}()./‑–-]{0,2}\d){6,20}(?![\w/])(?![.,]\d)"
DATE = r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
PRICE = r"\d{1,3}(?:[ \N{NO-BREAK SPACE}]\d{3})+"
GROUPED = (  # digits between the signs, as people write a phone
    r"\+.*|\(\d{3,5}\) ?[\d -]+|8[ -.]?\(?\d{3,5}\)?[ -.]?[\d -.]{5,}|0\d{2}[ -.]\d{3}[ -.]?\d{2}[ -.]?\d{2}"
    r"|\d{3}[-.]\d{3}[-.]\d{2}[-.]\d{2}|\d{3}[ -.]\d{3}[-.]\d{4}|\d{3} \d{3}-\d{2}-\d{2}|\d{2,3}-\d{2}-\d{2}"
    r"|0\d{2}/\d{3}-?\d{2}-?\d{2}|0\d{2,4} \d{3,4} \d{3,4}|0 ?\d{2} ?\d{3} ?\d{2} ?\d{2}"
    r"|38 ?\(?0\d{2}\)?[\d -]{7,}|7[ -]?\(?9\d{2}\)?[\d -]{7,}"
)


@cache
def _cues() -> dict[str, Any]:
    text = (files("salesbook.tables") / "data" / "shapes.yaml").read_text("utf-8")
    cues: dict[str, Any] = yaml.load(text, LOADER)
    return cues


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def _regex(name: str) -> re.Pattern[str]:
    """The expression called ``name``; built from the words of ``shapes.yaml`` when it is first asked for."""
    return re.compile(_expressions()[name], re.IGNORECASE if name[0].islower() else 0)


@cache
def _expressions() -> dict[str, str]:
    cues = _cues()
    tax, paper = map(_any, cues["ids"])
    word = r"[^\W\d_][\w'’ʼ.-]{0,30}"
    rest = rf"(?:,? ?\b{_any(cues['rest'])}\.? ?№? ?\d+\w?\b)*"
    number = rf"(?:{_any(cues['house'])}\.? ?)?\d{{1,4}}(?:[^\W\d_]\b)?(?: ?[/-] ?\d+[^\W\d_]?)?\b"
    city = rf"(?:\b{_any(cues['city'])}\.? ?[^\W\d_][\w'’-]{{1,30}}, ?)?"
    street, unit = _any(cues["street_after"]), r"(?:Flat|Apt\.?|Apartment|Suite|Unit|Office)"
    name = r"(?:[A-Z][\w'’]{1,30}|of|the|\d+(?:st|nd|rd|th)) "
    return {
        "phone_before": rf"\b{_any(cues['phone'])}\b[^\d\n]{{0,24}}$",
        "number_before": rf"(?:\b|(?<=[ #№]))(?:{_any(cues['number'])})(?!\w)[^\d\n]{{0,18}}$",
        "tax": rf"\b{tax}\b[^\d\n]{{0,25}}?(\d{{2}}-\d{{7}}|\d[\d -]{{6,16}}\d)",
        "paper": rf"\b{paper}\b[^\d\n]{{0,30}}?(?<!\w)((?:(?!no\b)[^\W\d_]{{1,2}} ?)?№?\d[\d№ ]{{4,14}}\d)(?!\w)",
        "spelt": rf"\b[\w.+-]{{1,64}} ?(?:(?:\(at\)|\[at\]|{_any(cues['at'])}) ?[\w-]+(?:\.| ?{_any(cues['dot'])} ?)"
        rf"|at [\w-]+ {_any(cues['dot'])} )\w{{2,}}",
        "street": rf"{city}\b{_any(cues['street_before'])}(?:\. ?| )(?:{word} ){{0,3}}{word}\.?,? ?{number}{rest}",
        "flat": rf"\b[^\W\d_][\w'’-]{{1,30}},? \d{{1,4}}\w?,? ?{_any(['кв', 'квартира', 'кв-ра'])}\.? ?\d+\b",
        "English": rf"(?:\b{unit} ?\d+\w?, ?)?\b\d{{1,5}}[A-Za-z]? (?:{name}){{1,4}}{street}\b\.?"
        rf"(?:,? {unit} ?#?\d+\w?\b)?(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)?(?:,? (?:[A-Z]{{2}} \d{{5}}|{POSTCODE}))?",
        "box": r"\bP\.? ?O\.? box \d+",
    }


def shapes(text: str) -> Iterator[Found]:
    """Every span of ``text`` that looks like one of the kinds; they may overlap, the surest come first."""
    yield from _found(EMAIL, text, "email")
    yield from ((m.start(), m.end(), "email") for m in _regex("spelt").finditer(text))
    for shape in (PROFILE, HANDLE):
        yield from _found(shape, text, "id")
    if any(c.isdigit() for c in text):
        yield from _numbers(text)


def _found(expression: str, text: str, kind: str) -> Iterator[Found]:
    return ((m.start(), m.end(), kind) for m in re.finditer(expression, text))


def _numbers(text: str) -> Iterator[Found]:
    for shape in (IBAN, SSN, SNILS, NINO, PAPER, PLATE):
        yield from _found(shape, text, "id")
    for name in ("street", "English", "box", "flat"):
        yield from ((m.start(), m.end(), "address") for m in _regex(name).finditer(text))
    yield from _found(POSTCODE, text, "address")
    for name in ("tax", "paper"):
        yield from ((*m.span(1), "id") for m in _regex(name).finditer(text))
    for match in re.finditer(RUN, text):
        kind = _kind_of(match.group(), text[max(0, match.start() - 45) : match.start()])
        if kind:
            yield match.start(), match.end(), kind


def _kind_of(run: str, before: str) -> str:
    """What a row of digits is: ``card``, ``phone``, or nothing: a price, a date, the number of an order."""
    digits = re.sub(r"\D", "", run)
    if _is_card(run, digits):
        return "card"
    if re.match(DATE, run) or not 7 <= len(digits) <= 15:
        return ""
    phone, number = _regex("phone_before").search(before), _regex("number_before").search(before)
    if number and not run.startswith("+") and not (phone and phone.start() > number.start()):
        return ""
    if re.fullmatch(GROUPED, run) or _is_bare_phone(run, digits):
        return "phone"
    dictated = len(digits) >= 10 and len(re.findall(r"\d+", run)) >= 4 and not re.fullmatch(PRICE, run)
    return "phone" if dictated or (phone and not re.fullmatch(PRICE, run)) else ""


def _is_bare_phone(run: str, digits: str) -> bool:
    """Digits alone: with the sign, the code of the country, or the zero of a Ukrainian or British number."""
    if digits != run:
        return False
    starts = {12: ("380", "375", "998"), 11: ("79", "89", "84", "74", "07", "02", "77", "87"), 10: ("0",)}
    return digits.startswith(starts.get(len(digits), ("-",)))


def _is_card(run: str, digits: str) -> bool:
    """Four groups of four, or 15 to 19 digits whose check digit is right."""
    if re.fullmatch(r"[2-9]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}", run) and run != digits:
        return True
    return 15 <= len(digits) <= 19 and digits[0] in "23456" and luhn(digits)


def luhn(digits: str) -> bool:
    """Whether the check digit at the end is right.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


@cache
def legal_forms() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The legal forms of firms, and of one person who trades; the longest first."""
    cues = _cues()
    firms, people = (tuple(sorted(cues[k], key=len, reverse=True)) for k in ("forms", "forms_of_people"))
    return firms, people
