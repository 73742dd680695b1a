"""Folders for what is temporary. Copies of a company's data lie there: none stays for long, not even of the killed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: what the killed left stays until someone clears the temporary files
    fcntl = None  # type: ignore[assignment]

PREFIX, MARK = "salesbook-", ".in-use"
_held: dict[Path, IO[bytes]] = {}


def new_folder() -> Path:
    """A folder marked as in use while this process, or a child of it, lives; those of the dead are swept away."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    mark = (folder / MARK).open("wb")
    if fcntl:
        fcntl.flock(mark, fcntl.LOCK_EX)
    _held[folder] = mark
    return folder


def remove(folder: Path) -> None:
    """Take ``folder`` away, with all that lies in it."""
    shutil.rmtree(folder, ignore_errors=True)
    mark = _held.pop(folder, None)
    if mark:
        mark.close()


@contextmanager
def temporary() -> Iterator[Path]:
    """A new folder that is taken away at the end."""
    folder = new_folder()
    try:
        yield folder
    finally:
        remove(folder)


def sweep() -> None:
    """Take away the folders of processes that were killed: their marks are held by nobody."""
    if not fcntl:
        return
    for mark in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{MARK}"):
        with suppress(OSError), mark.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(mark.parent, ignore_errors=True)
