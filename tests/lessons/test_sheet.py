"""A lesson in a spreadsheet: what people type, and each usual mistake told by its row."""

import datetime as dt
import doctest

import pytest
from openpyxl import Workbook

from salesbook.errors import ContentError
from salesbook.lessons import sheet_ids, sheet_kinds, sheet_terms
from salesbook.lessons.sheet import draft, findings
from salesbook.lessons.sheet_cells import DATE, read_cells
from salesbook.lessons.sheet_ids import make_ids
from salesbook.lessons.sheet_read import read_sheet
from salesbook.words import LANGUAGES, catalogue, say
from tests.lessons.sheets import exercise_sheet, lesson_sheet, read, said, sheets

CHOICE = [
    {"kind": "вибір", "ask": "Це дорого. Що скажете?", "hint": "h", "piece": "Чому?", "right": "так", "why": "w"},
    {"piece": "Знижка!", "why": "w"},
]
ORDER = [
    {"kind": "порядок", "ask": "Розставте", "hint": "h", "piece": "Слухати", "why": "w"},
    {"piece": "Питати"},
]
SORT = [
    {"kind": "групи", "ask": "Розкладіть", "hint": "h", "piece": "Договір до травня", "other": "Факт", "why": "w"},
    {"piece": "Усі спізнюються", "other": "Думка", "why": "w"},
    {"piece": "Дві машини", "other": " факт\N{NO-BREAK SPACE}", "why": "w"},
]
MATCH = [
    {"kind": "пари", "ask": "Доберіть", "hint": "h", "piece": "Знижка", "other": "Менша ціна", "why": "w"},
    {"piece": "Відстрочка", "other": "Пізніша оплата"},
]
NUMBER = [
    {"kind": "число", "ask": "Скільки?", "hint": "h", "piece": "25", "right": "так", "why": "w", "unit": "відсотки"},
    {"piece": "38,46", "why": "w"},
    {"piece": "інше число", "why": "w"},
]
TEXT = [
    {"kind": "текст", "ask": "Напишіть", "hint": "h", "piece": "Це запитання", "other": "?", "why": "Зразок"},
    {"piece": "Про сумнів", "other": "що, чим, сумнів"},
]
ALL = [*CHOICE, *ORDER, *SORT, *MATCH, *NUMBER, *TEXT]


def but(rows, n, **changed):
    """``rows`` with row ``n`` of the sheet (the first under the header is 2) changed."""
    return [row | changed if place == n else row for place, row in enumerate(rows, 2)]


def only(made):
    return made.key["exercises"][0]


