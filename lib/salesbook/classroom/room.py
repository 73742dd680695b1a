"""A room: the lessons as pages, for one learner or for many."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesbook.classroom import lesson_pages
from salesbook.classroom.notebook_page import NotebookPage
from salesbook.classroom.roster import Guard, Roster, new_code, write_private
from salesbook.classroom.server import Door, Served
from salesbook.classroom.shelf import Shelf
from salesbook.learn import MYSELF, log_of, progress_folder
from salesbook.progress import goes_on, recall, tries
from salesbook.rerun.copies import with_defaults

SAYS = ("opening", "lessons", "parts", "next_part", "all_lessons", "gone")  # of locale/classroom, on a lesson's page


@dataclass
class Room(Served):
    """The lessons of ``shelf``. Without a ``roster`` there is one learner, who comes in by the key."""

    shelf: Shelf = field(kw_only=True)
    learner: str = MYSELF
    roster: Roster | None = None
    code: str = field(default_factory=new_code)
    url: str = ""
    qr: str = ""
    came: set[str] = field(default_factory=set)
    guard: Guard = field(default_factory=Guard)

    @property
    def folder(self) -> Path:
        """Where the notebooks behind the pages lie."""
        return self.shelf.folder

    def seated(self, name: str, mark: str) -> bool:
        """Whether the device of learner ``name`` may stay."""
        return bool(self.roster.seated(name, mark)) if self.roster else self.learner == name

    def admits(self, code: str, device: str) -> bool:
        """Whether ``code`` is the room's; a device that guesses is not heard for a while."""
        told = "".join(c for c in code if c.isdigit())
        return self.guard.check(device, hmac.compare_digest(told.encode(), self.code.encode()))

    def expected(self, learner: str, with_page: set[str]) -> int:
        """How many learners have come in and opened no lesson yet, ``learner`` now among those who came."""
        self.came.add(learner)
        return len(self.came - with_page)

    def secret(self) -> bytes:
        """Kept beside the answers, so that a server started again still knows its devices."""
        file = progress_folder() / ".room" / "devices"
        if not file.exists():
            write_private(file, json.dumps(secrets.token_hex(32)))
        return bytes.fromhex(json.loads(file.read_text("utf-8")))

    def doors(self, page: Mapping[str, Any]) -> list[Door]:
        """A start page, the way in and out, the board, the lessons."""
        return [
            (r"/", lesson_pages.Start),
            (r"/join", lesson_pages.Join),
            (r"/leave", lesson_pages.Leave),
            (r"/room", lesson_pages.Board),
            (r"/lesson/([\w-]+)", NotebookPage, page),
        ]

    async def page(self, name: str, lang: str) -> Path | None:
        """The notebook of lesson ``name``."""
        return await self.shelf.page(name, lang) if self.shelf.has(name) else None

    def dressed(self, who: str, notebook: Any) -> Any:
        """The page's notebook with the learner's name, beginning where they are to go on."""
        name, lang = notebook.metadata["lesson"], notebook.metadata["lang"]
        lesson = next(each for each in self.shelf.lessons() if each.id == name)
        block, exercise = goes_on(lesson, tries(recall(log_of(who)).answers))
        notebook.metadata["page"] = {
            **self.around(lang, f"/lesson/{name}", tuple(f"classroom.{key}" for key in SAYS)),
            "begin": {"part": block, "card": exercise},
            "learner": "" if who == MYSELF else who,
        }
        return with_defaults(notebook, {"learner": who})
