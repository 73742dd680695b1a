"""The server of a classroom: Voilà's pages of notebooks, behind our own doors."""

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from traitlets.config import Config
from voila.app import Voila
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler

from salesbook.classroom import handlers, lesson_page
from salesbook.classroom.kernels import PATIENCE, Kernels
from salesbook.classroom.page import TONGUES, style
from salesbook.classroom.roster import Guard, Roster, new_code, write_private
from salesbook.classroom.shelf import Shelf
from salesbook.learn import MYSELF, log_of, progress_folder
from salesbook.progress import goes_on, recall, tries
from salesbook.rerun.copies import with_defaults
from salesbook.words import say

ID = r"(\w+-\w+-\w+-\w+-\w+)"
IDLE = 1800  # seconds after which a kernel whose page is gone is put away
OFFLINE = "default-src 'self' data: blob: ws: 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'self'"
HEADERS = {"Content-Security-Policy": OFFLINE, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
SAYS = ("opening", "lessons", "parts", "next_part", "all_lessons", "gone")  # of locale/classroom, on a lesson's page
MANAGER = "@jupyter-widgets/jupyterlab-manager"  # the only extensions that a page needs


@dataclass
class Room:
    """What is served to whom. Without a ``roster`` there is one learner, who comes in by the key of the first page."""

    shelf: Shelf
    lang: str = "en"
    learner: str = MYSELF
    roster: Roster | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    code: str = field(default_factory=new_code)
    url: str = ""
    qr: str = ""
    came: set[str] = field(default_factory=set)
    guard: Guard = field(default_factory=Guard)

    def knows(self, key: str) -> bool:
        """Whether ``key`` is that of whoever opened the room."""
        return hmac.compare_digest(key.encode(), self.key.encode())

    def admits(self, code: str, device: str) -> bool:
        """Whether ``code`` is the room's; a device that guesses is not heard for a while."""
        told = "".join(c for c in code if c.isdigit())
        return self.guard.check(device, hmac.compare_digest(told.encode(), self.code.encode()))

    def expected(self, learner: str, with_page: set[str]) -> int:
        """How many learners have come in and opened no lesson yet, ``learner`` now among those who came."""
        self.came.add(learner)
        return len(self.came - with_page)


class Pages(Voila):
    """Voilà with our doors: a start page, lessons, and nothing of its file tree."""

    room: Room
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
        lesson = {"template_paths": self.template_paths, "config": self.config}
        configuration = {"voila_configuration": self.voila_configuration}
        extensions = self.labextensions_path
        themes = {"themes_url": "/voila/api/themes", "path": self.themes_dir, "labextensions_path": extensions}
        return [
            (r"/", handlers.Start),
            (r"/join", handlers.Join),
            (r"/language/(en|uk|ru)", handlers.Tongue),
            (r"/leave", handlers.Leave),
            (r"/room", handlers.Board),
            (r"/lesson/([\w-]+)", lesson_page.LessonPage, lesson | configuration),
            (rf"/api/kernels/{ID}", lesson_page.Kernel),
            (rf"/api/kernels/{ID}/channels", lesson_page.Channels),
            (rf"/voila/api/shutdown/{ID}", lesson_page.Shutdown),
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


def serve(room: Room, *, ip: str, port: int, spare: int, opened: Callable[[int], None]) -> None:
    """Serve ``room`` until interrupted; ``opened`` is called with the port once it listens."""
    app = Pages(config=_config(room, ip, port, spare))
    app.room, app.opened = room, opened
    app.initialize([])
    app.start()


def _config(room: Room, ip: str, port: int, spare: int) -> Config:
    config = Config()
    config.Voila.update(ip=ip, port=port, root_dir=str(room.shelf.folder), config_file_paths=[], log_level="ERROR")
    config.Voila.update(cookie_secret=_cookie_secret(), identity_provider_class=handlers.Devices)
    config.VoilaConfiguration.update(
        template="lab",
        theme="light",
        allow_template_override="NO",
        allow_theme_override="NO",
        extension_allowlist=[MANAGER, "@voila-dashboards/widgets-manager8"],
        multi_kernel_manager_class=Kernels,
        prelaunch_hook=lambda handler, notebook, cwd: _for_learner(room, handler, notebook),
    )
    config.Kernels.update(spare_most=spare, root_dir=str(room.shelf.folder), cull_idle_timeout=IDLE, cull_interval=60)
    config.VoilaExecutor.iopub_timeout = PATIENCE  # four seconds lose outputs where thirty pages open at once
    config.KernelManager.client_class = "salesbook.classroom.kernels.Client"
    config.LargeFileManager.root_dir = str(room.shelf.folder)
    return config


def _for_learner(room: Room, handler: Any, notebook: Any) -> Any:
    """The page's notebook with the learner's name, beginning where they are to go on."""
    learner, lang = handler.current_user.username, notebook.metadata["lang"]
    lesson = next(each for each in room.shelf.lessons() if each.id == notebook.metadata["lesson"])
    block, exercise = goes_on(lesson, tries(recall(log_of(learner)).answers))
    says = {key: say(f"classroom.{key}", lang) for key in SAYS}
    notebook.metadata["page"] = {
        "begin": {"part": block, "card": exercise},
        "learner": "" if learner == MYSELF else learner,
        "says": says,
        "tongues": list(TONGUES.items()),
        "style": style(),
    }
    return with_defaults(notebook, {"learner": learner})


def _cookie_secret() -> bytes:
    """Kept beside the answers, so that a server started again still knows its devices."""
    file = progress_folder() / ".room" / "devices"
    if not file.exists():
        write_private(file, json.dumps(secrets.token_hex(32)))
    return bytes.fromhex(json.loads(file.read_text("utf-8")))
