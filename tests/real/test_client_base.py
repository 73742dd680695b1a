"""Client summary, cohorts of revenue, ABC and RFM of three real companies, held against the reference of each set."""

import math
from collections import Counter, defaultdict

import pytest

from tests.real.companies import Company, expected, months

pytestmark = pytest.mark.real_data
SAMPLE = Company("cdnow", "cdnow-sample")
SETS = [
    pytest.param(Company("uci-online-retail/online-retail.csv.gz", "uci-online-retail"), "uci-online-retail", "A_sales_only", {}, id="uci"),
    pytest.param(Company("ru-plants-ecom", "ru-plants-ecom"), "ru-plants-ecom", "A_as_is", {}, id="plants"),
    pytest.param(SAMPLE, "cdnow", "sample_by_customer_day", {"zero_amounts": "keep"}, id="cdnow"),
]  # fmt: skip


@pytest.mark.parametrize(("company", "name", "key", "rules"), SETS)
def test_the_few_who_bring_most_and_those_silent_for_90_days(company, name, key, rules):
    theirs = expected(name)[key]
    clients = company.measure("rfm", **rules)
    assert len(clients) == theirs["customers"]
    assert sum(row["silent_days"] > 90 for row in clients) == theirs["silent_gt_90d"]
    revenue = [row["revenue"] for row in clients]  # the largest first
    top = sum(revenue[: math.ceil(0.2 * len(revenue))])
    assert top / sum(revenue) == pytest.approx(theirs["top20_revenue_share"], abs=1e-6)
    assert all(1 <= row[f"{score}_score"] <= 5 for row in clients for score in ("recency", "frequency", "monetary"))


@pytest.mark.parametrize(("company", "name", "key", "rules"), SETS[::2])  # for the plants see test_ru_plants_ecom
def test_the_cohorts_of_a_month_bring_its_revenue(company, name, key, rules):
    theirs = months(expected(name)[key], "revenue")
    found = defaultdict(float)
    for row in company.measure("cohorts", **rules):
        year, month = map(int, row["cohort_month"][:7].split("-"))
        index = year * 12 + month - 1 + row["age_months"]
        found[f"{index // 12}-{index % 12 + 1:02}"] += row["revenue"]
    assert found == pytest.approx(theirs, abs=0.001)


def test_the_summary_of_cdnow_is_the_published_one():
    # Fader, Hardie and Lee (2005): 6,919 rows of 2,357 clients, calibration to 30 September 1997
    (lines,) = SAMPLE.measure("order_lines")
    assert lines["lines"] == 6919
    clients = SAMPLE.measure("client_summary", "--as-of", "1997-09-30", zero_amounts="keep")
    often = Counter(min(row["frequency"], 7) for row in clients)
    assert len(clients) == 2357
    assert [often[n] for n in range(8)] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert sum(row["frequency"] for row in clients) == 2457
    assert sum(row["frequency"] > 0 for row in clients) == 946
    whole = SAMPLE.measure("client_summary", zero_amounts="keep")
    assert sum(row["frequency"] for row in whole) - 2457 == 1882  # the 39 weeks after it
    assert sum(row["revenue"] for row in whole) == pytest.approx(244_091.94)


def test_the_retention_of_the_textbook_passes_100_per_cent_on_both_shops():
    # 101 % and 141 % over 90 days, where clients return who had lapsed
    rates = {param.id: param.values[0].measure("retention")[0] for param in SETS[:2]}
    assert {name: f"{row['textbook_rate']:.0%}" for name, row in rates.items()} == {"uci": "101%", "plants": "141%"}
    assert all(row["retention_high"] < 1 < row["textbook_rate"] for row in rates.values())
