"""Ids made from what people wrote, so that a trainer need not think of them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

LETTERS = dict(zip("абвгґдеёзийіклмнопрстуфыэ", "abvggdeeziiiklmnoprstufye", strict=True)) | {
    "є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
    "ъ": "", "ь": "", "’": "", "ʼ": "", "'": "", "`": "",
}  # fmt: skip
UKRAINIAN = {"г": "h", "и": "y"}
LONGEST = 32


def slug(text: str, lang: str) -> str:
    """Lower-case Latin words joined by hyphens.

    >>> slug("З'їзд: що далі?", "uk"), slug("−10 %", "uk"), slug("Café n° 5", "en")
    ('zizd-shcho-dali', 'minus-10', 'cafe-n-5')
    """
    letters = LETTERS | (UKRAINIAN if lang == "uk" else {})
    text = re.sub(r"^\s*[-\N{MINUS SIGN}](?=\d)", "minus ", unicodedata.normalize("NFC", text)).lower()
    text = unicodedata.normalize("NFKD", "".join(letters.get(letter, letter) for letter in text))
    return "-".join(re.findall("[a-z0-9]+", "".join(c for c in text if not unicodedata.combining(c))))


def short(text: str, lang: str) -> str:
    """An id of the first words of ``text``; of its hash where no letter of it is known."""
    words = slug(text, lang)
    if len(words) > LONGEST:
        words = words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    return words or f"x-{_mark(text)}"


def make_ids(given: Sequence[str], texts: Sequence[str], lang: str, bodies: Sequence[str] = ()) -> list[str]:
    """An id for each of ``texts``: the one given, or one made from its words.

    Where two begin alike each takes a mark of its whole text along (of its body, where the texts are the same): order
    plays no part, so that rows may be moved. Only what is the same throughout gets the same id.

    >>> make_ids(["", "b", ""], ["Ціна висока", "Ціна", "ціна, висока"], "uk")
    ['tsina-vysoka-a885', 'b', 'tsina-vysoka-b7ec']
    """
    made = [slug(code, lang) or short(text, lang) for code, text in zip(given, texts, strict=True)]
    for parts in (texts, bodies):
        counts = Counter(made)
        made = [
            one if code or counts[one] == 1 else f"{one}-{_mark(part)}"
            for one, code, part in zip(made, given, parts or texts, strict=True)
        ]
    return made


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:4]
