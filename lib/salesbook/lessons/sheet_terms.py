"""The words of the form: headers, kinds, units, yes and no, understood in any of the workbook's languages."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from salesbook.lessons.finding import Phrase, quoted
from salesbook.words import LANGUAGES, catalogue, say

ALIKE = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "`": "'", "\N{VARIATION SELECTOR-16}": None})
AROUND = "\"'«»“”„‹›?:!.*… "


@cache
def form() -> Mapping[str, Any]:
    """The columns of the form, which of them each kind uses, and what else people type; from ``sheet.yaml``."""
    body: Mapping[str, Any] = yaml.safe_load((files("salesbook.lessons") / "sheet.yaml").read_text("utf-8"))
    return body


def plain(text: str) -> str:
    """``text`` without what people type differently: case, quotes around it, blanks, apostrophes.

    >>> plain(" «Факт»\N{NO-BREAK SPACE}"), plain("Right?"), plain("?")
    ('факт', 'right', '?')
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().casefold().translate(ALIKE)
    return text.strip(AROUND) or text


@cache
def terms(group: str) -> Mapping[str, str]:
    """Each word for a thing of ``group``, in any language, and the thing's name."""
    prefix = f"sheet.{group}_"
    names = {key.removeprefix(prefix) for key in catalogue("en") if key.startswith(prefix)}
    known = {plain(name): name for name in names}
    for lang in LANGUAGES:
        known |= {plain(say(prefix + name, lang)): name for name in sorted(names)}
    return known | {plain(word): name for name, words in form()["also"].get(group, {}).items() for word in words}


def named(group: str, text: str) -> str:
    """The name of what ``text`` stands for; nothing where it is no word of ``group``.

    >>> named("kind", " Вибір "), named("mark", "✓"), named("col", "Підказка")
    ('choice', 'yes', 'hint')
    """
    return terms(group).get(plain(text), "")


def nearest(group: str, text: str, lang: str) -> Phrase:
    """Advice where ``text`` is no word of ``group``: the word it resembles, or those that a form in ``lang`` has.

    >>> nearest("kind", "вибор", "uk").said("en")
    'Did you mean “вибір”?'
    """
    close = get_close_matches(plain(text), list(terms(group)), n=1, cutoff=0.7)
    if close:
        return Phrase("advice.near", near=quoted(say(f"sheet.{group}_{terms(group)[close[0]]}", lang)))
    return Phrase("advice.one_of", known=listed(group, lang))


def listed(group: str, lang: str) -> list[str]:
    """The words of ``group`` that the form offers in ``lang``; a sheet has no room for a conversation."""
    prefix = f"sheet.{group}_"
    return [say(key, lang) for key in catalogue("en") if key.startswith(prefix) and key != "sheet.kind_dialogue"]
