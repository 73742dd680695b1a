"""What people hand to the command by mistake: one line a fault, nothing half-written, no traceback."""

import io
import json
import os
import re
import subprocess
import sys

import openpyxl
import pytest

from salesbook.cli.main import main

HEAD = "client_id,ordered_at,amount\n"
FINE = HEAD + "1,2024-01-01,5\n2,2024-02-01,7\n"
LINE = re.compile(r"^\S.*: .+[^.]\.( .+[.?])$")  # where: what is wrong. What to do.


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder of one's own to work in, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALESBOOK_LANG", "en")
    return tmp_path


@pytest.fixture
def data(here):
    """``data({"orders.csv": "…"})`` → the folder of that company."""

    def make(files, tables=""):
        folder = here / "data"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        if tables:
            (folder / "tables.yaml").write_text(tables, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def salesbook(capsys):
    """``salesbook("check", "data", …)`` → exit code, what was printed, what was said of faults."""

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main([str(a) for a in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return done.value.code, printed.out, printed.err

    return call


@pytest.fixture
def refused(salesbook, here):
    """A request that must be refused: exit 2, every line ``where: what. What to do.``, nothing left behind."""

    def call(*arguments):
        before = sorted(here.rglob("*"))
        code, out, err = salesbook(*arguments)
        assert code == 2
        assert out == ""
        assert err.splitlines()
        for line in err.splitlines():
            assert LINE.match(line), line
        assert sorted(here.rglob("*")) == before
        return err

    return call


def workbook():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["client_id", "ordered_at", "amount"])
    book.save(file)
    return file.getvalue()


UNREADABLE = {
    "an empty file": ({"orders.csv": ""}, "", "the file is empty."),
    "no table": ({"notes.docx": "x"}, "", "no tables in it."),
    "an unknown table": ({"junk.csv": "a,b\n1,2\n"}, "", "no table recognised among junk.csv."),
    "a broken archive": ({"orders.csv.gz": b"\x1f\x8b\x08\x00abc"}, "", "the archive is broken."),
    "half an archive": ({"orders.csv.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"}, "", "the archive is broken."),
    "text named .xlsx": ({"orders.xlsx": FINE}, "", "not readable as a workbook"),
    "a workbook named .csv": ({"orders.csv": workbook()}, "", "not a text file but a workbook"),
    "an unknown encoding": ({"orders.csv": FINE}, "orders: {file: orders.csv, encoding: cp99}", "no encoding cp99."),
    "an unknown setting": ({"orders.csv": FINE}, "orders: {fiel: orders.csv}", "no setting fiel. Did you mean file?"),
    "an unknown table name": ({"orders.csv": FINE}, "oders: {file: orders.csv}", "Did you mean orders?"),
    "a missing file": ({"orders.csv": FINE}, "orders: {file: 2024.csv}", "2024.csv: no such file."),
    "broken YAML": ({"orders.csv": FINE}, "orders:\n  file: [a\n  b: c: d\n", "not YAML at line 3."),
    "a setting of another kind": ({"orders.csv": FINE}, "orders: {file: orders.csv, skip_rows: x}", "skip_rows is not"),
}


@pytest.mark.parametrize("case", UNREADABLE)
@pytest.mark.parametrize("command", [("check", "data"), ("measure", "order_value"), ("run", "analyse/clients")])
def test_a_source_that_cannot_be_opened_is_refused(refused, data, case, command):
    files, tables, says = UNREADABLE[case]
    assert says in refused(*command, "--data", data(files, tables))


UNUSABLE = {
    "wrong columns": (FINE, "columns: {client_id: card, ordered_at: when, amount: sum}", "no column card for client_id."),
    "a column missing": ("client_id,ordered_at\n1,2024-01-01\n", "", "orders needs a column amount or quantity × unit_price."),
    "another encoding": ("Клієнт,Дата,Сума\n1,2024-01-01,5\n".encode("cp1251"), "", "its header is in another encoding."),
    "destroyed ids": (HEAD + "1.03293E+19,2024-01-01,5\n", "", "destroyed by a spreadsheet"),
    "day or month": (HEAD + "1,01/02/2024,5\n1,03/04/2024,5\n", "", "could be day/month or month/day"),
    "no dates": (HEAD + "1,soon,5\n", "", "ordered_at has cells that do not read as dates, like 'soon'."),
    "no numbers": (HEAD + "1,2024-01-01,nan\n1,2024-01-01,inf\n", "", "not one of 2 rows of orders can be used"),
    "decimal commas": ("client_id;ordered_at;amount\n1;2024-01-01;5,5\n", "", 'Write decimal: ","'),
}  # fmt: skip


@pytest.fixture
def unusable(data):
    def make(case):
        content, settings, says = UNUSABLE[case]
        tables = f"orders: {{file: orders.csv, {settings}}}" if settings else ""
        return data({"orders.csv": content}, tables), says

    return make


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_table_that_cannot_be_used_is_refused_by_measure(refused, unusable, case):
    folder, says = unusable(case)
    assert says in refused("measure", "order_value", "--data", folder)


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_table_that_cannot_be_used_fails_the_check(salesbook, unusable, case):
    folder, says = unusable(case)
    code, out, _ = salesbook("check", "data", "--data", folder, "--format", "json")
    assert code == 1
    assert says in " ".join(row["finding"] for row in json.loads(out) if row["level"] == "error")


def test_every_wrong_column_is_said_at_once(refused, unusable):
    folder, _ = unusable("wrong columns")
    assert len(refused("measure", "order_value", "--data", folder).splitlines()) == 3


def test_a_run_on_a_table_that_cannot_be_used_fails_and_says_why(salesbook, unusable, here):
    folder, says = unusable("wrong columns")
    code, _, err = salesbook("run", "analyse/clients", "--data", folder, "--out", here / "out")
    assert code == 1
    assert says in err


FLAWED = {
    "wrong bytes": (HEAD.encode() + b"\xff1,2024-01-01,5\n", "1 characters are not utf-8"),
    "cp1251 read as utf-8": ((HEAD + "Київ,2024-01-01,5\n").encode("cp1251"), "characters are not utf-8"),
    "a NUL": (HEAD + "1\0,2024-01-01,5\n" + "1,2024-01-01,5\n" * 9, "1 characters are not utf-8"),
    "dates of two forms": (FINE + "3,13.01.2024,6\n", 'write in tables.yaml date_format: ["iso", "%d.%m.%Y"]'),
    "float-looking ids": (HEAD + "17850.0,2024-01-01,5\n", "“.0” taken off 1 ids"),
    "nan": (FINE + "3,2024-01-01,nan\n", "amount is not a number"),
    "inf": (FINE + "3,2024-01-01,-inf\n", "amount is not a number"),
    "too few cells": (FINE + "3,2024-01-01\n", "more or fewer cells than the header"),
    "too many cells": (FINE + "3,2024-01-01,5,6\n", "more or fewer cells than the header"),
    "unbalanced quotes": (FINE + '"3,2024-01-01,5\n', "quotation marks"),
    "a very long row": (FINE + "3" * 2_500_000 + ",2024-01-01,5\n", "longer than 2 MB"),
    "an unexplained comma": ("client_id;ordered_at;amount\n1;2024-01-01;5\n1;2024-01-01;5,5\n", "numbers have a comma"),
}


@pytest.mark.parametrize("case", FLAWED)
def test_flaws_that_leave_a_table_usable_are_warnings(salesbook, data, case):
    content, says = FLAWED[case]
    code, out, _ = salesbook("check", "data", "--data", data({"orders.csv": content}), "--format", "json")
    assert code == 0
    assert says in " ".join(row["finding"] for row in json.loads(out) if row["level"] == "warning")


def test_scores_out_of_range_are_set_aside_and_said_beside_the_figures(salesbook, data):
    folder = data({"surveys.csv": "score\n11\n7.5\nten\n9\n10\n3\n8\n"})
    code, out, err = salesbook("measure", "nps", "--data", folder, "--format", "json")
    assert (code, json.loads(out)[0]["answered"]) == (0, 4)
    for reason in ("score is above 10", "score is not a whole number", "score is not a number"):
        assert f"surveys: rows set aside: 1: {reason}" in err


@pytest.mark.parametrize("header", ["client_id,ordered_at,amount,_row", "client_id,ordered_at,amount,Amount"])
def test_a_header_with_names_of_ours_or_twice_the_same_is_read(salesbook, data, header):
    folder = data({"orders.csv": f"{header}\n1,2024-01-01,5,6\n"})
    code, out, _ = salesbook("measure", "order_value", "--data", folder, "--format", "json")
    assert (code, json.loads(out)[0]["revenue"]) == (0, 5)


def test_a_file_with_a_header_only_is_measured_as_nothing(salesbook, data):
    code, out, _ = salesbook("measure", "order_value", "--data", data({"orders.csv": HEAD}), "--format", "json")
    assert (code, json.loads(out)[0]["orders"]) == (0, 0)


REQUESTS = [
    (["measure", "order_valu"], "order_valu: no such measure. Did you mean order_value?"),
    (["measure", "retention", "-p", "window_day", "3"], "no parameter window_day. Did you mean window_days?"),
    (
        ["measure", "retention", "-p", "window_days", "3.5"],
        "window_days '3.5' is not a whole number. Write it like 90.",
    ),
    (["measure", "sleeping", "-p", "factor", "nan"], "factor 'nan' is not a number. Write it like 2.5."),
    (["measure", "order_value", "--as-of", "yesterday"], "as_of 'yesterday' is not a date. Write it like 2026-06-30."),
    (["measure", "order_value", "-p", "returns", "maybe"], "returns: no choice maybe. It may be exclude or net."),
    (["measure", "order_value", "--by", "planet"], "no column planet in orders. It has client_id,"),
    (["measure", "nps"], "the company has no table surveys. It has orders;"),
    (["measure", "order_value", "--map", "nowhere.yaml"], "nowhere.yaml: no such file. Check the path given to --map."),
    (["run", "analyse/npss"], "analyse/npss: no such notebook. Did you mean analyse/nps?"),
    (["run", "analyse/nps", "-p", "splt_by", "region"], "no parameter splt_by. Did you mean split_by?"),
    (["run", "analyse/clients", "--by", "planet", "--out", "new/deep"], "no table has a column planet."),
    (["run", "analyse/clients", "--map", "nowhere.yaml", "--out", "new/deep"], "nowhere.yaml: no such file."),
    (["run", "--resume"], "--resume: no folder to go on in. Give it with --out."),
    (["measure", "order_value", "--fromat", "csv"], "No such option '--fromat'."),
    (["run", "--jobs", "0"], "Invalid value for '--jobs': 0 is not in the range"),
    (["check", "dta"], "'dta' is not one of 'data', 'exercises', 'notebooks'. See salesbook check --help."),
]


@pytest.mark.parametrize(("request_", "says"), REQUESTS, ids=[" ".join(r) for r, _ in REQUESTS])
def test_a_wrong_request_is_refused(refused, data, request_, says):
    assert says in refused(*request_, "--data", data({"orders.csv": FINE}))


def test_all_faults_of_a_request_are_said_at_once(refused, data):
    wrong = ["-p", "window_day", "3", "-p", "as_of", "soon"]
    assert len(refused("measure", "retention", *wrong, "--data", data({"orders.csv": FINE})).splitlines()) == 2


@pytest.mark.parametrize("command", [["measure", "order_value"], ["check", "data"], ["run", "--out", "new/deep"]])
def test_a_source_that_is_not_there_is_refused(refused, command):
    assert "nowhere: no such file or folder." in refused(*command, "--data", "nowhere")


def test_an_unknown_command_is_refused(refused):
    assert refused("mesure") == "salesbook: No such command 'mesure'. See salesbook --help.\n"


@pytest.mark.parametrize("out", ["full", "full/a.txt", "full/a.txt/deeper"])
def test_a_folder_that_cannot_be_written_to_is_refused(refused, data, here, out):
    (here / "full").mkdir()
    (here / "full" / "a.txt").write_text("mine")
    refused("run", "analyse/clients", "--data", data({"orders.csv": FINE}), "--out", out)
    assert (here / "full" / "a.txt").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_refused(refused, data, here):
    (here / "shut").mkdir(mode=0o500)
    assert "cannot be written to" in refused("run", "--data", data({"orders.csv": FINE}), "--out", here / "shut")


def test_an_empty_folder_of_one_s_own_is_not_taken_away(refused, here):
    (here / "mine").mkdir()
    refused("run", "--data", "nowhere", "--out", here / "mine")


def test_a_mapping_that_is_there_is_not_written_over(refused, data):
    folder = data({"orders.csv": FINE + "1,2024-01-01,x\n"}, "orders: {file: orders.csv}")
    assert "is there already." in refused("check", "data", "--data", folder, "--write")
    assert (folder / "tables.yaml").read_text() == "orders: {file: orders.csv}"


def test_a_saved_guess_reads_as_the_guess(salesbook, data):
    folder = data({"orders.csv": FINE})
    assert salesbook("check", "data", "--data", folder, "--write")[0] == 0
    guessed = salesbook("measure", "order_value", "--data", folder, "--format", "json")[1]
    (folder / "tables.yaml").unlink()
    assert salesbook("measure", "order_value", "--data", folder, "--format", "json")[1] == guessed


def full(*_, **__):
    raise OSError(28, "No space left on device", "runs/set-aside-orders.csv")


def test_a_full_disk_is_said_and_leaves_nothing_half_written(salesbook, data, here, monkeypatch):
    monkeypatch.setattr("salesbook.tables.aside.pa.csv.CSVWriter", full)
    code, _, err = salesbook("check", "data", "--data", data({"orders.csv": FINE + "1,2024-01-01,x\n"}))
    assert code == 1
    assert err == "runs/set-aside-orders.csv: No space left on device. Free some room, or choose another folder.\n"
    assert list((here / "runs").iterdir()) == []


def test_a_full_disk_while_the_tables_are_read_is_said(refused, data, monkeypatch):
    monkeypatch.setattr("salesbook.tables.book.judge", full)
    said = refused("measure", "order_value", "--data", data({"orders.csv": FINE}))
    assert "no room on the disk to read orders." in said


def test_a_file_that_may_not_be_read_is_no_matter_of_room(salesbook, data, monkeypatch):
    def shut(*_, **__):
        raise PermissionError(13, "Permission denied", "orders.csv")

    monkeypatch.setattr("salesbook.cli.measure.open", shut)
    code, _, err = salesbook("measure", "order_value", "--data", data({"orders.csv": FINE}))
    assert (code, err) == (
        1,
        "orders.csv: Permission denied. Check that it is there, and that it may be read and written.\n",
    )


def test_a_password_in_an_address_is_not_repeated(refused):
    said = refused("measure", "order_value", "--data", "nosuch://olena:pa55word@db/sales")
    assert "pa55word" not in said


def as_program(*arguments, **options):
    line = [sys.executable, "-c", "from salesbook.cli import main; main()", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120, **options)


def test_as_a_program_a_refusal_is_one_line_and_exit_2(data):
    done = as_program("measure", "order_valu", "--data", data({"orders.csv": FINE}))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["order_valu: no such measure. Did you mean order_value?"]


def test_as_a_program_a_run_that_is_refused_leaves_no_folder(here):
    done = as_program("run", "--data", "nowhere", cwd=here)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert list(here.iterdir()) == []
