"""A call list that a rep filled in and sent back: what is counted of it, and what is said of the rest."""

import datetime as dt

import pytest
from openpyxl import load_workbook

import salesbook as sb
from salesbook.called import CODES, last_calls, read
from salesbook.cli.main import main
from salesbook.errors import DataError
from salesbook.findings import calls_made
from salesbook.rerun.call_list import WIDTHS, write_call_list
from salesbook.tables import open as open_book
from salesbook.words import say
from tests.rerun.small import write_company

NAMES = ("Olena", "Ivan", "Marta", "Petro")
PLACE = {column: number for number, column in enumerate(WIDTHS, 1)}
LISTED = dt.date(2025, 6, 1)  # the last purchase of anybody in the small company


@pytest.fixture
def company(tmp_path):
    return write_company(tmp_path / "company", names=NAMES, surveys=False)


@pytest.fixture(params=["en", "uk", "ru"])
def lang(request):
    return request.param


def written(company, out, lang="en", **parameters):
    """The call list of ``company`` as it is handed out; its path."""
    out.mkdir(exist_ok=True)
    return out / write_call_list(open_book(company, lang=lang), out, parameters)


def fill(path, **cells):
    """Write into the cells of clients: ``c1={"outcome": "1"}``."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=3):
        for column, value in cells.get(row[0].value, {}).items():
            sheet.cell(row[0].row, PLACE[column]).value = value
    book.save(path)
    return path


def codes(path, lang):
    """What the sheet of codes offers, in the language of the list."""
    return [row[0].value for row in load_workbook(path).worksheets[1].iter_rows(min_row=2) if row[0].value]


# -- what is handed out


def test_outcome_and_reason_are_chosen_from_the_codes(company, tmp_path, lang):
    path = written(company, tmp_path / "out", lang)
    book = load_workbook(path)
    offered = [v.formula1 for v in book.worksheets[0].data_validations.dataValidation]
    assert len(offered) == 2
    for formula, (name, own) in zip(offered, CODES.items(), strict=True):
        sheet, cells = formula.replace("$", "").split("!")
        (first, last) = (int(cell[1:]) for cell in cells.split(":"))
        shown = [book[sheet.strip("'")].cell(row, 1).value for row in range(first, last + 1)]
        assert shown == [f"{n} {say(f'value.{name}_{code}', lang)}" for n, code in enumerate(own, 1)]


def test_the_list_can_be_filtered_by_rep_and_keeps_the_names_in_sight(company, tmp_path):
    sheet = load_workbook(written(company, tmp_path / "out")).worksheets[0]
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.freeze_panes == "C3"
    assert [c.value for c in sheet[2]].count("outcome") == 1


def test_a_broken_table_of_contacts_does_not_stop_the_calls(company, tmp_path):
    (company / "contacts.csv").write_text("client_id,contacted_at,channel\nc1,never,phone\n")
    with (company / "tables.yaml").open("a") as file:
        file.write("contacts: {file: contacts.csv}\n")
    assert len(list(load_workbook(written(company, tmp_path / "out")).worksheets[0].iter_rows(min_row=3))) == 4


# -- what comes back


def test_a_filled_in_list_is_read_in_any_language(company, tmp_path, lang):
    path = fill(
        written(company, tmp_path / "out", lang),
        c1={"outcome": f"1 {say('value.outcome_order', lang)}", "called_on": dt.date(2025, 6, 3)},
        c2={"outcome": say("value.outcome_no_sale", lang).upper(), "reason": "4"},
        c3={"outcome": "no_answer", "called_on": "05.06.2025"},
    )
    filled = read(str(path), "en")
    assert filled.faults == ()
    found = {r["client_id"]: (r["listed_on"], r["called_on"], r["outcome"], r["reason"]) for r in filled.rows}
    assert found == {
        "c1": (LISTED, dt.date(2025, 6, 3), "order", None),
        "c2": (LISTED, None, "no_sale", "delivery"),
        "c3": (LISTED, dt.date(2025, 6, 5), "no_answer", None),
        "c4": (LISTED, None, None, None),
    }


def test_what_cannot_be_taken_as_written_is_said_with_its_place_and_is_not_lost(company, tmp_path):
    path = fill(
        written(company, tmp_path / "out"),
        c4={"outcome": "promised", "reason": "their dog"},
        c3={"reason": "1"},
        c2={"outcome": "3", "called_on": "soon"},
        c1={"outcome": "99"},
    )
    filled = read(str(path), "en")
    found = {r["client_id"]: (r["outcome"], r["reason"], r["called_on"]) for r in filled.rows}
    assert found == {
        "c4": ("other", "other", None),
        "c3": ("other", "price", None),
        "c2": ("continuation", None, None),
        "c1": ("other", None, None),
    }
    places = [fault.split(":")[0] for fault in filled.faults]
    assert places == ["call-list.xlsx, row 3", "call-list.xlsx, row 3", "call-list.xlsx, row 4",
                      "call-list.xlsx, row 5", "call-list.xlsx, row 6"]  # fmt: skip
    assert "“their dog” is no reason" in filled.faults[1]


def test_columns_may_be_moved_but_their_headings_must_stay(company, tmp_path):
    path = fill(written(company, tmp_path / "out"), c1={"outcome": "1"})
    book = load_workbook(path)
    book.worksheets[0].insert_cols(1)
    book.worksheets[0].insert_rows(1, 2)
    book.save(path)
    assert [r["client_id"] for r in read(str(path), "en").rows if r["outcome"]] == ["c1"]
    book.worksheets[0]["B4"].value = "whom"
    book.save(path)
    with pytest.raises(DataError, match="headings of a call list are not there"):
        read(str(path), "en")


def test_a_folder_of_lists_is_one_and_who_is_on_two_copies_counts_once(company, tmp_path):
    one, two = (written(company, tmp_path / "out"), tmp_path / "out" / "rep-2.xlsx")
    two.write_bytes(one.read_bytes())
    fill(one, c1={"outcome": "1"})
    fill(two, c1={"outcome": "4"}, c2={"outcome": "5"})
    filled = read(str(tmp_path / "out"), "en")
    assert {r["client_id"]: r["outcome"] for r in filled.rows if r["outcome"]} == {"c1": "order", "c2": "no_answer"}
    assert [fault.split(":")[0] for fault in filled.faults] == ["rep-2.xlsx, row 6"]


@pytest.mark.parametrize("name", ["none.xlsx", "."])
def test_no_list_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="no filled-in call list is there"):
        read(str(tmp_path / name), "en")


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "list.xlsx").write_text("client id;outcome\n")
    with pytest.raises(DataError, match="not readable as a workbook"):
        read(str(tmp_path / "list.xlsx"), "en")


# -- counted by the next run


def later(company):
    """Weeks later c4 has bought again."""
    with (company / "orders.csv").open("a") as file:
        file.write("c4,2025-06-20,70,north\nbusy,2025-09-30,50,south\n")
    return open_book(company)


def test_the_calls_are_counted_with_who_came_back(company, tmp_path):
    path = fill(
        written(company, tmp_path / "out"), c4={"outcome": "2"}, c3={"outcome": "4", "reason": "1"}, c2={"outcome": "5"}
    )
    came = sb.calls(later(company), str(path))
    (row,) = came.rows
    assert [row[k] for k in ("listed", "called", "reached", "won_back", "won_back_amount", "ripe")] == [
        4,
        3,
        2,
        1,
        70,
        3,
    ]
    assert [(r["reason"], r["calls"]) for r in came.reasons.rows] == [("price", 1)]
    assert calls_made(came).says.startswith(
        "Of 4 clients on the lists 3 were called and 2 reached; 1 bought within 60 days"
    )


def test_without_a_list_it_says_how_to_give_one(company):
    came = sb.calls(open_book(company), "")
    assert came.rows == []
    assert "--calls FILE" in calls_made(came).says


def test_a_list_with_nothing_written_is_no_calls(company, tmp_path):
    said = calls_made(sb.calls(later(company), str(written(company, tmp_path / "out")))).says
    assert said == "4 clients stand on the lists, and none has an outcome yet: nobody was called."


def test_a_client_who_is_not_in_the_data_is_said(company, tmp_path):
    path = fill(written(company, tmp_path / "out"), c1={"outcome": "1"}, c2={"client_id": "c99", "outcome": "1"})
    came = sb.calls(later(company), str(path))
    assert came.faults == ("1 client of the call lists is not in the data. Check the client ids; the call is counted.",)
    assert came.rows[0]["called"] == 2
    assert came.faults[0] in calls_made(came).says


def test_who_was_called_already_is_marked_on_the_new_list(company, tmp_path):
    path = fill(
        written(company, tmp_path / "out"), c3={"outcome": "4", "reason": "1", "called_on": dt.date(2025, 6, 3)}
    )
    later(company)
    sheet = load_workbook(written(company, tmp_path / "new", calls=str(path))).worksheets[0]
    marks = {row[0].value: row[PLACE["called_before"] - 1].value for row in sheet.iter_rows(min_row=3)}
    assert marks["c3"] == "3 Jun 2025: refusal, price"
    assert [client for client, mark in marks.items() if mark] == ["c3"]


def test_the_last_of_several_calls_is_the_one_that_is_marked(company, tmp_path):
    first = written(company, tmp_path / "out")
    fill(first, c1={"outcome": "5", "called_on": dt.date(2025, 6, 9)})
    later(company)
    second = written(company, tmp_path / "out2")
    fill(second, c1={"outcome": "1"})
    second.rename(first.with_name("second.xlsx"))
    assert last_calls(str(tmp_path / "out"), "en")["c1"]["outcome"] == "order"


def test_a_list_that_is_not_there_is_refused_before_anything_runs(tmp_path, capsys):
    with pytest.raises(SystemExit) as end:
        main(["run", "analyse/sleeping", "--calls", str(tmp_path / "none.xlsx"), "--out", str(tmp_path / "out")])
    assert end.value.code == 2
    assert "--calls" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
