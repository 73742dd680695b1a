"""The page where exports are handed in; each is written into a private folder as it arrives."""

import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from urllib.parse import unquote

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from salesbook.classroom.handlers import Page
from salesbook.files import safe_name
from salesbook.learn import MYSELF

COMING = "coming"  # where exports lie that have not come whole
TOO_LARGE, NO_ROOM = 413, 507


class HandIn(Page):
    """What to bring, where it goes, and a made-up export to try."""

    @allow_unauthenticated
    def get(self) -> None:
        key = self.get_argument("key", "")
        if key and self.room.knows(key):
            self.settle(MYSELF, "")
            self.redirect(self.room.first)
        elif not self.current_user:
            self.set_status(403)
            self.show("error.html", status=403)
        else:
            self.show("bring.html", room=self.room)


@web.stream_request_body
class Export(Page):
    """One export on its way in: its size is known before its first byte is taken, and nothing is kept in memory."""

    _file: IO[bytes] | None = None

    async def prepare(self) -> None:
        """Refuse what is too large for us or for the disk, and strangers before anything is looked at."""
        await super().prepare()
        if self._finished or self.request.method != "PUT":
            return
        size = int(self.request.headers.get("Content-Length") or self.room.most + 1)
        if size + self.room.taken() > self.room.most:
            raise web.HTTPError(TOO_LARGE)
        if size > shutil.disk_usage(self.room.folder).free:
            raise web.HTTPError(NO_ROOM)
        self.request.connection.set_max_body_size(size)
        coming = self.room.handed_in(COMING)
        coming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = NamedTemporaryFile(dir=coming, delete=False)  # noqa: SIM115 - it is closed when all has come

    def data_received(self, chunk: bytes) -> None:
        """Write what has come."""
        if self._file:
            self._file.write(chunk)

    def put(self, batch: str, name: str) -> None:
        assert self._file is not None
        self._file.close()
        folder = self.room.handed_in(batch)
        folder.mkdir(mode=0o700, exist_ok=True)
        Path(self._file.name).replace(folder / safe_name(unquote(name)))
        self.set_status(204)
        self.finish()

    def on_finish(self) -> None:
        """Of what broke off nothing stays."""
        self._drop()

    def on_connection_close(self) -> None:
        """The browser went away."""
        self._drop()

    def _drop(self) -> None:
        if self._file:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None
