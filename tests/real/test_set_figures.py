"""What the references say of a set besides its client base: a row of a table for every figure.

Reference: expected.json of each set; a path through it leads to the figure. What stands in a reference and in no table is
left out for a reason that test_every_figure.py gives.
"""

import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from salesbook.intake.bring import look, read_exports
from salesbook.intake.flat import Left
from salesbook.metrics import client_summary, csat, nps, order_lines, order_value
from salesbook.quality import check
from salesbook.tables import open as open_book
from salesbook.temporary import temporary
from tests.metrics.sight import by_group, one, rows
from tests.real.companies import DATA, Company, expected

pytestmark = pytest.mark.real_data
CALIBRATION, PUBLISHED = dt.date(1997, 9, 30), "published_rfm_calibration_to_1997-09-30"
SALES, PAID = "Дата доставки", "Дата оплаты"  # a sale is booked by the first
FRUIT = Company("nps-r-testdata", "nps-r-testdata")
YEAR = Company("uci-online-retail/online-retail.csv.gz", "uci-online-retail")
PLANTS, SAMPLE = Company("ru-plants-ecom", "ru-plants-ecom"), Company("cdnow", "cdnow-sample")
NASHVILLE, ENDS = (Company("nashville-nps", f"nashville-{name}") for name in ("nps", "ends"))


def exports(name, *files):
    return tuple(f"{name}/{file}" for file in files)


CRM = exports("crm-pipeline-maven", "sales_pipeline.csv", "accounts.csv", "sales_teams.csv")
TABLES = ("activities", "companies", "contacts", "deals", "tickets")
HUBSPOT = exports("hubspot-dummy", *(f"hubspot_{table}.csv" for table in TABLES))
OLIST = exports("olist-reviews-sample", "olist_order_reviews_dataset.csv")
TELCO = exports("telco-churn", "Telco-Customer-Churn.csv")
CROSSTAB, PLANNED = exports("ru-crosstab-sales", "Продажи.xlsx"), exports("ru-sales-facts", "Продажи.xlsx")
STARWARS, QUALTRICS = exports("surveymonkey-starwars", "StarWars.csv"), exports("qualtrics-sample", "sample.csv")


def n(table, condition=None):
    return (table if condition is None else table.filter(condition)).count().execute()


def kinds(table, column):
    """How many rows there are of each value; an empty cell is (blank)."""
    return Counter(row[column] or "(blank)" for row in rows(table.select(column)))


def whole(book, **rules):
    return one(order_value(book.orders, **rules))


def grouped(book, column):
    return by_group(order_value(book.table("orders", by=[column]), by=[column]), column)


def yearly(book):
    return {str(year): row["revenue"] for year, row in grouped(book, "year").items()}


def monthly(book):
    found = grouped(book, "month").items()
    return {month: {"deals": row["orders"], "revenue": row["revenue"]} for month, row in found}


def of_churned(book):
    return by_group(nps(book.table("surveys", by=["Churned"]), by=["Churned"]), "Churned")["1"]["answered"]


def without_client(book):
    return whole(book, unknown_clients="keep")["revenue"] - whole(book)["revenue"]


def shared_orders(book):
    return next(f.n for f in check(book, dt.date(2026, 6, 30)).findings if f.kind == "shared")


def days(book):
    found = [row["ordered_at"].date() for row in rows(book.orders.select("ordered_at"))]
    return [str(min(found)), str(max(found))]


def calls(book):
    return book.contacts.filter(book.contacts.channel == "phone")


def calibrated(book):
    return client_summary(book.orders, as_of=CALIBRATION, zero_amounts="keep")


def repeats(book):
    return calibrated(book).frequency.sum().execute()


def bought_once(book):
    return n(calibrated(book), lambda t: t.frequency == 0)


