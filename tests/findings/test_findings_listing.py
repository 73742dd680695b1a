"""Tables for people, and the same for a spreadsheet."""

import datetime as dt
from types import SimpleNamespace

from salesbook.findings import SHEET, table
from salesbook.words import catalogue

ROWS = [
    {"segment": "home", "clients": 1200, "kept_rate": 0.256, "revenue": 1234567.0, "last": dt.date(2025, 5, 21)},
    {"segment": None, "clients": 7, "kept_rate": None, "revenue": 12.5, "last": None},
]


def result(rows=ROWS, by=("segment",), lang="en", absent=""):
    return SimpleNamespace(name="x", rows=rows, by=by, lang=lang, currency="UAH", absent=absent)


def test_cells_are_written_by_what_their_columns_are_called():
    shown = table(result(), "clients", "kept_rate", "revenue", "last")
    assert shown.rows[0] == ("home", "1,200", "25.6%", "1.2M", "21\N{NO-BREAK SPACE}May\N{NO-BREAK SPACE}2025")
    assert shown.rows[1] == ("—", "7", "—", "12", "—")
    assert shown.head == ("segment", "clients", "kept rate", "revenue, UAH", "last")


def test_excel_gets_every_row_and_nothing_rounded():
    many = [{**ROWS[0], "clients": n} for n in range(50)]
    bundle = table(result(many), "clients", "kept_rate", rows=3)._repr_mimebundle_()
    assert len(bundle[SHEET]["rows"]) == 50
    assert bundle[SHEET]["rows"][7] == ["home", 7, 0.256]
    assert "47 more rows" in bundle[SHEET]["caption"]
    assert bundle["text/plain"].count("\n") == 4  # caption, head, three rows


def test_a_client_is_named_by_initials_in_both(monkeypatch):
    monkeypatch.delenv("SALESBOOK_PRIVACY", raising=False)
    rows = [{"client_id": "c1", "client_name": "Olena Bondar", "orders": 3}]
    bundle = table(result(rows, by=()), "client_id", "orders")._repr_mimebundle_()
    assert "Bondar" not in str(bundle)
    assert bundle[SHEET]["rows"] == [["O. B. c1", 3]]


def test_text_of_the_data_is_escaped_and_its_table_styles_no_other():
    html = table(result([{"segment": "<script>", "clients": 1}]), "clients")._repr_mimebundle_()["text/html"]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert not [line for line in html.splitlines() if line.strip().startswith(("tr {", "thead, "))]
    assert "#" in html.partition("<style>")[2][:3]  # each rule begins with the table's own name


def test_nothing_to_show_says_why():
    assert table(result([], absent="orders: no column cost."), "clients").caption == "orders: no column cost."
    assert table(result([]), "clients").caption == catalogue("en")["chart.nothing"]
