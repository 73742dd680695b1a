"""``manifest.json``: what a run was made from, with what, and what came out."""

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from salesbook.rerun.execute import Outcome, write_whole
from salesbook.rerun.request import Request
from salesbook.tables import Book, Reading
from salesbook.tables.address import mask

NAME = "manifest.json"
PACKAGES = ("salesbook", "ibis-framework", "duckdb", "pandas", "matplotlib", "papermill", "nbconvert")


def describe(request: Request, book: Book, readings: Sequence[Reading]) -> dict[str, Any]:
    """What is known before the first notebook runs."""
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "lang": request.lang,
        "source": mask(request.source),
        "map": request.map,
        "by": request.by,
        "parameters": {k: mask(v) if isinstance(v, str) else v for k, v in _open(request).items()},
        "inputs": [_input(path) for path in book.source_files],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "tables": [_reading(r) for r in readings],
        "notebooks": {},
    }


def _open(request: Request) -> dict[str, Any]:
    """The parameters, secrets left out."""
    return {k: "***" if str(v) in request.secrets else v for k, v in request.parameters.items()}


def _input(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _reading(reading: Reading) -> dict[str, Any]:
    days = {k: v.isoformat() if v else None for k, v in (("first", reading.first), ("last", reading.last))}
    return {**asdict(reading), **days, "notes": [list(note) for note in reading.notes]}


def record(manifest: dict[str, Any], part: str, outcome: Outcome, out: Path) -> None:
    """Write down ``outcome`` at once, so that a run cut short can go on."""
    manifest["notebooks"].setdefault(part, {})[outcome.name] = asdict(outcome)
    save(manifest, out)


def save(manifest: dict[str, Any], out: Path) -> None:
    """Write the manifest whole."""
    write_whole(out / NAME, json.dumps(manifest, ensure_ascii=False, indent=1, default=str))


def earlier(out: Path, manifest: dict[str, Any]) -> dict[str, dict[str, Outcome]]:
    """What an earlier run in ``out`` finished, if it was made from the same; nothing otherwise."""
    try:
        old = json.loads((out / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if any(old.get(key) != manifest[key] for key in ("lang", "source", "map", "by", "parameters", "inputs")):
        return {}
    return {
        part: {name: Outcome(**body) for name, body in done.items() if body["status"] == "done"}
        for part, done in old["notebooks"].items()
    }
