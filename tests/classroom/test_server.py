"""A room: the way in, and what is not to be had in it. All of it by the real protocol, on this machine only."""

import json
import re
import uuid

import pytest
import websocket

from tests.classroom.visitor import Device, code_of, key_of, served


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("room")
        with served(folder, patch, "--room", "--lang", "en", "--spare", "1") as live:
            live.folder = folder
            yield live


@pytest.fixture
def olya(room):
    device = Device(room.address)
    assert device.come_in(f"Olya {uuid.uuid4().hex[:6]}", code_of(room))[0] == 200
    return device


def test_a_stranger_sees_the_way_in_and_nothing_else(room):
    stranger = Device(room.address)
    assert "Code of the room" in stranger.get("/")[1]
    assert "Code of the room" in stranger.get("/lesson/spin")[1], "sent to the way in"


def test_a_wrong_code_of_the_room_is_refused(room):
    status, page = Device(room.address).come_in("Ihor", "000 001")
    assert (status, "not the code of the room" in page) == (403, True)


def test_who_comes_in_sees_the_lessons_and_a_code_of_their_own(room):
    device = Device(room.address)
    status, page = device.come_in("Ірина <script>alert(1)</script>", code_of(room))
    assert status == 200
    assert "Your own code" in page and page.count('class="lesson"') == 3
    assert "<script>alert(1)" not in page
    assert "Ірина &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_guessed_name_is_refused_and_the_own_code_brings_its_owner_back(room):
    first = Device(room.address)
    _, page = first.come_in("Petro", code_of(room))
    own = page.split("Your own code: <b>")[1][:7]
    assert re.fullmatch(r"\d{3} \d{3}", own), "as it is read out"
    assert "This name is taken" in Device(room.address).come_in("petro", code_of(room))[1]
    assert "does not fit that name" in Device(room.address).come_in("petro", code_of(room), "123123")[1]
    status, page = Device(room.address).come_in("petro", code_of(room), own)
    assert (status, "Petro" in page) == (200, True)


def test_a_made_up_cookie_opens_nothing(room, olya):
    for cookie in olya.jar:
        if cookie.name == "salesbook-device":
            cookie.value = cookie.value[:-4] + "aaaa"
    assert "Code of the room" in olya.get("/")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/tree", "/lab", "/api", "/api/contents", "/api/contents/spin.ipynb", "/api/kernels", "/api/sessions", "/api/terminals",
        "/voila/render/en/spin.ipynb", "/voila/files/en/spin.ipynb", "/voila/tree", "/voila/api/contents", "/en/spin.ipynb",
        "/files/names.json", "/.room/names.json", "/progress", "/lesson/../.room/names.json", "/lesson/nothing", "/login",
        "/voila/static/../../../../../../etc/passwd", "/voila/static/..%2f..%2f..%2f..%2fpyvenv.cfg",
        "/voila/labextensions/..%2f..%2f..%2fpyvenv.cfg", "/voila/templates/lab/static/..%2f..%2f..%2f..%2fpyvenv.cfg",
        "/voila/api/themes/..%2f..%2f..%2fpyvenv.cfg",
    ],
)  # fmt: skip
def test_files_code_and_terminals_are_not_there_even_for_who_came_in(olya, path):
    assert olya.get(path)[0] in (403, 404)


def test_a_page_shows_no_code_and_no_path(room, olya):
    _, page = olya.get("/lesson/spin")
    assert "import salesbook" not in page
    assert "sb.lesson" not in page
    assert str(room.folder) not in page


def test_one_learners_kernel_is_closed_to_another(room, olya):
    kernel, ihor = olya.open_lesson("spin"), Device(room.address)
    ihor.come_in(f"Ihor {uuid.uuid4().hex[:6]}", code_of(room))
    assert olya.get(f"/api/kernels/{kernel}")[0] == 200
    for stranger in (ihor, Device(room.address)):
        assert stranger.get(f"/api/kernels/{kernel}")[0] in (403, 404)
        assert stranger.get(f"/api/kernels/{kernel}", method="DELETE")[0] in (403, 404)
        assert stranger.get(f"/voila/api/shutdown/{kernel}", method="POST")[0] in (403, 404)
        with pytest.raises(websocket.WebSocketBadStatusException):
            stranger.channel(kernel)
    assert olya.get(f"/api/kernels/{kernel}")[0] == 200, "and it is still there"


def test_code_sent_to_ones_own_kernel_is_not_run(room, olya):
    kernel, target = olya.open_lesson("objections"), room.folder / "written-by-a-learner"
    wire = olya.channel(kernel)
    for kind, content in (
        ("execute_request", {"code": f"open({str(target)!r}, 'w')", "silent": False, "store_history": False}),
        ("kernel_info_request", {}),
    ):
        header = {"msg_id": uuid.uuid4().hex, "username": "", "session": "x", "msg_type": kind, "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        wire.send(json.dumps(message | {"buffers": []}))
    while json.loads(wire.recv())["header"]["msg_type"] != "kernel_info_reply":
        pass  # whatever came before it in the queue has been dealt with
    assert not target.exists()


def test_the_board_is_for_whoever_opened_the_room(room, olya):
    assert olya.get("/room")[0] == 404
    assert olya.get("/room?key=guess")[0] == 404
    status, page = Device(room.address).get(f"/room?key={key_of(room)}")
    assert (status, code_of(room) in page, "<svg" in page) == (200, True, True)


def test_every_page_forbids_the_browser_to_ask_elsewhere(room):
    import urllib.request

    with urllib.request.urlopen(room.address, timeout=30) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self' data: blob: ws:")


def test_another_language_is_one_click_and_leads_nowhere_else(olya):
    assert "Уроки" in olya.get("/language/uk?back=/")[1]
    assert olya.get("/language/de")[0] == 404
    assert "Уроки" in olya.get("/language/ru?back=//elsewhere.example/")[1], "sent to our own first page"
