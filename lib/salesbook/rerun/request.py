"""What a run was asked for, checked whole before anything starts."""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesbook.errors import RequestError
from salesbook.files import safe_name
from salesbook.rerun.job import Job
from salesbook.rerun.notebook import Notebook, choose, typed
from salesbook.tables.address import SECRET_NAME, is_address, put_away, secrets_in

RUNS, LESSONS = Path("runs"), "learn/"
MOST = 3  # reports that a head of sales reads on a Monday


@dataclass(frozen=True)
class Request:
    """A run: which notebooks, on which data, with what, where to. ``named``: lessons speak of the company's names.

    ``most``: only so many of the notebooks, those of the topics that have most to say; 0 for all of them.
    ``default``: no notebook was named. ``timeout``: seconds that a cell may take.
    """

    notebooks: Sequence[Notebook]
    source: str
    out: Path
    map: str = ""
    lang: str = "en"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    by: str = ""
    resume: bool = False
    named: bool = False
    privacy: str = "initials"
    most: int = 0
    default: bool = False
    timeout: float | None = None

    @property
    def handouts(self) -> bool:
        """Whether there are lessons only: what a run makes of them are handouts, no reports."""
        return all(notebook.name.startswith(LESSONS) for notebook in self.notebooks)

    @property
    def summed(self) -> bool:
        """Whether the run is summed up on one page: it is the default one, or for all reports."""
        return self.default and not self.handouts

    def job(self, notebook: Notebook, folder: Path, only: str) -> Job:
        """``notebook`` with those parameters that it has."""
        around = {"runs": str(self.out.parent)}  # where earlier runs lie
        values = {"data": self.source, "map": self.map, "lang": self.lang, "only": only, **around, **self.parameters}
        own = {name: value for name, value in values.items() if name in notebook.parameters}
        stem = self._stem(notebook)
        return Job(
            notebook.name, stem, notebook.path, folder, self.lang, own, self.secrets, self.handouts, self.privacy,
            self.timeout,
        )  # fmt: skip

    def _stem(self, notebook: Notebook) -> str:
        """The name of a notebook's files: its own, unless another has it too."""
        alike = [n for n in self.notebooks if n.stem.casefold() == notebook.stem.casefold()]
        if len(alike) == 1 and notebook.stem.casefold() != "index":
            return notebook.stem
        return safe_name(notebook.name.replace("/", "-")) if "/" in notebook.name else f"{notebook.stem}-1"


def ask(
    names: Sequence[str], source: str, *, map: str = "", lang: str = "en", out: str = "",
    parameters: Mapping[str, str] | None = None, by: str = "", resume: bool = False, named: bool = False,
    more: Mapping[str, Path] | None = None, privacy: str = "initials", all: bool = False,
    timeout: float | None = None,
) -> Request:  # fmt: skip
    """Check a request and make its folder; without ``names`` for the few that have most to say, or for ``all``.

    Raises
    ------
    NotebookError, RequestError, Faults
        No such notebook or parameter, a value of the wrong type, or a folder that cannot be written to.
    """
    given = dict(parameters or {})
    secrets = secrets_in(source) | {s for value in given.values() for s in secrets_in(value)}
    secrets |= {value for name, value in given.items() if SECRET_NAME.search(name)}
    notebooks = choose(names, more)
    values = typed(notebooks, given)
    if resume and not out:
        raise RequestError("--resume", "no folder to go on in.", "Give it with --out.")
    shown = put_away(source) if is_address(source) else str(Path(source).expanduser().resolve())
    folder = make_folder(Path(out) if out else _new_folder(source), resume)
    mapped = str(Path(map).expanduser().resolve()) if map else ""
    most = 0 if names or all else MOST
    return Request(
        notebooks,
        shown,
        folder,
        mapped,
        lang,
        values,
        tuple(secrets),
        by,
        resume,
        named,
        privacy,
        most,
        not names,
        timeout,
    )


def _new_folder(source: str) -> Path:
    stem = "data" if is_address(source) else Path(source).expanduser().resolve().stem
    return RUNS / f"{dt.datetime.now():%Y-%m-%d-%H%M%S}-{safe_name(stem)}"


def make_folder(out: Path, resume: bool = False) -> Path:
    """``out``, there and writable, and empty unless a run is resumed.

    Raises
    ------
    RequestError
        It holds files already, or cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()) and not resume:
            raise RequestError(out, "the folder is not empty.", "Name a new one with --out, or add --resume to go on.")
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RequestError(out, f"cannot be written to ({reason}).", "Name another folder with --out.") from None
    return out.resolve()
