"""Every made-up export of data/exports goes in and gives the table that it was dressed from, or asks, or is refused."""

import contextlib
import csv
import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from salesbook.errors import SalesbookError
from salesbook.intake.bring import finish, judged, look, read_exports, write_sheets
from salesbook.intake.join import find_joins
from salesbook.intake.readings import DECIMALS
from salesbook.temporary import temporary

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "exports"
INDEX = yaml.safe_load((EXPORTS / "expected" / "index.yaml").read_text("utf-8"))
GOOD = [name for name, told in INDEX.items() if not told.get("refused")]
KIND = {
    "date": "date",
    "decimal": "decimal",
    "money": "currency",
    "currency": "currency",
    "keep": "stage",
    "table": "columns",
}
SHOWN = {mark: shown for shown, mark in DECIMALS.items()}


def kind(question):
    """What sort of question it is, in the words of index.yaml."""
    what = question.id.split(":", 1)[1]
    asked_of = what.partition(".")[0]
    if question.key == "import.ask.vat":
        return "vat"
    return KIND.get(asked_of, "columns" if asked_of == "columns" else what)


def answer(question, told):
    """The answer of index.yaml; what it only allows to be asked is answered as suggested."""
    given = (told.get("answers") or {}).get(kind(question))
    column = question.id.rsplit(".", 1)[-1]
    if isinstance(given, dict):
        given = next((f"column_{place}" for place, ours in given.items() if ours == column), None)
    if kind(question) == "decimal" and given:
        return SHOWN[given]
    if kind(question) == "currency":
        return question.options[0]
    if isinstance(given, list):
        return "; ".join(given)
    return given or question.suggested or question.options[0]


def brought(name, folder):
    """Import ``name``: the rows written, the kinds asked, pairs of clients suggested, joined clients, and tidy sheets."""
    told = INDEX[name]
    with temporary() as work:
        sheets = read_exports([EXPORTS / file for file in told["files"]], work)
        answers, asked = {}, []
        while (looked := look(sheets, answers)).open:
            asked += looked.open
            answers |= {question.id: answer(question, told) for question in looked.open}
            place = looked.sheets[0].where
            named = (told.get("answers") or {}).get("columns") or {}
            answers |= {f"{place}:columns.{ours}": f"column_{n}" for n, ours in named.items()}
        assert looked.sheets, "no table was recognised"
        assert looked.sheets[0].match.table == told["table"]
        written = write_sheets(looked, work)
        book = judged(written, work, folder, "en")
        joins = find_joins(book, [what.where for what, _ in written], answers)
        suggested = {frozenset(pair.ids) for pair in joins.suggestions}
        answers |= {pair.id: "yes" for pair in joins.suggestions}
        joins = find_joins(book, [what.where for what, _ in written], answers)
        assert not joins.open
        finish(book, written, work, folder, joins, answers)
        rows = pq.read_table(folder / f"{told['table']}.parquet").to_pylist()
        return rows, {kind(question) for question in asked}, suggested, joins, written, answers


def expected(name, joins, answers):
    with (EXPORTS / "expected" / INDEX[name]["expected"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if (INDEX[name].get("answers") or {}).get("currency"):
        one = next(answer for question, answer in answers.items() if ":money." in question or ":currency." in question)
        rows = [row for row in rows if row["currency"] == one]
    if "client" in INDEX[name].get("questions", ()):
        rows = [{**row, "client_id": joins.kept.get(row["client_id"], row["client_id"])} for row in rows]
    return rows


def plain(value):
    """A cell in one form: moments in UTC, numbers as numbers, nothing as nothing."""
    if isinstance(value, str) and value:
        with contextlib.suppress(ValueError):
            value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S")
    try:
        return str(round(float(value), 6))
    except (TypeError, ValueError):
        return str(value or "")


@pytest.mark.parametrize("name", GOOD)
def test_an_export_gives_the_table_that_it_was_dressed_from(name, tmp_path):
    told = INDEX[name]
    rows, asked, suggested, joins, written, answers = brought(name, tmp_path)
    wanted = expected(name, joins, answers)
    assert len(rows) == len(wanted)
    for column in wanted[0]:
        ours, theirs = [plain(row[column]) for row in rows], [plain(row[column]) for row in wanted]
        assert sorted(ours) == sorted(theirs) if told.get("any_order") else ours == theirs, column
    assert asked <= {*told["questions"], *told.get("may_ask", ())}
    assert {*told["questions"]} - {"client"} <= asked
    assert bool(suggested) == ("client" in told["questions"])
    if not told.get("difference"):
        assert [total for _, tidy in written for total in tidy.totals if not total.agrees] == []


@pytest.mark.parametrize("name", [name for name in GOOD if INDEX[name].get("difference")])
def test_a_total_that_does_not_agree_with_its_lines_is_said(name, tmp_path):
    *_, written, _ = brought(name, tmp_path)
    differs = {
        total.column: (total.said, total.lines) for _, tidy in written for total in tidy.totals if not total.agrees
    }
    assert set(differs) == set(INDEX[name]["difference"])
    for column, (said, lines) in differs.items():
        told = INDEX[name]["difference"][column]
        assert (said, lines) == (told["printed"], told["lines"])


@pytest.mark.parametrize("name", [name for name in INDEX if name not in GOOD])
def test_what_cannot_be_saved_is_refused_and_nothing_is_written(name, tmp_path):
    with pytest.raises(SalesbookError, match="destroyed"):
        brought(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
