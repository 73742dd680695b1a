"""Bytes → the encoding they were written in, with the evidence for it.

UTF-8 and UTF-16 are told for certain. Among single-byte code pages the one wins whose letters make words: pairs
of letters usual in Ukrainian and Russian, or single accented letters within Latin words; one case; no frames.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 64 * 1024
HIGH = bytes(range(0x80, 0x100))
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
USUAL = {"cp1251": 0.2, "cp1252": 0.2}  # points: Windows is met more often than the others
PAGES = ("cp1251", "cp1252", "cp866", "cp1125", "koi8-u", "koi8-r")
EXAMPLE, LEAD = 60, 20  # characters shown, and those of them that stand before
CLOSE = 0.3  # points a letter, and
AHEAD = 8  # points in all: two code pages nearer than both are not told apart
FEW = 12  # letters: too few to be told by CLOSE
FOLLOWERS: dict[str, str] = dict(  # letter → the letters usual behind it, in Ukrainian or Russian
    re.findall(
        r"(.):(\w+)",
        """
    а:бвгдежзйклмнпрстхцчшюяєї,б:аеиклноруыі,в:адежиклнопрстуыії,г:адилоруе,ґ:аруо,д:авежиклнопрсуыьяі
    е:бвгджзйклмнпрстхцчшщ,ж:адеину,з:авдимноруыні,и:бвгдежзйклмнпрстхцчшяї,й:днсто,к:аеилорстущі,л:аеиоуьюяіё
    м:аеинопуыії,н:адеикнотушыьюяії,о:бвгдежзийклмнпрстфхцчшюяєї,п:аеилоруіё,р:авгежикмнотушыяію,с:авеиклнопртучьяіё
    т:авеикнорсуыьяі,у:бвгджйклмнпрстхчшює,ф:аоиі,х:авотуі,ц:аеиьяі,ч:аеинотуёі,ш:аеиклотуі,щ:еиоёаі,ы:вейлмтхнр
    ь:кностшмя,э:ткл,ю:дтчл,я:вгдекмнрстцч,ё:мтнрл,і:вдзйклмнрстчшєяюїо,ї:внвхмздлжсї,є:тмвндюк,ъ:еяё
    """,
    )
)
ALONE = set("авиіоусякзєй")
CYRILLIC = "[\N{CYRILLIC CAPITAL LETTER IE WITH GRAVE}-\N{CYRILLIC SMALL LETTER GHE WITH UPTURN}]"
WORD = re.compile(r"[^\W\d_]+")
WESTERN = set("äöüßéèêëáàâíìîïóòôúùûñçãõåøæœÿÄÖÜÉÈÁÀÂÍÓÔÚÑÇÃÕÅØÆŒšžŠŽ")
SIGNS = set("«»„“”‘’‚–—…№·°•€£§©®™\N{NO-BREAK SPACE}\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file, ``example``: text that shows it, ``rival``: the next likely, where they are close."""

    name: str
    example: str = ""
    rival: str = ""

    @property
    def certain(self) -> bool:
        """Whether the bytes themselves say it: then nobody needs to be told."""
        return not self.example


@dataclass(frozen=True)
class Bytes:
    """What a file's bytes are: enough of its start, and of the lines that are not plain ASCII."""

    start: bytes
    telling: bytes  # lines with letters beyond ASCII
    wide: int  # characters of several bytes that UTF-8 allows
    stray: int  # bytes that it does not


def survey(path: Path) -> Bytes:
    """Read ``path`` once from end to end, a piece at a time."""
    start, telling, wide, stray = b"", bytearray(), 0, 0
    with path.open("rb") as file:
        for chunk in _whole_lines(iter(lambda: file.read(CHUNK), b"")):
            start = start or chunk[:SAMPLE]
            if chunk.isascii():
                continue
            if len(telling) < SAMPLE:
                lines = b"\n".join(line for line in re.split(rb"[\r\n]+", chunk) if not line.isascii())
                telling += lines[: SAMPLE - len(telling)] + b"\n"
            more = _in_utf_8(chunk)
            wide, stray = wide + more[0], stray + more[1]
    return Bytes(start, bytes(telling), wide, stray)


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """``chunks`` cut at ends of lines, so that no character is cut in two."""
    rest = b""
    for chunk in chunks:
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1 or len(chunk)
        yield rest + chunk[:cut]
        rest = chunk[cut:]
    if rest:
        yield rest


