"""What a result says, in a sentence of the reader's language, with the figures it rests on; a file a topic."""

from salesbook.findings.acquisition import (
    acquisition_channels,
    acquisition_cost,
    cost_ratio,
    payback,
    payback_channels,
    referral_total,
    sale_ratio,
    word_bounds,
    word_share,
)
from salesbook.findings.change import moved, moves, plan_fault, planned, steps
from salesbook.findings.client_base import (
    abc_xyz,
    abc_xyz_advice,
    rfm,
    rfm_advice,
    rfm_clients,
    survival,
    survival_groups,
)
from salesbook.findings.clients import frequency, order_lines, order_value, retention, retention_change
from salesbook.findings.contacts import (
    cadence,
    concentration,
    contact_standard,
    content_balance,
    initiative,
    largest,
    uncontacted,
    workload,
)
from salesbook.findings.finding import FIGURES, Actions, Attention, Finding, attention, said_sure, who
from salesbook.findings.listing import SHEET, Listing, table
from salesbook.findings.loyalty import nps, nps_change, themes
from salesbook.findings.nps_parts import (
    nps_bands,
    nps_behaviour,
    nps_by_revenue,
    nps_by_shares,
    nps_drivers,
    nps_mix,
    nps_sample,
    nps_scale,
)
from salesbook.findings.overview import overview
from salesbook.findings.programme import (
    points_balance,
    points_due,
    programme,
    programme_compared,
    programme_rules,
    programme_uplift,
    tier_sizes,
)  # fmt: skip
from salesbook.findings.satisfaction import (
    complaint_effect,
    complaint_promises,
    complaint_time,
    complaints_change,
    complaints_groups,
    csat,
    csat_change,
    open_complaints,
)
from salesbook.findings.sleeping import call_list, calls, calls_made, return_rate, sleeping
from salesbook.findings.team import bonus_total, team_alike, team_nobody, team_standing
from salesbook.findings.value import (
    client_value,
    client_value_change,
    lifetime_calibration,
    lifetime_holders,
    lifetime_total,
    retention_curve,
)

__all__ = [
    "FIGURES", "SHEET", "Actions", "Attention", "Finding", "Listing", "abc_xyz", "abc_xyz_advice",
    "acquisition_channels", "acquisition_cost", "attention", "bonus_total", "cadence", "call_list", "calls",
    "calls_made", "client_value", "client_value_change", "complaint_effect", "complaint_promises", "complaint_time",
    "complaints_change", "complaints_groups", "concentration", "contact_standard", "content_balance", "cost_ratio",
    "csat", "csat_change", "frequency", "initiative", "largest", "lifetime_calibration", "lifetime_holders",
    "lifetime_total", "moved", "moves", "nps", "nps_bands", "nps_behaviour", "nps_by_revenue", "nps_by_shares",
    "nps_change", "nps_drivers", "nps_mix", "nps_sample", "nps_scale", "open_complaints", "order_lines", "order_value",
    "overview", "payback", "payback_channels", "plan_fault", "planned", "points_balance", "points_due", "programme",
    "programme_compared", "programme_rules", "programme_uplift", "referral_total", "retention", "retention_change",
    "retention_curve", "return_rate", "rfm", "rfm_advice", "rfm_clients", "said_sure", "sale_ratio", "sleeping",
    "steps",
    "survival", "survival_groups", "table", "team_alike", "team_nobody", "team_standing", "themes", "tier_sizes",
    "uncontacted", "who", "word_bounds", "word_share", "workload",
]  # fmt: skip
