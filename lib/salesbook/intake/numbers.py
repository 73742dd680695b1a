"""Numbers as people write them: 1 234,50 грн, 1'234.50, (12), −5. Which mark is the decimal one is found or asked."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from salesbook.intake.marks import low, marks
from salesbook.intake.sheet import Cell

SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}"
TICKS = "'\N{RIGHT SINGLE QUOTATION MARK}`"
MINUS = "\N{MINUS SIGN}\N{EN DASH}"
SHAPE = re.compile(r"\d[\d.,]*|[.,]\d+")
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eEеЕ][+-]?\d+")
TORN = re.compile(rf"\d[{SPACES}{TICKS}](?:\d{{1,2}}|\d{{4,}})(?!\d)")  # 100 50: spaces part threes or nothing
ESCAPED = re.compile(r'="([^"]*)"')  # how a CSV keeps a spreadsheet from reading 007 as 7
GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})*")
UNCLEAR = "{} ?"  # so that whoever reads it next takes it for no number either
LONG = re.compile(r"\d{4}")  # a thousand without a mark
DESTROYED = 1e15  # from here on a spreadsheet has lost the last digits of what it shows


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: the ``decimal`` mark, and whether that is ``certain``.

    read, of
        How many of the cells looked at are numbers under this reading.
    shown
        Whether a cell tells the mark: 12,5 does, 1,234 and 7 do not.
    doubt
        Marks that are no decimal ones for certain, and part no thousands elsewhere: a cell like 1,234 stays as it is.
    currencies
        Codes of the money signs that stand beside them.
    unsigned
        How many numbers but 0 have no such sign.
    example
        A cell that could be read both ways, where it is not certain.
    """

    decimal: str = "."
    certain: bool = True
    read: int = 0
    of: int = 0
    shown: bool = False
    doubt: str = ""
    currencies: tuple[str, ...] = ()
    unsigned: int = 0
    example: str = ""


def bare(text: str) -> str:
    """``text`` without money signs, units, spaces between digits; the minus in front.

    >>> bare("1 234,50 грн"), bare("(1,234.50)"), bare("$ 5"), bare("5-"), bare("12 шт.")
    ('1234,50', '-1,234.50', '5', '-5', '12')
    """
    said = unescaped(text).translate(_DROPPED)
    sign = "-" if said[:1] == "-" or said[-1:] == "-" or (said[:1] == "(" and said[-1:] == ")") else ""
    body = _beside().sub("", said.strip("()+-")).strip("+-")
    return sign + body


def unescaped(text: str) -> str:
    """``text`` trimmed, and without the marks by which an export keeps it text: ``="007"`` → ``007``."""
    said = text.strip()
    found = ESCAPED.fullmatch(said) if said[:1] == "=" else None
    return found[1].strip() if found else said


_DROPPED = {ord(c): None for c in SPACES + TICKS} | {ord(c): "-" for c in MINUS}


@cache
def _beside() -> re.Pattern[str]:
    """Signs of money and units, before or after a number."""
    words = [w for names in marks()["currencies"].values() for w in names] + list(marks()["units"])
    any_of = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"^(?:{any_of})\.?(?=[-+\d.,])|(?<=[\d.,])(?:{any_of})\.?$", re.IGNORECASE)


@cache
def _money() -> Mapping[str, str]:
    return {name: code for code, names in marks()["currencies"].items() for name in names}


def currency(text: str) -> str:
    """The code of the money sign beside the number in ``text``; nothing where there is none."""
    found = re.sub(r"[\d\s.,'()+\-−–`’]+", " ", low(text)).split()
    return next((_money()[word] for word in found if word in _money()), "")


def is_number(cell: Cell) -> bool:
    """Whether ``cell`` is a number in some reading."""
    return isinstance(cell, float) or (isinstance(cell, str) and _is_number(cell))


def _is_number(text: str) -> bool:
    return len(text) <= 40 and _is_short_number(text)


@lru_cache(maxsize=50_000)  # a column is looked at many times over, and cells repeat
def _is_short_number(text: str) -> bool:
    if not text.strip() or TORN.search(text):
        return False
    body = bare(text).lstrip("-")
    return SHAPE.fullmatch(body) is not None or SCIENTIFIC.fullmatch(body) is not None


