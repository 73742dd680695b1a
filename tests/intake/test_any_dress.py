"""A table written in any dress and imported is the same table; where a dress can be read in two ways, a person is asked."""

import csv
import datetime as dt
import gzip
import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
import xlwt
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from salesbook.intake.bring import finish, judged, look, read_exports, write_sheets
from salesbook.temporary import temporary

NAMES = {
    "en": ("Order No", "Client", "Order date", "Amount", "Quantity", "Total", "Sales of the shop", "Document", "Sale"),
    "uk": (
        "Номер замовлення",
        "Клієнт",
        "Дата",
        "Сума",
        "Кількість",
        "Разом",
        "Продажі магазину",
        "Документ",
        "Продаж",
    ),
    "ru": ("Номер заказа", "Клиент", "Дата", "Сумма", "Количество", "ИТОГО", "Продажи магазина", "Документ", "Продажа"),
}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "uk": [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
}
WORDS = {
    "en": ["Acorn", "O'Neil", '"Best" Ltd', "A,B", "C;D", "two\nlines", "Total Energy", "Nº 5", "Ltd.", "x|y", "Café"],
    "uk": ["Зоря", "ТОВ «Їжак»", 'ПП "Ґава"', "а,б", "в;г", "два\nрядки", "Разом до мрії", "№ 5", "О’Ніл", "Львів"],
    "ru": ["Ромашка", "ООО «Ёж»", 'ИП "Заря"', "а,б", "в;г", "две\nстроки", "Итого и Ко", "№ 5", "Тверь", "Эльба"],
}
ENCODINGS = {
    "en": ["utf-8", "utf-8-sig", "utf-16", "cp1252"],
    "uk": ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-u"],
    "ru": ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"],
}
DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%y", "%Y%m%d", "named"]
ORDER = {"%d/%m/%Y": "day first", "%m/%d/%Y": "month first"}


@dataclass(frozen=True)
class Dress:
    lang: str
    kind: str  # csv, xlsx, xls or ods
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    day: str
    titles: int
    total: bool
    levels: int
    packed: str  # "", gz or zip
    typed: bool  # in workbooks: numbers and days as such


@st.composite
def dresses(draw):
    lang = draw(st.sampled_from(list(NAMES)))
    decimal = draw(st.sampled_from(".,"))
    kind = draw(st.sampled_from(["csv", "csv", "csv", "xlsx", "xls", "ods"]))
    return Dress(
        lang,
        kind,
        draw(st.sampled_from(ENCODINGS[lang])),
        draw(st.sampled_from(",;\t|")),
        decimal,
        draw(st.sampled_from(["", " ", "\N{NO-BREAK SPACE}", "'", "," if decimal == "." else "."])),
        draw(st.sampled_from(DAYS)),
        draw(st.integers(0, 2)),
        draw(st.booleans()),
        draw(st.integers(1, 2)) if kind in ("xlsx", "xls") else 1,
        draw(st.sampled_from(["", "gz", "zip"])) if kind == "csv" else "",
        draw(st.booleans()),
    )


@st.composite
def tables(draw, lang):
    """Rows of (order, client, day, cents, pieces)."""
    clients = draw(st.lists(st.lists(st.sampled_from(WORDS[lang]), min_size=1, max_size=3).map(" ".join), min_size=2))
    day = st.dates(dt.date(2015, 1, 1), dt.date(2025, 12, 31))
    cents = st.one_of(st.integers(-50_000_00, 50_000_00), st.integers(-3_000_000_00, 3_000_000_00))
    count = draw(st.integers(4, 25))
    return [
        (f"{n:06d}", draw(st.sampled_from(clients)), draw(day), draw(cents), draw(st.none() | st.integers(1, 999)))
        for n in range(1, count + 1)
    ]


def number(cents, dress):
    whole, part = divmod(abs(cents), 100)
    return f"{'-' * (cents < 0)}{f'{whole:,}'.replace(',', dress.thousands)}{dress.decimal}{part:02d}"


def day(value, dress):
    if dress.day != "named":
        return value.strftime(dress.day)
    return f"{value.day} {MONTHS[dress.lang][value.month - 1]} {value.year}"


