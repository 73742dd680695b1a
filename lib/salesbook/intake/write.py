"""Columns of cells as text, and into a Parquet file, some rows at a time."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from salesbook.intake.sheet import Cell

ESCAPED = r'^="\s*([^"]*?)\s*"$'  # as numbers.unescaped
NUMBER = r"^-?\d+(\.\d+)?$"  # stands as it is


def as_column(cells: Sequence[Cell], read: Callable[[Cell], str | None], plain: str = "") -> pa.Array:
    """``read`` of each cell, each different text once. Texts like ``plain`` need no reading; empty: all need it."""
    try:
        given = pa.array(cells, pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # typed by the file itself
        return pa.array([read(cell) for cell in cells], pa.string())
    if plain and pc.all(pc.match_substring_regex(given, plain), min_count=0).as_py():
        return given
    coded = given.dictionary_encode()
    return pa.array([read(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def trimmed(cells: Sequence[Cell], read: Callable[[Cell], str | None]) -> pa.Array:
    """``cells`` without spaces around them, nothing where nothing is left; what is no text as ``read`` has it."""
    try:
        text = pc.utf8_trim_whitespace(pa.array(cells, pa.string()))
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pa.array([read(cell) for cell in cells], pa.string())
    if pc.any(pc.starts_with(text, '="'), min_count=0).as_py():
        text = pc.replace_substring_regex(text, ESCAPED, r"\1")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def total(column: pa.Array) -> float:
    """The sum of the texts that are numbers."""
    try:
        return pc.sum(pc.cast(column, pa.float64()), min_count=0).as_py() or 0.0
    except pa.ArrowInvalid:
        return sum(as_number(text) for text in column.to_pylist() if text)


def as_number(text: str) -> float:
    """``text`` as a number; 0 where it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


class TextWriter:
    """A Parquet file of text columns ``names``; there even where no row comes."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._schema = pa.schema([(name, pa.string()) for name in names])
        self._file = pa.parquet.ParquetWriter(path, self._schema)

    def __enter__(self) -> "TextWriter":
        return self

    def __exit__(self, *_: Any) -> None:
        self._file.close()

    def write(
        self, columns: Sequence[pa.Array], kept: Sequence[int] | None, more: Sequence[str], rows: Sequence[int]
    ) -> None:
        """Add rows: ``columns``, of which only the places ``kept`` count, then ``more`` in every row, then ``rows``."""
        own = columns if kept is None else [column.take(pa.array(kept, pa.int64())) for column in columns]
        constants = [pa.repeat(pa.scalar(value, pa.string()), len(rows)) for value in more]
        arrays = [*own, *constants, pc.cast(pa.array(rows, pa.int64()), pa.string())]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
