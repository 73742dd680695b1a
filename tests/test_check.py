"""`salesbook check exercises`: how many exercises serve each row of the course plan."""

import shutil

import pytest

from salesbook.cli import main
from salesbook.rerun import HOME
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


def test_clients_are_counted_and_a_trainer_s_own_is_rehearsed(tmp_path, check):
    own = write(tmp_path) / "clients" / "mine"
    shutil.copytree(HOME / "exercises" / "bank" / "clients" / "clinic", own)
    (own / "client.yaml").write_text(
        (own / "client.yaml").read_text("utf-8").replace("id: clinic", "id: mine"), "utf-8"
    )
    assert check(tmp_path)[1][-2:] == ["· 7 simulated clients", "No faults found."]
    words, _ = (own / "en.yaml").read_text("utf-8").split("good:")
    (own / "uk.yaml").unlink()
    (own / "ru.yaml").unlink()
    (own / "en.yaml").write_text(f"{words}good: [What a day.]\npoor: [What a day.]\n", "utf-8")
    code, lines = check(tmp_path)
    assert code == 0
    assert lines[-2].startswith(
        f"! {own / 'en.yaml'}: the call under good: does not win an order; it ends with: nothing"
    )


def test_a_fault_of_a_client_is_an_error(tmp_path, check):
    own = write(tmp_path) / "clients" / "mine"
    own.mkdir(parents=True)
    (own / "client.yaml").write_text("id: mine\n", "utf-8")
    code, lines = check(tmp_path)
    assert code == 1
    assert f"✗ {own / 'client.yaml'}: patience: nothing there. See exercises/README.md for its form." in lines
