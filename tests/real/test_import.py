"""Real exports go in as they came: what was found in them, and what is refused with its reason."""

import json

import pyarrow.parquet as pq
import pytest

from salesbook.errors import SalesbookError
from salesbook.intake.bring import finish, judged, look, read_exports, workplace, write_sheets
from salesbook.intake.join import find_joins
from tests.real.companies import DATA

pytestmark = pytest.mark.real_data
WON = {"hubspot-dummy": 71, "crm-pipeline-maven": 4238}


def brought(folder, *names, **answers):
    """Import ``names`` of the set; table → its rows, and the tidy sheets."""
    with workplace() as work:
        sheets = read_exports([DATA / name for name in names], work)
        said = {
            question.id: answers[question.id.split(":")[-1].replace(".", "_")] for question in look(sheets, {}).open
        }
        looked = look(sheets, said)
        assert looked.open == ()
        written = write_sheets(looked, work)
        book = judged(written, work, folder, "en")
        finish(book, written, work, folder, find_joins(book, [what.where for what, _ in written], said), said)
    return {path.stem: pq.read_table(path).to_pylist() for path in folder.glob("*.parquet")}, [
        tidy for _, tidy in written
    ]


def expected(name):
    return json.loads((DATA / name / "expected.json").read_text("utf-8"))


def total(rows, column="amount"):
    return sum(row[column] or 0 for row in rows)


def test_the_leaves_of_a_1c_report_reconcile_in_money_and_the_difference_in_pieces_is_said(tmp_path):
    tables, [tidy] = brought(tmp_path, "ru-1c-shipment-report/1.xlsx")
    assert len(tables["orders"]) == 109
    told = {t.column: (round(t.lines, 2), t.said, t.agrees) for t in tidy.totals}
    assert told == {"amount": (1532277.12, 1532277.12, True), "quantity": (4070.0, 4024.0, False)}


def test_months_in_columns_with_prices_and_pieces_in_turn_give_the_sales_of_each_year(tmp_path):
    tables, _ = brought(tmp_path, "ru-crosstab-sales/Продажи.xlsx")
    told = expected("ru-crosstab-sales")
    assert len(tables["orders"]) == told["cells"]
    for year, revenue in told["revenue_by_year"].items():
        mine = [row for row in tables["orders"] if row["ordered_at"].year == int(year)]
        assert total(mine) == revenue
        assert total(mine, "quantity") == told["units_by_year"][year]


def test_hours_written_as_one_number_are_read_right(tmp_path):
    tables, _ = brought(tmp_path, "ru-plants-ecom/ecom_dataset_upd.csv")
    days = [row["ordered_at"] for row in tables["orders"]]
    assert (len(days), str(min(days)), str(max(days))) == (7474, "2018-10-01 00:00:00", "2020-01-31 15:00:00")


def test_serial_days_of_a_spreadsheet_are_days(tmp_path):
    tables, _ = brought(tmp_path, "nashville-nps/CRM.csv", table="clients")
    days = [row["acquired_on"].date() for row in tables["clients"]]
    told = expected("nashville-nps")
    assert (str(min(days)), str(max(days))) == (told["first_start"], told["last_start"])


@pytest.mark.parametrize(("name", "table", "rows"), [
    ("nashville-nps/NPS.csv", "surveys", 100),
    ("nps-r-testdata/testdata.csv", "surveys", 1000),
    ("olist-reviews-sample/olist_order_reviews_dataset.csv", "surveys", 62),
    ("telco-churn/Telco-Customer-Churn.csv", "clients", 7043),
    ("cdnow/CDNOW_master.txt", "orders", 69659),
    ("uci-online-retail/2010-12-01.csv", "orders", 3108),
])  # fmt: skip
def test_what_is_beyond_doubt_goes_in_without_a_question(name, table, rows, tmp_path):
    tables, _ = brought(tmp_path, name)
    assert {key: len(value) for key, value in tables.items()} == {table: rows}


def test_regions_called_na_something_are_no_empty_cells(tmp_path):
    tables, _ = brought(tmp_path, "nps-r-testdata/testdata.csv")
    assert sum(row["region"] == "NAM" for row in tables["surveys"]) > 0
    assert {row["kind"] for row in tables["surveys"]} == {"nps"}


def test_of_the_deals_of_a_crm_the_won_ones_are_sales(tmp_path):
    names = ("activities", "companies", "contacts", "deals", "tickets")
    tables, _ = brought(tmp_path, *(f"hubspot-dummy/hubspot_{name}.csv" for name in names))
    assert len(tables["orders"]) == WON["hubspot-dummy"]
    assert total(tables["orders"]) == pytest.approx(expected("hubspot-dummy")["won_amount"])
    known = {row["client_id"] for row in tables["clients"]}
    assert sum(row["client_id"] in known for row in tables["orders"]) == len(tables["orders"])


def test_a_pipeline_with_its_accounts_and_teams_is_a_company(tmp_path):
    tables, _ = brought(
        tmp_path, *(f"crm-pipeline-maven/{name}.csv" for name in ("sales_pipeline", "accounts", "sales_teams"))
    )
    assert len(tables["orders"]) == WON["crm-pipeline-maven"]
    assert total(tables["orders"]) == expected("crm-pipeline-maven")["overall"]["revenue"]
    assert (len(tables["clients"]), len(tables["team"])) == (85, 35)


def test_which_of_two_days_counts_is_asked_and_plans_are_no_sales(tmp_path):
    tables, _ = brought(tmp_path, "ru-sales-facts/Продажи.xlsx", columns_ordered_at="Дата доставки")
    told = expected("ru-sales-facts")
    assert len(tables["orders"]) == told["rows"]
    assert total(tables["orders"]) == told["revenue(Количество*Цена продажи за единицу)"]


def test_a_header_without_rows_is_refused_for_that(tmp_path):
    with pytest.raises(SalesbookError, match="no rows"):
        brought(tmp_path, "stripe-payments/unified_payments_header.csv")


@pytest.mark.parametrize(("name", "levels", "column"), [
    ("surveymonkey-starwars/StarWars.csv", 2, "Which character shot first?"),
    ("qualtrics-sample/sample.csv", 3, "Q1 / This is a multiple choice question."),
    ("qualtrics-sample/sample_legacy.csv", 2, "Q2 / This is a free text question."),
])  # fmt: skip
def test_headers_of_surveys_are_read_and_what_asks_no_score_is_no_survey_of_ours(name, levels, column):
    with workplace() as work:
        looked = look(read_exports([DATA / name], work), {})
    [sheet] = looked.unused
    assert sheet.shape.header.rows == levels
    assert column in sheet.table.names
    assert ("import.lacks", {"table": "surveys", "columns": "score"}) in sheet.notes
