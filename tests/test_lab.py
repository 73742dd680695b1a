"""`salesbook lab`: JupyterLab in the reader's language, on this machine only, and gone when it is ended."""

import json
import re
import socket
import sys
import urllib.request

import pytest

from salesbook.cli.lab import address, overrides
from salesbook.words import LANGUAGES
from tests.rerun.live import Live, wait_for

TOKEN = "test-token"
LOCALE = "@jupyterlab/translation-extension:plugin"


@pytest.mark.parametrize(("lang", "locale"), [("en", "default"), ("uk", "uk_UA"), ("ru", "ru_RU")])
def test_the_menus_are_in_the_language_and_nothing_asks_the_internet(lang, locale):
    settings = overrides(lang)
    assert settings[LOCALE] == {"locale": locale}
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_every_language_of_the_workbook_has_its_menus():
    assert len({json.dumps(overrides(lang)) for lang in LANGUAGES}) == len(LANGUAGES)


def test_its_address_is_what_it_notes_itself(tmp_path):
    assert address(tmp_path) == ""
    note = tmp_path / "jpserver-1.json"
    note.write_text('{"url": "http://127', "utf-8")
    assert address(tmp_path) == "", "half-written"
    note.write_text(json.dumps({"url": "http://127.0.0.1:8889/", "token": "abc"}), "utf-8")
    assert address(tmp_path) == "http://127.0.0.1:8889/lab/tree/learn?token=abc"
    note.write_text(json.dumps({"url": "http://127.0.0.1:8889/", "token": ""}), "utf-8")
    assert address(tmp_path) == "http://127.0.0.1:8889/lab/tree/learn"


def free_port():
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


def get(port, path, data=None):
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@pytest.fixture
def lab(tmp_path):
    """JupyterLab on a free port, with settings of its own; what is passed on is passed on."""
    port = free_port()
    live = Live(
        tmp_path, "lab", "--lang", "uk", "--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}", f"--LabApp.user_settings_dir={tmp_path / 'settings'}",
        f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}", "--allow-root", "--folder", tmp_path / "my",
    )  # fmt: skip
    live.port = port
    try:
        wait_for(lambda: live.process.poll() is not None or answers(port), seconds=120)
        assert live.process.poll() is None, live.end()
        yield live
    finally:
        live.kill()


def post(port, path):
    return get(port, path, b"{}")


def answers(port):
    try:
        return get(port, "/api/status")
    except OSError:
        return None


def addresses(port):
    """The addresses that listen on ``port``, as Linux tells them."""
    found = set()
    for name in ("tcp", "tcp6"):
        with open(f"/proc/net/{name}", encoding="ascii") as file:  # noqa: PTH123
            for line in file.readlines()[1:]:
                local, state = line.split()[1], line.split()[3]
                if state == "0A" and int(local.split(":")[1], 16) == port:
                    found.add(local.split(":")[0])
    return found


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes and ports in /proc")
def test_it_answers_on_this_machine_only_in_the_language_asked_for_and_ctrl_c_leaves_nothing(lab):
    assert get(lab.port, "/api/status")["kernels"] == 0
    assert addresses(lab.port) == {"0100007F"}, "127.0.0.1 and no other"
    assert get(lab.port, f"/lab/api/settings/{LOCALE}")["schema"]["properties"]["locale"]["default"] == "uk_UA"
    assert {entry["name"] for entry in get(lab.port, "/api/contents")["content"]} == {"learn", "prepare", "analyse"}
    post(lab.port, "/api/kernels")
    assert len(get(lab.port, "/api/kernels")) == 1
    wait_for(lambda: "Ctrl-C" in lab.said())
    assert lab.said().splitlines()[1] == f"JupyterLab тут: http://127.0.0.1:{lab.port}/lab/tree/learn?token={TOKEN}"
    lab.interrupt(group=True)
    code, words = lab.end()
    assert code == 0
    assert "lab.py" not in words, "no traceback of ours; a kernel that is ended while it starts may leave its own"
    assert not re.search(r"\[[IW] |WARNING|DeprecationWarning", words), "nothing hides the address"
    assert lab.left() == []
    assert not [path for path in lab.temporary.iterdir() if path.name.startswith("salesbook-")]
