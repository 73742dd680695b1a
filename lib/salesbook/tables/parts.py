"""The tables of a book as they were asked for, with further columns or of one part: each put together once."""

from collections.abc import Callable
from typing import Any

import ibis

Asked = tuple[str, str, str, tuple[str, ...]]  # table, privacy, only, by


class Parts:
    """A view in the work database for each table that was asked for with more than its own columns.

    A view keeps no rows, so ten million lines need no more room; what is saved is putting the same joins together,
    and turning them into SQL, for every measure and every change of a picture. Without a work database (``con`` None:
    the tables stay with their engine) the joins are kept as they were put together.
    """

    def __init__(self, con: Any) -> None:
        self._con, self._made = con, {}  # type: ignore[var-annotated]

    def get(self, asked: Asked, make: Callable[[], ibis.Table]) -> ibis.Table:
        """The table ``asked`` for; ``make`` puts it together the first time."""
        if asked not in self._made:
            rows = make()
            known = self._con is None or isinstance(rows.op(), ibis.expr.operations.PhysicalTable)
            self._made[asked] = rows if known else self._con.create_view(f"part_{len(self._made)}", rows)
        return self._made[asked]


__all__ = ["Parts"]
