"""`salesbook grade`: a sheet in, verdicts out; every fault of the sheet at once; nothing becomes a formula."""

import csv
import io
import json

import pytest

from salesbook.cli import main

STEPS = ["listen", "understand", "agree", "argue", "check"]
TOLD = ["confidence", "sure", "because", "faults", "better"]


@pytest.fixture
def grade(tmp_path, monkeypatch, capsys):
    """``grade("id,text\\n…", "--task", "spin")`` → exit code, what was printed, what was said of faults."""
    monkeypatch.setenv("SALESBOOK_LANG", "en")

    def call(sheet, *arguments):
        path = tmp_path / "sheet.csv"
        if sheet is not None:
            path.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
        with pytest.raises(SystemExit) as done:
            main(["grade", str(path), *arguments])
        printed = capsys.readouterr()
        return done.value.code, printed.out, printed.err.replace(str(path), "sheet.csv")

    return call


def rows(out):
    return list(csv.DictReader(io.StringIO(out)))


def test_replies_are_graded_in_five_columns(grade):
    code, out, _ = grade("id,text,objection\n007,We give a guarantee.,Too expensive.\n", "--task", "objection")
    assert code == 0
    assert out.splitlines()[0] == ",".join(["id", *STEPS, *TOLD])
    (row,) = rows(out)
    assert [row[step] for step in STEPS] == ["0", "0", "0", "1", "0"]
    assert (row["id"], row["faults"]) == ("007", "argue-first")
    assert row["better"] == "“Too expensive”: so that is what worries you."


def test_comments_have_their_themes_in_one_cell(grade):
    _, out, _ = grade("id,text\n1,Дуже дорого і менеджер грубий\n2,\n", "--task", "comments")
    assert out.splitlines()[0] == ",".join(["id", "label", *TOLD])
    assert [row["label"] for row in rows(out)] == ["price;staff", "none"]
    assert rows(out)[1]["sure"] == "true"


def test_questions_have_one_of_five_labels(grade):
    _, out, _ = grade("id,text\n1,How many branches do you have?\n2,Купуйте наш товар!\n3,\n", "--task", "spin")
    assert [row["label"] for row in rows(out)] == ["S", "none", "none"]


def test_json_is_a_list_of_objects_with_numbers_and_texts_as_they_are(grade):
    _, out, _ = grade("id,text\n=1+1,Доставка запізнилась\n", "--task", "comments", "--format", "json")
    (row,) = json.loads(out)
    assert (row["id"], row["label"], type(row["confidence"]), type(row["sure"])) == ("=1+1", "delivery", float, bool)


@pytest.mark.parametrize(
    ("id", "shown"), [("=1+1", "'=1+1"), ("+a", "'+a"), ("@x", "'@x"), ("-5", "-5"), ("00017", "00017"), ("-x", "'-x")]
)
def test_in_csv_no_cell_becomes_a_formula_and_numbers_stay(grade, id, shown):
    assert rows(grade(f"id,text\n{id},ok\n", "--task", "comments")[1])[0]["id"] == shown


def test_the_row_s_own_language_goes_before_the_one_asked_for_and_that_before_the_letters(grade):
    sheet = (
        "id,text,lang\n1,Guarantee for five years.,uk\n2,Guarantee for five years.,\n3,Guarantee for five years.,AUTO\n"
    )
    auto = [row["better"] for row in rows(grade(sheet, "--task", "objection")[1])]
    assert [text.split()[0] for text in auto] == ["Тобто", "So", "So"]
    asked = [row["better"] for row in rows(grade(sheet, "--task", "objection", "--lang", "RU")[1])]
    assert [text.split()[0] for text in asked] == ["Тобто", "То", "То"]


@pytest.mark.parametrize(
    "sheet",
    [
        "id;text\n1;Висока ціна\n",
        "id\ttext\r\n1\tВисока ціна\r\n",
        "\ufeffText,ID\nВисока ціна,1\n",
        'id,text\n\n1,"Висока\nціна"\n,\n',
    ],
)
def test_delimiter_byte_order_mark_order_of_columns_and_empty_rows_do_not_matter(grade, sheet):
    code, out, _ = grade(sheet, "--task", "comments")
    assert (code, [(row["id"], row["label"]) for row in rows(out)]) == (0, [("1", "price")])


def test_every_fault_of_a_sheet_is_told_at_once_and_nothing_is_graded(grade):
    code, out, err = grade("id,text,lang\n,a,\n2,b,,c\n3,d,de\n ,e,\n", "--task", "spin")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "sheet.csv row 2: it has no id. Give it one.",
        "sheet.csv row 3: the row has more or fewer cells than the header. Put a text with a delimiter in it into quotes.",
        "sheet.csv row 4: no language “de”. It may be en, uk, ru.",
        "sheet.csv row 5: it has no id. Give it one.",
    ]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (None, "sheet.csv: no such file. Check the path."),
        ("", "sheet.csv: no column id, text. Write that name in the first row."),
        ("id,comment\n1,ok\n", "sheet.csv: no column text. Write that name in the first row."),
        ("id,text\n1,Дорого\n".encode("cp1251"), "sheet.csv: not UTF-8. Save it as CSV in UTF-8."),
        ("id,text\n1,x\n".encode("utf-16"), "sheet.csv: not UTF-8. Save it as CSV in UTF-8."),
        ('id,text\n1,"' + "x" * 200_000 + '"\n', "sheet.csv: it cannot be read as a CSV file. Save it as CSV in UTF-8."),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_refused_in_one_line(grade, sheet, said):
    assert grade(sheet, "--task", "spin") == (2, "", said + "\n")


def test_faults_are_told_in_the_language_asked_for(grade):
    assert grade(None, "--task", "spin", "--lang", "uk")[2] == "sheet.csv: такого файлу немає. Перевірте шлях.\n"


def test_a_folder_is_no_sheet(tmp_path, capsys):
    with pytest.raises(SystemExit) as done:
        main(["grade", str(tmp_path), "--task", "spin", "--lang", "en"])
    assert (done.value.code, capsys.readouterr().err) == (2, f"{tmp_path}: this is a folder. Check the path.\n")


def test_the_task_must_be_named(grade):
    code, _, err = grade("id,text\n1,a\n")
    assert code == 2
    assert "--task" in err
