"""What a learner did: one file a learner, only ever appended to, one xAPI statement a line."""

import errno
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salesbook.errors import ContentError
from salesbook.progress.statement import Answer, View, understood

# A process may die in the middle of its line when another has just looked how the file ends: then a whole statement
# stands behind a torn one. Texts in a statement cannot look like this, for their quotation marks have backslashes.
BEGIN = re.compile(rb'(?=\{"id": "[^"]+", "timestamp": ")')


@dataclass(frozen=True)
class Log:
    """What could be read of a learner's file, and the lines that could not (a power cut tears the last one)."""

    answers: tuple[Answer, ...]
    torn: tuple[str, ...] = ()


def remember(kept: Answer | View, file: Path) -> None:
    """Append ``kept`` to ``file``; when this returns, it is on the disk.

    Many processes may append at once: a line is one write to a file opened for appending.

    Raises
    ------
    ContentError
        The file cannot be written to.
    """
    line = json.dumps(kept.statement(), ensure_ascii=False) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            written = (_mend(handle) + line).encode()
            if os.write(handle, written) < len(written):  # a disk that gets full takes a part and says nothing
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        what = "answer" if isinstance(kept, Answer) else "view"
        fix = f"Free some room, or choose another folder for progress; the {what} was not kept."
        raise ContentError(file, f"cannot be written to ({error.strerror}).", fix) from None


def _mend(handle: int) -> str:
    """A line break, where the last line was torn off before its own."""
    size = os.fstat(handle).st_size
    if not size:
        return ""
    os.lseek(handle, size - 1, os.SEEK_SET)
    return "" if os.read(handle, 1) == b"\n" else "\n"


def recall(file: Path) -> Log:
    """Every answer in ``file``, in the order given; lines that are no statement are set aside."""
    found = list(_read(file))
    answers = tuple(each for each in found if isinstance(each, Answer))
    return Log(answers, tuple(each for each in found if isinstance(each, str)))


def views(file: Path) -> tuple[View, ...]:
    """Every verdict in ``file`` that the learner disagrees with, in the order given."""
    return tuple(each for each in _read(file) if isinstance(each, View))


def _read(file: Path) -> Iterator[Answer | View | str]:
    """Each statement of ``file``; a line that is none, as it stands."""
    lines = file.read_bytes().split(b"\n") if file.exists() else []
    for line in filter(None, (piece for each in lines for piece in BEGIN.split(each))):
        try:
            yield understood(json.loads(line.decode("utf-8")))
        except (ValueError, KeyError, TypeError, AttributeError):
            yield line.decode("utf-8", errors="replace")
