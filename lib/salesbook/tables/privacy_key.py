"""The company's key: whoever has it can tell who stands behind a pseudonym, so it lies outside everything written."""

import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from salesbook.errors import DataError

VARIABLE = "SALESBOOK_PRIVACY_KEY"
NAME = "privacy.key"
SHORTEST = 16
OWN = 0o600


def key(folder: Path | None = None) -> bytes:
    """The key of pseudonyms: of the variable ``SALESBOOK_PRIVACY_KEY``, else of a file that only its owner may read.

    The file is made at the first call, in ``folder`` or the folder of the user's settings. Copy it to have the same
    pseudonyms on another machine; delete it, and nobody can tell any more who was who.

    Raises
    ------
    DataError
        The key is shorter than 16 characters, or others may read its file, or it cannot be read or made.
    """
    told = os.environ.get(VARIABLE, "").strip()
    if told:
        return _bytes(told, VARIABLE)
    path = (folder or settings_folder(os.environ)) / NAME
    try:
        return _bytes(_read(path) if path.exists() else _make(path), str(path))
    except OSError as error:
        fix = f"Make the folder writable, or give a key in the variable {VARIABLE}."
        raise DataError(path, f"the key of pseudonyms cannot be read or made ({error.strerror}).", fix) from error


def key_for(level: str) -> bytes:
    """The key for ``level``; initials do without a kept one where none can be kept: their marks need not last."""
    try:
        return key()
    except DataError:
        if level != "initials":
            raise
        return secrets.token_bytes(SHORTEST)


def settings_folder(environment: Mapping[str, str], system: str = sys.platform) -> Path:
    """Where the user's own settings lie on this system."""
    home = Path.home()
    if system == "win32":
        base = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    elif system == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return base / "salesbook"


def _bytes(text: str, where: str) -> bytes:
    if len(text) < SHORTEST:
        what = f"the key of pseudonyms has {len(text)} characters, at least {SHORTEST} are needed."
        raise DataError(where, what, "Delete it to have one made, or choose a longer one that nobody can guess.")
    return hashlib.sha256(text.encode()).digest()


def _read(path: Path) -> str:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DataError(path, "others than you may read the key of pseudonyms.", f"Run: chmod 600 '{path}'.")
    return path.read_text("utf-8", errors="replace").strip()


def _make(path: Path) -> str:
    """Write a new key; of two processes at once the first one's holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_hex(32)
    part = path.with_name(f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN), "w", encoding="ascii") as file:
        file.write(made + "\n")
    try:
        os.link(part, path)
    except FileExistsError:
        return _read(path)
    except OSError:  # a file system without hard links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return made
