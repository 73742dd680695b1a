"""What a person looks at to see whether a sheet was understood: its first rows as they came, and as they will be."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from salesbook.intake.numbers import as_text
from salesbook.intake.readings import Reading
from salesbook.intake.tidy import no_sale, written_columns
from salesbook.intake.understand import Understood
from salesbook.words import date, say

Rows = list[list[str]]


def before(what: Understood, rows: int) -> Rows:
    """The header of ``what`` and the first ``rows`` under it, as they came."""
    start = what.shape.header.start
    head = what.sheet.head[start : start + what.shape.header.rows + rows]
    return [[as_text(cell) or "" for cell in row] for row in head]


def after(what: Understood, rows: int) -> Rows:
    """Our names, and under them the first ``rows`` that count."""
    return [[*what.columns, *what.constants], *islice(_lines(what), rows)]


def _lines(what: Understood) -> Iterator[list[str]]:
    names, reads = written_columns(what)
    mapped = [read for name, read in zip(names, reads, strict=True) if name in what.columns]
    left_out = no_sale(what)
    for _, row in what.table.sample:
        if left_out(row) is None:
            yield [*(read(row[place]) or "" for place, read in mapped), *what.constants.values()]


def kind(reading: Reading, lang: str) -> str:
    """How the cells of a column are read, where that goes without saying nowhere: its dates, its decimal comma."""
    if reading.moments:
        return say(f"import.order.{reading.moments.order.replace(' ', '_')}", lang)
    return say("import.comma", lang) if reading.numbers and reading.numbers.decimal == "," else ""


def told(key: str, values: Mapping[str, Any], lang: str) -> str:
    """A note or a question as people read it; days by the name of their month."""
    shown: dict[str, Any] = {name: date(v, lang) if hasattr(v, "isoformat") else v for name, v in values.items()}
    return say(key, lang, **shown)
