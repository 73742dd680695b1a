"""The client base of every company by every figure that its reference gives, from the order lines on.

Reference: the blocks of expected.json that are a client base each. ``HOW`` says how a figure is had from our measures;
what stands in a block and not in ``HOW``, or in the last column of ``BLOCKS``, is left out for a reason that
test_every_figure.py gives.
"""

import math
from collections import defaultdict

import pytest

from salesbook.metrics import (
    client_summary,
    cohorts,
    concentration,
    frequency,
    order_lines,
    order_value,
    retention,
    rfm,
    sleeping,
)
from salesbook.metrics.purchases import purchases
from salesbook.tables import open as open_book
from tests.metrics.sight import by_group, one, rows
from tests.real.companies import Company, expected

pytestmark = pytest.mark.real_data
CDNOW = {name: Company("cdnow", f"cdnow-{name}") for name in ("by-line", "by-day", "sample")}
YEAR = Company("uci-online-retail/online-retail.csv.gz", "uci-online-retail")
PLANTS = Company("ru-plants-ecom", "ru-plants-ecom")
CRM = tuple(f"crm-pipeline-maven/{name}.csv" for name in ("sales_pipeline", "accounts", "sales_teams"))
KEEP = {"zero_amounts": "keep"}
ALL = 10_000  # days: longer than any of the sets


def as_read(lines):
    return lines


def whole(lines):
    """An order logged across the end of a month wholly in the month of its first line, as the reference has it."""
    return lines.group_by(["client_id", "order_id"]).mutate(month=lines.month.min())


def once(lines):
    """Without the lines that repeat another in all but the moment, as the data check offers."""
    lines = whole(lines)
    first = lines.group_by([c for c in lines.columns if c != "ordered_at"])
    return first.agg(ordered_at=lines.ordered_at.min())


def once_without_the_plungers(lines):
    return once(lines).filter(lambda t: t.quantity != 1000)


BLOCKS = [  # set, block, where the lines come from, which of them, rules, figures that are defined otherwise
    ("cdnow", "master_by_line", CDNOW["by-line"], as_read, KEEP, ()),
    ("cdnow", "master_by_customer_day", CDNOW["by-day"], as_read, KEEP, ()),
    ("cdnow", "sample_by_customer_day", CDNOW["sample"], as_read, KEEP, ()),
    ("uci-online-retail", "A_sales_only", YEAR, as_read, {}, ()),
    ("uci-online-retail", "A2_sales_only_dedup", YEAR, as_read, {"duplicates": "drop"}, ()),
    ("uci-online-retail", "B_net_of_returns", YEAR, as_read, KEEP | {"returns": "net"}, ("customers", "orders", "aov")),
    ("ru-plants-ecom", "A_as_is", PLANTS, whole, {}, ()),
    ("ru-plants-ecom", "B_dedup_ignoring_date", PLANTS, once, {}, ()),
    ("ru-plants-ecom", "C_dedup_without_1000_plungers", PLANTS, once_without_the_plungers, {}, ()),
    ("crm-pipeline-maven", "won_deals_as_transactions", CRM, as_read, {}, ()),
]


class Base:
    """What our measures say of order lines under ``rules``, each asked once."""

    def __init__(self, lines, rules):
        self.lines, self.rules = lines, rules
        self.whole = one(order_value(lines, **rules))
        self.each = sorted(self.rows(order_value, by=["client_id"]), key=lambda row: -row["revenue"])
        self.scored = self.rows(rfm)  # the largest revenue first
        self.silent = [row for row in self.scored if row["silent_days"] > 90]
        self.summary = by_group(client_summary(lines, **rules), "client_id")

    def rows(self, measure, **parameters):
        return rows(measure(self.lines, **parameters, **self.rules))

    def days(self, column):
        return [row[column] for row in self.summary.values()]

    def repeaters(self):
        return sum(row["orders"] >= 2 for row in self.each)


