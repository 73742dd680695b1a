"""The workbook's notebooks: where they lie, which parameters they take, which tables they need."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from salesbook.errors import NotebookError, SalesbookError, raise_all
from salesbook.files import write_whole
from salesbook.metrics import MEASURES
from salesbook.tables import contracts

HOME = Path(__file__).resolve().parents[3]
NOTEBOOKS = HOME / "notebooks"
DEFAULT = "analyse"
PARAMETER = re.compile(r"^(\w+): (str|int|float|bool) = (.+?)  # (\S.*)$")
TYPES = {"str": str, "int": int, "float": float, "bool": bool}
OWN = ("data", "map", "lang", "only", "exercises")  # given by options of the command


@dataclass(frozen=True)
class Parameter:
    """One line of the parameters cell."""

    name: str
    type: type
    default: Any
    meaning: str


@dataclass(frozen=True)
class Notebook:
    """A notebook of the workbook. ``name`` is its path under ``notebooks/`` without ending."""

    name: str
    path: Path
    parameters: Mapping[str, Parameter]
    needs: frozenset[str]

    @property
    def stem(self) -> str:
        """The last part of the name; a report bears it."""
        return self.path.stem


@cache
def read(path: Path) -> Notebook:
    """What ``path`` says of itself.

    Raises
    ------
    NotebookError
        It is no notebook.
    """
    node = load(path)
    cells = [c for c in node.cells if c.cell_type == "code"]
    tagged = [c for c in cells if "parameters" in c.metadata.get("tags", [])]
    found = [_parameter(path, line) for c in tagged for line in c.source.splitlines() if line.strip()]
    return Notebook(name_of(path), path, {p.name: p for p in found}, _needs("\n".join(c.source for c in cells)))


def name_of(path: Path) -> str:
    """The path under ``notebooks/`` without ending; of a notebook elsewhere, its bare name."""
    return path.relative_to(NOTEBOOKS).with_suffix("").as_posix() if path.is_relative_to(NOTEBOOKS) else path.stem


def load(path: Path) -> nbformat.NotebookNode:
    """The notebook at ``path``, in the current form of the format."""
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # whatever nbformat makes of a file that is no notebook
        raise NotebookError(path, f"cannot be read ({type(error).__name__}).", "Is it a notebook (.ipynb)?") from None


def save(node: nbformat.NotebookNode, path: Path) -> None:
    """Write ``node`` whole, and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, nbformat.writes(node))


def _parameter(path: Path, line: str) -> Parameter:
    match = PARAMETER.match(line)
    if not match:
        raise NotebookError(
            path, f"the parameter line {line!r} is not of the form.", "Write name: type = default  # meaning."
        )
    name, kind, default, meaning = match.groups()
    try:
        return Parameter(name, TYPES[kind], ast.literal_eval(default), meaning)
    except (ValueError, SyntaxError):
        raise NotebookError(path, f"the default {default} of {name} is no plain value.", "Write it out.") from None


def _needs(code: str) -> frozenset[str]:
    """Tables that the code asks for: ``book.orders``, ``book.table("orders")``, ``measure(…, "nps")``, ``themes(…)``"""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return frozenset()  # running it will say so
    named = {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "book"
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            # sb.table shows columns, which may be called as tables are; book.table reads one
            if called == "measure" or (called == "table" and ast.unparse(node.func) == "book.table"):
                named |= {MEASURES[w].table if w in MEASURES else w for w in words}
            elif called == "themes":
                named.add("surveys")
    return frozenset(named & set(contracts()))


def every() -> dict[str, Path]:
    """All notebooks of the workbook, by name; none of them is read yet, for one may be broken."""
    paths = (p for p in sorted(NOTEBOOKS.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts)
    return {name_of(path): path for path in paths}


def choose(names: Sequence[str], more: Mapping[str, Path] | None = None) -> list[Notebook]:
    """The notebooks called ``names``: a whole name, a bare one if it is the only one, or a path.

    No name asks for the default set. ``more`` are notebooks beside the workbook's own.

    Raises
    ------
    NotebookError, Faults
        There is none of that name, or more than one.
    """
    known = {**every(), **(more or {})}
    if not names:
        names = [name for name in known if name.startswith(f"{DEFAULT}/")]
    chosen: dict[Path, Notebook] = {}
    faults: list[SalesbookError] = []
    for name in names:
        try:
            path = _find(name, known)
            chosen[path] = read(path)
        except NotebookError as error:
            faults.append(error)
    called = [n.name for n in chosen.values()]
    twice = sorted({name for name in called if called.count(name) > 1})
    faults += [NotebookError(name, "two notebooks are called so.", "Rename one of them.") for name in twice]
    raise_all(faults)
    return list(chosen.values())


def _find(name: str, known: Mapping[str, Path]) -> Path:
    asked = name.replace("\\", "/").removesuffix(".ipynb")
    fits = [n for n in known if n == asked] or [n for n in known if known[n].stem == asked]
    if len(fits) == 1:
        return known[fits[0]]
    if fits:
        raise NotebookError(name, "more than one notebook is called so.", f"Say {' or '.join(fits)}.")
    if Path(name).suffix == ".ipynb" and Path(name).exists():
        return Path(name).resolve()
    raise NotebookError(name, "no such notebook.", _meant(name, list(known)))


def typed(notebooks: Sequence[Notebook], given: Mapping[str, str]) -> dict[str, Any]:
    """``given`` as each parameter's declared type; every fault at once, before anything runs.

    Raises
    ------
    NotebookError, Faults
        No notebook has the parameter, or its value is of another type.
    """
    known = {name: p for n in notebooks for name, p in n.parameters.items() if name not in OWN}
    faults: list[SalesbookError] = []
    values = {}
    for name, text in given.items():
        if name not in known:
            where = ", ".join(n.name for n in notebooks)
            faults.append(NotebookError(where, f"no parameter {name}.", _meant(name, list(known))))
            continue
        try:
            values[name] = cast(known[name].type, text)
        except ValueError:
            kind = known[name].type.__name__
            faults.append(NotebookError(name, f"{text!r} is not of type {kind}.", f"It means: {known[name].meaning}."))
    raise_all(faults)
    return values


def cast(kind: type, text: str) -> Any:
    """``text`` as ``kind``; ``0012`` stays text where text is meant."""
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise ValueError(text)
        return text.lower() == "true"
    return kind(text)


def _meant(name: str, known: Sequence[str]) -> str:
    stems = {k.split("/")[-1]: k for k in known}
    close = get_close_matches(name, [*known, *stems], n=1)
    if close:
        return f"Did you mean {stems.get(close[0], close[0])}?"
    return f"There are {', '.join(known) or 'none'}."
