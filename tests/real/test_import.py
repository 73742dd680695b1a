"""Real exports go in as they came: what was found in them, and what is refused with its reason."""

import csv

import pyarrow.parquet as pq
import pytest

from salesbook.errors import SalesbookError
from salesbook.intake.bring import look, read_exports
from salesbook.temporary import temporary
from tests.real.companies import DATA, bring, expected

pytestmark = pytest.mark.real_data


def tables_in(folder):
    """Table → its rows."""
    return {path.stem: pq.read_table(path).to_pylist() for path in folder.glob("*.parquet")}


def total(rows, column="amount"):
    return sum(row[column] or 0 for row in rows)


def test_the_leaves_of_a_1c_report_reconcile_in_money_and_the_difference_in_pieces_is_said(tmp_path):
    [tidy] = bring(tmp_path, "ru-1c-shipment-report/1.xlsx")
    assert len(tables_in(tmp_path)["orders"]) == 109
    told = {t.column: (round(t.lines, 2), t.said, t.agrees) for t in tidy.totals}
    assert told == {"amount": (1532277.12, 1532277.12, True), "quantity": (4070.0, 4024.0, False)}


def test_months_in_columns_with_prices_and_pieces_in_turn_give_the_sales_of_each_year(imported):
    tables = tables_in(imported("ru-crosstab-sales/Продажи.xlsx"))
    told = expected("ru-crosstab-sales")
    assert len(tables["orders"]) == told["cells"]
    for year, revenue in told["revenue_by_year"].items():
        mine = [row for row in tables["orders"] if row["ordered_at"].year == int(year)]
        assert total(mine) == revenue
        assert total(mine, "quantity") == told["units_by_year"][year]


def test_hours_written_as_one_number_are_read_right(imported):
    tables = tables_in(imported("ru-plants-ecom/ecom_dataset_upd.csv"))
    days, told = [row["ordered_at"] for row in tables["orders"]], expected("ru-plants-ecom")
    assert len(days) == told["raw"]["rows"]
    assert [str(day.date()) for day in (min(days), max(days))] == [
        told["A_as_is"][k] for k in ("first_date", "last_date")
    ]
    assert (min(days).hour, max(days).hour) == (0, 15)  # 2018100100 and 2020013115


def test_serial_days_of_a_spreadsheet_are_days(imported):
    tables = tables_in(imported("nashville-nps/CRM.csv", table="clients"))
    days = [row["acquired_on"].date() for row in tables["clients"]]
    told = expected("nashville-nps")
    assert (str(min(days)), str(max(days))) == (told["first_start"], told["last_start"])


@pytest.mark.parametrize(("name", "table", "rows"), [
    ("nashville-nps/NPS.csv", "surveys", lambda told: told["rows"]),
    ("nps-r-testdata/testdata.csv", "surveys", lambda told: told["rows"]),
    ("olist-reviews-sample/olist_order_reviews_dataset.csv", "surveys", lambda told: told["rows"]),
    ("telco-churn/Telco-Customer-Churn.csv", "clients", lambda told: told["rows"]),
    ("cdnow/CDNOW_master.txt", "orders", lambda told: told["master_by_line"]["rows_kept"]),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_what_is_beyond_doubt_goes_in_without_a_question(name, table, rows, imported):
    tables = tables_in(imported(name))
    assert {key: len(value) for key, value in tables.items()} == {table: rows(expected(name.split("/")[0]))}


def test_every_row_of_a_day_s_file_goes_in_without_a_question(imported):
    name = "uci-online-retail/2010-12-01.csv"
    tables = tables_in(imported(name))
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        assert {key: len(value) for key, value in tables.items()} == {"orders": sum(1 for _ in csv.DictReader(file))}


def test_regions_called_na_something_are_no_empty_cells(imported):
    tables = tables_in(imported("nps-r-testdata/testdata.csv"))
    assert sum(row["region"] == "NAM" for row in tables["surveys"]) > 0
    assert {row["kind"] for row in tables["surveys"]} == {"nps"}


def test_of_the_deals_of_a_crm_the_won_ones_are_sales(imported):
    names = ("activities", "companies", "contacts", "deals", "tickets")
    tables = tables_in(imported(*(f"hubspot-dummy/hubspot_{name}.csv" for name in names)))
    told = expected("hubspot-dummy")
    assert len(tables["orders"]) == told["stages"]["Closed Won"]
    assert total(tables["orders"]) == pytest.approx(told["won_amount"])
    known = {row["client_id"] for row in tables["clients"]}
    assert sum(row["client_id"] in known for row in tables["orders"]) == len(tables["orders"])


def test_a_pipeline_with_its_accounts_and_teams_is_a_company(imported):
    names = ("sales_pipeline", "accounts", "sales_teams")
    tables = tables_in(imported(*(f"crm-pipeline-maven/{name}.csv" for name in names)))
    told = expected("crm-pipeline-maven")
    assert len(tables["orders"]) == told["stages"]["Won"]
    assert total(tables["orders"]) == told["overall"]["revenue"]
    assert (len(tables["clients"]), len(tables["team"])) == (told["accounts_table"], told["agents_in_team_table"])


def test_which_of_two_days_counts_is_asked_and_plans_are_no_sales(imported):
    tables = tables_in(imported("ru-sales-facts/Продажи.xlsx", columns_ordered_at="Дата доставки"))
    told = expected("ru-sales-facts")
    assert len(tables["orders"]) == told["rows"]
    assert total(tables["orders"]) == told["revenue(Количество*Цена продажи за единицу)"]


def test_a_header_without_rows_is_refused_for_that(tmp_path):
    with pytest.raises(SalesbookError, match="no rows"):
        bring(tmp_path, "stripe-payments/unified_payments_header.csv")


@pytest.mark.parametrize(("name", "levels", "column"), [
    ("surveymonkey-starwars/StarWars.csv", None, "Which character shot first?"),
    ("qualtrics-sample/sample.csv", None, "Q1 / This is a multiple choice question."),
    ("qualtrics-sample/sample_legacy.csv", 2, "Q2 / This is a free text question."),
])  # fmt: skip
def test_headers_of_surveys_are_read_and_what_asks_no_score_is_no_survey_of_ours(name, levels, column):
    with temporary() as work:
        looked = look(read_exports([DATA / name], work), {})
    [sheet] = looked.unused
    assert sheet.shape.header.rows == (levels or expected(name.split("/")[0])["header_rows"])
    assert column in sheet.table.names
    assert ("import.lacks", {"table": "surveys", "columns": "score"}) in sheet.notes
