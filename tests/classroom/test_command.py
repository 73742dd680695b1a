"""`salesbook learn`: what is refused before a page is opened, and a new code for a lost one."""

import re
import socket

import pytest

from salesbook.classroom import own_address, workbook_roster
from salesbook.cli import main
from salesbook.learn import PROGRESS


@pytest.fixture
def learn(tmp_path, monkeypatch, capsys):
    """``learn("--room", …)`` → exit code, what was printed, what was said of faults."""
    monkeypatch.setenv(PROGRESS, str(tmp_path / "progress"))

    def call(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["learn", "--no-browser", *map(str, arguments)])
        printed = capsys.readouterr()
        return done.value.code, printed.out, printed.err

    return call


@pytest.mark.parametrize("name", ["Ольга", "", " "])
def test_a_name_that_never_came_in_is_refused_with_those_there_are(learn, tmp_path, name):
    where = name.strip() or "--release"
    assert learn("--release", name, "--lang", "ru") == (
        2, "", f"{where}: такого имени нет. Пока никто не заходил.\n"
    )  # fmt: skip
    assert not (tmp_path / "progress").exists()
    for known in ("Оля", "Ігор"):
        workbook_roster().take(known)
    said = f"{where}: no such name. There are: Ігор, Оля.\n"
    assert learn("--release", name, "--lang", "EN") == (2, "", said)
    assert workbook_roster().names() == ["Ігор", "Оля"]


def test_a_new_code_is_shown_in_two_groups_beside_the_name_as_it_is(learn):
    workbook_roster().take("Ольга")
    code, out, _ = learn("--release", "ольга", "--lang", "ru")
    shown = re.fullmatch(r"Новый код \(Ольга\): (\d{3} \d{3})\n", out)
    assert code == 0
    assert workbook_roster().enter("Ольга", shown[1]).name == "Ольга"


def test_an_address_that_this_computer_does_not_have_is_refused_with_those_it_has(learn):
    code, out, err = learn("--room", "--ip", "192.0.2.1", "--lang", "uk")
    assert (code, out) == (2, "")
    assert err.startswith("--ip 192.0.2.1: такої адреси в цього комп’ютера немає. Є такі: ")
    assert own_address() in err


@pytest.mark.parametrize("room", [[], ["--room"]])
def test_a_port_that_was_asked_for_and_is_taken_is_refused(learn, room):
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        here.listen()
        port = here.getsockname()[1]
        said = f"--port {port}: taken by another program. End that program, name another port, or leave --port out"
        code, out, err = learn(*room, "--port", port, "--lang", "en")
    assert (code, out) == (2, "")
    assert err.startswith(said)
