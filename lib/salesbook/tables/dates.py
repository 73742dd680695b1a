"""Text → moments in the company's time zone. The form of a date is found out, or asked; never half guessed."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis import udf

from salesbook.errors import DataError

CLOCK = ("", " %H:%M", " %H:%M:%S")
NOON = (" %I:%M %p", " %I:%M:%S %p")  # 1:05 PM
SHORT = ("%d.%m.%y", "%d/%m/%y", "%m/%d/%y")  # before the long ones, which take 24 for a year of old
LONG = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")
FORMATS = (
    "iso",
    *(day + clock for day in SHORT for clock in CLOCK[:2]),
    *(day + clock for day in LONG for clock in CLOCK),
    *(day + clock for day in LONG[1:3] for clock in NOON),
    *("%Y%m%d", "%Y%m%d%H", "%Y-%m", "excel"),
)
EXCEL_EPOCH = "1899-12-30"
SERIALS = (10_000, 80_000)  # 1927 to 2119: 2024 is a year, not a day of 1905
MOMENTS = ("1000-01-01", "9999-12-31 23:59:59")  # 01.02.24 is not of the year 24
OFFSET = r"[T ]\d{2}:?\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$"  # after a time of day: 2024-03-01 ends in no offset
SAMPLE = 5_000
ISO, TYPED = ("iso",), ("typed",)  # typed: a column that the file itself calls a moment


def is_moment(kind: Any) -> bool:
    """Whether a column's type is a day or a moment without an offset."""
    return kind.is_date() or (kind.is_timestamp() and kind.timezone is None)


@udf.scalar.builtin(name="try_strptime")
def _strptime(text: str, pattern: str) -> "ibis.dtype('timestamp')": ...  # type: ignore[valid-type]


@udf.scalar.builtin(name="timezone")
def _local(zone: str, moment: "ibis.dtype('timestamp(\"UTC\")')") -> "ibis.dtype('timestamp')": ...  # type: ignore[valid-type]


@udf.scalar.builtin(name="to_seconds")
def _seconds(n: int) -> "ibis.dtype('interval(\"s\")')": ...  # type: ignore[valid-type]


def parse(text: Any, formats: Sequence[str], timezone: str) -> Any:
    """The moment that ``text`` names in the first of ``formats`` that fits; null where none does."""
    return ibis.coalesce(*(_parse(text, form, timezone) for form in formats))


def other_form(table: ibis.Table, text: Any, formats: Sequence[str], timezone: str) -> tuple[str, int]:
    """A further format that most of the cells outside ``formats`` have, and how many; ``("", 0)`` where none does."""
    cells = table.select(text=text)
    read = parse(cells.text, formats, timezone)
    if not cells.aggregate(n=cells.text.count() - read.count()).to_pyarrow()["n"][0].as_py():
        return "", 0
    _, counts = _counts(cells.filter(cells.text.notnull() & read.isnull()), FORMATS, timezone)
    form = max(FORMATS, key=counts.__getitem__)
    return (form, counts[form]) if counts[form] else ("", 0)


def _parse(text: Any, form: str, timezone: str) -> Any:
    moment = _moment(text, form, timezone)
    first, last = map(ibis.timestamp, MOMENTS)
    return ibis.ifelse(moment.between(first, last), moment, ibis.null("timestamp"))


def _moment(text: Any, form: str, timezone: str) -> Any:
    if form == "typed":
        return text.try_cast("timestamp")
    if form == "iso":
        moment = _local(timezone, text.try_cast("timestamp('UTC')"))
        return ibis.ifelse(text.re_search(OFFSET), moment, text.try_cast("timestamp"))
    if form == "excel":
        serial = text.try_cast("float64")
        serial = ibis.ifelse(serial.between(*SERIALS), serial, ibis.null("float64"))
        return ibis.timestamp(EXCEL_EPOCH) + _seconds((serial * 86_400).round().cast("int64"))
    return _strptime(text, form)


def all_iso(table: ibis.Table, texts: Mapping[str, Any], timezone: str) -> list[str]:
    """Which of the columns ``texts`` have ISO dates and nothing else: one question for what is usual."""
    if not texts:
        return []
    read = {f"r{i}": parse(text, ISO, timezone).count() for i, text in enumerate(texts.values())}
    there = {f"n{i}": text.count() for i, text in enumerate(texts.values())}
    row = table.aggregate(**there, **read).to_pyarrow().to_pylist()[0]
    return [name for i, name in enumerate(texts) if row[f"n{i}"] == row[f"r{i}"]]


def find_formats(table: ibis.Table, text: Any, where: str, column: str, timezone: str) -> tuple[str, ...]:
    """The one format in which most of ``text`` reads as dates.

    Raises
    ------
    DataError
        Day and month could be either way round, or less than half of the cells read as a date at all.
    """
    every = table.select(text=text)
    cells = every.filter(ibis._.text.notnull())
    _, likely = _counts(cells.limit(SAMPLE), FORMATS, timezone)
    best = max(likely.values(), default=0)
    survivors = [form for form, n in likely.items() if n and n >= best * 0.5]
    total, counts = _counts(every, survivors, timezone)  # a filter would work out every text twice
    most = max(counts.values(), default=0)
    if not total:
        return ISO
    if most * 2 < total:
        example = cells.limit(1).to_pyarrow()["text"][0].as_py()
        fix = 'Say how they are written in tables.yaml, e.g. date_format: "%d.%m.%Y".'
        raise DataError(where, f"{column} has cells that do not read as dates, like {example!r}.", fix)
    _refuse_ambiguous(cells, [f for f in survivors if counts[f] == most], where, column, timezone)
    return (next(form for form in FORMATS if counts.get(form) == most),)


def _counts(cells: ibis.Table, formats: Sequence[str], timezone: str) -> tuple[int, dict[str, int]]:
    """How many cells are filled, and how many of them read as a date in each of ``formats``."""
    read = {f"f{i}": _moment(cells.text, form, timezone).count() for i, form in enumerate(formats)}
    total, *counts = cells.aggregate(total=cells.text.count(), **read).to_pyarrow().to_pylist()[0].values()
    return total, dict(zip(formats, counts, strict=True))


def _refuse_ambiguous(cells: ibis.Table, equal: Sequence[str], where: str, column: str, timezone: str) -> None:
    day_first = [f for f in equal if f.startswith("%d/%m")]
    month_first = [f for f in equal if f.startswith("%m/%d")]
    if not (day_first and month_first):
        return
    one, other = (_parse(cells.text, f[0], timezone) for f in (day_first, month_first))
    if cells.filter(one != other).limit(1).count().to_pyarrow().as_py():
        fix = f'Say which in tables.yaml: date_format: "{day_first[0]}" or "{month_first[0]}".'
        raise DataError(where, f"{column} could be day/month or month/day in every row.", fix)
