"""Days as people write them: 05.01.2024, 5 января 2024 г., 2024010513, 42075. Which is the day is found or asked."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from salesbook.intake.marks import low, marks, month_numbers
from salesbook.intake.sheet import Cell

YEARS = range(1990, 2100)
EPOCH = dt.datetime(1899, 12, 30)
LONGEST = 80  # letters of a day, with its weekday, time and zone
SERIALS = (20_000, 80_000)  # 1954 to 2119
CLOCK = r"(?:[ T,]+(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))?(?:[.,]\d+)?\s*(?P<noon>[ap]\.?m\.?)?)?"
DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day first", "month first", "year first"
NAMED, ISO, WHOLE, SERIAL = "named", "iso", "whole", "serial"
YEARLY = re.compile(rf"(?P<year>\d{{4}})[./\-](?P<a>\d{{1,2}})[./\-](?P<b>\d{{1,2}}){CLOCK}", re.IGNORECASE)
ZONE = re.compile(r"(.*\d.*?) ?\(?(?:GMT|UTC) ?([+\-\N{MINUS SIGN}]\d{1,2})(?::?(\d\d))?\)?", re.IGNORECASE)
OFFSET = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)", re.IGNORECASE)
TOGETHER = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<b>\d\d)(?P<a>\d\d)(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?")


@cache
def _year_word() -> str:
    """What may stand after a year: «2024 г.», «2024 року»."""
    return rf"(?: ?(?:{'|'.join(map(re.escape, marks()['years']))})\.?)?"


@cache
def _parted() -> re.Pattern[str]:
    """Day, month and year in digits, with a mark between them."""
    day = r"(?P<a>\d{1,2})[./\-](?P<b>\d{1,2})[./\-](?P<year>\d{4}|\d\d)"
    return re.compile(f"{day}{_year_word()}{CLOCK}", re.IGNORECASE)


@cache
def _by_name() -> re.Pattern[str]:
    """The month in letters, behind the day or before it; a day of the week may lead."""
    behind = r"(?:[^\W\d]+\.?,? )?(?P<a>\d{1,2})(?:st|nd|rd|th)?[ .\-]+(?P<month>[^\W\d]+)\.?"
    before = r"(?P<first>[^\W\d]+)\.? (?P<n>\d{1,2}),?"
    return re.compile(rf"(?:{behind}|{before})[ .,\-]+(?P<year>\d{{4}}){_year_word()},?{CLOCK}")


@dataclass(frozen=True)
class Moments:
    """How days are written in a column: ``order`` is one of the names above; ``example`` where day and month may swap.

    read, of
        How many of the cells looked at are days under this reading.
    """

    order: str = ISO
    certain: bool = True
    read: int = 0
    of: int = 0
    example: str = ""


def find_moments(cells: Iterable[Cell] | Mapping[Cell, int], numeric: bool = False) -> Moments:
    """The order of day, month and year in ``cells``; with ``numeric``, 20240131 and 45000 are days too.

    Not certain where every cell can be read both ways round and not all of them the same day. What stands often may
    come once, with how often it does.
    """
    filled = {cell: n for cell, n in Counter(cells).items() if cell is not None}
    typed = sum(n for cell, n in filled.items() if isinstance(cell, dt.datetime))
    texts = Counter[str]()
    for cell, n in filled.items():
        if not isinstance(cell, dt.datetime) and (text := _text(cell)):
            texts[text] += n
    all_ = sum(filled.values())
    orders = (ISO, YEAR_FIRST, DAY_FIRST, MONTH_FIRST, NAMED, *((WHOLE, SERIAL) if numeric else ()))
    counts = {order: sum(n for text, n in texts.items() if read(text, order) is not None) for order in orders}
    best = max(orders, key=lambda order: counts[order])
    if not counts[best]:
        return Moments(ISO, True, typed, all_)
    found = Moments(best, True, counts[best] + typed, all_)
    both = counts[DAY_FIRST] == counts[MONTH_FIRST] == counts[best]
    if best in (DAY_FIRST, MONTH_FIRST) and both and not all("." in text for text in texts):
        swapped = [text for text in texts if read(text, DAY_FIRST) != read(text, MONTH_FIRST)]
        if swapped:
            return Moments(best, False, found.read, found.of, swapped[0])
    return found


def canonical(cell: Cell, order: str, zone: dt.tzinfo | None = None) -> str | None:
    """``cell`` as ``2024-01-31`` or ``2024-01-31 13:05:00``, in ``zone``; what is no day stays as it is."""
    if isinstance(cell, dt.datetime):
        return iso(_placed(cell, zone))
    text = _text(cell)
    if not text:
        return None
    moment = read(text, order)
    return iso(_placed(moment, zone)) if moment else text


def _placed(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """``moment`` in ``zone`` where it has a time of day and no zone of its own."""
    return moment.replace(tzinfo=zone) if zone and moment.tzinfo is None and moment.time() != dt.time() else moment


def iso(moment: dt.datetime) -> str:
    """A day without its midnight; an offset is kept, for the company's time zone is known later."""
    text = moment.isoformat(sep=" ")
    return text.removesuffix(" 00:00:00")


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


