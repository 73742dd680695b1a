"""`salesbook check exercises`: how many exercises serve each row of the course plan."""

import pytest

from salesbook.cli import main
from tests.lessons.test_lint import write


@pytest.fixture
def check(capsys):
    """``check(folder, …)`` → exit code, the lines printed."""

    def call(folder, *arguments):
        with pytest.raises(SystemExit) as done:
            main(["check", "exercises", "--exercises", str(folder), *arguments])
        return done.value.code, capsys.readouterr().out.splitlines()

    return call


@pytest.mark.parametrize(
    ("lang", "without", "fine"),
    [
        ("en", "without a row of the course plan: 3 exercises", "No faults found."),
        ("UK", "без рядка плану курсу: 3 вправи", "Помилок немає."),
        ("Ru", "без строки плана курса: 3 упражнения", "Ошибок нет."),
    ],
)
def test_what_serves_no_row_is_said_so(tmp_path, check, lang, without, fine):
    code, lines = check(write(tmp_path), "--lang", lang)
    assert (code, lines[0], lines[-1]) == (0, f"· {without}", fine)
    assert any(line.startswith("· SPIN: ") for line in lines)


def test_a_folder_without_lessons_is_a_fault(tmp_path, check):
    code, lines = check(tmp_path, "--lang", "ru")
    said = "уроков здесь нет (урок — это папка с lesson.yaml). Проверьте путь после --exercises."
    assert (code, lines) == (1, [f"✗ {tmp_path}: {said}", "1 замечание"])