def test_a_sheet_with_every_kind_is_a_sound_lesson():
    made = read(ALL)
    assert said(ALL) == []
    assert [exercise["kind"] for exercise in made.key["exercises"]] == [
        "choice",
        "order",
        "sort",
        "match",
        "number",
        "text",
    ]
    assert (made.id, made.lang) == ("tsiny", "uk")
    assert made.words["blocks"] == {"tsiny": {"title": "Ціни"}}


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (but(CHOICE, 2, right=""), "row 2: no option is marked right. Mark one with “так” in column “Правильно?”."),
        (but(CHOICE, 3, right="x"), "row 2: there is nothing to choose. Add a wrong option."),
        (but(CHOICE, 3, right="мабуть"), "row 3, “Правильно?”: “мабуть” is neither yes nor no. Write “так” beside what is right, and leave the others empty."),
        (but(CHOICE, 3, why=""), "row 3, “Пояснення”: nothing there. Add the text."),
        (but(CHOICE, 3, piece=""), "row 3, “Варіант, крок або картка”: nothing stands here beside “w”. Add the text."),
        (but(CHOICE, 3, piece="Чому?"), "row 3, “Варіант, крок або картка”: the same as in row 2. Say it differently, or clear the row."),
        (but(CHOICE, 2, hint=""), "row 2, “Підказка”: nothing there. Add the text."),
        (but(CHOICE, 2, ask=""), "row 2, “Запитання або завдання”: nothing there. Add the text."),
        (but(CHOICE, 2, kind=""), "row 2, “Вид вправи”: the exercise has no kind. Choose one: вибір, порядок, групи, пари, число, текст."),
        (but(CHOICE, 2, kind="вибор"), "row 2, “Вид вправи”: no kind “вибор”. Did you mean “вибір”?"),
        (but(CHOICE, 2, kind="кросворд"), "row 2, “Вид вправи”: no kind “кросворд”. It may be вибір, порядок, групи, пари, число, текст."),
        (but(CHOICE, 2, kind="Діалог"), "row 2, “Вид вправи”: a conversation does not fit into a sheet. Write it as a file (exercises/README.md, “A conversation”), or choose another kind."),
        (but(CHOICE, 3, other="Факт"), "row 3, “Група, пара або слова”: the kind “вибір” does not use this column. Clear the cell, or move it where it belongs."),
        (but(CHOICE, 2, points="багато"), "row 2, “Бали”: “багато” is no number of points. Write 0 or more; empty is 1."),
        ([{"piece": "Чому?"}, *CHOICE], "row 2: it belongs to no exercise. In the first row of an exercise write its kind and its question."),
        ([*CHOICE, *ORDER, *CHOICE], "row 6, “Запитання або завдання”: the same exercise as in row 2. Ask something else, or clear its rows."),
        (ORDER[:1], "row 2: there is only one to place. Add another."),
        (but(ORDER, 2, why=""), "row 2, “Пояснення”: nothing there. Add the text."),
        (but(ORDER, 3, right="так"), "row 3, “Правильно?”: the kind “порядок” does not use this column. Clear the cell, or move it where it belongs."),
        (but(SORT, 4, other=""), "row 4, “Група, пара або слова”: “Дві машини” has no group. Write its group here."),
        (but(SORT, 4, other="Факти"), "row 4, “Група, пара або слова”: “Факти” is almost “Факт” of row 2. Write both alike, or name the group in other words."),
        (but(SORT, 3, other="факт"), "row 2: there are fewer than two groups. Write them in column “Група, пара або слова”."),
        (but(SORT, 4, piece="", why=""), "row 4, “Варіант, крок або картка”: nothing stands here beside “факт”. Add the text."),
        (but(MATCH, 3, other=""), "row 3, “Група, пара або слова”: nothing there. Add the text."),
        (but(MATCH, 3, piece=""), "row 3, “Варіант, крок або картка”: nothing stands here beside “Пізніша оплата”. Add the text."),
        (but(MATCH, 3, other="«менша ціна»"), "row 3, “Група, пара або слова”: the same as in row 2: nobody could tell which belongs where. Make the two differ."),
        (but(NUMBER, 2, right=""), "row 2: no number is marked right. Mark one with “так” in column “Правильно?”."),
        (but(NUMBER, 3, right="+"), "row 2: 2 numbers are marked right. Leave only one “так” in column “Правильно?”."),
        (but(NUMBER, 2, piece="близько 25"), "row 2, “Варіант, крок або картка”: “близько 25” cannot be read as one number. Write digits alone, without a mark between thousands, e.g. 12000 or 0.5."),
        (but(NUMBER, 3, piece="12,000"), "row 3, “Варіант, крок або картка”: “12,000” cannot be read as one number. Write digits alone, without a mark between thousands, e.g. 12000 or 0.5."),
        (but(NUMBER, 3, piece="25,0"), "row 3, “Варіант, крок або картка”: this mistake would count as right. Narrow within, or take it out."),
        (but(NUMBER, 3, why=""), "row 3, “Пояснення”: nothing there. Add the text."),
        (but(NUMBER, 2, unit=""), "row 2, “Одиниця”: the number has no unit. Choose one from the list."),
        (but(NUMBER, 2, unit="відсоткі"), "row 2, “Одиниця”: no unit “відсоткі”. Did you mean “відсотки”?"),
        (but(NUMBER, 2, within="-1"), "row 2, “Похибка ±”: a tolerance below 0. Give 0 or more."),
        (NUMBER[:2], "row 2, “Пояснення”: nothing is said of any other number. Add a row “інше число” with an explanation."),
        (but(TEXT, 3, other=""), "row 3, “Група, пара або слова”: nothing there. Add the text."),
        (but(TEXT, 2, why=""), "row 2, “Пояснення”: nothing there. Add the text."),
        (but(CHOICE, 3, why=DATE), "row 3, “Пояснення”: it was taken for a date. Format the cell as Text, then type it again."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_with_its_row(rows, finding):
    assert said(rows) == [finding]


@pytest.mark.parametrize(
    ("lesson", "finding"),
    [
        ({"title": ""}, "(Урок) row 1, “Назва”: nothing there. Add the text."),
        ({"aim": " "}, "(Урок) row 2, “Мета”: nothing there. Add the text."),
        ({"language": "польська"}, "(Урок) row 3: no language “польська”. It may be англійська, українська, російська."),
        ({"parts": [("Перші слова", "шість")]}, "(Урок) row 7, “Хвилин”: “шість” is no number of minutes. Write a whole number, e.g. 6."),
        ({"parts": [("Перші слова",), ("Потім",)]}, "(Урок) row 8: no exercise belongs to “Потім”. Name it in column “Частина уроку” of an exercise, or clear the row."),
        ({"parts": [("Перші слова",), (None, 5, "Текст")]}, "(Урок) row 8, “Частина уроку”: the part has no title. Add it, or clear the row."),
        ({"parts": [("Перші слова",), ("перші слова",)]}, "(Урок) row 8: the same part as in row 7. Give it another title."),
    ],
)  # fmt: skip
def test_a_mistake_on_the_lesson_s_sheet_is_told_with_its_row(lesson, finding):
    assert said(CHOICE, **lesson) == [finding]


def test_an_unknown_part_is_told_with_the_nearest():
    assert said(but(CHOICE, 2, block="Перші слава"), parts=[("Перші слова", "6")]) == [
        "row 2, “Частина уроку”: the sheet “Урок” has no part “Перші слава”. Did you mean “Перші слова”?"
    ]


def test_all_mistakes_are_told_at_once_the_lesson_s_first_then_row_by_row():
    rows = [*but(CHOICE, 2, right="", hint=""), *but(NUMBER, 3, why=""), *but(ORDER, 2, kind="поряд")]
    assert [line.split(":")[0] for line in said(rows, aim="")] == [
        "(Урок) row 2, “Мета”", "row 2", "row 2, “Підказка”", "row 5, “Пояснення”", "row 7, “Вид вправи”",
    ]  # fmt: skip


def test_an_empty_form_says_what_is_missing():
    assert said([], title="", aim="") == [
        "p.xlsx: there are no exercises yet. Write the first under the headers; the first sheet shows how.",
        "(Урок) row 1, “Назва”: nothing there. Add the text.",
        "(Урок) row 2, “Мета”: nothing there. Add the text.",
    ]


def test_a_sheet_that_is_not_there_is_told():
    whole = sheets(CHOICE)
    for title in whole:
        made = read_sheet({name: grid for name, grid in whole.items() if name != title}, "uk")
        assert [str(fault) for fault in findings(made, "p.xlsx")] == [
            f"p.xlsx sheet “{title}”: it is not there. Begin from a blank form: salesbook lesson NEW.xlsx --lang en writes one."
        ]


def test_a_missing_column_is_told_by_its_header():
    head, *rows = exercise_sheet("uk", CHOICE)
    kind = head.index("Вид вправи")
    grid = [[cell for place, cell in enumerate(row) if place != kind] for row in (head, *rows)]
    made = read_sheet({"Урок": lesson_sheet("uk"), "Вправи": grid}, "uk")
    assert "p.xlsx column “Вид вправи”: it is not there. Write that header above its cells." in [
        str(fault) for fault in findings(made, "p.xlsx")
    ]


@pytest.mark.parametrize(
    "yes", ["так", " Так ", "yes", "да", "x", "Х", "1", 1.0, "✓", "✔️", "+", "«так»", "true", "ТАК!"]
)
def test_people_mark_what_is_right_in_many_ways(yes):
    rows = but(CHOICE, 2, right=yes)
    assert said(rows) == []
    assert only(read(rows))["answer"] == "chomu"


@pytest.mark.parametrize("no", ["ні", "no", "нет", "-", "—", "0", "false"])
def test_and_what_is_wrong(no):
    assert said(but(CHOICE, 3, right=no)) == []


def test_several_right_options_are_a_list_in_their_order():
    rows = [*but(CHOICE, 3, right="так"), {"piece": "Зате якісно", "why": "w"}]
    assert only(read(rows))["answer"] == ["chomu", "znyzhka"]


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("38,46", "гроші", 38.46),
        ("38.46", "гроші", 38.46),
        (38.46, "гроші", 38.46),
        ("12 000", "гроші", 12000),
        ("12\N{NO-BREAK SPACE}000,5", "гроші", 12000.5),
        ("\N{MINUS SIGN}15", "пункти", -15),
        (1.125, "гроші", 1.125),
        ("0,125", "гроші", 0.125),
        ("75%", "відсотки", 75),
        ("75 %", "%", 75),
        ("25%", "частка від 0 до 1", 0.25),
        ("25", "percent", 25),
    ],
)
def test_numbers_as_people_type_them(typed, unit, value):
    rows = but(but(NUMBER, 2, piece=typed, unit=unit), 3, piece="777")
    assert said(rows) == []
    assert only(read(rows))["answer"] == value


