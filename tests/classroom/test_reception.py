"""Where an analyst hands exports in: for nobody else, within a size, and gone when the server ends."""

import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from salesbook.classroom.reception import EXAMPLES, MOST, Reception
from salesbook.rerun import HOME
from salesbook.words import LANGUAGES
from tests.classroom.visitor import Device, key_of, opened
from tests.rerun.live import wait_for

BATCH = "0123456789abcdef" * 2
EXPORT = HOME / "data" / "exports" / "uk-days-open.csv"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reception")
    with opened(folder, "import", "--page", "--lang", "en", "--out", folder / "company") as live:
        live.folder = folder
        yield live


@pytest.fixture
def analyst(page):
    device = Device(page.address)
    _, shown = device.get(f"/?key={key_of(page)}")
    device.token = re.search(r'name="_xsrf" value="([^"]+)"', shown)[1]
    return device


def place(live):
    """The private folder of the server."""
    (found,) = (each for each in live.temporary.iterdir() if each.name.startswith("salesbook-"))
    return found


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_stranger_sees_nothing_and_hands_nothing_in(page):
    stranger = Device(page.address)
    assert stranger.get("/")[0] == 403
    assert stranger.get("/?key=guess")[0] == 403
    assert stranger.get("/card/example")[0] == 403
    assert stranger.put(f"/export/{BATCH}/a.csv", b"a,b") in (302, 403)
    assert not (place(page) / "exports").exists()


def test_the_key_opens_the_page_which_says_where_tables_go(page, analyst):
    status, shown = analyst.get("/")
    assert status == 200
    assert str(page.folder / "company") in shown
    assert str(page.folder / "company-example") in shown


@pytest.mark.parametrize(
    "path",
    ["/tree", "/lab", "/api/contents", "/api/kernels", "/api/terminals", "/exports", f"/export/{BATCH}", "/lesson/spin",
     "/room", "/join", "/card/given", "/card/nothing", f"/card/{'f' * 32}", "/card/..%2f..%2fetc", "/voila/files/en/example.ipynb"],
)  # fmt: skip
def test_files_code_and_lessons_are_not_there(analyst, path):
    assert analyst.get(path)[0] in (403, 404)


def test_an_export_lands_in_a_folder_that_only_its_owner_can_read(page, analyst):
    assert analyst.put(f"/export/{BATCH}/..%2F..%2Fsales%20%D0%87.csv", b"a,b\n1,2\n", analyst.token) == 204
    (file,) = (place(page) / "exports" / BATCH).iterdir()
    assert (file.name, file.read_bytes()) == ("-..-sales \N{CYRILLIC CAPITAL LETTER YI}.csv", b"a,b\n1,2\n")
    assert stat.S_IMODE(place(page).stat().st_mode) == 0o700


def test_without_the_token_of_the_page_nothing_is_taken(page, analyst):
    before = files(place(page))
    assert analyst.put(f"/export/{BATCH}/b.csv", b"a,b") == 403
    assert analyst.put(f"/export/{BATCH}/b.csv", b"a,b", "guess") == 403
    assert files(place(page)) == before


def test_what_is_too_large_is_refused_before_its_first_byte(page, analyst):
    before = files(place(page))
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in analyst.jar)
    address, port = page.address.removeprefix("http://").split(":")
    with socket.create_connection((address, int(port)), timeout=30) as wire:
        head = f"PUT /export/{BATCH}/c.csv HTTP/1.1\r\nHost: {address}:{port}\r\nContent-Length: {MOST + 1}\r\n"
        wire.sendall(f"{head}Cookie: {cookies}\r\nX-XSRFToken: {analyst.token}\r\n\r\n".encode())
        assert b" 413 " in wire.recv(100)
    assert files(place(page)) == before


def test_of_an_export_that_breaks_off_nothing_stays(page, analyst):
    before = files(place(page))
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in analyst.jar)
    address, port = page.address.removeprefix("http://").split(":")
    coming = place(page) / "exports" / "coming"
    with socket.create_connection((address, int(port)), timeout=30) as wire:
        head = f"PUT /export/{BATCH}/d.csv HTTP/1.1\r\nHost: {address}:{port}\r\nContent-Length: 100000\r\n"
        wire.sendall(f"{head}Cookie: {cookies}\r\nX-XSRFToken: {analyst.token}\r\n\r\n{'a' * 50_000}".encode())
        wait_for(lambda: any(coming.iterdir()))
    wait_for(lambda: files(place(page)) == before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_made_up_export_in_each_language(lang):
    assert (HOME / "data" / "exports" / EXAMPLES[lang]).exists()


def test_two_pages_on_one_computer_do_not_turn_each_other_out(tmp_path):
    one, other = (Reception("en", place=tmp_path, out=tmp_path) for _ in range(2))
    assert (one.cookie, one.tongue, one.key) != (other.cookie, other.tongue, other.key)
    assert one.cookie != other.cookie
    assert one.secret() != other.secret()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ended_it_leaves_neither_process_nor_file(tmp_path, how):
    with opened(tmp_path, "import", EXPORT, "--page", "--out", tmp_path / "company") as live:
        device = Device(live.address)
        status, page = device.get(f"/?key={key_of(live)}")
        assert (status, "jupyter-config-data" in page) == (200, True), "the card of the export that was named"
        live.process.send_signal(how)
        code, faults = live.end()
        assert (code in (0, 130), "Traceback" in faults) == (True, False), faults
        assert live.left() == []
        assert list(live.temporary.iterdir()) == []
    assert not Path(tmp_path / "company").exists()
