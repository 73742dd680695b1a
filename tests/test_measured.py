"""A measure by name: its table, its groups, its parameters, and what is said where a company lacks a column."""

import csv
import datetime as dt
import io
import json

import ibis
import pytest

import salesbook as sb
from salesbook.cli.main import main
from salesbook.errors import AbsentColumn, DataError, Faults, RequestError
from salesbook.measured import lines_behind, measure, measure_strictly, parameters_of
from salesbook.metrics import MEASURES
from salesbook.metrics.last_day import last_day
from tests.alike import differences

ORDERS = """client_id,ordered_at,amount,order_id,branch
007,2024-01-10,60,1,kyiv
007,2024-01-10,40,1,kyiv
008,2024-02-20,50,2,lviv
,2024-02-21,30,3,lviv
008,2024-02-22,-20,4,lviv
009,2024-04-01,10,5,
"""
CLIENTS = """client_id,client_name,region,state
007,Ann,north,TX
008,Bob,south,NY
008,Bob,south,NY
"""
SURVEYS = """score,answered_at,kind,client_id
10,2024-01-05,nps,007
0,2024-02-05,nps,008
5,2024-02-06,csat,008
9,2024-04-30,nps,009
"""


@pytest.fixture(scope="module")
def demo():
    return sb.open(sb.DEMO)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    for name, text in {"orders": ORDERS, "clients": CLIENTS, "surveys": SURVEYS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "tables.yaml").write_text(
        "company: {currency: UAH}\n"
        + "".join(f"{name}: {{file: {name}.csv}}\n" for name in ("orders", "clients", "surveys")),
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def book(company):
    return sb.open(company)


def by(result, group, column):
    return {row[group]: row[column] for row in result.rows}


def printed(company, capsys, *arguments, form="json"):
    with pytest.raises(SystemExit) as end:
        main(["measure", *arguments, "--data", str(company), "--format", form, "--lang", "en"])
    out, err = capsys.readouterr()
    return end.value.code, json.loads(out) if form == "json" and out else out, err


# -- groups


def test_a_measure_carries_what_a_chart_needs_to_speak_of_it(book):
    result = measure(book, "order_value", by="branch")
    assert (result.name, result.by, result.lang, result.currency) == ("order_value", ("branch",), "en", "UAH")
    assert by(result, "branch", "order_value") == {"kyiv": 100, "lviv": 50, None: 10}


def test_a_column_of_clients_is_joined_and_a_client_listed_twice_counts_once(book):
    assert by(measure(book, "order_value", by="region"), "region", "revenue") == {"north": 100, "south": 50, None: 10}


@pytest.mark.parametrize(
    ("period", "orders"),
    [
        ("year", {"2024": 3}),
        ("quarter", {"2024-Q1": 2, "2024-Q2": 1}),
        ("month", {"2024-01": 1, "2024-02": 1, "2024-04": 1}),
        ("week", {"2024-01-08": 1, "2024-02-19": 1, "2024-04-01": 1}),
    ],
)
def test_a_period_of_the_tables_own_date(book, period, orders):
    assert by(measure(book, "order_value", by=period), period, "orders") == orders


def test_a_period_of_the_answers_is_that_of_the_day_they_came(book):
    assert by(measure(book, "nps", by="month"), "month", "nps") == {"2024-01": 100, "2024-02": -100, "2024-04": 100}


def test_groups_may_be_several_and_one_named_twice_counts_once(book):
    assert measure(book, "order_value", by=["branch", "month"]).rows[0]["month"] == "2024-01"
    assert measure(book, "order_value", by=["branch", "branch"]).by == ("branch",)
    assert measure(book, "order_value", by="").by == ()


@pytest.mark.parametrize(("name", "column"), [("sleeping", "state"), ("sleeping", "client_id")])
def test_a_group_that_bears_the_name_of_a_column_of_the_result_is_refused(book, name, column):
    with pytest.raises(RequestError, match=f"{name}: the result has a column {column} of its own"):
        measure(book, name, by=column)


def test_a_measure_that_has_no_groups_says_so(book):
    with pytest.raises(RequestError, match="retention_change: cannot be grouped"):
        measure(book, "retention_change", by="branch")


# -- parameters


def test_parameters_reach_the_measure(book):
    assert measure(book, "order_value", returns="net", unknown_clients="keep").rows[0]["revenue"] == 170
    assert measure(book, "order_value", as_of=dt.date(2024, 1, 31)).rows[0]["orders"] == 1


def test_the_parameters_of_a_measure_have_their_types():
    assert parameters_of("nps") == {"level": float, "weight": str}
    assert parameters_of("frequency") == {
        "level": float, "unknown_clients": str, "returns": str, "zero_amounts": str, "duplicates": str, "as_of": dt.date,
    }  # fmt: skip
    sleeping = parameters_of("sleeping")
    assert (sleeping["min_orders"], sleeping["factor"], sleeping["lost_days"]) == (int, float, int)


def test_a_misspelt_measure_is_refused_with_the_nearest_name(book):
    with pytest.raises(RequestError, match=r"retension: no such measure\. Did you mean retention\?"):
        measure(book, "retension")


def test_every_misspelt_parameter_is_named_at_once(book):
    with pytest.raises(Faults) as caught:
        measure(book, "retention", window_day=30, levle=0.9)
    assert [str(fault) for fault in caught.value.faults] == [
        "retention: no parameter window_day. Did you mean window_days?",
        "retention: no parameter levle. Did you mean level?",
    ]


@pytest.mark.parametrize("name", MEASURES)
def test_no_measure_takes_a_parameter_that_it_does_not_know(book, name):
    with pytest.raises(RequestError, match=f"{name}: no parameter nonsense"):
        measure(book, name, nonsense=1)


# -- what a company lacks


def test_a_column_that_the_company_has_not_is_said_and_the_rest_goes_on(book):
    result = measure(book, "nps", by="colour")
    assert (result.table, result.rows) == (None, [])
    assert "no column colour" in result.absent
    assert "no column colour" in result._repr_html_()


def test_asked_strictly_an_absent_column_is_an_error(book):
    with pytest.raises(AbsentColumn, match="no column colour in surveys"):
        measure_strictly(book, "nps", by="colour")


def test_an_absent_table_is_an_error(tmp_path):
    (tmp_path / "surveys.csv").write_text(SURVEYS, encoding="utf-8")
    with pytest.raises(DataError, match="no table orders"):
        measure(sb.open(tmp_path), "order_value")


LOOKING_BACK = [name for name in MEASURES if MEASURES[name].ends and "as_of" in parameters_of(name)]


@pytest.mark.parametrize("name", LOOKING_BACK)
def test_told_the_last_day_a_measure_finds_what_it_finds_by_itself(demo, monkeypatch, name):
    told = measure(demo, name)
    monkeypatch.setattr("salesbook.measured._end_of_all", lambda *asked: {})
    alone = measure(demo, name)
    assert told.absent == alone.absent
    assert differences(told.rows, alone.rows) == []


def test_the_last_day_is_looked_for_once_for_each_set_of_rules(company, monkeypatch):
    asked = []
    monkeypatch.setattr("salesbook.measured.last_day", lambda *given: asked.append(given) or last_day(*given))
    book = sb.open(company)
    for name in ("order_value", "frequency", "order_value"):
        measure(book, name)
    assert len(asked) == 1
    measure(book, "order_value", returns="exclude")
    assert len(asked) == 2


def test_answers_without_a_day_have_no_last_one():
    rows = ibis.memtable([{"score": 9}])
    assert last_day("surveys", rows, {}).to_pyarrow()["last"].to_pylist() == [None]


def test_further_columns_of_clients_are_carried_as_far_as_there_are(book):
    result = measure(book, "sleeping", also=["client_name", "colour"])
    assert "client_name" in result.table.columns
    assert "colour" not in result.table.columns


# -- the lines behind a figure


def test_the_lines_that_rules_leave_out_are_counted_for_measures_of_orders_only(book):
    (row,) = lines_behind(book, "retention").rows
    assert (row["lines"], row["unknown_clients"], row["returns"]) == (6, 1, 1)
    assert lines_behind(book, "nps") is None
    assert lines_behind(book, "order_lines") is None


# -- the command


def test_json_is_a_list_of_rows_unrounded_with_null_for_missing(company, capsys):
    code, found, _ = printed(company, capsys, "frequency", "--by", "branch")
    assert code == 0
    assert found[0].items() >= {"branch": "kyiv", "orders": 1, "clients": 1, "days": 0}.items()
    assert found[0]["frequency_per_month"] is None
    assert list(found[0])[:5] == ["branch", "orders", "clients", "days", "frequency_per_month"]
    (whole,) = printed(company, capsys, "frequency")[1]
    assert whole["frequency_per_month"] == 3 / 3 / (82 / 30.4375)


def test_ids_are_text_and_dates_are_iso(company, capsys):
    _, found, _ = printed(company, capsys, "cohorts", "--by", "branch")
    assert found[0]["cohort_month"] == "2024-01-01"
    _, found, _ = printed(company, capsys, "nps", "--by", "client_id")
    assert [row["client_id"] for row in found] == ["007", "008", "009"]


def test_csv_has_a_head_and_a_line_a_row(company, capsys):
    _, out, _ = printed(company, capsys, "order_value", "--by", "month", form="csv")
    assert [row["month"] for row in csv.DictReader(io.StringIO(out))] == ["2024-01", "2024-02", "2024-04"]


def test_the_table_for_people_and_the_note_stand_apart(company, capsys):
    code, out, err = printed(company, capsys, "order_value", form="table")
    assert (code, out.split()[:4]) == (0, ["orders", "clients", "revenue", "order_value"])
    assert "1 without a client, 1 returns" in err


def test_options_reach_the_measure(company, capsys):
    wished = ["--as-of", "2024-02-29", "-p", "returns", "net"]
    (row,) = printed(company, capsys, "order_value", *wished)[1]
    assert (row["orders"], row["revenue"]) == (2, 130)  # 100 + 50 − 20; April is not there yet
