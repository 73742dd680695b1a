"""What a finding would change: the workbook's own measures with the rows in question and without them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from salesbook.metrics import frequency, nps, order_value, retention

Figures = Mapping[str, float | None]
POINTS = {"retention_rate": 100, "nps": 1}  # changes of these are told in points, of the others as a share
LEAST = 0.0005  # a share below it rounds to 0.0 %


@dataclass(frozen=True)
class Effect:
    """One figure as it is, ``now``, and as it would be, ``then``."""

    figure: str
    now: float | None
    then: float | None

    @property
    def change(self) -> float | None:
        """A share of the figure; in points for the share of clients kept and for NPS; None where it cannot be told."""
        if self.now is None or self.then is None:
            return None
        if self.figure in POINTS:
            return POINTS[self.figure] * (self.then - self.now)
        return self.then / self.now - 1 if self.now else None

    @property
    def weight(self) -> float:
        """How much the change matters, 0.01 for one per cent or one point; 0 where it cannot be seen."""
        change = abs(self.change or 0.0) / (100 if self.figure in POINTS else 1)
        return change if change >= LEAST else 0.0


Compare = Callable[..., tuple[Effect, ...]]


def order_figures(orders: ibis.Table, **rules: Any) -> Figures:
    """Revenue, orders, clients, average order value, orders per client and month, share of clients kept."""
    (value,), (often,), (kept,) = (
        measure(orders, **rules).to_pyarrow().to_pylist() for measure in (order_value, frequency, retention)
    )
    names = ("revenue", "orders", "clients", "order_value")
    return {
        **{name: value[name] for name in names},
        "frequency_per_month": often["frequency_per_month"],
        "retention_rate": kept["retention_rate"],
    }


def answer_figures(answers: ibis.Table) -> Figures:
    """NPS."""
    (row,) = nps(answers).to_pyarrow().to_pylist()
    return {"nps": row["nps"]}


def against(now: Figures, figures: Callable[..., Figures]) -> Compare:
    """A function that computes ``figures`` of other rows, or by other rules, and holds them against ``now``."""

    def compare(rows: ibis.Table, **rules: Any) -> tuple[Effect, ...]:
        then = figures(rows, **rules)
        return tuple(Effect(name, now[name], then[name]) for name in now)

    return compare


def weight(effects: Sequence[Effect]) -> float:
    """The largest change among ``effects``."""
    return max((effect.weight for effect in effects), default=0.0)