FIGURES = [  # where it is read from, what leads to the figure of the reference, how it is had from ours
    (CRM, "stages/Won", lambda b: n(b.orders)),
    (CRM, "overall/won", lambda b: whole(b)["orders"]),
    (CRM, "overall/revenue", lambda b: whole(b)["revenue"]),
    (CRM, "aov", lambda b: whole(b)["order_value"]),
    (CRM, "accounts", lambda b: whole(b)["clients"]),
    (CRM, "accounts_table", lambda b: n(b.clients)),
    (CRM, "agents_in_team_table", lambda b: n(b.team)),
    (CRM, "agents_in_pipeline", lambda b: b.orders.manager_id.nunique().execute()),
    (CRM, "won_by_close_month", monthly),
    (HUBSPOT, "stages/Closed Won", lambda b: n(b.orders)),
    (HUBSPOT, "won_amount", lambda b: whole(b)["revenue"]),
    (HUBSPOT, "rows/tickets", lambda b: n(b.complaints)),
    (HUBSPOT, "rows/contacts", lambda b: n(b.clients, b.clients.source_file == "hubspot_contacts.csv")),
    (HUBSPOT, "rows/companies", lambda b: n(b.clients, b.clients.source_file == "hubspot_companies.csv")),
    (HUBSPOT, "calls", lambda b: n(calls(b))),
    (HUBSPOT, "call_outcomes", lambda b: kinds(calls(b), "outcome")),
    (HUBSPOT, "duplicate_contact_emails", lambda b: n(b.clients) - b.clients.client_id.nunique().execute()),
    (FRUIT, "rows", lambda b: one(nps(b.surveys))["answered"]),
    (NASHVILLE, "rows", lambda b: one(nps(b.surveys))["answered"]),
    (NASHVILLE, "churned", of_churned),
    (NASHVILLE, "churn_rate", lambda b: of_churned(b) / n(b.surveys)),
    (ENDS, "first_start", lambda b: str(b.team.from_date.min().execute().date())),
    (ENDS, "last_start", lambda b: str(b.team.from_date.max().execute().date())),
    (ENDS, "last_end", lambda b: str(b.team.to_date.max().execute().date())),
    (OLIST, "rows", lambda b: one(csat(b.surveys))["answered"]),
    (OLIST, "csat_4_5_share", lambda b: one(csat(b.surveys))["csat_rate"]),
    (OLIST, "mean", lambda b: one(csat(b.surveys))["mean_score"]),
    (OLIST, "score_counts", lambda b: {str(k): v for k, v in kinds(b.surveys, "score").items()}),
    (OLIST, "comments", lambda b: n(b.surveys, b.surveys.comment.notnull())),
    (TELCO, "rows", lambda b: n(b.clients)),
    (TELCO, "churned", lambda b: kinds(b.clients, "Churn")["Yes"]),
    (TELCO, "blank_TotalCharges", lambda b: n(b.clients, b.clients.TotalCharges.isnull())),
    (CROSSTAB, "products", lambda b: b.orders.product.nunique().execute()),
    (CROSSTAB, "cells", lambda b: n(b.orders)),
    (PLANNED, "rows", lambda b: n(b.orders)),
    (PLANNED, "customers", lambda b: whole(b)["clients"]),
    (PLANNED, "orders", lambda b: whole(b)["orders"]),
    (PLANNED, "documents", lambda b: b.orders["Номер документа"].nunique().execute()),
    (PLANNED, "revenue(Количество*Цена продажи за единицу)", lambda b: whole(b)["revenue"]),
    (PLANNED, "delivery_dates", days),
    (PLANNED, "payment_dates", lambda b: [b.orders[PAID].min().execute(), b.orders[PAID].max().execute()]),
    (PLANNED, "paid_after_delivery_rows", lambda b: n(b.orders, b.orders[PAID] > b.orders.ordered_at.strftime("%Y-%m-%d"))),
    (PLANNED, "by_year_delivery", yearly),
    (PLANNED, "orders_with_more_than_one_customer", shared_orders),
    (PLANTS, "raw/rows", lambda b: one(order_lines(b.orders))["lines"]),
    (PLANTS, "raw/customers", lambda b: whole(b)["clients"]),
    (PLANTS, "raw/orders", lambda b: whole(b)["orders"]),
    (SAMPLE, f"{PUBLISHED}/customers", lambda b: n(calibrated(b))),
    (SAMPLE, f"{PUBLISHED}/sum_x_published", repeats),
    (SAMPLE, f"{PUBLISHED}/sum_x_recomputed_distinct_days", repeats),
    (SAMPLE, f"{PUBLISHED}/customers_with_x0_published", bought_once),
    (SAMPLE, f"{PUBLISHED}/customers_with_x0_recomputed", bought_once),
    (YEAR, "raw/invoices", lambda b: b.orders.order_id.nunique().execute()),
    (YEAR, "raw/negative_qty_rows", lambda b: n(b.orders, b.orders.quantity < 0)),
    (YEAR, "raw/zero_or_negative_price_rows", lambda b: n(b.orders, b.orders.unit_price <= 0)),
    (YEAR, "raw/missing_Description", lambda b: n(b.orders, b.orders["product"].isnull())),
    (YEAR, "raw/gross_sum_all_rows", lambda b: b.orders.amount.sum().execute()),
    (YEAR, "raw/revenue_of_rows_without_customer(non-cancel,qty>0,price>0)", without_client),
]  # fmt: skip


