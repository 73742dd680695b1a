"""ibis on DuckDB without pandas, and for tables larger than memory: what is only passed on is asked for again."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.duckdb import Backend as IbisBackend
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.formats.pyarrow import PyArrowData

MEMORY, THREADS = "SALESBOOK_MEMORY", "SALESBOOK_THREADS"
SMALL = 20_000_000  # bytes of files: their tables need no file of their own, which takes a fifth of a second to write
LARGE = 20_000_000  # rows: up to here it is faster to keep what a question reads twice (benchmarks/growth.py)
DEAR = (sge.Group, sge.Distinct, sge.Window, sge.Qualify, sge.Union, sge.Order, sge.Limit)  # kept, however many


class Compiler(DuckDBCompiler):
    """DuckDB lays down each part of a question that is read twice, on the disk where it is larger than memory.

    A part that only filters rows and adds columns to them is read twice from the table in a third of that time.
    """

    __slots__ = ()

    def translate(self, op: Any, *, params: Any) -> Any:
        """The question, its light parts marked ``NOT MATERIALIZED``."""
        question = super().translate(op, params=params)
        for part in question.ctes:
            if not part.this.find(*DEAR):
                part.set("materialized", False)
        return question


class Data(PyArrowData):
    """A column of nothing but NULL comes from DuckDB as numbers."""

    @classmethod
    def convert_column(cls, column: Any, dtype: Any) -> Any:
        """``column`` in the type that ibis expects."""
        return pa.nulls(len(column)) if dtype.is_null() else super().convert_column(column, dtype)

    @classmethod
    def convert_scalar(cls, scalar: Any, dtype: Any) -> Any:
        """``scalar`` in the type that ibis expects."""
        return pa.scalar(None) if dtype.is_null() else super().convert_scalar(scalar, dtype)


class Backend(IbisBackend):
    """Results come as Arrow; the library's own way imports pandas first, a quarter of a second."""

    def to_pyarrow(self, expr: Any, /, *, params: Any = None, limit: Any = None, **kwargs: Any) -> Any:
        """The rows of ``expr``, a column, or one value."""
        table = self._to_duckdb_relation(expr, params=params, limit=limit, **kwargs).to_arrow_table()
        return expr.__pyarrow_result__(table, data_mapper=Data)


def connect(work: Path, *, in_memory: bool) -> Backend:
    """An empty database; what it spills lies in ``work``, and itself too where not ``in_memory``."""
    con = Backend().connect(
        ":memory:" if in_memory else str(work / "work.duckdb"),
        memory_limit=os.environ.get(MEMORY, "1GB"),
        temp_directory=str(work),
        autoinstall_known_extensions=False,
        **({"threads": os.environ[THREADS]} if os.environ.get(THREADS) else {}),
    )
    con.raw_sql("SET enable_progress_bar = false")  # a slow question would leave its bar in a report
    return con


def is_small(files: Sequence[Path]) -> bool:
    """Whether ``files`` are there, and so small that their tables may be held in memory."""
    return bool(files) and sum(path.stat().st_size for path in files) < SMALL


def pass_on(con: Any, rows: int) -> None:
    """Let ``con`` keep nothing that is only passed on, where a table has so many ``rows`` that it would not fit."""
    if rows > LARGE:
        con.compiler = Compiler()
