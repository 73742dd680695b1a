"""The page of a notebook and the wire to its kernel: open to the person they were made for, and to nobody else."""

from typing import Any

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado import web
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from salesbook.classroom.handlers import tongue
from salesbook.classroom.kernels import LEARNER
from salesbook.classroom.page import render


class NotebookPage(TornadoVoilaHandler):
    """A notebook, run for one person and shown without its code."""

    @web.authenticated
    async def get(self, name: str) -> None:
        room = self.settings["room"]
        path = await room.page(name, tongue(self))
        if path is None:
            raise web.HTTPError(404)
        LEARNER.set(self.current_user.username)
        await super().get(path=path.relative_to(room.folder).as_posix())

    def write_error(self, status_code: int, **_: Any) -> None:
        """As on every page of ours."""
        home = self.settings["room"].home
        self.finish(render("error.html", lang=tongue(self), learner="", here="/", home=home, status=status_code))


class Owned:
    """Only the person for whom a kernel was started may speak to it; for others it is not there."""

    async def prepare(self) -> None:
        """Refuse a stranger before anything is looked up."""
        await super().prepare()  # type: ignore[misc]
        asked = next(iter([*self.path_args, *self.path_kwargs.values()]), "")  # type: ignore[attr-defined]
        asked = asked.decode() if isinstance(asked, bytes) else asked
        user = self.current_user  # type: ignore[attr-defined]
        if user is None or self.kernel_manager.owners.get(asked) != user.username:  # type: ignore[attr-defined]
            raise web.HTTPError(404)


class Channels(Owned, VoilaKernelWebsocketHandler):
    """The clicks and keys of a page, and what they come to."""


class Kernel(Owned, KernelHandler):
    """Whether a page's kernel is still there."""


class Shutdown(Owned, VoilaShutdownKernelHandler):
    """The end of a page's kernel, when the page is left."""

    def check_xsrf_cookie(self) -> None:
        """A page that is being left can send no token; whose kernel it is was asked before."""