def lines(sheet):
    return [cells for _, cells in sheet.table.rows(Left())]


def said(sheet, place):
    return Counter(cells[place] for cells in lines(sheet))


def continued(sheet):
    """Columns whose name stands in the column of another: options of one question."""
    levels = sheet.shape.header.levels
    return len(levels) - len({names[0] for names in levels})


def without_options(sheet):
    return sum(len(names) == 1 for names in sheet.shape.header.levels)


ANSWERS = [  # of sheets that ask no score: how their header is read, and the answers under it
    (STARWARS, "header_rows", lambda s: s.shape.header.rows),
    (STARWARS, "respondents", lambda s: len(lines(s))),
    (STARWARS, "columns", lambda s: len(s.table.names)),
    (STARWARS, "blank_header_cells_row1", continued),
    (STARWARS, "single_answer_columns_marked_Response", lambda s: without_options(s) - 1),  # less the id
    (STARWARS, "utf8_valid", lambda s: s.sheet.settings["encoding"] == "utf-8"),
    (STARWARS, "seen_any_yes", lambda s: said(s, 1)["Yes"] - 1),  # less "Yes ", which is cut
    (STARWARS, "seen_any_no", lambda s: said(s, 1)["No"]),
    (STARWARS, "fan_yes", lambda s: said(s, 2)["Yes"]),
    (QUALTRICS, "header_rows", lambda s: s.shape.header.rows),
    (QUALTRICS, "responses", lambda s: len(lines(s))),
    (QUALTRICS, "columns", lambda s: len(s.table.names)),
]


def name_of(source):
    """The set's name."""
    first = Path(source.source).relative_to(DATA) if isinstance(source, Company) else Path(source[0])
    return first.parts[0]


def at(path, name):
    """The figure of the reference that ``path`` leads to."""
    found = expected(name)
    for step in path.split("/"):
        found = found[step]
    return pytest.approx(found, rel=1e-10, abs=1e-6) if isinstance(found, float) else found


def ids(value):
    return name_of(value) if isinstance(value, Company | tuple) else value if isinstance(value, str) else ""


@pytest.fixture(scope="module")
def read(imported):
    """A company opened, or what was imported of it; each once."""

    @cache
    def opened(source):
        if isinstance(source, Company):
            return source.book()
        return open_book(imported(*source, **({"columns_ordered_at": SALES} if source is PLANNED else {})))

    return opened


@pytest.fixture(scope="module")
def unused():
    """The only sheet of a survey, which no table of ours has a place for."""
    with temporary() as work:

        @cache
        def looked(source):
            (sheet,) = look(read_exports([DATA / file for file in source], work), {}).unused
            return sheet

        yield looked


@pytest.mark.parametrize(("source", "path", "how"), FIGURES, ids=ids)
def test_a_figure_is_that_of_its_reference(source, path, how, read):
    assert how(read(source)) == at(path, name_of(source))


@pytest.mark.parametrize(("source", "path", "how"), ANSWERS, ids=ids)
def test_a_survey_that_asks_no_score_is_read_as_its_reference_says(source, path, how, unused):
    assert how(unused(source)) == at(path, name_of(source))
