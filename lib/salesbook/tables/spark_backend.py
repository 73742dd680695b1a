"""ibis on Spark, with rows that go in and out as Arrow: by way of pandas 3 an empty text becomes the word NaN."""

from typing import Any, ClassVar

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend as IbisBackend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.formats.pyarrow import PyArrowData

from salesbook.errors import DataError
from salesbook.tables.address import java_line

ibis.pyspark  # noqa: B018 - the attribute is what brings its options, which its compiler asks for


class Compiler(PySparkCompiler):
    """What Spark takes another way than DuckDB and PostgreSQL do."""

    __slots__ = ()
    SIMPLE_OPS: ClassVar[dict[Any, str]] = {ops.Hash: "xxhash64"}  # 32 bits are too few: rows share them

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:
        """A float said to be one: Spark takes 30.4375 for a decimal of four places, and cuts what it divides."""
        said = super().visit_NonNullLiteral(op, value=value, dtype=dtype)
        return self.cast(said, dtype) if dtype.is_floating() and isinstance(said, sge.Literal | sge.Neg) else said

    def visit_IsNull(self, op: Any, *, arg: Any) -> Any:
        """NaN is a value, as it is on the other engines."""
        return sge.Is(this=sge.paren(arg, copy=False), expression=sge.null())

    def visit_NotNull(self, op: Any, *, arg: Any) -> Any:
        """NaN is a value, as it is on the other engines."""
        return sge.Not(this=self.visit_IsNull(op, arg=arg))

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:
        """The blanks by their numbers: Spark takes ``\\f`` in a text for the letter f, and friends for riends."""
        return self.f.btrim(arg, self.f.concat(sge.convert(" \t\n\r"), self.f.char(11), self.f.char(12)))


class Backend(IbisBackend):
    """As ibis's own; ``shown`` is what errors call it."""

    compiler = Compiler()

    def do_connect(self, session: Any = None, mode: Any = "batch", shown: str = "pyspark://", **kwargs: Any) -> None:
        """Keep ``session``; its time zone becomes UTC, as ibis wants it."""
        self._shown = shown
        super().do_connect(session, mode, **kwargs)

    def _register_in_memory_table(self, op: Any) -> None:
        rows, schema = op.data.to_pyarrow(op.schema), PySparkSchema.from_ibis(op.schema)  # rows as Python objects would
        self._session.createDataFrame(rows, schema=schema).createOrReplaceTempView(op.name)  # need Python on workers

    def to_pyarrow(self, expr: ir.Expr, /, *, params: Any = None, limit: Any = None, **kwargs: Any) -> Any:
        """The rows of ``expr``.

        Raises
        ------
        DataError
            Spark could not work it out.
        """
        table = expr.as_table()
        try:
            self._run_pre_execute_hooks(expr)
            found = self.raw_sql(self.compile(table, params=params, limit=limit, **kwargs)).toArrow()
        except Exception as error:
            fix = "If memory was short, give its executors more (spark.executor.memory=4g)."
            raise DataError(self._shown, f"Spark stopped ({java_line(error)}).", fix) from error
        found = pa.table(found.columns, names=list(table.columns))
        return expr.__pyarrow_result__(PyArrowData.convert_table(found, table.schema()))

    def execute(self, expr: ir.Expr, /, *, params: Any = None, limit: Any = None, **kwargs: Any) -> Any:
        """The rows of ``expr`` for pandas."""
        rows = self.to_pyarrow(expr.as_table(), params=params, limit=limit, **kwargs)
        return expr.__pandas_result__(rows.to_pandas())