def window(base):
    (row,) = base.rows(retention)
    names = {"start_customers": "start", "kept": "kept", "retention": "retention_rate", "active_cur": "active",
             "new": "new", "crr_textbook": "textbook_rate"}  # fmt: skip
    return {theirs: row[ours] for theirs, ours in names.items()}


def top20(base):
    revenue = [row["revenue"] for row in base.scored]
    return sum(revenue[: math.ceil(0.2 * len(revenue))]) / sum(revenue)


def top5(base):
    found = {row["client_id"]: row["revenue"] for row in base.each[:5]}
    (share,) = base.rows(concentration, top=5, window_days=ALL, windows=1)
    assert share["top_share"] == pytest.approx(sum(found.values()) / base.whole["revenue"])
    assert share["largest_client"] == next(iter(found))
    return found


def top10_silent(base):
    return [
        {"customer": row["client_id"], "revenue": row["revenue"], "silent_days": row["silent_days"],
         "last_day": str(base.summary[row["client_id"]]["last_order"])}
        for row in base.silent[:10]
    ]  # fmt: skip


def by_month(base):
    first = (row for row in base.rows(cohorts) if row["age_months"] == 0)
    came = defaultdict(int, {row["cohort_month"].strftime("%Y-%m"): row["clients"] for row in first})
    return {
        row["month"]: {"orders": row["orders"], "customers": row["clients"], "new_customers": came[row["month"]],
                       "revenue": row["revenue"]}
        for row in base.rows(order_value, by=["month"])
    }  # fmt: skip


HOW = {
    "lines": lambda base: one(order_lines(base.lines))["lines"],
    "zero_dollar_lines": lambda base: one(order_lines(base.lines))["zero_amounts"],
    "exact_duplicate_lines": lambda base: one(order_lines(base.lines))["duplicates"],
    "rows_kept": lambda base: purchases(base.lines, **base.rules).count().execute(),
    "customers": lambda base: base.whole["clients"],
    "orders": lambda base: base.whole["orders"],
    "revenue": lambda base: base.whole["revenue"],
    "aov": lambda base: base.whole["order_value"],
    "orders_per_customer": lambda base: base.whole["orders"] / len(base.each),
    "revenue_per_customer": lambda base: base.whole["revenue"] / len(base.each),
    "first_date": lambda base: str(min(base.days("first_order"))),
    "last_date": lambda base: str(max(base.days("last_order"))),
    "repeat_customers": Base.repeaters,
    "repeat_rate": lambda base: base.repeaters() / len(base.each),
    "silent_gt_90d": lambda base: len(base.silent),
    "silent_gt_90d_share": lambda base: len(base.silent) / len(base.scored),
    "window_90d": window,
    "dormant_regulars": lambda base: sum(row["state"] != "late" for row in base.rows(sleeping)),
    "purchases_per_customer_month": lambda base: base.rows(frequency)[0]["frequency_per_month"],
    "top20_revenue_share": top20,
    "top5_customers": top5,
    "top10_silent_gt_90d_by_revenue": top10_silent,
    "by_month": by_month,
}


def near(ours, theirs):
    """Equal, numbers as far as the reference writes them down."""
    if isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(near(ours[key], theirs[key]) for key in theirs)
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(near, ours, theirs))
    return ours == (pytest.approx(theirs, rel=1e-10, abs=1e-6) if isinstance(theirs, float) else theirs)


def ids(value):
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(("name", "block", "source", "choose", "rules", "otherwise"), BLOCKS, ids=ids)
def test_every_figure_of_a_client_base_is_that_of_its_reference(
    name, block, source, choose, rules, otherwise, imported
):
    told = expected(name)[block]
    theirs = {figure: told[figure] for figure in HOW if figure in told and figure not in otherwise}
    assert {"rows_kept", "revenue"} <= set(theirs)
    book = source.book() if isinstance(source, Company) else open_book(imported(*source))
    base = Base(choose(book.table("orders", by=["month"])), rules)
    ours = {figure: HOW[figure](base) for figure in theirs}
    assert {figure: (ours[figure], theirs[figure]) for figure in theirs if not near(ours[figure], theirs[figure])} == {}
