"""Text → moments in the company's time zone. The form of a date is found out, or asked; never half guessed."""

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import udf

from salesbook.errors import DataError

CLOCK = ("", " %H:%M", " %H:%M:%S")
DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d")
FORMATS = ("iso", *(day + clock for day in DAYS for clock in CLOCK), "%Y%m%d", "%Y%m%d%H", "%Y-%m", "excel")
EXCEL_EPOCH = "1899-12-30"
OFFSET = r"\d{2}:?\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$"
SAMPLE = 5_000


@udf.scalar.builtin(name="try_strptime")
def _strptime(text: str, pattern: str) -> "ibis.dtype('timestamp')": ...  # type: ignore[empty-body, valid-type]


@udf.scalar.builtin(name="timezone")
def _local(zone: str, moment: "ibis.dtype('timestamp(\"UTC\")')") -> "ibis.dtype('timestamp')": ...  # type: ignore[empty-body, valid-type]


@udf.scalar.builtin(name="to_seconds")
def _seconds(n: int) -> "ibis.dtype('interval(\"s\")')": ...  # type: ignore[empty-body, valid-type]


def parse(text: Any, formats: Sequence[str], timezone: str) -> Any:
    """The moment that ``text`` names in the first of ``formats`` that fits; null where none does."""
    return ibis.coalesce(*(_parse(text, form, timezone) for form in formats))


def _parse(text: Any, form: str, timezone: str) -> Any:
    if form == "iso":
        moment = _local(timezone, text.try_cast("timestamp('UTC')"))
        return ibis.ifelse(text.re_search(OFFSET), moment, text.try_cast("timestamp"))
    if form == "excel":
        serial = text.try_cast("float64")
        serial = ibis.ifelse(serial.between(1, 2_958_465), serial, ibis.null("float64"))
        return ibis.timestamp(EXCEL_EPOCH) + _seconds((serial * 86_400).round().cast("int64"))
    return _strptime(text, form)


def find_formats(table: ibis.Table, text: Any, where: str, column: str, timezone: str) -> tuple[str, ...]:
    """The one format in which most of ``text`` reads as dates.

    Raises
    ------
    DataError
        Day and month could be either way round, or less than half of the cells read as a date at all.
    """
    cells = table.select(text=text).filter(ibis._.text.notnull())
    likely = _counts(cells.limit(SAMPLE), FORMATS, timezone)
    best = max(likely.values(), default=0)
    survivors = [form for form, n in likely.items() if n and n >= best * 0.5]
    counts = _counts(cells, survivors, timezone) if survivors else {}
    total = cells.count().to_pyarrow().as_py()
    most = max(counts.values(), default=0)
    if not total:
        return ("iso",)
    if most * 2 < total:
        example = cells.limit(1).to_pyarrow()["text"][0].as_py()
        fix = 'Say how they are written in tables.yaml, e.g. date_format: "%d.%m.%Y".'
        raise DataError(where, f"{column} has cells that do not read as dates, like {example!r}.", fix)
    _refuse_ambiguous(cells, [f for f in survivors if counts[f] == most], where, column, timezone)
    return (next(form for form in FORMATS if counts.get(form) == most),)


def _counts(cells: ibis.Table, formats: Sequence[str], timezone: str) -> dict[str, int]:
    row = cells.aggregate(**{f"f{i}": _parse(cells.text, form, timezone).count() for i, form in enumerate(formats)})
    return dict(zip(formats, row.to_pyarrow().to_pylist()[0].values(), strict=True))


def _refuse_ambiguous(cells: ibis.Table, equal: Sequence[str], where: str, column: str, timezone: str) -> None:
    day_first = [f for f in equal if f.startswith("%d/%m")]
    month_first = [f for f in equal if f.startswith("%m/%d")]
    if not (day_first and month_first):
        return
    one, other = (_parse(cells.text, f[0], timezone) for f in (day_first, month_first))
    if cells.filter(one != other).limit(1).count().to_pyarrow().as_py():
        fix = f'Say which in tables.yaml: date_format: "{day_first[0]}" or "{month_first[0]}".'
        raise DataError(where, f"{column} could be day/month or month/day in every row.", fix)