def _in_utf_8(chunk: bytes) -> tuple[int, int]:
    """Characters beyond ASCII that ``chunk`` holds in UTF-8, and bytes that do not belong to it."""
    try:
        text, stray = chunk.decode("utf-8"), 0
    except UnicodeDecodeError:
        text = chunk.decode("utf-8", errors="surrogateescape")
        stray = len(re.findall("[\udc80-\udcff]", text))
    return len(text) - len(chunk.translate(None, HIGH)) - stray, stray


def find_encoding(found: Bytes) -> Encoding:
    """The encoding of a file with these bytes."""
    for bom, name in BOMS.items():
        if found.start.startswith(bom):
            return Encoding(name)
    if wide := _utf_16(found.start):
        return Encoding(wide)
    if not found.stray or found.wide > 20 * found.stray:
        return Encoding("utf-8")
    return code_page(found.telling)


def _utf_16(start: bytes) -> str:
    """UTF-16 without its mark: the upper bytes of letters and digits are 0 or 4, the lower ones are not."""
    even, odd = start[0::2], start[1::2]
    for name, upper, lower in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        zeros, pages = upper.count(0), upper.count(4) + upper.count(0x20)
        if zeros and zeros + pages > 0.9 * len(upper) and lower.count(0) < 0.05 * len(lower) + 1:
            return name
    return ""


def code_page(data: bytes) -> Encoding:
    """The single-byte code page in which ``data`` reads best.

    >>> code_page("Клієнт;Сума".encode("cp866", "replace")).name, code_page("Müller;Größe".encode("cp1252")).name
    ('cp866', 'cp1252')
    """
    texts = {page: data.decode(page, errors="replace") for page in PAGES}
    scores = {page: plausibility(text) + USUAL.get(page, 0) for page, text in texts.items()}
    best, *others = sorted(PAGES, key=lambda page: -scores[page])
    text = texts[best]
    letters = sum(map(len, _foreign(text)))
    other = [page for page in others if _told(texts[page]) != _told(text)]
    ahead = {page: scores[best] - scores[page] for page in other}
    rivals = [page for page in other if (ahead[page] < CLOSE or letters < FEW) and ahead[page] * letters < AHEAD]
    return Encoding(best, _example(text), next(iter(rivals), ""))


def _told(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _foreign(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if not word.isascii()]


def _example(text: str) -> str:
    """A piece of the line of ``text`` with most letters beyond ASCII, from the first of them on."""
    lines = text.splitlines()[:200] or [""]
    line = max(lines, key=lambda line: sum(map(len, _foreign(line[:400]))))
    first = next((found.start() for found in WORD.finditer(line) if not found[0].isascii()), 0)
    return line[max(0, first - LEAD) :][:EXAMPLE].strip() or "?"


def plausibility(text: str) -> float:
    """How much the characters of ``text`` beyond ASCII look like words, in points a character: 1 at best."""
    beyond = sum(c > "\x7f" for c in text)
    if not beyond:
        return 0.0
    words = _foreign(text)
    points = sum(_cyrillic(word) if re.search(CYRILLIC, word) else _latin(word) for word in words)
    inside = sum(c > "\x7f" for word in words for c in word)
    signs = sum(c in SIGNS for c in text)
    return (points - 2.0 * max(0, beyond - inside - signs)) / beyond


def _cyrillic(word: str) -> float:
    lower = word.lower()
    if len(word) == 1:
        return 0.3 if lower in ALONE else -0.3
    pairs = sum(1 if b in FOLLOWERS.get(a, "") else -0.5 for a, b in pairwise(lower))
    turns = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    turns += word[:2].isupper() and not word.isupper()
    mixed = 2 * sum(c not in FOLLOWERS for c in lower)  # Latin, or Cyrillic of other languages
    return pairs * len(word) / (len(word) - 1) - 2 * turns - mixed


def _latin(word: str) -> float:
    beyond = [c for c in word if c > "\x7f"]
    good = sum(1 if c in WESTERN else -1 for c in beyond)
    crowd = len(re.findall(r"[^\x00-\x7f]{2}", word))
    turns = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    return good - 2.0 * crowd - turns
