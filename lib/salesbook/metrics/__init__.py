"""Measures of client data: functions of ibis tables, lazy, without rounding, formatting or language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from salesbook.metrics.abc_xyz import abc_xyz, abc_xyz_groups
from salesbook.metrics.acquisition_cost import acquisition_cost
from salesbook.metrics.best_sellers import best_sellers
from salesbook.metrics.bonus import bonus, bonus_total
from salesbook.metrics.cadence import cadence, cadence_clients
from salesbook.metrics.call_list import call_list
from salesbook.metrics.calls_made import call_reasons, calls_made
from salesbook.metrics.change import Change, change, from_error
from salesbook.metrics.client_summary import client_summary
from salesbook.metrics.client_value import client_value
from salesbook.metrics.cohorts import cohorts
from salesbook.metrics.complaint_effect import complaint_effect
from salesbook.metrics.complaints import complaints
from salesbook.metrics.complaints_change import complaints_change, open_complaints
from salesbook.metrics.complaints_groups import complaints_groups
from salesbook.metrics.concentration import concentration
from salesbook.metrics.contact_standard import below_standard, contact_standard
from salesbook.metrics.content_balance import content_balance
from salesbook.metrics.csat import csat, csat_change
from salesbook.metrics.frequency import frequency
from salesbook.metrics.initiative import initiative
from salesbook.metrics.lifetime import lifetime
from salesbook.metrics.lifetime_calibration import lifetime_calibration
from salesbook.metrics.lifetime_total import lifetime_total
from salesbook.metrics.new_against_existing import new_against_existing
from salesbook.metrics.nps import nps, nps_change
from salesbook.metrics.nps_bands import nps_bands
from salesbook.metrics.nps_behaviour import nps_behaviour, nps_clients
from salesbook.metrics.nps_drivers import nps_drivers
from salesbook.metrics.nps_mix import nps_mix, nps_segments
from salesbook.metrics.nps_sample import nps_sample, sample_size
from salesbook.metrics.nps_scale import nps_scale
from salesbook.metrics.nps_weighted import nps_weighted
from salesbook.metrics.order_value import order_value
from salesbook.metrics.payback import payback, payback_curve
from salesbook.metrics.points_liability import points_balance, points_due, points_liability
from salesbook.metrics.programme import programme
from salesbook.metrics.programme_rules import programme_rules
from salesbook.metrics.programme_uplift import programme_uplift
from salesbook.metrics.purchases import order_lines, purchases, rules_in_force
from salesbook.metrics.referral import referral, referral_total, referred
from salesbook.metrics.regularity import regularity
from salesbook.metrics.retention import retention, retention_change
from salesbook.metrics.retention_curve import retention_curve
from salesbook.metrics.return_rate import return_rate
from salesbook.metrics.rfm import rfm, rfm_segments
from salesbook.metrics.sleeping import sleeping
from salesbook.metrics.survival import survival, survival_summary
from salesbook.metrics.team import team
from salesbook.metrics.team_loyalty import team_loyalty
from salesbook.metrics.themes import themes
from salesbook.metrics.tiers import tier_sizes, tiers
from salesbook.metrics.uncontacted import uncontacted
from salesbook.metrics.word_of_mouth import word_of_mouth
from salesbook.metrics.workload import workload


@dataclass(frozen=True)
class Measure:
    """A measure and the tables that it reads.

    The function is given ``table`` and those of ``also`` by position, and those of ``maybe`` by their names where the
    company has them. Groups are columns of ``table``. ``ends``: the table whose last day is ``as_of`` where none is
    given; empty where all there is counts.
    """

    function: Callable[..., Any]
    table: str
    also: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    ends: str = "orders"


TEAM_TABLES = ("clients", "surveys", "complaints", "contacts", "team")

MEASURES: Mapping[str, Measure] = {
    "abc_xyz": Measure(abc_xyz, "orders"),
    "abc_xyz_groups": Measure(abc_xyz_groups, "orders"),
    "acquisition_cost": Measure(acquisition_cost, "spend", maybe=("clients", "orders"), ends=""),
    "below_standard": Measure(below_standard, "orders", also=("contacts",)),
    "best_sellers": Measure(best_sellers, "orders"),
    "bonus": Measure(bonus, "orders", maybe=TEAM_TABLES),
    "bonus_total": Measure(bonus_total, "orders", maybe=TEAM_TABLES),
    "cadence": Measure(cadence, "contacts", maybe=("clients", "orders"), ends="contacts"),
    "cadence_clients": Measure(cadence_clients, "contacts", maybe=("clients", "orders"), ends="contacts"),
    "call_list": Measure(call_list, "orders", maybe=("contacts", "complaints")),
    "client_summary": Measure(client_summary, "orders"),
    "client_value": Measure(client_value, "orders"),
    "cohorts": Measure(cohorts, "orders"),
    "complaint_effect": Measure(complaint_effect, "complaints", maybe=("surveys", "orders"), ends=""),
    "complaints": Measure(complaints, "complaints", ends="complaints"),
    "complaints_change": Measure(complaints_change, "complaints", ends="complaints"),
    "complaints_groups": Measure(complaints_groups, "complaints", ends="complaints"),
    "concentration": Measure(concentration, "orders"),
    "contact_standard": Measure(contact_standard, "orders", also=("contacts",)),
    "content_balance": Measure(content_balance, "contacts", ends="contacts"),
    "csat": Measure(csat, "surveys", ends="surveys"),
    "csat_change": Measure(csat_change, "surveys", ends="surveys"),
    "frequency": Measure(frequency, "orders"),
    "initiative": Measure(initiative, "contacts", ends="contacts"),
    "lifetime": Measure(lifetime, "orders"),
    "lifetime_calibration": Measure(lifetime_calibration, "orders"),
    "lifetime_total": Measure(lifetime_total, "orders"),
    "new_against_existing": Measure(new_against_existing, "spend", also=("orders",), maybe=("clients",)),
    "nps": Measure(nps, "surveys", ends="surveys"),
    "nps_bands": Measure(nps_bands, "surveys", ends="surveys"),
    "nps_behaviour": Measure(nps_behaviour, "surveys", maybe=("orders",)),
    "nps_change": Measure(nps_change, "surveys", ends="surveys"),
    "nps_clients": Measure(nps_clients, "surveys", maybe=("orders",)),
    "nps_drivers": Measure(nps_drivers, "surveys", ends="surveys"),
    "nps_mix": Measure(nps_mix, "surveys", ends="surveys"),
    "nps_sample": Measure(nps_sample, "surveys", ends="surveys"),
    "nps_scale": Measure(nps_scale, "surveys", ends="surveys"),
    "nps_segments": Measure(nps_segments, "surveys", ends="surveys"),
    "nps_weighted": Measure(nps_weighted, "surveys", maybe=("clients", "orders")),
    "open_complaints": Measure(open_complaints, "complaints", ends="complaints"),
    "order_lines": Measure(order_lines, "orders"),
    "order_value": Measure(order_value, "orders"),
    "payback": Measure(payback, "spend", also=("orders",), maybe=("clients",)),
    "payback_curve": Measure(payback_curve, "spend", also=("orders",), maybe=("clients",)),
    "points_balance": Measure(points_balance, "points", ends="points"),
    "points_due": Measure(points_due, "points", ends="points"),
    "points_liability": Measure(points_liability, "points", ends="points"),
    "programme": Measure(programme, "points", ends="points"),
    "programme_rules": Measure(programme_rules, "points", ends="points"),
    "programme_uplift": Measure(programme_uplift, "orders", also=("points",), maybe=("clients",)),
    "referral": Measure(referral, "clients", also=("orders",)),
    "referral_total": Measure(referral_total, "clients", also=("orders",)),
    "referred": Measure(referred, "clients", also=("orders",)),
    "regularity": Measure(regularity, "clients", also=("orders",)),
    "retention": Measure(retention, "orders"),
    "retention_change": Measure(retention_change, "orders"),
    "retention_curve": Measure(retention_curve, "orders"),
    "return_rate": Measure(return_rate, "orders"),
    "rfm": Measure(rfm, "orders"),
    "rfm_segments": Measure(rfm_segments, "orders"),
    "sleeping": Measure(sleeping, "orders"),
    "survival": Measure(survival, "orders"),
    "survival_summary": Measure(survival_summary, "orders"),
    "team": Measure(team, "orders", maybe=TEAM_TABLES),
    "team_loyalty": Measure(team_loyalty, "orders", maybe=TEAM_TABLES),
    "tier_sizes": Measure(tier_sizes, "orders"),
    "tiers": Measure(tiers, "orders"),
    "uncontacted": Measure(uncontacted, "orders", also=("contacts",)),
    "word_of_mouth": Measure(word_of_mouth, "surveys", maybe=("clients", "orders"), ends=""),
    "workload": Measure(workload, "clients", also=("orders",), maybe=("team", "contacts")),
}

__all__ = [
    "MEASURES", "Change", "Measure", "abc_xyz", "abc_xyz_groups", "acquisition_cost", "below_standard", "best_sellers",
    "bonus", "bonus_total", "cadence", "cadence_clients", "call_list", "call_reasons", "calls_made", "change",
    "client_summary", "client_value", "cohorts", "complaint_effect", "complaints", "complaints_change",
    "complaints_groups", "concentration", "contact_standard", "content_balance", "csat", "csat_change", "frequency",
    "from_error", "initiative", "lifetime", "lifetime_calibration", "lifetime_total", "new_against_existing", "nps",
    "nps_bands", "nps_behaviour", "nps_change", "nps_clients", "nps_drivers", "nps_mix", "nps_sample", "nps_scale",
    "nps_segments", "nps_weighted", "open_complaints", "order_lines", "order_value", "payback", "payback_curve",
    "points_balance", "points_due", "points_liability", "programme", "programme_rules", "programme_uplift",
    "purchases", "referral", "referral_total", "referred", "regularity", "retention", "retention_change",
    "retention_curve", "return_rate", "rfm", "rfm_segments", "rules_in_force", "sample_size", "sleeping", "survival",
    "survival_summary", "team", "team_loyalty", "themes", "tier_sizes", "tiers", "uncontacted", "word_of_mouth",
    "workload",
]  # fmt: skip
