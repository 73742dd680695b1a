"""The plan of the house: who may import whom, through which door, and how large a room may grow."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "lib" / "salesbook"
FLOOR = {  # a room may import only from floors below its own
    "engine": 1,
    "errors": 0,
    "files": 0,
    "paper": 0,
    "temporary": 0,
    "words": 0,
    "tables": 1,
    "labels": 1,
    "lessons": 1,
    "metrics": 2,
    "charts": 2,
    "coach": 2,
    "intake": 2,
    "progress": 2,
    "called": 3,
    "findings": 3,
    "measured": 3,
    "phrasing": 3,
    "quality": 3,
    "widgets": 3,
    "brought": 4,
    "explored": 4,
    "rerun": 5,
    "learn": 4,
    "themed": 4,
    "topics": 4,
    "classroom": 6,
    "cli": 7,
    "__init__": 7,
}
ANALYSIS, TRAINING = (
    {"tables", "intake", "metrics", "measured", "quality", "topics", "explored", "called"},
    {"lessons", "coach", "phrasing", "progress", "widgets", "learn"},
)
DOOR = {  # each third-party library enters through these rooms only
    "babel": {"words"},
    "click": {"cli"},
    "dask": {"rerun"},
    "distributed": {"rerun"},
    "duckdb": {"tables"},
    "great_tables": {"findings"},
    "ibis": {"called", "tables", "intake", "metrics", "measured", "quality", "themed", "topics"},
    "ipywidgets": {"widgets", "learn", "explored"},
    "ipykernel": {"engine"},
    "IPython": {"engine"},
    "jinja2": {"rerun", "classroom"},
    "jupyter_client": {"classroom", "engine"},
    "joblib": {"rerun"},
    "jupyter_server": {"classroom"},
    "jupyterlab": {"classroom"},
    "jupyterlab_server": {"classroom"},
    "matplotlib": {"charts"},
    "mistune": {"widgets"},
    "nbclient": {"rerun", "engine"},
    "nbconvert": {"rerun"},
    "nbformat": {"rerun", "engine"},
    "numpy": {"coach", "metrics"},
    "openpyxl": {"lessons", "rerun"},
    "pandas": {"tables"},
    "papermill": {"rerun", "engine"},
    "psycopg": {"tables"},
    "pyspark": {"tables"},
    "pyarrow": {"tables", "intake", "findings", "metrics"},
    "python_calamine": {"intake"},
    "pymorphy3": {"tables"},
    "rapidfuzz": {"coach", "intake"},
    "scipy": {"metrics"},
    "segno": {"classroom"},
    "sqlglot": {"tables"},
    "tornado": {"classroom"},
    "tqdm": {"cli", "themed"},
    "traitlets": {"classroom"},
    "voila": {"classroom"},
    "yaml": {"words", "tables", "lessons", "intake"},
}
LONGEST_FILE, LONGEST_BODY = 300, 40
FILES = sorted(HOUSE.rglob("*.py"))
STANDARD = set(__import__("sys").stdlib_module_names)


def room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(path: Path):
    """Every module that ``path`` imports, as its parts; a name taken from the package itself counts as its room."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "salesbook":
            yield from (["salesbook", alias.name] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).split(".")


def inside():
    """(file, its room, the room it imports) for every import within the house."""
    for path in FILES:
        for top, *rest in imports(path):
            if top == "salesbook" and rest and rest[0] != room(path):
                yield path, room(path), rest[0]


def test_every_room_has_a_floor():
    assert {room(path) for path in FILES} == set(FLOOR)


def test_rooms_import_only_downwards():
    upwards = [f"{path.name}: {there}" for path, here, there in inside() if FLOOR[there] >= FLOOR[here]]
    assert upwards == []


def test_the_two_wings_do_not_know_each_other():
    wings = [(ANALYSIS, TRAINING), (TRAINING, ANALYSIS)]
    crossing = [path.name for path, here, there in inside() for a, b in wings if here in a and there in b]
    assert crossing == []


def test_each_library_enters_through_its_own_doors():
    for path in FILES:
        for top, *_ in imports(path):
            if top != "salesbook" and top not in STANDARD:
                assert room(path) in DOOR[top], f"{path} imports {top}; only {sorted(DOOR[top])} may"


def test_imports_inside_a_room_run_in_no_circle():
    done: set[str] = set()

    def below(module: str, seen: tuple[str, ...]) -> None:
        assert module not in seen, " → ".join((*seen, module))
        if module in done:
            return
        path = HOUSE.parent / (module.replace(".", "/") + ".py")
        if path.exists():
            own = room(path)
            for parts in imports(path):
                if parts[:2] == ["salesbook", own] and len(parts) > 2:
                    below(".".join(parts), (*seen, module))
        done.add(module)

    for path in FILES:
        if path.name != "__init__.py":
            below(".".join(path.relative_to(HOUSE.parent).with_suffix("").parts), ())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_files_and_functions_stay_short(path):
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            documented = isinstance(node.body[0], ast.Expr) and len(node.body) > 1
            first = node.body[1] if documented else node.body[0]
            assert node.end_lineno - first.lineno < LONGEST_BODY, f"{node.name} is too long"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_phrase_for_people_of_another_alphabet_stands_in_code(path):
    """Words live in locale/. A phrase has a space in it; single words are data, and doctests show what words become."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    prose = {
        id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, documented) and isinstance(n.body[0], ast.Expr)
    }
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in prose]
    cyrillic = re.compile("[\N{CYRILLIC CAPITAL LETTER IO}-\N{CYRILLIC SMALL LETTER DZHE}].* .*")
    assert [t for t in texts if isinstance(t, str) and cyrillic.search(t)] == []


def test_everything_public_says_what_it_is():
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                command = any("click" in ast.unparse(d) for d in node.decorator_list)
                assert command or ast.get_docstring(node), f"{path.name}: {node.name}"
