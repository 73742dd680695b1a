"""A reception for exports: an analyst hands them in on a page, and sees on the next what was understood."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesbook.classroom import reception_pages
from salesbook.classroom.notebook_page import NotebookPage
from salesbook.classroom.server import Door, Served
from salesbook.learn import MYSELF
from salesbook.rerun.copies import adapted
from salesbook.rerun.notebook import HOME, NOTEBOOKS, save

CARD = NOTEBOOKS / "prepare" / "import.ipynb"
LEFT_OUT = {"lab"}  # tags of cells that only JupyterLab has a use for
SHOWN = "from salesbook.brought import shown\n\nshown(exports, out, lang, {draft!r})"
GIVEN, EXAMPLE = "given", "example"  # names of what is not handed in on the page
EXAMPLES = {"en": "en-quickbooks-sales.xlsx", "uk": "uk-bas-sales-spaces.xlsx", "ru": "ru-1c-sales-difference.xlsx"}
SAYS = ("bring.opening", "bring.gone")  # of locale/, on the page of a card
BATCH = re.compile("[0-9a-f]{32}")  # the name of what is handed in together
MOST = 10**9  # bytes that may be handed in, in all; bring.large in locale/ says so


@dataclass
class Reception(Served):
    """Exports of one analyst. ``given``: those named on the command line; ``out``: where their tables go.

    ``place`` is private and goes when the server ends: what is handed in lies in it, and answers not yet written.
    """

    place: Path = field(kw_only=True)
    out: Path = field(kw_only=True)
    given: Sequence[Path] = ()
    most: int = MOST
    cookie: str = field(default_factory=lambda: f"salesbook-import-{secrets.token_hex(4)}")  # of this server alone
    days: int | None = None
    home: str = "bring.home"
    warm: str = "import salesbook.brought"

    def __post_init__(self) -> None:
        self.tongue = f"{self.cookie}-lang"

    @property
    def folder(self) -> Path:
        """Where all of it lies."""
        return self.place

    @property
    def first(self) -> str:
        """The address of the first page: the card, where exports were named."""
        return f"/card/{GIVEN}" if self.given else "/"

    @property
    def example_out(self) -> Path:
        """Where the tables of the made-up export go: never among a company's own."""
        return self.out.with_name(f"{self.out.name}-{EXAMPLE}")

    def seated(self, name: str, mark: str) -> bool:
        """Whoever came in by the key."""
        return name == MYSELF

    def doors(self, page: Mapping[str, Any]) -> list[Door]:
        """Where exports are handed in, and the card."""
        return [
            (r"/", reception_pages.HandIn),
            (rf"/export/({BATCH.pattern})/([^/]+)", reception_pages.Export),
            (r"/card/(\w+)", NotebookPage, page),
        ]

    def handed_in(self, batch: str) -> Path:
        """The folder of the exports that were handed in together."""
        return self.place / "exports" / batch

    def taken(self) -> int:
        """How many bytes were handed in so far."""
        return sum(_size(file) for file in (self.place / "exports").rglob("*"))

    async def page(self, name: str, lang: str) -> Path | None:
        """The notebook behind the card of the exports ``name``."""
        exports = self._exports(name, lang)
        if exports is None:
            return None
        out = self.example_out if name == EXAMPLE else self.out
        node = adapted(CARD, lang, {"exports": exports, "out": str(out)})
        node.cells = [cell for cell in node.cells if not LEFT_OUT & set(cell.metadata.get("tags", []))]
        for cell in node.cells:
            if cell.id == "exports":
                cell.source = SHOWN.format(draft=str(self.place / "answers" / name))
        node.metadata.update(title=node.cells[0].source.splitlines()[0].removeprefix("# "), lang=lang, exports=name)
        place = self.place / lang / f"{name}.ipynb"
        save(node, place)
        return place

    def _exports(self, name: str, lang: str) -> list[str] | None:
        if name == EXAMPLE:
            return [str(HOME / "data" / "exports" / EXAMPLES[lang])]
        if name == GIVEN:
            return list(map(str, self.given)) or None
        batch = self.handed_in(name)
        return sorted(map(str, batch.iterdir())) if BATCH.fullmatch(name) and batch.is_dir() else None

    def dressed(self, who: str, notebook: Any) -> Any:
        """The card's page with what stands around it."""
        here = f"/card/{notebook.metadata['exports']}"
        notebook.metadata["page"] = {**self.around(notebook.metadata["lang"], here, SAYS), "learner": ""}
        return notebook


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:  # renamed meanwhile
        return 0
