"""The server behind our pages: Voilà's pages of notebooks, behind our own doors."""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler

from salesbook.classroom import handlers, notebook_page
from salesbook.classroom.kernels import PATIENCE, Kernels
from salesbook.classroom.page import TONGUES, style
from salesbook.words import say

ID = r"(\w+-\w+-\w+-\w+-\w+)"
IDLE = 1800  # seconds after which a kernel whose page is gone is put away
OFFLINE = "default-src 'self' data: blob: ws: 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'self'"
HEADERS = {"Content-Security-Policy": OFFLINE, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
MANAGER = "@jupyter-widgets/jupyterlab-manager"  # the only extensions that a page needs
Door = tuple[Any, ...]


@dataclass
class Served:
    """What is served, and to whom: whoever comes in by the key of the first page. A room of learners is one such."""

    lang: str = "en"
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    cookie: str = "salesbook-device"  # names of what a device carries: who it is, and its language
    tongue: str = "salesbook-lang"
    days: int | None = 30  # that a device is known; None: until its browser ends
    home: str = "classroom.lessons"  # of locale/: where the way back leads
    warm: str = "import salesbook as sb; sb.lesson"  # what every page begins with

    @property
    def folder(self) -> Path:
        """Where the notebooks behind the pages lie, and what their kernels keep for a while."""
        raise NotImplementedError

    def knows(self, key: str) -> bool:
        """Whether ``key`` is that of whoever opened the pages."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def seated(self, name: str, mark: str) -> bool:
        """Whether a device that carries ``name`` and ``mark`` may stay."""
        raise NotImplementedError

    def secret(self) -> bytes:
        """What signs the cookies of devices; made anew, no device of before is known."""
        return secrets.token_bytes(32)

    def doors(self, page: Mapping[str, Any]) -> list[Door]:
        """The doors of these pages; ``page``: what the handler of a notebook's page is given."""
        raise NotImplementedError

    async def page(self, name: str, lang: str) -> Path | None:
        """The notebook behind the page ``name``; None where there is none."""
        raise NotImplementedError

    def dressed(self, who: str, notebook: Any) -> Any:
        """``notebook`` as a page for ``who``."""
        raise NotImplementedError

    def around(self, lang: str, here: str, says: tuple[str, ...]) -> dict[str, Any]:
        """What stands around a notebook on its page at the address ``here``; ``says``: phrases of locale/."""
        told = {key.rpartition(".")[2]: say(key, lang) for key in says}
        return {
            "says": told,
            "home": say(self.home, lang),
            "here": here,
            "tongues": [*TONGUES.items()],
            "style": style(),
        }


class Pages(Voila):
    """Voilà with our doors: a start page, pages of notebooks, and nothing of its file tree."""

    room: Served
    opened: Callable[[int], None]

    def setup_template_dirs(self) -> None:
        """Look for templates with us first."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(files("salesbook.classroom") / "pages"))

    def init_settings(self) -> dict[str, Any]:
        """Voilà's own, and the room."""
        settings: dict[str, Any] = super().init_settings()
        quiet = {"log_function": lambda handler: None}  # the trainer's screen is for the address
        return settings | quiet | {"room": self.room, "login_url": "/", "headers": HEADERS, "compress_response": True}

    def init_handlers(self) -> list[Any]:
        """The doors there are."""
        page = {"template_paths": self.template_paths, "config": self.config}
        page["voila_configuration"] = self.voila_configuration
        extensions = self.labextensions_path
        themes = {"themes_url": "/voila/api/themes", "path": self.themes_dir, "labextensions_path": extensions}
        return [
            *self.room.doors(page),
            (r"/language/(en|uk|ru)", handlers.Tongue),
            (rf"/api/kernels/{ID}", notebook_page.Kernel),
            (rf"/api/kernels/{ID}/channels", notebook_page.Channels),
            (rf"/voila/api/shutdown/{ID}", notebook_page.Shutdown),
            (r"/voila/templates/(lab/static/[\w.-]+)", TemplateStaticFileHandler),
            (r"/voila/static/(.*)", MultiStaticFileHandler, {"paths": self.static_paths}),
            (r"/voila/labextensions/(.*)", FileFindHandler, {"path": extensions}),
            (r"/voila/api/themes/(.*)", ThemesHandler, themes),
            (r".*", handlers.Nothing),
        ]

    def launch_browser(self) -> None:
        """The port is known: say so."""
        self.kernel_manager.fill()
        self.opened(self.port)


def serve(room: Served, *, ip: str, port: int, spare: int, opened: Callable[[int], None]) -> None:
    """Serve ``room`` until interrupted; ``opened`` is called with the port once it listens."""
    app = Pages(config=_config(room, ip, port, spare))
    app.room, app.opened = room, opened
    app.initialize([])
    app.start()


def _config(room: Served, ip: str, port: int, spare: int) -> Config:
    config, folder = Config(), str(room.folder)
    config.Voila.update(ip=ip, port=port, root_dir=folder, config_file_paths=[], log_level="ERROR")
    config.Voila.update(cookie_secret=room.secret(), identity_provider_class=handlers.Devices)
    config.VoilaConfiguration.update(
        template="lab",
        theme="light",
        allow_template_override="NO",
        allow_theme_override="NO",
        extension_allowlist=[MANAGER, "@voila-dashboards/widgets-manager8"],
        multi_kernel_manager_class=Kernels,
        prelaunch_hook=lambda handler, notebook, cwd: room.dressed(handler.current_user.username, notebook),
    )
    config.Kernels.update(spare_most=spare, root_dir=folder, cull_idle_timeout=IDLE, cull_interval=60)
    config.Kernels.update(warm=room.warm, temporary=folder)
    config.VoilaExecutor.iopub_timeout = PATIENCE  # four seconds lose outputs where thirty pages open at once
    config.KernelManager.client_class = "salesbook.classroom.kernels.Client"
    config.LargeFileManager.root_dir = folder
    return config