@lru_cache(50_000)  # days repeat
def read(text: str, order: str) -> dt.datetime | None:
    """The moment that ``text`` names under ``order``; None where it names none.

    >>> read("31.01.2024 9:05", "day first"), read("01/31/24", "month first").day
    (datetime.datetime(2024, 1, 31, 9, 5), 31)
    >>> read("5 січня 2024 р.", "named"), read("2024010513", "whole").hour, read("45000", "serial").year
    (datetime.datetime(2024, 1, 5, 0, 0), 13, 2023)
    """
    if len(text) > LONGEST:
        return None
    said = " ".join(text.split())
    zone = ZONE.fullmatch(said)
    try:
        found = READERS[order](zone[1] if zone else said)
        found = found.replace(tzinfo=_zone(zone)) if found and zone else found
    except (ValueError, OverflowError):
        return None
    return found if found and found.year in YEARS else None


def _zone(found: re.Match[str]) -> dt.timezone:
    hours = int(found[2].replace("\N{MINUS SIGN}", "-"))
    minutes = int(found[3] or 0) * (-1 if hours < 0 else 1)
    return dt.timezone(dt.timedelta(hours=hours, minutes=minutes))


def _day_first(text: str) -> dt.datetime | None:
    found = _parted().fullmatch(text)
    return _made(found, int(found["b"]), int(found["a"])) if found else None


def _month_first(text: str) -> dt.datetime | None:
    found = _parted().fullmatch(text)
    return _made(found, int(found["a"]), int(found["b"])) if found and text[found.end("a")] != "." else None


def _year_first(text: str) -> dt.datetime | None:
    found = YEARLY.fullmatch(text)
    return _made(found, int(found["a"]), int(found["b"])) if found else None


def _iso(text: str) -> dt.datetime | None:
    if OFFSET.fullmatch(text):
        said = re.sub(r"(?i) ?(?:z|utc)$", "+00:00", text)
        return dt.datetime.fromisoformat(re.sub(r" (?=[+-]\d)", "", said))
    found = YEARLY.fullmatch(text)
    return _made(found, int(found["a"]), int(found["b"])) if found and text[4] == "-" else None


def _whole(text: str) -> dt.datetime | None:
    found = TOGETHER.fullmatch(text)
    return _made(found, int(found["b"]), int(found["a"])) if found else None


def _serial(text: str) -> dt.datetime | None:
    number = float(text)
    return EPOCH + dt.timedelta(seconds=round(number * 86_400)) if SERIALS[0] <= number <= SERIALS[1] else None


def _named(text: str) -> dt.datetime | None:
    found = _by_name().fullmatch(low(text))
    if not found:
        return None
    month = month_numbers().get(found["month"] or found["first"])
    return _made(found, month, int(found["a"] or found["n"])) if month else None


