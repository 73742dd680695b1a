"""A notebook made ready for one reader: prose in their language, parameters as they need; the original stays clean."""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from salesbook.lessons import Lesson, lessons, read_words
from salesbook.rerun.notebook import NOTEBOOKS, PARAMETER, every, load, save
from salesbook.rerun.translate import translate
from salesbook.temporary import temporary

PLACES = ("data", "exports", "out")  # parameters that name a place beside the original
MODEL = NOTEBOOKS / "learn" / "spin.ipynb"  # a trainer's own lesson gets a notebook in its image


def adapted(path: Path, lang: str, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    """The notebook at ``path`` in ``lang``, ``values`` being the defaults of those parameters that it has."""
    node = translate(load(path), path, lang)
    return with_defaults(node, {**_found(node, path.parent), "lang": lang, **values})


def of_lesson(lesson: Lesson, lang: str, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    """The notebook of ``lesson``: the workbook's own, or for a trainer's lesson one in the image of those."""
    path = NOTEBOOKS / "learn" / f"{lesson.id}.ipynb"
    return adapted(path, lang, values) if path.exists() else _modelled(lesson, read_words(lesson, lang), lang, values)


def _modelled(lesson: Lesson, words: Mapping[str, Any], lang: str, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    node = adapted(MODEL, lang, values)
    before, after = _around_blocks(node.cells)
    blocks = [nbformat.v4.new_code_cell(f'lesson.block("{b.id}")', id=b.id, metadata={}) for b in lesson.blocks]
    node.cells = [*before, *blocks, *after]
    for cell in node.cells:
        if cell.id == "title":
            cell.source = f"# {words['title']}"
        elif cell.id == "open":
            cell.source = cell.source.replace('"spin"', repr(lesson.id))
    return node


def _around_blocks(cells: list[Any]) -> tuple[list[Any], list[Any]]:
    places = [n for n, cell in enumerate(cells) if cell.source.startswith("lesson.block(")]
    return cells[: places[0]], cells[places[-1] + 1 :]


def with_defaults(node: nbformat.NotebookNode, values: Mapping[str, Any]) -> nbformat.NotebookNode:
    """``node`` with other defaults in its parameters cell; values that it has no parameter for are left out."""
    for cell in node.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(_line(line, values) for line in cell.source.splitlines())
    return node


def _line(line: str, values: Mapping[str, Any]) -> str:
    match = PARAMETER.match(line)
    if not match or match[1] not in values:
        return line
    written = repr(values[match[1]]).replace("  #", "\\x20 #")  # two spaces and a hash begin the meaning
    return f"{match[1]}: {match[2]} = {written}  # {match[4]}"


def _found(node: nbformat.NotebookNode, here: Path) -> dict[str, str]:
    """The defaults of ``PLACES``, said from the original, so that a copy elsewhere finds them."""
    lines = [line for c in node.cells if "parameters" in c.metadata.get("tags", []) for line in c.source.splitlines()]
    places = {m[1]: ast.literal_eval(m[3]) for m in map(PARAMETER.match, lines) if m and m[1] in PLACES}
    return {name: str((here / place).resolve()) for name, place in places.items() if place}


def personal(folder: Path, lang: str, own: Iterable[Lesson], values: Mapping[str, Any]) -> list[Path]:
    """Copies of all notebooks and lessons under ``folder``, code collapsed; one that its reader changed stays."""
    nodes = {name: adapted(path, lang, values) for name, path in every().items()}
    nodes |= {f"learn/{lesson.id}": of_lesson(lesson, lang, values) for lesson in own}
    written = []
    for name, node in nodes.items():
        place = folder / f"{name}.ipynb"
        if place.exists() and _changed(load(place)):
            continue
        save(_collapsed(node), place)
        written.append(place)
    return written


@contextmanager
def own_lessons(exercises: str, lang: str) -> Iterator[dict[str, Path]]:
    """Notebooks, by name, for the lessons in the folder ``exercises``; they are gone when the work is done.

    Raises
    ------
    ContentError
        A lesson cannot be read.
    """
    source = str(Path(exercises).expanduser().resolve()) if exercises else ""
    with temporary() as folder:
        places = {}
        for lesson in lessons([Path(source)]) if source else []:
            place = places[f"learn/{lesson.id}"] = folder / f"{lesson.id}.ipynb"
            save(of_lesson(lesson, lang, {"exercises": source}), place)
        yield places


def _collapsed(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata["jupyter"] = {"source_hidden": True}
    node.metadata["salesbook"] = {"copied": _sources(node)}
    return node


def _changed(node: nbformat.NotebookNode) -> bool:
    """Whether cells were edited, added or taken out since the copy was made; outputs do not count."""
    return node.metadata.get("salesbook", {}).get("copied") != _sources(node)


def _sources(node: nbformat.NotebookNode) -> str:
    return hashlib.sha256("\0".join(cell.source for cell in node.cells).encode()).hexdigest()[:16]