def find_numbers(cells: Iterable[Cell] | Mapping[Cell, int]) -> Numbers:
    """The decimal mark of ``cells``; certain unless every mark that stands there could part thousands as well.

    What stands often may come once, with how often it does.
    """
    texts = {cell: n for cell, n in Counter(cells).items() if isinstance(cell, str) and cell.strip()}
    bodies = Counter[str]()
    for text, n in texts.items():
        if _is_number(text):
            bodies[bare(text).lstrip("-")] += n
    money = dict.fromkeys(code for text in texts if (code := currency(text)))
    told = {mark: sum(n for body, n in bodies.items() if _tells(body) == mark) for mark in ".,"}
    open_ = {body: n for body, n in bodies.items() if _tells(body) == "?"}
    first = next(iter(open_), "")
    decimal = "," if told[","] > told["."] else "."
    if not any(told.values()) and open_:
        decimal = "," if "," in first else "."
    doubt = _doubt(bodies, told, decimal)
    certain = not open_ or _consistent(open_, told, decimal, doubt)
    unsigned = sum(n for text, n in texts.items() if text.strip("0., ") and not currency(text)) if money else 0
    shown, example = certain and any(told.values()), "" if certain else first
    return Numbers(decimal, certain, bodies.total(), sum(texts.values()), shown, doubt, tuple(money), unsigned, example)


def _doubt(bodies: Iterable[str], told: Mapping[str, int], decimal: str) -> str:
    """The marks of which nothing tells: both where no cell shows one; that of thousands where 1000 stands without."""
    if not any(told.values()):
        return ".,"
    other = "," if decimal == "." else "."
    grouped = any(other in body and _tells(body) != "?" for body in bodies)
    return other if not grouped and any(LONG.match(body) for body in bodies) else ""


def _consistent(unclear: Mapping[str, int], told: Mapping[str, int], decimal: str, doubt: str) -> bool:
    """Whether cells like 1,234 are explained by others in which the mark can only be one thing."""
    if not told[decimal] or any(mark in body for body in unclear for mark in doubt):
        return False
    return all(("," if decimal == "." else ".") in body for body in unclear) or told[decimal] > sum(unclear.values())


def _tells(body: str) -> str:
    """The decimal mark that ``body`` shows: a mark, ``?`` where it could part thousands, or nothing.

    >>> _tells("1.234,5"), _tells("12,5"), _tells("1,234"), _tells("1,234,567"), _tells("0.125"), _tells("17")
    (',', ',', '?', '.', '.', '')
    """
    marks_here = [c for c in body if c in ".,"]
    if not marks_here:
        return ""
    if len(set(marks_here)) == 2:
        return marks_here[-1]
    mark, other = marks_here[0], "," if marks_here[0] == "." else "."
    if len(marks_here) > 1:
        return other if GROUPED.fullmatch(body) else ""
    whole, _, part = body.partition(mark)
    return "?" if len(part) == 3 and 1 <= len(whole) <= 3 and whole.strip("0") else mark


def canonical(cell: Cell, decimal: str, doubt: str = "") -> str | None:
    """``cell`` as -1234.5 is written; what is no number, or may be two, stays as it is: it is set aside for that.

    >>> canonical("1 234,50 грн", ","), canonical("(1,234)", "."), canonical(17850.0, "."), canonical("n/a", ".")
    ('1234.50', '-1234', '17850', 'n/a')
    """
    if cell is None or isinstance(cell, float):
        return as_text(cell)
    text = str(cell)
    if text.isdecimal():
        return text
    if not _is_number(text):
        return UNCLEAR.format(text.strip()) if TORN.search(text) else text.strip() or None
    body = bare(text)
    if doubt and any(mark in body for mark in doubt) and _tells(body.lstrip("-")) == "?":
        return UNCLEAR.format(text.strip())
    return _parted(body, decimal) or text.strip()


def _parted(body: str, decimal: str) -> str:
    """``body`` without its marks of thousands, which part threes; nothing where they part something else."""
    other = "," if decimal == "." else "."
    whole, _, part = body.partition(decimal)
    digits = whole.lstrip("-")
    if other in part or decimal in part or (other in digits and not GROUPED.fullmatch(digits)):
        return "" if not GROUPED.fullmatch(body.lstrip("-")) or other not in body else body.replace(other, "")
    return f"{whole.replace(other, '')}.{part}" if part else whole.replace(other, "")


def times(text: str | None, factor: str) -> str | None:
    """The number in ``text`` so many times, exactly; what is no number stays.

    >>> times("1.5", "1000"), times("199", "0.01"), times("n/a", "1000")
    ('1500', '1.99', 'n/a')
    """
    try:
        return format((Decimal(text) * Decimal(factor)).normalize(), "f") if text else text
    except InvalidOperation:
        return text


def as_text(cell: Cell) -> str | None:
    """A cell as text: a whole number without its .0, a day without its midnight; text trimmed.

    A number so large that a spreadsheet has lost its last digits is written so that an id of it is refused.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        return unescaped(cell) or None
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < DESTROYED:
            return str(int(cell))
        return f"{cell:E}" if abs(cell) >= DESTROYED else repr(cell)
    return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
