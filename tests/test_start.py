"""start.py: what it makes, what it leaves alone, and what it says when it cannot go on."""

import ast
import errno
import importlib.util
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import start

SOURCE = Path(start.__file__).read_text("utf-8")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout; installing is written down instead of done."""
    venv, scripts = tmp_path / ".venv", tmp_path / ".venv" / start.BIN.name
    for name, path in {
        "HERE": tmp_path,
        "VENV": venv,
        "BIN": scripts,
        "PYTHON": scripts / start.PYTHON.name,
        "SALESBOOK": scripts / start.SALESBOOK.name,
        "STAMP": venv / start.STAMP.name,
        "LOCK": venv / start.LOCK.name,
        "LOG": venv / start.LOG.name,
        "PINS": {kind: tmp_path / path.name for kind, path in start.PINS.items()},
    }.items():
        monkeypatch.setattr(start, name, path)
    for path in (*start.PINS.values(), tmp_path / "pyproject.toml"):
        path.write_text(f"{path.name}==1\n")
    return tmp_path


@pytest.fixture
def installer(checkout, monkeypatch):
    """Stands in for pip and uv: `did` lists what was asked of it, `answer` is its exit code and words."""

    stand_in = SimpleNamespace(did=[], answer=(0, ""))

    def watched(command, packages):
        stand_in.did.append(command)
        return stand_in.answer

    def make(with_pip):
        stand_in.did.append("new environment")
        start.BIN.mkdir(parents=True)
        start.PYTHON.touch()
        start.SALESBOOK.touch()

    monkeypatch.setattr(start, "watched", watched)
    monkeypatch.setattr(start, "make", make)
    monkeypatch.setattr(start, "usable", lambda: start.PYTHON.exists() and start.stamp()[:1] == [start.origin()])
    monkeypatch.setattr("shutil.which", lambda name: None)
    return stand_in


def fetched(installer):
    return [Path(command[command.index("-r") + 1]).name for command in installer.did if "-r" in command]


# -- the version of Python


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_an_older_python_is_refused_with_what_to_install(version):
    found = ".".join(map(str, version))
    assert start.too_old(version) == (
        f"Python {found}: salesbook needs 3.11 or newer. Install 3.12, then: python3.12 start.py"
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_newer_python_is_taken(version):
    assert start.too_old(version) == ""


def test_an_older_python_can_read_the_file():
    ast.parse(SOURCE, feature_version=(3, 6))


def test_an_older_python_is_refused_before_anything_else_is_done(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 6, 15, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.6\.15: salesbook needs 3\.11"):
        exec(compile(SOURCE, "start.py", "exec"), {"__name__": "start"})


# -- when the environment counts as whole


def test_nothing_there_is_not_whole(checkout):
    assert not start.whole("use")


def test_once_set_up_it_is_whole_and_stays_untouched(installer):
    start.prepare("use")
    assert start.whole("use")
    installer.did.clear()
    start.prepare("use")
    assert installer.did == []


def test_the_stamp_is_written_after_the_last_step(installer, monkeypatch):
    seen = []
    monkeypatch.setattr(start, "install", lambda *_: seen.append(start.whole("use")) or "")
    start.prepare("use")
    assert seen == [False, False] and start.whole("use")


def test_the_packages_come_from_the_lock_with_hashes_and_salesbook_from_here(installer, checkout):
    start.prepare("use")
    _, packages, salesbook = installer.did
    assert packages[-3:] == ["--require-hashes", "-r", str(checkout / "requirements.lock")]
    assert salesbook[-4:] == ["--no-deps", "--no-build-isolation", "-e", str(checkout)]


def test_tests_need_more_than_use(installer):
    start.prepare("use")
    assert not start.whole("test")
    start.prepare("test")
    assert fetched(installer) == ["requirements.lock", "requirements-test.lock"]


def test_what_is_whole_for_tests_is_whole_for_use(installer):
    start.prepare("test")
    assert start.whole("test") and start.whole("use")


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_installs_again_into_the_same_environment(installer, checkout, file):
    start.prepare("use")
    (checkout / file).write_text("changed==2\n")
    assert not start.whole("use")
    start.prepare("use")
    assert installer.did.count("new environment") == 1
    assert fetched(installer) == ["requirements.lock", "requirements.lock"]


def test_line_ends_of_windows_are_no_change(installer, checkout):
    start.prepare("use")
    lock = checkout / "requirements.lock"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert start.whole("use")


def test_another_python_makes_the_environment_anew(installer, monkeypatch):
    start.prepare("use")
    monkeypatch.setattr(start, "origin", lambda: "cpython-399 linux /here")
    start.prepare("use")
    assert installer.did.count("new environment") == 2


def test_a_moved_checkout_is_not_whole(installer, monkeypatch):
    start.prepare("use")
    monkeypatch.setattr(start, "HERE", start.HERE.parent)
    assert start.stamp()[0] != start.origin()


@pytest.mark.parametrize("lost", ["PYTHON", "SALESBOOK", "STAMP"])
def test_a_lost_file_is_noticed(installer, lost):
    start.prepare("use")
    getattr(start, lost).unlink()
    assert not start.whole("use")


def test_a_half_made_environment_is_made_anew_next_time(installer):
    installer.answer = (1, "Killed")
    with pytest.raises(start.Trouble):
        start.prepare("use")
    assert start.stamp() == ["unfinished"]
    (start.VENV / "half-a-package").mkdir()
    installer.answer = (0, "")
    start.prepare("use")
    assert start.whole("use") and not (start.VENV / "half-a-package").exists()


def test_an_environment_of_another_kind_is_not_built_upon(checkout):
    start.BIN.mkdir(parents=True)
    start.PYTHON.write_text("not a program")
    start.PYTHON.chmod(0o755)
    assert not start.usable()


def test_two_at_once_set_up_once(installer, monkeypatch, capsys):
    make = start.make
    monkeypatch.setattr(start, "make", lambda with_pip: (time.sleep(0.5), make(with_pip)))
    monkeypatch.setattr("signal.signal", lambda *_: None)  # is for the main thread
    both = [threading.Thread(target=start.prepare, args=["use"]) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert installer.did.count("new environment") == 1 and len(fetched(installer)) == 1
    assert "another start.py is setting up here; waiting" in capsys.readouterr().err


# -- uv and pip


def test_uv_is_used_where_it_is(installer, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: "/somewhere/uv")
    start.prepare("use")
    assert [command[0] for command in installer.did[1:]] == ["/somewhere/uv", "/somewhere/uv"]


def test_pip_takes_over_where_uv_fails(checkout, monkeypatch):
    did = []
    monkeypatch.setattr(start, "watched", lambda command, _: did.append(command) or (int(command[0] == "uv"), ""))
    assert start.install("uv", ["click"], 1) == ""
    assert [command[:3] for command in did] == [
        ["uv", "pip", "install"],
        [str(start.PYTHON), "-m", "ensurepip"],
        [str(start.PYTHON), "-m", "pip"],
    ]


def test_all_an_installer_says_is_in_the_log(checkout):
    start.VENV.mkdir()
    says = [sys.executable, "-c", "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"]
    code, said = start.watched(says, 1)
    assert code == 3
    assert sorted(said.split()) == ["one", "two"] == sorted(start.LOG.read_text().split())


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting pandas==3.1.1 (from -r requirements.lock (line 9))", "2 of 138: pandas"),
        ("  Downloading pandas-3.1.1-cp311.whl (12.3 MB)", "pandas-3.1.1-cp311.whl (12.3 MB)"),
        ("Installing collected packages: click, pandas", "unpacking, half a minute or more"),
        ("Requirement already satisfied: click", ""),
    ],
)
def test_the_screen_tells_how_far_the_installer_is(line, shown):
    assert start.progress(["Collecting click==8.3.1\n", f"{line}\n"], 138) == shown


def test_a_changing_line_is_for_a_screen_only(monkeypatch, capsys):
    start.show("1 of 138: click")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    start.show("1 of 138: click")
    assert capsys.readouterr().err.strip() == "1 of 138: click"


# -- what it says when it cannot go on


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("NewConnectionError: Failed to establish a new connection: [Errno 111]", "index cannot be reached"),
        ("Temporary failure in name resolution", "index cannot be reached"),
        ("error: client error (Connect)\n dns error: failed to lookup address", "index cannot be reached"),
        (
            "ReadTimeoutError: Read timed out.\nERROR: No matching distribution found",
            "index cannot be reached",
        ),
        ("ERROR: Could not install: [Errno 28] No space left on device", "the disk is full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "the disk is full"),
        (
            "THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that salesbook was",
        ),
        ("error: Hash mismatch for `click==8.3.1`", "not the one that salesbook was"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED\nERROR: No matching distribution found", "own certificate"),
        ("error: invalid peer certificate: UnknownIssuer", "own certificate"),
        ("PermissionError: [WinError 5] Access is denied", "cannot be written to"),
        ("ERROR: No matching distribution found for duckdb==1.5.0", "no package that fits this Python"),
        ("something new\nthe last word", "(the last word)"),
        ("", "(no reason given)"),
    ],
)
def test_what_an_installer_says_is_turned_into_what_to_do(said, means):
    meaning = start.meaning(said)
    assert means in meaning
    assert "start again" in meaning.lower() or "Tell" in meaning or "Use" in meaning


def test_without_network_one_line_says_so_and_nothing_is_started(installer, monkeypatch, capsys):
    monkeypatch.setattr(start, "become", lambda command: pytest.fail("started"))
    installer.answer = (1, "Failed to establish a new connection")
    assert start.main([]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"{start.LOG}: the package index cannot be reached. "
        "Connect to the internet, or set HTTPS_PROXY, and start again."
    )


@pytest.mark.parametrize(
    ("number", "means"),
    [(errno.ENOSPC, "the disk is full."), (errno.EACCES, "it cannot be"), (errno.EROFS, "it cannot be")],
)
def test_what_the_system_refuses_names_the_place(checkout, monkeypatch, capsys, number, means):
    def refuse(kind):
        raise OSError(number, os.strerror(number), "/a/place")

    monkeypatch.setattr(start, "prepare", refuse)
    assert start.main([]) == 1
    assert capsys.readouterr().err.startswith(f"/a/place: {means}")


def test_without_ensurepip_the_package_of_debian_is_named(checkout, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else real(name))
    with pytest.raises(start.Trouble, match=r"no module ensurepip\..* sudo apt install python3\.\d+-venv;"):
        start.make(with_pip=True)


def test_with_uv_ensurepip_is_not_missed(checkout, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else real(name))
    start.make(with_pip=False)
    assert start.usable()


def test_ctrl_c_in_set_up_ends_quietly_with_its_own_code(checkout, monkeypatch, capsys):
    def interrupted(kind):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "prepare", interrupted)
    assert start.main([]) == 130
    assert "Start again to go on." in capsys.readouterr().err


def test_an_interrupted_installer_is_taken_along(checkout, monkeypatch):
    start.VENV.mkdir()
    children = []
    popen = subprocess.Popen

    def note(*words, **settings):
        children.append(popen(*words, **settings))
        return children[-1]

    def interrupt(said, packages):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", note)
    monkeypatch.setattr(start, "progress", interrupt)
    with pytest.raises(KeyboardInterrupt):
        start.watched([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"], 1)
    assert children[0].returncode not in (None, 0)


# -- what is started


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], ["run", "--data", "data/demo", "--open"]),
        (["run", "--help"], ["run", "--help"]),
    ],
)
def test_words_go_to_salesbook_and_none_is_the_main_job(installer, monkeypatch, words, command):
    monkeypatch.chdir(start.HERE)
    monkeypatch.setattr(start, "become", lambda command: command)
    assert start.main(words) == [str(start.SALESBOOK), *command]


def test_set_up_leaves_standard_output_to_the_command(installer, monkeypatch, capsys):
    monkeypatch.setattr(start, "become", lambda command: 0)
    start.main(["run"])
    out, err = capsys.readouterr()
    assert out == "" and "ready after" in err


def test_the_exit_code_of_the_command_is_passed_on():
    assert start.wait([sys.executable, "-c", "raise SystemExit(5)"]) == 5


@pytest.fixture
def steps(checkout, monkeypatch):
    """The checks that were run; those named in `failing` fail."""
    monkeypatch.chdir(checkout)
    ran = []
    ran_failing = []

    def wait(command):
        ran.append(command[2:])
        return int(any(word in command for word in ran_failing))

    monkeypatch.setattr(start, "wait", wait)
    return ran, ran_failing


def test_all_checks_run_also_after_one_failed(steps, capsys):
    ran, failing = steps
    failing.append("mypy")
    assert start.test([]) == 1
    assert [step[0] for step in ran] == ["ruff", "ruff", "mypy", "pytest", "pytest"]
    summary = capsys.readouterr().err.splitlines()[-5:]
    assert [line.split()[0] for line in summary] == ["ok", "ok", "FAILED", "ok", "ok"]


def test_no_failed_check_is_success(steps):
    assert start.test([]) == 0


def test_further_words_go_to_pytest(steps):
    ran, _ = steps
    start.test(["-k", "nps"])
    assert ran[3][-3:] == ["tests", "-k", "nps"]


def test_a_named_file_takes_the_place_of_all_tests(steps, checkout):
    ran, _ = steps
    (checkout / "test_one.py").touch()
    start.test(["test_one.py::test_it"])
    assert "tests" not in ran[3] and ran[3][-1] == "test_one.py::test_it"
