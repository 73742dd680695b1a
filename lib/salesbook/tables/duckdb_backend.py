"""ibis on DuckDB for tables larger than memory: rows that are only passed on are asked for again, not kept."""

from typing import Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

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


def pass_on(con: Any, rows: int) -> None:
    """Let ``con`` keep nothing that is only passed on, where a table has so many ``rows`` that it would not fit."""
    if rows > LARGE:
        con.compiler = Compiler()
