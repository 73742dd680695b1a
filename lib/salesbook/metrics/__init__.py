"""Measures of client data: functions of ibis tables, lazy, without rounding, formatting or language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from salesbook.metrics.best_sellers import best_sellers
from salesbook.metrics.cohorts import cohorts
from salesbook.metrics.frequency import frequency
from salesbook.metrics.nps import nps, nps_change
from salesbook.metrics.order_value import order_value
from salesbook.metrics.purchases import order_lines, purchases, rules_in_force
from salesbook.metrics.retention import retention, retention_change
from salesbook.metrics.sleeping import sleeping
from salesbook.metrics.themes import themes


@dataclass(frozen=True)
class Measure:
    """A measure and the table that it reads."""

    function: Callable[..., Any]
    table: str


MEASURES: Mapping[str, Measure] = {
    "best_sellers": Measure(best_sellers, "orders"),
    "cohorts": Measure(cohorts, "orders"),
    "frequency": Measure(frequency, "orders"),
    "nps": Measure(nps, "surveys"),
    "nps_change": Measure(nps_change, "surveys"),
    "order_lines": Measure(order_lines, "orders"),
    "order_value": Measure(order_value, "orders"),
    "retention": Measure(retention, "orders"),
    "retention_change": Measure(retention_change, "orders"),
    "sleeping": Measure(sleeping, "orders"),
}

__all__ = [
    "MEASURES", "Measure", "best_sellers", "cohorts", "frequency", "nps", "nps_change", "order_lines", "order_value",
    "purchases", "retention", "retention_change", "rules_in_force", "sleeping", "themes",
]  # fmt: skip
