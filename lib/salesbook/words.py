"""The workbook's own words in three languages: phrases, plurals, numbers, dates."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal, format_percent

LANGUAGES = ("en", "uk", "ru")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same safe loader, ten times as fast where it is built in


def say(key: str, lang: str, n: float | None = None, **values: Any) -> str:
    """The phrase ``key`` in ``lang``, in the plural form that ``n`` asks for, with ``values`` in their places.

    >>> [say("count.clients", "uk", n) for n in (1, 3, 5)]
    ['1 клієнт', '3 клієнти', '5 клієнтів']
    """
    phrase = catalogue(lang)[key]
    if isinstance(phrase, Mapping):
        count = round(n or 0) if "{n}" in phrase["other"] else n or 0  # {n} is written without its fraction
        phrase = phrase[Locale(lang).plural_form(count)]
    if n is not None:
        values["n"] = number(n, lang)
    return phrase.format(**values) if values else phrase


def number(value: float, lang: str, digits: int = 0) -> str:
    """A number as people of ``lang`` write it.

    >>> number(1234.5, "en", 1), number(-3.5, "en", 1)
    ('1,234.5', '−3.5')
    """
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(round(value, digits) + 0.0, pattern, locale=lang)).replace("-", "\N{MINUS SIGN}")


def signed(value: float, lang: str, digits: int = 0) -> str:
    """A change, its direction always written.

    >>> signed(4, "en"), signed(-4, "en")
    ('+4', '−4')
    """
    return ("+" if round(value, digits) > 0 else "") + number(value, lang, digits)


def share(value: float, lang: str, digits: int = 0) -> str:
    """A share from 0 to 1 as people of ``lang`` write a percentage; where they set the sign apart, it stays in line.

    >>> share(0.256, "en", 1), share(0.256, "uk", 1), share(0.256, "ru", 1)
    ('25.6%', '25,6%', '25,6\\xa0%')
    """
    pattern = Locale(lang).percent_formats[None].pattern  # of Unicode CLDR: Russian has a no-break space in it
    said = format_percent(value, pattern.replace("##0", "##0." + "0" * digits) if digits else pattern, locale=lang)
    return str(said).replace("-", "\N{MINUS SIGN}")


def money(value: float, lang: str, currency: str = "") -> str:
    """An amount, rounded to what a reader needs; large ones in thousands or millions.

    >>> money(950.4, "en", "UAH"), money(1_234_567, "en", "UAH"), money(950, "uk", "UAH")
    ('950 UAH', '1.2M UAH', '950\\xa0грн')
    """
    return in_currency(number(value, lang) if abs(value) < 100_000 else _compact(value, lang), lang, currency)


def in_currency(amount: str, lang: str, currency: str) -> str:
    """An amount already written, and its currency; apart from English they stay in one line."""
    return (" " if lang == "en" else "\N{NO-BREAK SPACE}").join(filter(None, (amount, currency_word(currency, lang))))


def currency_word(code: str, lang: str) -> str:
    """A currency as people of ``lang`` write it after an amount, or its code.

    >>> [currency_word("UAH", lang) for lang in LANGUAGES], currency_word("PLN", "uk")
    (['UAH', 'грн', 'грн'], 'PLN')
    """
    return str(catalogue(lang).get(f"currency.{code}", code))


def _compact(value: float, lang: str) -> str:
    return str(format_compact_decimal(value, locale=lang, fraction_digits=1)).replace("-", "\N{MINUS SIGN}")


def initials(name: str) -> str:
    """A name as a report may carry it.

    >>> initials("ТОВ «Ромашка»"), initials("Мар'яна Бондар")
    ('Т. Р.', 'М. Б.')
    """
    return " ".join(f"{word[0].upper()}." for word in re.findall(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*", name)[:3])


def date(value: dt.date, lang: str) -> str:
    """A day as people of ``lang`` write it, the month in letters so that it cannot be misread."""
    return str(format_date(value, "d MMM y", locale=lang))


def month(value: dt.date, lang: str) -> str:
    """A month by its name and year.

    >>> [month(dt.date(2026, 6, 30), lang) for lang in LANGUAGES]
    ['June 2026', 'червень 2026', 'июнь 2026']
    """
    return str(format_date(value, "LLLL y", locale=lang))


def reader_language() -> str:
    """The language of the person at the terminal, told from ``SALESBOOK_LANG`` or the system's locale."""
    for name in ("SALESBOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        lang = os.environ.get(name, "")[:2].lower()
        if lang in LANGUAGES:
            return lang
    return "en"


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """Every phrase of ``lang``: dotted key → text, or plural forms by their CLDR name."""
    text = (files("salesbook") / "locale" / f"{lang}.yaml").read_text("utf-8")
    return {
        f"{group}.{key}": phrase
        for group, phrases in yaml.load(text, LOADER).items()
        for key, phrase in phrases.items()
    }
