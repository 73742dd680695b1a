"""The made-up exports of data/exports: made again as they stand, labelled, and in agreement with what must come of them."""

import csv
import gzip
import io
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml
from python_calamine import CalamineWorkbook

from salesbook.tables.contracts import contracts

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
INDEX = yaml.safe_load((EXPORTS / "expected" / "index.yaml").read_text("utf-8"))
GIVEN = {name: entry for name, entry in INDEX.items() if not entry.get("refused")}
OWN = {"README.md", "make.py"}  # beside the exports
KINDS = {"date", "decimal", "currency", "vat", "stage", "client", "columns", "words", "overlap"}
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d*[1-9])?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?")


def expected(name):
    return list(csv.DictReader(io.StringIO((EXPORTS / "expected" / f"{name}.csv").read_bytes().decode("utf-8"))))


def total(name, column):
    """The sum of a column of the expected table; of a product where the name has a ×."""
    factors = column.split(" × ")
    worth = [[Decimal(row[factor] or 0) for factor in factors] for row in expected(name)]
    return sum((numbers[0] * (numbers[1] if len(numbers) > 1 else 1) for numbers in worth), Decimal(0))


def content(data, name):
    """What a file says, without how its library packs it: the versions of zip and Excel writers differ, cells do not."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".parquet"):
        return pq.read_table(io.BytesIO(data))
    if name.endswith(".xlsx"):
        return [sheet(each) for each in openpyxl.load_workbook(io.BytesIO(data)).worksheets]
    if name.endswith((".zip", ".ods")):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return {part: file.read(part) for part in file.namelist()}
    return data


def sheet(page):
    cells = [(c.coordinate, c.value, c.number_format, c.alignment.indent) for row in page.rows for c in row]
    outlines = {n: row.outline_level for n, row in page.row_dimensions.items() if row.outline_level}
    return page.title, cells, sorted(map(str, page.merged_cells.ranges)), outlines


def exports():
    return sorted(path for path in EXPORTS.iterdir() if path.is_file() and path.name not in OWN)


def test_the_same_program_makes_the_same_exports(tmp_path):
    subprocess.run([sys.executable, EXPORTS / "make.py", tmp_path], check=True)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {*(path.name for path in exports()), "README.md"}
    assert made == kept | {f"expected/{path.name}" for path in (EXPORTS / "expected").iterdir()}
    for name in sorted(made):
        assert content((tmp_path / name).read_bytes(), name) == content((EXPORTS / name).read_bytes(), name), name


def test_every_export_is_listed_and_nothing_else_lies_there():
    assert sorted(file for entry in INDEX.values() for file in entry["files"]) == [path.name for path in exports()]
    tables = {path.stem for path in (EXPORTS / "expected").glob("*.csv")}
    assert tables == set(GIVEN)


def test_each_file_is_labelled_as_made_up():
    readme = (EXPORTS / "README.md").read_text("utf-8")
    assert "**All of this is made up**" in readme
    assert [path.name for path in exports() if path.name not in readme] == []
    assert "made-up exports" in (EXPORTS.parent / "README.md").read_text("utf-8")


def test_no_address_or_telephone_in_them_can_be_reached():
    texts = [path.read_bytes().decode("utf-8") for path in (EXPORTS / "expected").glob("*.csv")]
    addresses = {found for text in texts for found in re.findall(r"[\w.]+@[\w.]+", text)}
    assert addresses and all(address.endswith("@example.com") for address in addresses)
    phones = [row["phone"] for name in ("uk-bas-clients", "ru-1c-clients") for row in expected(name)]
    assert all(re.fullmatch(r"\+(380|7) 00 000-00-\d\d", phone) for phone in phones)


def test_they_are_small():
    files = [path for path in EXPORTS.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert max(path.stat().st_size for path in exports()) < 50_000


def test_each_language_has_its_exports():
    languages = [entry["language"] for entry in INDEX.values()]
    assert {lang: languages.count(lang) >= 12 for lang in languages} == {"en": True, "uk": True, "ru": True}


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_expected_agrees_with_itself(name):
    entry, rows = GIVEN[name], expected(name)
    assert len(rows) == entry["rows"] > 0
    assert {column: total(name, column) for column in entry.get("sums", {})} == {
        column: Decimal(str(number)) for column, number in entry.get("sums", {}).items()
    }
    for column, number in entry.get("totals", {}).items():
        assert total(name, column) == Decimal(str(number)), column
    for column, sums in entry.get("difference", {}).items():
        assert total(name, column) == Decimal(str(sums["lines"])) != Decimal(str(sums["printed"])), column


@pytest.mark.parametrize("name", GIVEN)
def test_every_question_has_its_answer(name):
    entry = GIVEN[name]
    asked = {*entry["questions"], *entry.get("may_ask", ())}
    assert asked <= KINDS
    assert set(entry["questions"]) <= set(entry.get("answers", {})) <= asked
    assert all(entry.get("answers", {}).values())


@pytest.mark.parametrize("name", GIVEN)
def test_expected_tables_are_written_in_one_way(name):
    entry, rows = GIVEN[name], expected(name)
    contract = contracts()[entry["table"]].columns
    kinds = {column: contract[column].type for column in rows[0] if column in contract}
    kinds |= entry.get("others", {})
    for column, kind in kinds.items():
        cells = [row[column] for row in rows if row[column]]
        form = {"number": NUMBER, "whole": NUMBER, "date": MOMENT}.get(kind)
        assert form is None or [cell for cell in cells if not form.fullmatch(cell)] == [], column
    assert set(entry.get("others", {})) <= set(rows[0])
    assert not set(entry.get("others", {})) & set(contract)


@pytest.mark.parametrize("name", [name for name, entry in GIVEN.items() if "period" in entry])
def test_sums_of_a_period_stand_on_its_first_day(name):
    assert {row["ordered_at"] for row in expected(name)} == {GIVEN[name]["period"][0]}


PRINTED = [
    name for name, entry in GIVEN.items() if "total" in entry["set_aside"] and entry["files"][0].endswith("xlsx")
]


@pytest.mark.parametrize("name", PRINTED)
def test_the_printed_total_is_the_sum_of_the_expected_lines(name):
    page = CalamineWorkbook.from_path(EXPORTS / GIVEN[name]["files"][0]).get_sheet_by_index(0)
    printed = {Decimal(str(cell)) for row in page.to_python()[-4:] for cell in row if isinstance(cell, float)}
    assert {Decimal(str(number)) for number in GIVEN[name]["totals"].values()} <= printed
    for sums in GIVEN[name].get("difference", {}).values():
        assert Decimal(str(sums["printed"])) in printed
        assert Decimal(str(sums["lines"])) not in printed


@pytest.mark.parametrize(
    ("file", "encoding", "delimiter", "first"),
    [
        ("en-cp1252-brackets.csv", "cp1252", ",", "Order no."),
        ("en-no-header.txt", "utf-8", "|", "SO-00000751"),
        ("uk-cp1251-hryvnia.csv", "cp1251", ";", "Номер замовлення"),
        ("uk-koi8u-days-in-words.txt", "koi8-u", "\t", "Номер замовлення"),
        ("uk-utf16-tabs.txt", "utf-16", "\t", "Номер замовлення"),
        ("uk-utf8-bom-hryvnia-sign.csv", "utf-8-sig", ";", "Номер замовлення"),
        ("ru-cp866-pipes.txt", "cp866", "|", "Номер заказа"),
        ("ru-bitrix24-deals.csv", "cp1251", ";", "ID"),
    ],
)
def test_text_is_in_the_code_page_that_its_name_says(file, encoding, delimiter, first):
    rows = list(csv.reader(io.StringIO((EXPORTS / file).read_bytes().decode(encoding)), delimiter=delimiter))
    assert rows[0][0] == first
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("name", ["uk-1c77-excel-95", "ru-1c77-excel-95"])
def test_the_oldest_workbooks_open_and_do_not_name_their_code_page(name):
    rows = CalamineWorkbook.from_path(EXPORTS / f"{name}.xls").get_sheet_by_index(0).to_python()
    firms = {row[2].encode("latin-1").decode("cp1251") for row in rows[3:-1]}
    assert firms == {row["client_id"] for row in expected(name)}


def test_clients_called_like_a_total_are_clients():
    names = {
        "uk-totals-in-names": "Всього потроху",
        "ru-totals-in-names": "Всего понемногу",
        "en-quickbooks-sales": "Total Energy Ltd",
    }
    assert [name for name, firm in names.items() if firm not in {row["client_id"] for row in expected(name)}] == []


def test_days_that_are_asked_about_can_be_read_both_ways():
    for name in ("en-days-open", "uk-days-open"):
        days = [datetime.fromisoformat(row["ordered_at"]) for row in expected(name)]
        assert all(day.day <= 12 for day in days)
        assert any(day.day != day.month for day in days)


def test_ids_that_look_like_numbers_keep_their_zeros():
    assert all(row["client_id"].startswith("0000") for row in expected("uk-long-ids"))
    assert all(re.fullmatch(r"\d{13}", row["Штрихкод"]) for row in expected("uk-long-ids"))


def test_several_currencies_are_never_added():
    for name in ("en-mixed-currencies", "uk-mixed-currencies", "ru-mixed-currencies"):
        assert "amount" not in GIVEN[name]["sums"]
        assert len({row["currency"] for row in expected(name)}) == 3


def test_destroyed_ids_come_to_nothing():
    refused = {name: entry["reason"] for name, entry in INDEX.items() if entry.get("refused")}
    assert refused == {"en-destroyed-ids": "destroyed ids", "ru-destroyed-ids": "destroyed ids"}
