"""Every figure of every reference is held by a test, or left out for a reason that stands here.

Most are held by the tables of test_client_figures.py and test_set_figures.py. ``HELD`` names what other modules hold,
``LEFT_OUT`` what none does and why; ``*`` stands for anything.
"""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.real import test_client_figures as clients
from tests.real import test_set_figures as sets
from tests.real.companies import DATA, expected

pytestmark = pytest.mark.real_data
HERE = Path(__file__).parent
WORDS = {  # what a reference says about its figures
    "definitions", "what", "how_to_read", "filter", "trap", "note", "repeat_note", "region_na_note", "score", "order_key",
    "customer_key", "date", "amount", "currency",
}  # fmt: skip
ANSWERED = "n", "promoters", "passives", "detractors", "nps", "ci95"
HELD = {
    "test_crm_team": ("crm-pipeline-maven/by_manager/*/won", "crm-pipeline-maven/by_manager/*/revenue"),
    "test_import": ("ru-crosstab-sales/revenue_by_year/*", "ru-crosstab-sales/units_by_year/*"),
    "test_nps": (
        *(f"{name}/*/{figure}" for name in ("nashville-nps", "nps-r-testdata") for figure in ANSWERED),
        "nashville-nps/overall/se", "nps-r-testdata/overall/se",
    ),
    "test_quality": (
        "ru-plants-ecom/raw/orders_with_more_than_one_customer", "ru-plants-ecom/raw/rows_repeated_ignoring_date",
        "ru-plants-ecom/raw/max_line/*",
    ),
    "test_ru_plants_ecom": ("ru-plants-ecom/raw/exact_duplicates",),
    "test_uci_online_retail": (
        "uci-online-retail/raw/rows", "uci-online-retail/raw/missing_CustomerID_rows",
        "uci-online-retail/raw/exact_duplicate_rows", "uci-online-retail/by_country_A_top5/*",
    ),
}  # fmt: skip
LEFT_OUT = {
    "the gaps of all clients in one heap: ours are each client's own rhythm": ("*/median_gap_days",),
    "a cancellation is an invoice of its own there; here it is a return and no order": (
        "uci-online-retail/B_net_of_returns/customers", "uci-online-retail/B_net_of_returns/orders",
        "uci-online-retail/B_net_of_returns/aov", "uci-online-retail/raw/cancel_rows*", "uci-online-retail/raw/adjust_rows*",
        "uci-online-retail/cancel_rate_invoices",
    ),
    "names of columns, which a map changes": ("uci-online-retail/raw/columns",),
    "deals not won are no sales: they are not brought in, so that there is no rate of winning and no length of a deal": (
        "crm-pipeline-maven/rows", "crm-pipeline-maven/stages/*", "crm-pipeline-maven/missing/*",
        "crm-pipeline-maven/*lost", "crm-pipeline-maven/*win_rate", "crm-pipeline-maven/cycle_days_*",
        "hubspot-dummy/rows/deals", "hubspot-dummy/stages/*", "hubspot-dummy/win_rate_closed",
        "hubspot-dummy/deals_with_contact_in_contacts",
    ),
    "no table of ours lists the products": ("crm-pipeline-maven/product_values_not_in_products",),
    "tasks and notes among the activities are no contacts": (
        "hubspot-dummy/rows/activities", "hubspot-dummy/activities_by_owner/*",
    ),
    "no measure tells who was reached by every call; calls_made does so for call lists": (
        "hubspot-dummy/connect_rate_*",
    ),
    "Wald's error of each group: ours is the adjusted Wald, whose interval test_nps.py holds against theirs": (
        "nashville-nps/by_*/se", "nps-r-testdata/by_*/se",
    ),
    "no measure gives the mean mark of the NPS question": ("nashville-nps/*/mean", "nps-r-testdata/*/mean"),
    "money by the month and churn by a flag: ours are told by orders, of which the set has none": (
        "nashville-nps/mrr_*", "nashville-nps/advertising_costs_total", "telco-churn/churn_rate",
        "telco-churn/retention_rate", "telco-churn/by_*", "telco-churn/mrr_*", "telco-churn/mean_tenure",
    ),
    "a plan is no sale": ("ru-sales-facts/plan_revenue",),
}  # fmt: skip


def in_a_table():
    for name, block, _, _, _, otherwise in clients.BLOCKS:
        yield from (f"{name}/{block}/{figure}" for figure in clients.HOW if figure not in otherwise)
    for source, path, _ in (*sets.FIGURES, *sets.ANSWERS):
        yield f"{sets.name_of(source)}/{path}"


def figures(node, path, known):
    """The paths of all figures under ``path`` that are not ``known`` to be held."""
    if path in known:
        return
    if not isinstance(node, dict):
        yield path
        return
    for key, below in node.items():
        if key not in WORDS:
            yield from figures(below, f"{path}/{key}", known)


@pytest.fixture(scope="module")
def rest():
    known = set(in_a_table())
    names = sorted(path.parent.name for path in DATA.glob("*/expected.json"))
    return [path for name in names for path in figures(expected(name), name, known)]


def named():
    return [pattern for patterns in (*HELD.values(), *LEFT_OUT.values()) for pattern in patterns]


def test_every_figure_is_in_a_table_or_is_named_once(rest):
    found = {path: sum(fnmatchcase(path, pattern) for pattern in named()) for path in rest}
    assert {path: n for path, n in found.items() if n != 1} == {}


def test_nothing_is_named_that_no_reference_has(rest):
    assert [pattern for pattern in named() if not any(fnmatchcase(path, pattern) for path in rest)] == []


@pytest.mark.parametrize("module", HELD)
def test_a_module_reads_the_figures_that_it_is_said_to_hold(module):
    source = (HERE / f"{module}.py").read_text("utf-8")
    last = {pattern: [step for step in pattern.split("/") if step != "*"][-1] for pattern in HELD[module]}
    assert [pattern for pattern, figure in last.items() if f'"{figure}"' not in source] == []
