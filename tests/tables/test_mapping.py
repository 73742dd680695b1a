"""``tables.yaml``: every fault at once, each with what to do."""

import pytest

from salesbook.errors import DataError, Faults
from salesbook.tables.mapping import Company, Mapping, TableMap, read_mapping, write_mapping


@pytest.fixture
def read(tmp_path):
    def from_text(text, encoding="utf-8"):
        path = tmp_path / "tables.yaml"
        path.write_bytes(text.encode(encoding))
        return read_mapping(path)

    return from_text


def test_a_mapping_is_read_as_it_is_written(read):
    mapping = read(
        """
company: {name: Ромашка, currency: UAH, timezone: Europe/Kyiv, margin_rate: 0.25}
orders:
  file: [a.csv, b.csv]
  columns: {order_id: [shop, doc], client_id: card, amount: 3}
  date_format: "%d.%m.%Y"
  encoding: cp1251
  header: none
  skip_rows: 2
"""
    )
    orders = mapping.tables["orders"]
    assert mapping.company == Company("Ромашка", "UAH", "Europe/Kyiv", 0.25)
    assert orders.file == ("a.csv", "b.csv")
    assert orders.columns == {"order_id": ["shop", "doc"], "client_id": "card", "amount": 3}
    assert (orders.header, orders.skip_rows, orders.encoding) == (False, 2, "cp1251")
    assert orders.date_formats("ordered_at") == ("%d.%m.%Y",)


def test_a_date_format_may_be_told_by_column(read):
    mapping = read("complaints: {date_format: {opened_at: iso, resolved_at: ['%d.%m.%Y', excel]}}")
    complaints = mapping.tables["complaints"]
    assert complaints.date_formats("resolved_at") == ("%d.%m.%Y", "excel")
    assert complaints.date_formats("answered_at") == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("order: {file: a.csv}", "no table order. Did you mean orders?"),
        ("orders: {fil: a.csv}", "orders has no setting fil. Did you mean file?"),
        ("orders: a.csv", "orders is not a list of settings."),
        ("orders:", "orders is not a list of settings."),
        ("- orders", "holds no tables."),
        ("orders: {encoding: cp99999}", "orders: no encoding cp99999."),
        ("orders: {encoding: base64}", "orders: no encoding base64."),
        ("orders: {encoding: 1251}", "orders.encoding cannot be 1251."),
        ("orders: {delimiter: abc}", "orders.delimiter cannot be 'abc'."),
        ("orders: {delimiter: 5}", "orders.delimiter cannot be 5."),
        ("orders: {decimal: ',', thousands: ','}", "orders.decimal and .thousands are the same."),
        ("orders: {sheet: [1]}", "orders.sheet cannot be [1]."),
        ("orders: {skip_rows: -1}", "orders.skip_rows is not a number of lines."),
        ("orders: {skip_rows: true}", "orders.skip_rows is not a number of lines."),
        ("orders: {header: 2}", "orders.header cannot be 2."),
        ("orders: {columns: [a, b]}", "orders.columns is not a list of names."),
        ("orders: {columns: {client_id: {a: b}}}", "orders.columns.client_id names no column."),
        ("orders: {columns: {client_id: }}", "orders.columns.client_id names no column."),
        ("orders: {columns: {client_id: true}}", "orders.columns.client_id names no column."),
        ("orders: {date_format: '%Q'}", "orders.date_format '%Q' is no form of a date."),
        ("orders: {date_format: DD.MM.YYYY}", "orders.date_format 'DD.MM.YYYY' is no form of a date."),
        ("orders: {date_format: {ordred_at: iso}}", "no date column ordred_at. Did you mean ordered_at?"),
        ("company: [a]", "company is not a list of settings."),
        ("company: {curency: UAH}", "company has no setting curency. Did you mean currency?"),
        ("company: {timezone: Kyiv}", "no time zone Kyiv. Write it like Europe/Kyiv."),
        ("company: {timezone: 3}", "no time zone 3."),
        ("company: {margin_rate: 25}", "margin_rate 25 is not a share."),
        ("orders: {file: 'a.csv}", "not YAML at line 1."),
        ("orders:\n  file: a.csv\n columns: b", "not YAML at line 3."),
        ("orders: {file: 2024-13-45}", "not YAML (month must be in 1..12"),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(read, tmp_path, text, says):
    with pytest.raises(DataError) as caught:
        read(text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'tables.yaml'}: ")
    assert says in message
    assert "\n" not in message


def test_all_faults_are_said_at_once(read):
    with pytest.raises(Faults) as caught:
        read("ordrs: {file: a}\nclients: {fil: b, skip_rows: x}\ncompany: {margin_rate: 25}")
    assert len(str(caught.value).splitlines()) == 4


def test_a_mapping_in_another_encoding_is_refused(read):
    with pytest.raises(DataError, match="Save it as a UTF-8 text file"):
        read("orders: {file: замовлення.csv}", encoding="cp1251")


def test_a_byte_order_mark_is_no_matter(read):
    assert set(read("\ufefforders: {file: a.csv}").tables) == {"orders"}


def test_a_number_may_be_the_name_of_a_company(read):
    assert read("company: {name: 585}").company.name == "585"


def test_what_is_written_reads_as_the_same(tmp_path):
    mapping = Mapping(
        {"orders": TableMap(("a.csv",), columns={"client_id": "Клієнт"}, date_format=("%d.%m.%Y",), header=False)},
        Company("Ромашка", "UAH", "Europe/Kyiv", 0.25),
    )
    write_mapping(mapping, tmp_path / "tables.yaml")
    again = read_mapping(tmp_path / "tables.yaml")
    assert (again.tables, again.company) == (mapping.tables, mapping.company)
    assert [p.name for p in tmp_path.iterdir()] == ["tables.yaml"]
