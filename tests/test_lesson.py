"""`salesbook lesson`: a blank form, then a lesson or every mistake with its row; nothing is lost or half-written."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from salesbook.cli import main
from salesbook.lessons import lessons, problems
from salesbook.lessons.sheet_terms import named
from salesbook.words import LANGUAGES, say

ROWS = [
    ("вибір", "Це дорого. Що скажете?", "Порівняно з чим?", "«Дорого порівняно з чим?»", "так", None, "Так і далі."),
    (None, None, None, "«Можу дати знижку»", None, None, "Спершу запитайте."),
]


@pytest.fixture
def salesbook(capsys):
    """``salesbook("p.xlsx", …)`` → exit code, what was printed, what was said of faults."""

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["lesson", *map(str, arguments), "--lang", "uk"])
        printed = capsys.readouterr()
        return done.value.code, printed.out, printed.err

    return call


def form(path, salesbook, rows=ROWS, title="Ціни", aim="Спершу запитуйте."):
    """A form written by the command and filled in as a person does."""
    assert path.exists() or salesbook(path)[0] == 0
    book = load_workbook(path)
    lesson, exercises = book.worksheets[1:]
    lesson["B1"], lesson["B2"] = title, aim
    for n, row in enumerate(rows, 2):
        for c, value in enumerate(row, 2):
            exercises.cell(n, c).value = value
    book.save(path)
    return path


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_where_there_is_no_file_a_blank_form_is_written_and_the_next_step_said(tmp_path, salesbook):
    code, out, _ = salesbook(tmp_path / "Мій урок.xlsx")
    assert code == 0
    assert out.splitlines()[0] == f"Порожня форма лежить тут: {tmp_path / 'Мій урок.xlsx'}"
    assert out.splitlines()[-1] == f'  salesbook lesson "{tmp_path / "Мій урок.xlsx"}" --lang uk'
    assert files(tmp_path) == ["Мій урок.xlsx"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_has_lists_to_choose_from_and_a_header_that_stays(tmp_path, lang, capsys):
    with pytest.raises(SystemExit):
        main(["lesson", str(tmp_path / "p.xlsx"), "--lang", lang])
    guide, lesson, exercises = load_workbook(tmp_path / "p.xlsx").worksheets
    assert [named("sheet", sheet.title) for sheet in (guide, lesson, exercises)] == ["guide", "lesson", "exercises"]
    assert exercises.freeze_panes == "A2"
    lists = {str(rule.sqref).split("2:")[0]: rule.formula1 for rule in exercises.data_validations.dataValidation}
    assert lists["B"].strip('"').split(",") == [
        say(f"sheet.kind_{k}", lang) for k in ("choice", "order", "sort", "match", "number", "text")
    ]
    assert lists["F"] == f'"{say("sheet.mark_yes", lang)}"'
    assert all(exercises.column_dimensions[letter].hidden for letter in "LMN")
    rules = exercises.data_validations.dataValidation
    assert max(len(rule.prompt or "") for rule in rules) <= 255  # more, and Excel repairs the file
    assert max(len(rule.formula1 or "") for rule in rules) <= 255


def test_a_sheet_filled_in_becomes_a_lesson_beside_it(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook)
    code, out, err = salesbook(path)
    assert (code, err) == (0, "")
    folder = tmp_path / "lessons" / "tsiny"
    assert out == (
        f"Урок готовий: 1 вправа, тека {folder}\n"
        f"Щоб відкрити урок:\n  salesbook learn --exercises {tmp_path / 'lessons'} --lang uk\n"
    )
    assert files(tmp_path) == ["lessons/tsiny/lesson.yaml", "lessons/tsiny/uk.yaml", "price.xlsx"]
    assert problems([tmp_path / "lessons"]) == []
    assert lessons([tmp_path / "lessons"])[0].languages == ("uk",)


def test_mistakes_are_told_all_at_once_and_nothing_is_written(tmp_path, salesbook):
    path = form(
        tmp_path / "price.xlsx", salesbook, [("вибір", "Що?", None, "А", None, None, "w"), (None, None, None, "Б")]
    )
    code, out, err = salesbook(path)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "price.xlsx, рядок 2: жоден варіант не позначено як правильний. Напишіть «так» поруч із правильним у стовпці "
        "«Правильно?».",
        "price.xlsx, рядок 2, «Підказка»: тут порожньо. Додайте текст.",
        "price.xlsx, рядок 3, «Пояснення»: тут порожньо. Додайте текст.",
        "Треба виправити 3 місця; урок не складено. Виправте, збережіть таблицю й виконайте ту саму команду ще раз.",
    ]
    assert files(tmp_path) == ["price.xlsx"]


def test_mistakes_leave_the_lesson_made_before_as_it_was(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook)
    salesbook(path)
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path) if name.endswith("yaml")}
    assert salesbook(form(path, salesbook, aim=None))[0] == 2
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_lesson_made_from_the_sheet_is_made_anew(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook)
    salesbook(path, "--out", tmp_path / "own")
    code, _, _ = salesbook(form(path, salesbook, aim="Слухайте."), "--out", tmp_path / "own")
    assert code == 0
    assert "aim: Слухайте." in (tmp_path / "own" / "tsiny" / "uk.yaml").read_text("utf-8")


def test_a_new_title_makes_a_new_lesson_and_the_earlier_one_is_named(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook)
    salesbook(path)
    code, out, _ = salesbook(form(path, salesbook, title="Знижки"))
    assert code == 0
    assert out.splitlines()[1] == (
        f"Попередній урок із цієї таблиці лежить у {tmp_path / 'lessons' / 'tsiny'}. Вилучіть ту теку або, "
        "щоб продовжити той самий урок, напишіть у таблиці код уроку tsiny."
    )


def test_a_lesson_that_was_not_made_from_the_sheet_is_not_written_over(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook)
    folder = tmp_path / "lessons" / "tsiny"
    folder.mkdir(parents=True)
    (folder / "lesson.yaml").write_text("id: tsiny\n", "utf-8")
    code, out, err = salesbook(path)
    assert (code, out) == (2, "")
    assert err == (
        f"{folder}: така тека вже є, і її складено не з price.xlsx. Напишіть на аркуші «Урок» інший код уроку, "
        "вкажіть після --out іншу теку або перенесіть цю.\n"
    )
    assert (folder / "lesson.yaml").read_text("utf-8") == "id: tsiny\n"


def test_the_id_of_one_of_the_workbook_s_lessons_is_not_taken(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook, title="SPIN")
    code, _, err = salesbook(path)
    assert code == 2
    assert err.startswith("spin: серед уроків зошита вже є урок із таким кодом. Напишіть на аркуші «Урок» інший код")
    assert files(tmp_path) == ["price.xlsx"]


@pytest.mark.parametrize(
    ("name", "there", "said"),
    [
        ("p.csv", True, "це не книга Excel. Збережіть його як книгу Excel: НАЗВА.xlsx."),
        ("p.ods", False, "це не книга Excel. Дайте файлу назву, що закінчується на .xlsx."),
        ("no/p.xlsx", False, "такої теки немає. Спершу створіть її або вкажіть інший шлях."),
        ("p.xlsx", True, "файл не читається як книга Excel. Відкрийте його в табличній програмі й збережіть як книгу Excel (.xlsx) без пароля."),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(tmp_path, salesbook, name, there, said):
    path = tmp_path / name
    if there:
        path.write_text("a;b", "utf-8")
    code, _, err = salesbook(path)
    assert code == 2
    assert err.rstrip().endswith(said)
    assert files(tmp_path) == ([name] if there else [])


def test_of_a_folder_it_is_said_and_a_file_is_asked_for(tmp_path, salesbook):
    (tmp_path / "p.xlsx").mkdir()
    for folder in (tmp_path, tmp_path / "p.xlsx"):
        said = f"{folder}: це тека, а не файл. Укажіть файл у ній, наприклад {folder / 'lesson.xlsx'}.\n"
        assert salesbook(folder) == (2, "", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_command_that_is_shown_keeps_the_language(tmp_path, lang, capsys):
    path = tmp_path / "p.xlsx"
    with pytest.raises(SystemExit):
        main(["lesson", str(path), "--lang", lang.upper()])
    assert capsys.readouterr().out.endswith(f"salesbook lesson {path} --lang {lang}\n")
    guide = [str(row[0]) for row in load_workbook(path).worksheets[0].iter_rows(max_row=9, values_only=True)]
    assert [f"salesbook lesson p.xlsx --lang {lang}" in text for text in guide].count(True) == 1


def test_where_no_language_is_asked_for_it_is_that_of_the_sheet(tmp_path, salesbook, capsys, monkeypatch):
    monkeypatch.setenv("SALESBOOK_LANG", "ru")
    path = form(tmp_path / "price.xlsx", salesbook)

    def without():
        with pytest.raises(SystemExit) as done:
            main(["lesson", str(path)])
        return done.value.code, capsys.readouterr()

    code, printed = without()
    assert (code, printed.out.splitlines()[-1].rpartition(" ")[2]) == (0, "uk")
    key = tmp_path / "lessons" / "tsiny" / "lesson.yaml"
    key.write_text("id: tsiny\n", "utf-8")
    assert "її складено не з price.xlsx" in without()[1].err
    form(path, salesbook, aim=None)
    code, printed = without()
    assert code == 2
    assert "тут порожньо. Додайте текст." in printed.err


def test_a_placeholder_that_nothing_is_filled_in_for_is_told_by_its_row(tmp_path, salesbook):
    path = form(tmp_path / "price.xlsx", salesbook, aim="Дзвоніть {клієнту}.")
    book = load_workbook(path)
    book.worksheets[1]["A8"], book.worksheets[1]["B8"] = "Перші слова", "Це {місто}."
    book.worksheets[2]["C2"] = "Що каже {ім'я клієнта} про {product}?"
    book.save(path)
    said = [line.partition(" нічого")[0] for line in salesbook(path)[2].splitlines()]
    assert said[:-1] == [
        "price.xlsx, аркуш «Урок», рядок 2, «Мета»: замість {клієнту}",
        "price.xlsx, аркуш «Урок», рядок 8, «Що прочитати перед вправами»: замість {місто}",
        "price.xlsx, рядок 2, «Запитання або завдання»: замість {ім'я клієнта}",
    ]


def test_a_full_disk_leaves_no_half_of_a_lesson(tmp_path, salesbook, monkeypatch):
    path = form(tmp_path / "price.xlsx", salesbook)
    write = Path.write_bytes

    def full(self, body):
        if self.name == "lesson.yaml.part":
            raise OSError(28, "No space left on device", str(self))
        return write(self, body)

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = salesbook(path)
    assert code == 1
    assert "No space left" in err
    assert files(tmp_path) == ["price.xlsx"]
