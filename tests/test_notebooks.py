"""The notebooks keep the rules, the rules find what breaks them, and nbval really compares."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from salesbook.rerun import notebook
from salesbook.rerun.rules import CHECKED, problems
from tests.rerun.small import write_notebook

HOME = Path(__file__).resolve().parent.parent
PARAMETER = "days: int = 1  # days"


def test_the_workbook_keeps_the_rules():
    assert [str(problem) for problem in problems()] == []


@pytest.fixture
def found(tmp_path, monkeypatch):
    """A function that changes a clean notebook and gives what the rules find."""
    monkeypatch.setattr(notebook, "NOTEBOOKS", tmp_path)

    def found(change, *cells, parameters=(PARAMETER,)):
        path = write_notebook(tmp_path / "n.ipynb", *cells, parameters=parameters)
        for lang, text in (("uk", "Є."), ("ru", "Мы.")):
            marks = [
                f"<!-- {c.id} {_digest(c.source)} -->\n{text}\n" for c in _read(path).cells if c.cell_type == "markdown"
            ]
            path.with_suffix(f".{lang}.md").write_text("\n".join(marks), encoding="utf-8")
        book = _read(path)
        change(book)
        path.write_text(nbformat.writes(book), encoding="utf-8")
        return [str(problem) for problem in problems()]

    return found


def _read(path):
    return nbformat.read(path, as_version=4)


def _digest(source):
    from salesbook.rerun.translate import digest

    return digest(source)


def nothing(book):
    pass


def tag(cell, *tags):
    cell.metadata["tags"] = list(tags)


def output(cell, count=1, **data):
    cell.outputs = [nbformat.v4.new_output("execute_result", {k.replace("_", "/"): v for k, v in data.items()})]
    cell.execution_count = count


def compared(count=1, **data):
    def change(book):
        tag(book.cells[-1], CHECKED)
        if data:
            output(book.cells[-1], count, **data)

    return change


def test_a_clean_notebook_breaks_no_rule(found):
    assert found(nothing, "1 + 1") == []
    assert found(compared(text_plain="2"), "1 + 1") == []


@pytest.mark.parametrize(
    "line", ["days = 1", "days: int = 1", "days: int = 1 # days", "days: date = 1  # day", "import salesbook as sb"]
)
def test_a_parameter_needs_a_type_a_default_and_a_meaning(found, line):
    assert any(
        "parameter line" in problem and "of the form" in problem for problem in found(nothing, parameters=[line])
    )


def test_the_parameters_come_first_and_once(found):
    fault = "n: the first code cell is not the only parameters cell. Tag it parameters, and no other."
    assert found(lambda book: tag(book.cells[1])) == [fault]
    assert found(lambda book: tag(book.cells[2], "parameters"), "1") == [fault]


@pytest.mark.parametrize(
    "code",
    ["def f(): pass", "class A: pass", "for i in []: pass", "while False: pass", "if True: pass", "1 if True else 2",
     "lambda: 1", "with open('x'): pass", "try:\n  1\nfinally:\n  2", "[i for i in []]", "{i for i in []}",
     "match 1:\n  case 1: pass"],
)  # fmt: skip
def test_a_notebook_asks_and_the_library_answers(found, code):
    assert found(nothing, code) == ["n: cell-1 holds logic. Let the library answer."]


def test_a_cell_is_short(found):
    assert found(nothing, "\n".join("1" * 8)) == []
    assert found(nothing, "\n".join("1" * 9)) == ["n: cell-1 is longer than 8 lines. Let the library answer."]


@pytest.mark.parametrize("code", ["%matplotlib inline", "!ls", "1 +"])
def test_a_cell_is_python(found, code):
    assert "cell-1 is no Python" in found(nothing, code)[0]


def test_nothing_is_left_from_a_run(found):
    def ran(book):
        output(book.cells[-1], text_plain="2")

    assert "cell-1 has something left from a run" in found(ran, "1 + 1")[0]
    assert "its metadata is not clean" in found(lambda book: book.metadata.update(widgets={}))[0]


@pytest.mark.parametrize(
    "change",
    [
        compared(),
        compared(text_html="<b>2</b>"),
        compared(text_plain="2", text_html="<b>2</b>"),
        compared(count=None, text_plain="2"),
    ],
    ids=["no output", "no text", "more than text", "no count"],
)
def test_a_cell_that_is_compared_has_a_text_to_compare_with(found, change):
    assert "cell-1 is to be compared, and has no text to compare with" in found(change, "1 + 1")[0]


def test_cells_are_named_and_not_numbered(found):
    def number(book):
        book.cells[-1].id = "3f2a9c1b"

    assert "the cell 3f2a9c1b has a number for a name" in found(number, "1")[0]


def test_prose_is_translated(found):
    def write(book):
        book.cells[0].source = "# Another title"

    assert [problem.partition(": ")[2][:30] for problem in found(write)] == ["title is older than its source"] * 2


def test_a_file_that_is_no_notebook_is_one_fault_among_the_others(found, tmp_path):
    (tmp_path / "broken.ipynb").write_text("")
    problems = found(nothing, "if True: pass")
    assert len(problems) == 2
    assert "broken.ipynb: cannot be read" in problems[0]


def compare(folder):
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "conftest",
        "-p",
        "no:cacheprovider",
        "-q",
        "--nbval-lax",
        str(folder),
    ]
    line += ["--nbval-sanitize-with", "tests/nbval_sanitize.cfg", "--rootdir", str(folder), "--import-mode=importlib"]
    return subprocess.run(line, cwd=HOME, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_nbval_compares_the_stored_figure_with_the_one_that_comes_out(tmp_path):
    """The stored output keeps the text; HTML and the figures for the manifest come out beside it and are passed over."""
    code = "from salesbook.findings import Finding\nFinding('nps', 'NPS +25', {'nps': 25.0})"
    path = write_notebook(tmp_path / "n.ipynb", code)
    book = _read(path)
    compared(text_plain="NPS +25")(book)
    path.write_text(nbformat.writes(book))
    same = compare(tmp_path)
    assert same.returncode == 0, same.stdout + same.stderr
    assert "1 passed" in same.stdout
    path.write_text(path.read_text().replace('"NPS +25"', '"NPS +24"'))
    other = compare(tmp_path)
    assert other.returncode == 1
    assert "NPS +24" in other.stdout


def test_what_needs_attention_and_what_to_do_are_compared():
    for path in sorted((HOME / "notebooks" / "analyse").glob("*.ipynb")):
        cells = {cell["id"]: cell for cell in json.loads(path.read_text("utf-8"))["cells"]}
        assert {"attention", "actions"} <= cells.keys(), path.name
        tags = [CHECKED in cells[id]["metadata"].get("tags", []) for id in ("attention", "actions")]
        assert tags == [path.stem != "change"] * 2, path.name  # that one rests on the runs that lie on this computer


@pytest.mark.parametrize(("lang", "pack"), [("uk", "uk_UA"), ("ru", "ru_RU")])
def test_the_menu_that_a_lesson_names_is_called_so_in_jupyterlab(lang, pack):
    module = importlib.import_module(f"jupyterlab_language_pack_{pack}")
    file = Path(module.__file__).parent / "locale" / pack / "LC_MESSAGES" / "jupyterlab.json"
    names = json.loads(file.read_text("utf-8"))
    how = (HOME / "notebooks" / "learn" / f"spin.{lang}.md").read_text("utf-8")
    for name in ("menu\x04Run", "Run All Cells"):
        assert f"*{names[name][0]}*" in how
