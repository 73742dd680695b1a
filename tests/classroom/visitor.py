"""A room served in a process of its own, and a device that speaks to it as a browser does, without one."""

import contextlib
import http.cookiejar
import json
import re
import socket
import urllib.error
import urllib.parse
import urllib.request

import websocket

from tests.rerun.live import Live, wait_for


def free_port():
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


@contextlib.contextmanager
def served(folder, monkeypatch, *arguments):
    """``salesbook learn`` with ``arguments``; answers go to ``folder/progress``. Yields it, with its address."""
    monkeypatch.setenv("SALESBOOK_PROGRESS", str(folder / "progress"))
    with opened(folder, "learn", "--ip", "127.0.0.1", *arguments) as live:
        yield live


@contextlib.contextmanager
def opened(folder, command, *arguments):
    """``salesbook`` with a ``command`` that serves pages, until it says how to end it. Yields it, with its address."""
    port = free_port()
    live = Live(folder, command, "--no-browser", "--port", port, *arguments)
    live.address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: live.process.poll() is not None or "Ctrl-C" in live.said(), seconds=120)
        assert live.process.poll() is None, live.end()
        yield live
    finally:
        live.kill()


def code_of(live):
    """The room's code, as it stands on the screen."""
    return re.search(r"\d{3} \d{3}", live.said())[0]


def key_of(live):
    """The key of whoever opened it."""
    return re.search(r"key=(\S+)", live.said())[1]


class Device:
    """A phone or laptop: it keeps cookies, and follows where it is sent."""

    def __init__(self, address):
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path, method="GET", **fields):
        """(status, text) of ``path``; with ``fields`` they are posted as a form."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.address + path, data, method="POST" if fields else method)
        try:
            with self._opener.open(request, timeout=90) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")

    def put(self, path, content, token=""):
        """The status of handing ``content`` in at ``path``, as the script of the page does."""
        request = urllib.request.Request(self.address + path, content, {"X-XSRFToken": token}, method="PUT")
        try:
            with self._opener.open(request, timeout=90) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def come_in(self, name, code, own=""):
        """Fill the form in as a person would."""
        _, page = self.get("/")
        token = re.search(r'name="_xsrf" value="([^"]+)"', page)[1]
        return self.get("/join", name=name, code=code, own=own, _xsrf=token)

    def open_lesson(self, name):
        """The kernel behind the page of lesson ``name``."""
        status, page = self.get(f"/lesson/{name}")
        assert status == 200, page
        return json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])["kernelId"]

    def channel(self, kernel):
        """The wire to ``kernel``; refused as a browser would be."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        address = self.address.replace("http", "ws")
        return websocket.create_connection(f"{address}/api/kernels/{kernel}/channels", cookie=cookies, timeout=60)
