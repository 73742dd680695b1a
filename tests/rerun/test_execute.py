"""One notebook executed: what is written, and what is written when it fails."""

import errno
from pathlib import Path

import nbformat
import pytest

from salesbook.rerun.execute import execute, write_whole
from salesbook.rerun.job import Job
from salesbook.rerun.notebook import load
from tests.rerun.small import shows, write_notebook


def execute_one(tmp_path, *cells, parameters=(), given=None, title="# A title"):
    path = write_notebook(tmp_path / "in" / "n.ipynb", *cells, parameters=parameters, title=title)
    out = tmp_path / "out"
    out.mkdir()
    outcome = execute(Job("n", "made", path, out, "en", given or {}))
    return outcome, load(out / "made.ipynb"), (out / "made.html").read_text("utf-8")


def texts(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_notebook_that_comes_through_leaves_its_copy_its_report_and_its_figures(tmp_path):
    parameters = ['code: str = "a"  # text', "days: int = 1  # days"]
    outcome, copy, page = execute_one(
        tmp_path, "print(repr(code), days)", shows(nps=12.5), parameters=parameters, given={"code": "0012", "days": 30}
    )
    assert (outcome.status, outcome.title, outcome.error) == ("done", "A title", "")
    assert outcome.figures == {"finding": {"says": "It says.", "nps": 12.5}}
    assert texts(copy.cells[-2]) == "'0012' 30\n"
    assert "a finding" in page
    assert "0012&#39; 30" in page or "'0012' 30" in page
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["made.html", "made.ipynb"]


def test_a_notebook_that_fails_leaves_what_came_before_and_the_error(tmp_path):
    outcome, copy, page = execute_one(tmp_path, "print('before')", "1 / 0", "print('after')")
    assert (outcome.status, outcome.error) == ("failed", "ZeroDivisionError: division by zero")
    assert outcome.cell == "cell-2"
    assert texts(copy.cells[1]) == "before\n"
    assert copy.cells[2].outputs[0].ename == "ZeroDivisionError"
    assert copy.cells[3].outputs == []
    assert [cell.id for cell in copy.cells] == ["title", "cell-1", "cell-2", "cell-3"]
    assert "before" in page
    assert page.count("division by zero") == 1, "the page says the error once, and no traceback"


def test_an_error_without_words_is_named_by_its_kind(tmp_path):
    outcome, *_ = execute_one(tmp_path, "raise AssertionError")
    assert outcome.error == "AssertionError"


def test_what_is_for_the_trainer_is_in_the_report_and_not_in_the_copy(tmp_path):
    cell = "from salesbook.paper import OnPaper\nOnPaper('Elsewhere.', '<p>the answer</p>')"
    _, copy, page = execute_one(tmp_path, cell.replace("the answer", "the ' + 'answer"))
    assert "the answer" in page
    assert copy.cells[-1].outputs[0].data == {"text/plain": "Elsewhere.", "text/html": "<p>Elsewhere.</p>"}


@pytest.mark.parametrize(("printed", "views", "state"), [("b", 0, False), (None, 1, True)])
def test_a_widget_that_is_printed_too_leaves_nothing_of_its_state(tmp_path, printed, views, state):
    bundle = {"text/plain": "a", "application/vnd.jupyter.widget-view+json": {"model_id": "m"}}
    bundle |= {"text/html": printed} if printed else {}
    path = write_notebook(tmp_path / "n.ipynb", f"from IPython.display import display\ndisplay({bundle!r}, raw=True)")
    node = load(path)
    node.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"m": {}}}}
    path.write_text(nbformat.writes(node), encoding="utf-8")
    (tmp_path / "out").mkdir()
    execute(Job("n", "made", path, tmp_path / "out", "en", {}))
    copy = load(tmp_path / "out" / "made.ipynb")
    assert sum("application/vnd.jupyter.widget-view+json" in o.data for o in copy.cells[-1].outputs) == views
    assert ("widgets" in copy.metadata) is state


def test_a_kernel_that_dies_fails_its_notebook_and_leaves_what_came_before(tmp_path):
    outcome, copy, _ = execute_one(tmp_path, "print('before')", "import os\nos._exit(1)", "print('after')")
    assert outcome.status == "failed"
    assert "DeadKernelError" in outcome.error
    assert texts(copy.cells[1]) == "before\n"
    assert copy.cells[3].outputs == []


def test_a_kernel_that_found_its_port_taken_gets_another_chance(tmp_path, monkeypatch):
    import papermill

    starts, real = [], papermill.execute_notebook

    def unlucky(*arguments, **options):
        starts.append(1)
        if len(starts) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return real(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", unlucky)
    outcome, copy, _ = execute_one(tmp_path, "print('here')")
    assert (outcome.status, texts(copy.cells[1]), len(starts)) == ("done", "here\n", 2)


def test_what_utf_8_cannot_hold_does_not_lose_the_rest(tmp_path):
    outcome, _, page = execute_one(tmp_path, "print('before')", "print('odd \\udc80 sign')")
    assert outcome.status == "done" or "Unicode" in outcome.error
    assert "before" in page


def test_a_warning_is_in_the_copy_and_not_in_the_report(tmp_path):
    _, copy, page = execute_one(tmp_path, "import warnings\nwarnings.warn('mind the gap')")
    assert "mind the gap" in texts(copy.cells[-1])
    assert "mind the gap" not in page


def test_a_notebook_without_a_heading_is_called_by_its_name(tmp_path):
    outcome, *_ = execute_one(tmp_path, title="No heading here.")
    assert outcome.title == "made"


def test_a_full_disk_leaves_the_old_file_and_no_half(tmp_path, monkeypatch):
    def full(path, body):
        path.write_text(body[:1].decode())
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "page").write_text("old")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as found:
        write_whole(tmp_path / "page", "new")
    assert found.value.filename == str(tmp_path / "page")
    assert [path.name for path in tmp_path.iterdir()] == ["page"]
    assert (tmp_path / "page").read_text() == "old"


def test_a_cell_that_takes_too_long_fails_its_notebook_and_leaves_what_came_before(tmp_path):
    path = write_notebook(tmp_path / "in" / "n.ipynb", "print('before')", "while True:\n    pass")
    (tmp_path / "out").mkdir()
    outcome = execute(Job("n", "made", path, tmp_path / "out", "en", {}, timeout=5))
    assert (outcome.status, outcome.cell) == ("failed", "cell-2")
    assert outcome.error.startswith("CellTimeoutError")
    assert texts(load(tmp_path / "out" / "made.ipynb").cells[1]) == "before\n"
