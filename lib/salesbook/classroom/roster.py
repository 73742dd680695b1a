"""Who is who in a room: a name belongs to the device that took it, or to whoever knows its code."""

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from salesbook.files import safe_name
from salesbook.learn import log_of, progress_folder

LONGEST = 40  # letters of a name
TRIES, PAUSE = 5, 60.0  # so many wrong codes, then so many seconds of rest


class Refused(Exception):
    """A name or a code is not taken; the text is the key of the phrase that says why."""


def clean(name: str) -> str:
    """``name`` as it is kept: one line, single spaces, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST].rstrip()


def new_code() -> str:
    """Six digits: a phone types them without changing its keyboard."""
    return f"{secrets.randbelow(10**6):06}"


def in_groups(code: str) -> str:
    """A code as it is shown: two groups of three are read and typed with fewer slips.

    >>> in_groups("485938")
    '485 938'
    """
    return f"{code[:3]} {code[3:]}"


@dataclass(frozen=True)
class Seat:
    """A learner's place: the name as first written, and a mark that a device carries to show that it is theirs."""

    name: str
    mark: str


class Guard:
    """Counts wrong guesses; after some of them nothing is heard for a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}

    def check(self, what: str, right: bool) -> bool:
        """Whether ``right``, unless ``what`` has been guessed at too often.

        Raises
        ------
        Refused
            Too many wrong guesses within the pause.
        """
        now = self._clock()
        recent = [at for at in self._wrong.get(what, ()) if now - at < PAUSE]
        if len(recent) >= TRIES:
            raise Refused("classroom.too_often")
        self._wrong[what] = recent if right else [*recent, now]
        return right


class Roster:
    """The names of a room in one file, with salted hashes of their codes. ``used`` tells names that have answers."""

    def __init__(self, file: Path, used: Callable[[str], bool], guard: Guard | None = None) -> None:
        self._file, self._used, self._guard = file, used, guard or Guard()

    def take(self, name: str) -> tuple[Seat, str]:
        """Give a new ``name`` to whoever asks first, with a code to come back by.

        Raises
        ------
        Refused
            No name, or one that is somebody's.
        """
        name = clean(name)
        if not name:
            raise Refused("classroom.no_name")
        if _key(name) in self._read() or self._used(name):
            raise Refused("classroom.taken")
        return self._put(name)

    def enter(self, name: str, code: str) -> Seat:
        """Let the owner of ``name`` in on another device, or on another day.

        Raises
        ------
        Refused
            The code is not that of the name, or there were too many guesses.
        """
        entry = self._read().get(_key(clean(name)))
        told = "".join(c for c in code if c.isdigit())
        right = bool(entry) and hmac.compare_digest(_hash(told, (entry or {})["salt"]), (entry or {})["hash"])
        if not self._guard.check(_key(clean(name)), right) or not entry:
            raise Refused("classroom.wrong_code")
        return Seat(entry["name"], entry["salt"])

    def release(self, name: str) -> tuple[Seat, str]:
        """A new code for ``name``; devices that came in by the old one must come in again.

        Raises
        ------
        Refused
            Nobody of that name has come in or has answers.
        """
        name = clean(name)
        entry = self._read().get(_key(name))
        if not entry and not (name and self._used(name)):
            raise Refused("finding.no_such_name")
        return self._put(entry["name"] if entry else name)

    def names(self) -> list[str]:
        """Everybody who has come in, as they wrote themselves."""
        return sorted(entry["name"] for entry in self._read().values())

    def seated(self, name: str, mark: str) -> Seat | None:
        """The seat of a device that carries ``mark``, while the name is still theirs."""
        entry = self._read().get(_key(name))
        return Seat(entry["name"], mark) if entry and hmac.compare_digest(entry["salt"], mark) else None

    def _put(self, name: str) -> tuple[Seat, str]:
        code, salt = new_code(), secrets.token_hex(16)
        entries = {**self._read(), _key(name): {"name": name, "salt": salt, "hash": _hash(code, salt)}}
        write_private(self._file, json.dumps(entries, ensure_ascii=False, indent=1))
        return Seat(name, salt), code

    def _read(self) -> dict[str, Mapping[str, str]]:
        try:
            found: dict[str, Mapping[str, str]] = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return found


def workbook_roster() -> Roster:
    """The roster of this workbook: names are taken once, whatever room they came into."""
    return Roster(progress_folder() / ".room" / "names.json", lambda name: log_of(name).exists())


def write_private(file: Path, text: str) -> None:
    """Write ``file`` whole, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _key(name: str) -> str:
    """Names that would share a file of answers are one name."""
    return safe_name(name).casefold()


def _hash(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=2**13, r=8, p=1).hex()