def _made(found: re.Match[str], month: int, day: int) -> dt.datetime:
    parts = {name: int(found[name] or 0) if name in found.re.groupindex else 0 for name in ("hour", "minute", "second")}
    noon = (found.groupdict().get("noon") or "").lower()[:1]
    hour = parts["hour"] % 12 + 12 * (noon == "p") if noon else parts["hour"]
    year = int(found["year"])
    year += (2000 if year < 70 else 1900) if year < 100 else 0
    return dt.datetime(year, month, day, hour, parts["minute"], parts["second"])


READERS: Mapping[str, Callable[[str], dt.datetime | None]] = {
    ISO: _iso,
    YEAR_FIRST: _year_first,
    DAY_FIRST: _day_first,
    MONTH_FIRST: _month_first,
    NAMED: _named,
    WHOLE: _whole,
    SERIAL: _serial,
}


def is_moment(cell: Cell) -> bool:
    """Whether ``cell`` is a day by its form; a bare number is not."""
    if isinstance(cell, dt.datetime):
        return True
    return isinstance(cell, str) and any(
        read(cell, order) for order in (ISO, YEAR_FIRST, DAY_FIRST, MONTH_FIRST, NAMED)
    )


@dataclass(frozen=True)
class Period:
    """First and last day of a time that a title or a column's name speaks of."""

    first: dt.date
    last: dt.date


def find_periods(texts: Sequence[str]) -> list[Period]:
    """The periods that ``texts`` speak of: two days, a month, a quarter or a year.

    >>> find_periods(["Продажи за октябрь 2024 г."])[0].last
    datetime.date(2024, 10, 31)
    """
    return [period for text in texts if (period := _period(low(text)))]


NUMERIC_DAY = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?!\d)|(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
NAMED_DAY = re.compile(r"(?<!\d)\d{1,2} [^\W\d]+ \d{4}")


def _period(text: str) -> Period | None:
    days = [day for found in NUMERIC_DAY.findall(text) if (day := read(found, DAY_FIRST) or read(found, ISO))]
    days = days or [day for found in NAMED_DAY.findall(text) if (day := read(found, NAMED))]
    if len(days) == 2 and days[0] <= days[1]:
        return Period(days[0].date(), days[1].date())
    return None if days else period_named(text) or _whole_year(text)


def _whole_year(text: str) -> Period | None:
    """The one year that a longer text names as such: «за 2023 год, руб.»."""
    words = "|".join(map(re.escape, marks()["years"]))
    years = set(re.findall(rf"(?<!\d)((?:19|20)\d\d) ?(?:{words})(?!\w)", text))
    return _months(int(years.pop()), 1, 12) if len(years) == 1 else None


def period_named(text: str) -> Period | None:
    """The month, quarter or year that ``text`` names: ``жовтень 2024``, ``2024-10``, ``Q3 2024``, ``2024 год``."""
    said = low(text)
    years = re.findall(r"(?<![\d.,])(?:19|20)\d\d(?!\d)", said)
    if len(set(years)) != 1:
        return None
    year = int(years[0])
    months = {n for word in re.findall(r"[^\W\d]+", said) if (n := month_numbers().get(word))}
    digits = re.search(r"(?<![\d.])(\d{1,2})[./](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[-./](\d{1,2})(?![\d./-])", said)
    if not months and digits and 1 <= int(digits[1] or digits[2]) <= 12:
        months = {int(digits[1] or digits[2])}
    if len(months) > 1:
        return None
    if months:
        return _months(year, months.pop(), 1)
    words = "|".join(map(re.escape, marks()["quarters"]))
    th = "|".join(map(re.escape, marks()["quarter_endings"]))
    quarter = re.search(rf"(?<!\w)(?:([1-4])(?:-?(?:{th}))? ?(?:{words})|(?:{words})\.? ?([1-4]))(?!\w)", said)
    if quarter:
        return _months(year, int(quarter[1] or quarter[2]) * 3 - 2, 3)
    return _months(year, 1, 12) if re.fullmatch(rf".*{year}\W*(?:{'|'.join(marks()['years'])})?\W*", said) else None


def _months(year: int, month: int, count: int) -> Period:
    after = month + count
    last = dt.date(year + (after > 12), after - 12 if after > 12 else after, 1) - dt.timedelta(days=1)
    return Period(dt.date(year, month, 1), last)