def test_empty_rows_and_repeated_questions_do_not_split_an_exercise():
    first, second = CHOICE
    repeated = {"kind": first["kind"], "ask": first["ask"] + " "}
    rows = [first, {}, repeated | second, {}, {}, *ORDER]
    assert said(rows) == []
    assert [len(e.get("options") or e["items"]) for e in read(rows).key["exercises"]] == [2, 2]


def test_an_exercise_without_a_part_belongs_to_the_part_above():
    rows = [*but(CHOICE, 2, block="Слова"), *ORDER, *but(SORT, 2, block="«слова» "), *but(MATCH, 2, block="Числа")]
    made = read(rows, parts=[("Слова", "6", "Прочитайте."), ("Числа", 7.0)])
    assert [e["block"] for e in made.key["exercises"]] == ["slova", "slova", "slova", "chysla"]
    assert made.key["blocks"] == [{"id": "slova", "minutes": 6}, {"id": "chysla", "minutes": 7}]
    assert made.words["blocks"]["slova"] == {"title": "Слова", "reading": "Прочитайте."}


def test_a_group_alone_in_a_row_has_no_cards():
    rows = [*SORT, {"other": "Чутка"}]
    assert said(rows) == []
    assert only(read(rows))["classes"] == ["fakt", "dumka", "chutka"]


