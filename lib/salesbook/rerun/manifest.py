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

from salesbook.files import write_whole
from salesbook.rerun.job import Outcome
from salesbook.rerun.notebook import Notebook
from salesbook.rerun.request import Request
from salesbook.tables import Book, Reading
from salesbook.tables.address import MASK, mask, scrub

NAME = "manifest.json"
PACKAGES = ("salesbook", "ibis-framework", "duckdb", "pandas", "matplotlib", "papermill", "nbconvert")
SAME = (  # what a run may go on from; of a database, which has no files to compare, as many rows of the same days
    "lang", "privacy", "source", "map", "by", "parameters", "inputs", "versions", "tables",
)  # fmt: skip


def describe(request: Request, book: Book, readings: Sequence[Reading]) -> dict[str, Any]:
    """What is known before the first notebook runs."""
    mapping = Path(book.mapping.where)
    return {
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "lang": request.lang,
        "privacy": request.privacy,
        "source": mask(request.source),
        "company": book.company.name,
        "map": request.map,
        "by": request.by,
        "parameters": {name: _open(value, request.secrets) for name, value in request.parameters.items()},
        "inputs": [_input(path) for path in (*book.source_files, *([mapping] if mapping.is_file() else []))],
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "tables": [_reading(r) for r in readings],
        "made_from": {notebook.name: _files(notebook, request.lang) for notebook in request.notebooks},
        "skipped": [],
        "notebooks": {},
    }


def _open(value: Any, secrets: Sequence[str]) -> Any:
    """A parameter as it may be shown."""
    if isinstance(value, str):
        return scrub(value, secrets)
    return MASK if str(value) in secrets else value


def _input(path: Path) -> dict[str, Any]:
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": _sha256(path)}


def _files(notebook: Notebook, lang: str) -> dict[str, str]:
    """The files that a notebook's report is made from, and what is in them."""
    prose = notebook.path.with_suffix(f".{lang}.md")
    return {path.name: _sha256(path) for path in (notebook.path, prose) if path.exists()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    """What an earlier run in ``out`` finished, by part and notebook, as far as it was made from the same."""
    try:
        old = json.loads((out / NAME).read_text("utf-8"))
        if any(old[key] != json.loads(json.dumps(manifest[key])) for key in SAME):
            return {}
        same = {name for name, files in manifest["made_from"].items() if old["made_from"].get(name) == files}
        return {
            part: {name: Outcome(**body) for name, body in done.items() if body["status"] == "done" and name in same}
            for part, done in old["notebooks"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # no manifest of ours, or one of another version
