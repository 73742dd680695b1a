"""What a learner did: one file a learner, only ever appended to, one xAPI statement a line."""

import datetime as dt
import errno
import json
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesbook.errors import ContentError

ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
EXERCISE = "urn:salesbook:exercise:"
HOME_PAGE = "urn:salesbook"
# A process may die in the middle of its line when another has just looked how the file ends: then a whole statement
# stands behind a torn one. Texts in a statement cannot look like this, for their quotation marks have backslashes.
BEGIN = re.compile(rb'(?=\{"id": "[^"]+", "timestamp": ")')


@dataclass(frozen=True)
class Answer:
    """One try at one exercise. ``share`` is from 0 to 1; ``response`` is what the card gave, as JSON can hold it."""

    learner: str
    lesson: str
    exercise: str
    response: Any
    share: float
    points: float
    most: float
    lang: str = ""
    at: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"))
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def statement(self) -> dict[str, Any]:
        """The answer as an xAPI statement (version 1.0.3), so that a company's LMS can take it."""
        return {
            "id": self.id,
            "timestamp": self.at,
            "actor": {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": self.learner}},
            "verb": {"id": ANSWERED, "display": {"en": "answered"}},
            "object": {"objectType": "Activity", "id": f"{EXERCISE}{self.lesson}/{self.exercise}"},
            "result": {
                "success": self.share >= 1,
                "score": {"scaled": self.share, "raw": self.points, "min": 0, "max": self.most},
                "response": json.dumps(self.response, ensure_ascii=False),
            },
            "context": {"language": self.lang} if self.lang else {},
        }


@dataclass(frozen=True)
class Log:
    """What could be read of a learner's file, and the lines that could not (a power cut tears the last one)."""

    answers: tuple[Answer, ...]
    torn: tuple[str, ...] = ()


def remember(answer: Answer, file: Path) -> None:
    """Append ``answer`` to ``file``; when this returns, it is on the disk.

    Many processes may append at once: a line is one write to a file opened for appending.

    Raises
    ------
    ContentError
        The file cannot be written to.
    """
    line = json.dumps(answer.statement(), ensure_ascii=False) + "\n"
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
        fix = "Free some room, or choose another folder for progress; the answer was not kept."
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
    answers, torn = [], []
    lines = file.read_bytes().split(b"\n") if file.exists() else []
    for line in filter(None, (piece for each in lines for piece in BEGIN.split(each))):
        try:
            answers.append(_answer(json.loads(line.decode("utf-8"))))
        except (ValueError, KeyError, TypeError, AttributeError):
            torn.append(line.decode("utf-8", errors="replace"))
    return Log(tuple(answers), tuple(torn))


def _answer(statement: Mapping[str, Any]) -> Answer:
    lesson, exercise = statement["object"]["id"].removeprefix(EXERCISE).split("/", 1)
    score = statement["result"]["score"]
    return Answer(
        learner=statement["actor"]["account"]["name"],
        lesson=lesson,
        exercise=exercise,
        response=json.loads(statement["result"]["response"]),
        share=score["scaled"],
        points=score["raw"],
        most=score["max"],
        lang=statement.get("context", {}).get("language", ""),
        at=statement["timestamp"],
        id=statement["id"],
    )