def test_words_to_look_for_are_separated_by_commas_or_else_by_semicolons():
    rows = but(but(TEXT, 2, other="так, звісно; авжеж"), 3, other="що ,чим,\nсумнів")
    cues = [criterion["cues"] for criterion in read(rows).words["exercises"]["napyshit"]["criteria"].values()]
    assert cues == [["так, звісно", "авжеж"], ["що ,чим,", "сумнів"]]


def test_ids_come_from_the_text_and_stay_when_rows_move():
    rows = [*CHOICE, *NUMBER, *[row | ({"ask": "Скільки?"} if "ask" in row else {}) for row in TEXT]]
    ids = {e["id"] for e in read(rows).key["exercises"]}
    moved = [*rows[-2:], *rows[2:5], *rows[:2]]
    assert {e["id"] for e in read(moved).key["exercises"]} == ids
    assert len(ids) == 3
    assert "tse-doroho-shcho-skazhete" in ids


def test_ids_are_never_empty_and_differ_where_texts_do():
    texts = ["???", "!!!", "Що робити?", "Що робити", "日本", "n" * 200, "п'ять", "CON"]
    ids = make_ids([""] * len(texts), texts, "uk")
    assert len(set(ids)) == len(texts)
    assert all(ids)
    assert max(map(len, ids)) <= 40


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_header_of_one_language_means_another_thing_in_another(lang):
    for group in ("col", "field", "part", "kind", "unit", "mark", "rest", "language", "sheet"):
        words = [say(key, lang) for key in catalogue("en") if key.startswith(f"sheet.{group}_")]
        assert len(set(words)) == len(words)