def dressed(rows, dress):
    """The rows of the export, titles and totals with them."""
    order, client, date, amount, pieces, total, title, *above = NAMES[dress.lang]
    typed = dress.typed and dress.kind != "csv"
    found = [[title]] * dress.titles + [[]] * bool(dress.titles)
    found += [[above[0], None, above[1], None, None]] if dress.levels > 1 else []
    found.append([order, date, client, amount, pieces])
    for number_, name, when, cents, n in rows:
        money, moment = (
            (cents / 100, dt.datetime.combine(when, dt.time())) if typed else (number(cents, dress), day(when, dress))
        )
        found.append([number_, moment, name, money, n if typed or n is None else str(n)])
    if dress.total:
        cents = sum(row[3] for row in rows)
        found.append([total, None, None, cents / 100 if typed else number(cents, dress), None])
    return found


def as_csv(rows, dress):
    stream = io.StringIO()
    csv.writer(stream, delimiter=dress.delimiter).writerows(rows)
    return stream.getvalue().encode(dress.encoding)


def as_xlsx(rows, dress):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if dress.levels > 1:
        top = next(n for n, row in enumerate(rows, 1) if len(row) == 5)
        book.active.merge_cells(start_row=top, end_row=top, start_column=1, end_column=2)
        book.active.merge_cells(start_row=top, end_row=top, start_column=3, end_column=5)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_xls(rows, dress):
    book = xlwt.Workbook(encoding="utf-8")
    made, days = book.add_sheet("Sheet1"), xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for n, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                made.write(n, c, value, *([days] if isinstance(value, dt.datetime) else []))
    if dress.levels > 1:
        top = next(n for n, row in enumerate(rows) if len(row) == 5)
        made.merge(top, top, 0, 1)
        made.merge(top, top, 2, 4)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods(rows, dress):
    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, dt.datetime):
            return f'<table:table-cell office:value-type="date" office:date-value="{value:%Y-%m-%d}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row or [None]))}</table:table-row>" for row in rows)
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = f'<office:document-content{names} office:version="1.2"><office:body><office:spreadsheet><table:table table:name="1">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return stream.getvalue()


def packed(data, dress, name):
    if dress.packed == "gz":
        return f"{name}.gz", gzip.compress(data)
    if dress.packed == "zip":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, data)
        return "export.zip", stream.getvalue()
    return name, data


def answer(question, dress):
    """What the one who wrote the export knows; None where nothing should have been asked."""
    if ":date." in question.id:
        return ORDER.get(dress.day)
    if ":decimal." in question.id:
        return {".": "1.5", ",": "1,5"}[dress.decimal]
    return None


def imported(path, dress):
    """The orders that come out; None where something was asked that the dress does not tell."""
    with temporary() as work:
        sheets, answers = read_exports([path], work), {}
        looked = look(sheets, answers)
        for question in looked.open:
            event(f"asked {question.id.split(':')[1].split('.')[0]}")
            said = answer(question, dress)
            if said is None:
                return None
            answers[question.id] = said
        looked = look(sheets, answers)
        assert [each.match.table for each in looked.sheets] == ["orders"], looked.unused
        written = write_sheets(looked, work)
        totals = [total for _, tidy in written for total in tidy.totals if total.column == "amount"]
        assert all(total.agrees and (total.said is not None) == dress.total for total in totals)
        finish(judged(written, work, work / "out", "en"), written, work, work / "out")
        return pd.read_parquet(work / "out" / "orders.parquet")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), dresses())
def test_a_table_in_any_dress_comes_back_the_same(data, dress):
    rows = data.draw(tables(dress.lang))
    export = dressed(rows, dress)
    try:
        content = {"csv": as_csv, "xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}[dress.kind](export, dress)
    except UnicodeEncodeError:
        return  # an encoding that has not these letters
    with tempfile.TemporaryDirectory() as folder:
        name, content = packed(content, dress, f"export.{dress.kind}")
        path = Path(folder) / name
        path.write_bytes(content)
        found = imported(path, dress)
    if found is None:
        return
    wanted = [(order, " ".join(c.split()), when, cents / 100, n) for order, c, when, cents, n in rows]
    got = [
        (
            r.order_id,
            " ".join(r.client_id.split()),
            r.ordered_at.date(),
            r.amount,
            None if pd.isna(r.quantity) else int(r.quantity),
        )
        for r in found.itertuples()
    ]
    assert got == [(o, c, d, pytest.approx(a, abs=0.001), n) for o, c, d, a, n in wanted]
