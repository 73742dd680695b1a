"""ibis on PostgreSQL without temporary tables, so that a user who may only read, and a replica, can be asked."""

from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.postgres import Backend as IbisBackend
from ibis.backends.sql.compilers.postgres import PostgresCompiler

from salesbook.errors import DataError
from salesbook.tables.address import first_line, mask


class Compiler(PostgresCompiler):
    """Small tables of ours stand in the question itself, as ``VALUES``; whole numbers divide into fractions."""

    __slots__ = ()

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """PostgreSQL makes an ``int`` of a boolean, but no ``bigint``."""
        if op.arg.dtype.is_boolean() and to.is_numeric():
            arg = self.cast(arg, dt.int32)
        return super().visit_Cast(op, arg=arg, to=to)

    visit_TryCast = visit_Cast

    def visit_Divide(self, op: Any, *, left: Any, right: Any) -> Any:
        """3 / 4 is 0.75 and not 0."""
        whole = op.left.dtype.is_integer() and op.right.dtype.is_integer()
        above = self.cast(left, op.dtype) if whole else sge.paren(left, copy=False)
        return sge.Div(this=above, expression=sge.paren(right, copy=False))

    def visit_InMemoryTable(self, op: Any, *, name: str, schema: Any, data: Any) -> Any:
        """The rows of ``data``, each column cast to its type."""
        rows = [tuple(map(_literal, row.values())) for row in data.to_pyarrow(schema).to_pylist()]
        names = [sg.to_identifier(column, quoted=True) for column in schema.names]
        filled = rows or [(sge.Null(),) * len(names)]
        values = sge.Values(
            expressions=[sge.Tuple(expressions=list(row)) for row in filled],
            alias=sge.TableAlias(this=sg.to_identifier("given", quoted=True), columns=names),
        )
        cells = [
            self.cast(sge.Column(this=n), t).as_(c, quoted=True)
            for n, (c, t) in zip(names, schema.items(), strict=True)
        ]
        query = sg.select(*cells).from_(values)
        return (query if rows else query.where(sge.false())).subquery(sg.to_identifier(name, quoted=True))


class Backend(IbisBackend):
    """As ibis's own; ``address`` is told in errors, without its password."""

    compiler = Compiler()
    address = ""

    def _register_in_memory_table(self, op: Any) -> None:
        """Nothing to do: the compiler writes its rows out."""

    def to_pyarrow(self, expr: ir.Expr, /, **kwargs: Any) -> Any:
        """The rows of ``expr``.

        Raises
        ------
        DataError
            The server could not work it out.
        """
        try:
            return super().to_pyarrow(expr, **kwargs)
        except Exception as error:
            said = first_line(error, self.address)
            fix = "Check that the server runs and that this user may read the table."
            raise DataError(mask(self.address), f"the server stopped ({said}).", fix) from error


def _literal(value: Any) -> Any:
    return sge.convert(value.isoformat() if hasattr(value, "isoformat") else value)