def workbook(path, rows, change=lambda sheet: None):
    """A workbook as a person leaves it: the exercises' sheet from row 2 on."""
    book = Workbook()
    first, second = book.active, book.create_sheet("Вправи")
    first.title = "Урок"
    for sheet, grid in ((first, lesson_sheet("uk")), (second, exercise_sheet("uk", rows))):
        for n, cells in enumerate(grid, 1):
            for c, cell in enumerate(cells, 1):
                sheet.cell(n, c).value = cell
                if isinstance(cell, str):
                    sheet.cell(n, c).data_type = "s"
    change(second)
    book.save(path)
    return path


def test_a_text_that_begins_with_a_sign_is_a_text(tmp_path):
    made = draft(workbook(tmp_path / "p.xlsx", but(CHOICE, 3, piece="=10 % знижки", why="- і крапка")), "uk")
    assert made.words["exercises"]["tse-doroho-shcho-skazhete"]["options"]["10-znyzhky"] == {
        "say": "=10 % знижки", "why": "- і крапка",
    }  # fmt: skip


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path):
    rows = [*but(but(SORT, 3, other="Факт"), 4, other="", why=""), {"piece": "Боюся", "other": "Думка", "why": "w"}]

    def merge(sheet):
        for area in ("C2:C5", "G3:G4", "H3:H4"):  # the question, the group, the explanation
            sheet.merge_cells(area)

    made = draft(workbook(tmp_path / "p.xlsx", rows, merge), "uk")
    assert only(made)["items"] == {
        "dohovir-do-travnia": "fakt",
        "usi-spizniuiutsia": "fakt",
        "dvi-mashyny": "fakt",
        "boiusia": "dumka",
    }
    assert made.notes.faults == {}


def test_an_option_merged_over_two_rows_is_one_option(tmp_path):
    rows = [CHOICE[0], {}, CHOICE[1]]
    made = draft(workbook(tmp_path / "p.xlsx", rows, lambda sheet: sheet.merge_cells("E2:E3")), "uk")
    assert only(made)["options"] == ["chomu", "znyzhka"]


def test_percentages_dates_and_errors_are_read_as_people_see_them(tmp_path):
    def change(sheet):
        sheet["E2"].value, sheet["E2"].number_format = 0.75, "0%"
        sheet["E3"].value = dt.date(2026, 5, 12)
        sheet["H2"].value, sheet["H2"].data_type = "#NAME?", "e"

    path = workbook(tmp_path / "p.xlsx", NUMBER, change)
    made = draft(path, "uk")
    assert only(made)["answer"] == 75
    fix = "Format the cell as Text, then type it again."
    assert [str(fault) for fault in findings(made, "p.xlsx")] == [
        f"p.xlsx row 2, “Пояснення”: it shows #NAME?: it was taken for a formula. {fix}",
        f"p.xlsx row 3, “Варіант, крок або картка”: it was taken for a date. {fix}",
    ]


def test_headers_may_stand_in_any_order_and_language_under_a_title(tmp_path):
    head, *rows = exercise_sheet("ru", CHOICE)
    grid = [["Мої вправи"], [], *(list(reversed(row)) for row in (head, *rows))]
    made = read_sheet({"Lesson": lesson_sheet("en"), "Аркуш1": grid}, "uk")
    assert made.notes.faults == {}
    assert only(made)["answer"] == "chomu"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"\xd0\xcf\x11\xe0 protected", b"a;b\n1;2\n"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path, content):
    path = tmp_path / "p.xlsx"
    path.write_bytes(content)
    with pytest.raises(ContentError, match="p.xlsx: it cannot be read as an Excel workbook. Open it in a spreadsheet"):
        read_cells(path)


def test_a_sheet_formatted_to_the_bottom_is_refused_in_words(tmp_path):
    path = workbook(tmp_path / "p.xlsx", CHOICE, lambda sheet: sheet.cell(9000, 1).__setattr__("value", " "))
    with pytest.raises(ContentError, match="goes down to row 9000; a lesson has at most 5000 rows. Delete the rows"):
        read_cells(path)


@pytest.mark.parametrize("module", [sheet_ids, sheet_kinds, sheet_terms], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module):
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
