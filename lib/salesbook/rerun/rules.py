"""The notebook rules: one parameters cell, no logic, nothing left over, prose in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from salesbook.engine import executed
from salesbook.errors import NotebookError, SalesbookError
from salesbook.files import write_whole
from salesbook.rerun.notebook import PARAMETER, every, load
from salesbook.rerun.translate import faults
from salesbook.words import LANGUAGES

LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.comprehension,
    ast.If, ast.IfExp, ast.Match, ast.Try, ast.With,
)  # fmt: skip
CHECKED = "nbval-check-output"
LONGEST = 8
METADATA = {"kernelspec", "language_info"}


def problems() -> list[SalesbookError]:
    """Every fault of every notebook."""
    found: list[SalesbookError] = []
    for name, path in every().items():
        try:
            book = load(path)
        except NotebookError as error:
            found.append(error)
            continue
        found += [NotebookError(name, what, fix) for what, fix in _faults(book)]
        for lang in LANGUAGES[1:]:
            found += faults(book, path, lang)
    return found


def _faults(book: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    code = [c for c in book.cells if c.cell_type == "code"]
    tagged = [c for c in book.cells if "parameters" in c.metadata.get("tags", [])]
    if tagged != code[:1]:
        yield "the first code cell is not the only parameters cell.", "Tag it parameters, and no other."
    for line in tagged[0].source.splitlines() if tagged else []:
        if not PARAMETER.match(line):
            yield f"the parameter line {line!r} is not of the form.", "Write name: type = default  # meaning."
    if set(book.metadata) != METADATA:
        yield "its metadata is not clean.", "Keep kernelspec and language_info only."
    for cell in code:
        yield from _cell_faults(cell)
    for cell in book.cells:
        if re.fullmatch(r"[0-9a-f-]{8,}", cell.id):
            yield f"the cell {cell.id} has a number for a name.", "Name it by what it asks or answers."


def _cell_faults(cell: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    # parameters are a list, not an answer: as long as the questions that can be asked
    if cell.id != "parameters" and len(cell.source.splitlines()) > LONGEST:
        yield f"{cell.id} is longer than {LONGEST} lines.", "Let the library answer."
    try:
        if any(isinstance(node, LOGIC) for node in ast.walk(ast.parse(cell.source))):
            yield f"{cell.id} holds logic.", "Let the library answer."
    except SyntaxError:
        yield f"{cell.id} is no Python.", "Leave out magics and shell commands, and close every bracket."
    if CHECKED not in cell.metadata.get("tags", []):
        if cell.outputs or cell.execution_count is not None:
            yield f"{cell.id} has something left from a run.", "Run salesbook check notebooks --write."
        return
    kept = [o for o in cell.outputs if set(o.get("data", {})) == {"text/plain"}]
    if not kept or len(kept) != len(cell.outputs) or cell.execution_count is None:
        yield (
            f"{cell.id} is to be compared, and has no text to compare with.",
            "Run salesbook check notebooks --write.",
        )


def store_outputs() -> None:
    """Run every notebook on its defaults; keep the text of the cells that are compared, clear all the rest."""
    for path in every().values():
        write_whole(path, nbformat.writes(_stored(path)) + "\n")


def _stored(path: Path) -> nbformat.NotebookNode:
    own = load(path)
    book, failure = executed(own, {}, path.parent)
    if failure:
        raise NotebookError(path, f"cannot be run on its defaults ({failure}).", "Mend the cell.")
    for cell, before in zip(book.cells, own.cells, strict=True):
        cell.metadata = before.metadata
        if cell.cell_type == "code" and CHECKED in cell.metadata.get("tags", []):
            cell.outputs = [_text_only(o) for o in cell.outputs if "text/plain" in o.get("data", {})]
        elif cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata = {key: value for key, value in book.metadata.items() if key in METADATA}
    book.metadata["language_info"] = {"name": "python"}
    return book


def _text_only(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.from_dict({**output, "metadata": {}, "data": {"text/plain": output["data"]["text/plain"]}})
