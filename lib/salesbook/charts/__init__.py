"""The result of a measure → a picture. Nothing here computes a measure."""

from salesbook.charts.acquisition import acquisition_cost, new_against_existing, payback_curve
from salesbook.charts.chart import Chart
from salesbook.charts.client_base import abc_xyz_groups, rfm_segments, survival, survival_summary
from salesbook.charts.clients import cohort_revenue, cohorts, frequency, order_value, retention, sleeping
from salesbook.charts.contacts import (
    cadence,
    call_reasons,
    concentration,
    contact_standard,
    content_balance,
    initiative,
    regularity,
    return_rate,
    workload,
)
from salesbook.charts.coverage import coverage
from salesbook.charts.history import history
from salesbook.charts.nps import nps
from salesbook.charts.nps_parts import nps_behaviour, nps_drivers, nps_segments
from salesbook.charts.programme import points_liability, programme, programme_uplift, tier_sizes
from salesbook.charts.satisfaction import complaints, complaints_groups, csat
from salesbook.charts.team import bonus, team_loyalty
from salesbook.charts.themes import themes
from salesbook.charts.value import client_value, lifetime, lifetime_calibration, lifetime_total, retention_curve

__all__ = [
    "Chart", "abc_xyz_groups", "acquisition_cost", "bonus", "cadence", "call_reasons", "client_value",
    "cohort_revenue", "cohorts", "complaints", "complaints_groups", "concentration", "contact_standard",
    "content_balance", "coverage", "csat", "frequency", "history", "initiative", "lifetime", "lifetime_calibration",
    "lifetime_total", "new_against_existing", "nps", "nps_behaviour", "nps_drivers", "nps_segments", "order_value",
    "payback_curve", "points_liability", "programme", "programme_uplift", "regularity", "retention", "retention_curve",
    "return_rate", "rfm_segments", "sleeping", "survival", "survival_summary", "team_loyalty", "themes", "tier_sizes",
    "workload",
]  # fmt: skip
