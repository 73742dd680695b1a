"""A Parquet file → a Sheet whose first row is the names of its columns."""

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from salesbook.errors import DataError
from salesbook.intake.cells import cell_of
from salesbook.intake.sheet import HEAD, TAIL, WIDEST, Row, Sheet, row_of

BATCH = 10_000
LONGEST = 200_000_000  # rows


def read_parquet(path: Path, shown: str) -> Sheet:
    """The rows of a Parquet file, typed as they are.

    Raises
    ------
    DataError
        It is no Parquet file, is broken or too large.
    """
    try:
        with pq.ParquetFile(path) as file:
            names, length = file.schema_arrow.names, file.metadata.num_rows
        if len(names) > WIDEST or length > LONGEST:
            what = f"it has {length:,} rows and {len(names):,} columns."
            raise DataError(shown, what, "Export it in parts.")
        head, tail = _ends(path, names)
    except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
        raise DataError(shown, f"not readable as Parquet ({_short(error)}).", "Export it again.") from None
    return Sheet(shown, "", head, tail, length + 1, rows=lambda: _rows(path, names))


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:120].rstrip(".") if str(error) else type(error).__name__


def _batches(path: Path) -> Iterator[Any]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH)


def _rows(path: Path, names: list[str]) -> Iterator[Row]:
    yield row_of(name or None for name in names)
    for batch in _batches(path):
        yield from _converted(batch)


def _converted(batch: Any) -> Iterator[Row]:
    columns = [column.to_pylist() for column in batch.columns]
    return (row_of(map(_cell, row)) for row in zip(*columns, strict=True))


def _cell(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, dt.datetime) and value.tzinfo else cell_of(value)


def _ends(path: Path, names: list[str]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """First and last rows; only these are turned into cells."""
    names_row = row_of(name or None for name in names)
    head: list[Row] = [names_row]
    last: list[Any] = []
    for batch in _batches(path):
        if len(head) < HEAD:
            head += _converted(batch.slice(0, HEAD - len(head)))
        last = [*last, batch.slice(max(0, batch.num_rows - TAIL))][-TAIL:]
    tail = chain([names_row], *map(_converted, last))
    return tuple(head), tuple(tail)[-TAIL:]
