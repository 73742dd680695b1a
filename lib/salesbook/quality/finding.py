"""What the check found: plain values, to be worded in any language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis

from salesbook.quality.effects import Effect, weight

MATTERS = 0.01  # what changes a figure by one per cent, or one point, needs attention
ALWAYS = frozenset({"aside", "currencies", "future", "gap"})
FIRST = 5  # rows shown of each finding
HASH = "salesbook_same"
SHOWN = (
    "order_id", "response_id", "complaint_id", "client_id", "ordered_at", "answered_at", "contacted_at", "opened_at",
    "changed_at", "date", "month", "amount", "currency", "quantity", "unit_price", "product", "score", "channel",
    "points",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """``n`` of ``of`` rows (or ids, or days) of ``table`` are of this ``kind``.

    ``treated``: whether the figures count them (``counted``), leave them out by definition (``excluded``), or have
    nothing to do with them (empty). ``way``: what was done with them to compute ``effects``, which are empty where
    there is nothing to compute. ``examples``: the first rows, without names and comments of people.
    """

    kind: str
    table: str
    n: int
    of: int
    treated: str = ""
    way: str = ""
    effects: tuple[Effect, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()
    alone: tuple[Effect, ...] = ()  # the same for the first example by itself

    @property
    def weight(self) -> float:
        """The largest change of a figure."""
        return weight(self.effects)

    @property
    def attention(self) -> bool:
        """Whether somebody should decide what to do, or it is enough to know."""
        return self.kind in ALWAYS or self.weight >= MATTERS


def examples(rows: ibis.Table, *, also: Sequence[str] = (), order_by: Sequence[Any] = ()) -> tuple[dict[str, Any], ...]:
    """The first of ``rows``, in the columns that tell a row and carry nobody's name."""
    shown = [c for c in (*SHOWN, *also) if c in rows.columns]
    if not shown:
        return ()
    sorted_rows = rows.order_by(order_by) if order_by else rows
    return tuple(sorted_rows.select(shown).limit(FIRST).to_pyarrow().to_pylist())


def marked(rows: ibis.Table, leave_out: Sequence[str] = ()) -> ibis.Table:
    """``rows`` with a hash of all their cells, but those of ``leave_out``: equal rows have equal hashes."""
    cells = [rows[c].cast("string").fill_null("␀") for c in rows.columns if c not in leave_out]
    return rows.mutate(**{HASH: ibis.literal("␟").join(cells).hash()})


def repeated_rows(rows: ibis.Table) -> tuple[int, tuple[dict[str, Any], ...]]:
    """How many rows repeat another in every column, and the first of them with how many ``times`` each is there."""
    groups = marked(rows).group_by(HASH).agg(times=ibis._.count()).filter(ibis._.times > 1)
    n = int(groups.aggregate(n=(groups.times - 1).sum().fill_null(0)).to_pyarrow()["n"][0].as_py())
    if not n:
        return 0, ()
    most = groups.order_by([ibis.desc("times"), HASH]).limit(FIRST)
    seen = marked(rows).inner_join(most, HASH).drop(HASH).distinct()
    return n, examples(seen, also=["times"], order_by=[ibis.desc("times")])


def count(rows: ibis.Table) -> int:
    """How many rows there are."""
    return int(rows.count().to_pyarrow().as_py())
