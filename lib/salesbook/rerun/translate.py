"""The prose of a notebook in another language: Markdown beside it, cut by cell id, bound to the source by a hash."""

import hashlib
import re
from pathlib import Path

import nbformat

from salesbook.errors import NotebookError, SalesbookError, raise_all

ALIEN = {"uk": "ыэъё", "ru": "іїєґ"}  # letters that tell the one alphabet from the other
MARK = re.compile(r"^<!-- ([\w-]+) ([0-9a-f]{8}) -->[ \t]*\n", re.MULTILINE)


def translate(book: nbformat.NotebookNode, path: Path, lang: str) -> nbformat.NotebookNode:
    """Swap the prose of ``book`` for that of ``path`` in ``lang``; a notebook in one language only stays as it is.

    Raises
    ------
    NotebookError, Faults
        The translation lacks cells.
    """
    sidecar = path.with_suffix(f".{lang}.md")
    if lang == "en" or not (sidecar.exists() or _has_sidecars(path)):
        return book
    raise_all([fault for fault in faults(book, path, lang) if fault.what.startswith("nothing")])
    prose = sections(sidecar)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = prose[cell.id][1]
    return book


def faults(book: nbformat.NotebookNode, path: Path, lang: str) -> list[SalesbookError]:
    """Cells without a translation, translations without a cell, and translations older than their source."""
    sidecar = path.with_suffix(f".{lang}.md")
    if not sidecar.exists():
        return [NotebookError(sidecar, "nothing there.", f"Translate {path.name} into it.")]
    prose = sections(sidecar)
    cells = {cell.id: cell.source for cell in book.cells if cell.cell_type == "markdown"}
    found: list[SalesbookError] = []
    for name, source in cells.items():
        if name not in prose:
            found.append(
                NotebookError(sidecar, f"nothing at {name}.", f"Add <!-- {name} {digest(source)} --> and its text.")
            )
        elif prose[name][0] != digest(source):
            fix = f"Read it against the source, then write {digest(source)} there."
            found.append(NotebookError(sidecar, f"{name} is older than its source.", fix))
    for name in prose.keys() - cells.keys():
        found.append(NotebookError(sidecar, f"{name} is no cell of the notebook.", "Take it out."))
    for name, (_, text) in prose.items():
        if _reads_as_the_other(text, lang):
            found.append(NotebookError(sidecar, f"{name} is not in {lang}.", "Were two translations swapped?"))
    return found


def _reads_as_the_other(text: str, lang: str) -> bool:
    """Whether ``text`` has more letters of the other alphabet than of its own; a name or two may be quoted."""
    if lang not in ALIEN:
        return False
    own = next(letters for other, letters in ALIEN.items() if other != lang)
    counts = [sum(letter in letters for letter in text.lower()) for letters in (ALIEN[lang], own)]
    return counts[0] > counts[1]


def sections(sidecar: Path) -> dict[str, tuple[str, str]]:
    """Cell id → (hash of the source it was made from, text)."""
    parts = MARK.split(sidecar.read_text("utf-8"))[1:]
    return {name: (mark, body.strip()) for name, mark, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


def digest(source: str) -> str:
    """A short hash of a source cell."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:8]


def _has_sidecars(path: Path) -> bool:
    return any(path.parent.glob(f"{path.stem}.*.md"))
