"""A notebook shows the same whether a forked kernel executes it or one started anew: held field by field."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from salesbook.engine import can_fork
from tests.engine.hard_cells import CASES

pytestmark = pytest.mark.skipif(not can_fork(), reason="no process is forked on this system")
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
VARYING = [
    (re.compile(r"[0-9a-f]{32}"), "ID"),
    (re.compile(r"0x[0-9a-f]+"), "ADDRESS"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "CELL"),
    (re.compile(r"/tmp/ipykernel_\d+"), "CELL"),
    (re.compile(r"\S*/(ipykernel|IPython|traitlets|asyncio|salesbook/engine)/\S*"), "LIBRARY"),
]


def steady(value):
    """``value`` without what differs from one execution to the next: ids, addresses, times."""
    if isinstance(value, dict):
        skipped = ("papermill", "execution", "engine_info")
        kept = {steady(key): steady(body) for key, body in value.items() if key not in skipped}
        return dict(sorted(kept.items()))
    if isinstance(value, list):
        return [steady(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.9g}")  # a database adds up in the order in which its threads come
    if isinstance(value, str):
        for pattern, name in VARYING:
            value = pattern.sub(name, value)
    return value


def executed(cells, engine, folder, **options):
    """What ``engine`` makes of ``cells``: the notebook as it was written, and the error, if any."""
    node = nbformat.v4.new_notebook(cells=[_cell(source) for source in cells])
    node.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    source, target, here = folder / "in.ipynb", folder / f"{engine}.ipynb", folder / "here"
    here.mkdir(exist_ok=True)
    nbformat.write(node, source)
    error = None
    try:
        papermill.execute_notebook(
            source,
            target,
            engine_name=engine,
            progress_bar=False,
            cwd=str(here),
            iopub_timeout=60,
            **{"execution_timeout": 120, **options},
        )
    except PapermillExecutionError as failure:
        error = (failure.ename, failure.evalue)
    except Exception as failure:
        error = (type(failure).__name__, "")
    return nbformat.read(target, 4), error


def _cell(source):
    cell = nbformat.v4.new_code_cell(source, id=f"c{abs(hash(source)) % 10**6}")
    cell.metadata = {"tags": ["raises-exception"]} if source.endswith("#raises") else {}
    return cell


def shown(node, in_any_order=False):
    cells = [cell for cell in node.cells if cell.cell_type == "code"]
    outputs = [merged(steady(cell.outputs)) for cell in cells]
    if in_any_order:
        outputs = [lines(each) for each in outputs]
    return list(zip([cell.execution_count for cell in cells], outputs, strict=True))


def lines(outputs):
    """What is shown, a line each, in the order of the alphabet."""
    texts = [(each.get("name", ""), each.get("text") or str(each)) for each in outputs]
    return sorted((name, line) for name, text in texts for line in text.splitlines())


@cache
def as_ever(case):
    """What a kernel started anew shows; one that does not answer, as happens to them, is started again."""
    for _ in range(3):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.delenv("PYTEST_CURRENT_TEST")  # under it ipykernel does not listen to what other processes print
            node, error = executed(CASES[case], "nbclient", Path(folder), execution_timeout=40)
        if error != ("CellTimeoutError", ""):
            break
    return node, error


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """What one process shows that executes all cases in itself, one after another: as on a system without fork."""
    folder = tmp_path_factory.mktemp("inside")
    environment = {
        **os.environ,
        "SALESBOOK_FORK": "no",
        "SALESBOOK_INSIDE": "yes",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    environment.pop("PYTEST_CURRENT_TEST", None)
    subprocess.run([sys.executable, "-m", "tests.engine.all_inside", folder], check=True, env=environment, timeout=300)
    errors = json.loads((folder / "errors.json").read_text("utf-8"))
    return lambda case: (nbformat.read(folder / case / "salesbook.ipynb", 4), errors[case] and tuple(errors[case]))


@pytest.mark.parametrize("case", CASES)
def test_a_forked_kernel_shows_the_same(case, tmp_path):
    alike(executed(CASES[case], "salesbook", tmp_path), as_ever(case), case)


@pytest.mark.parametrize("case", CASES)
def test_a_kernel_inside_the_process_that_asks_shows_the_same(case, inside):
    alike(inside(case), as_ever(case), case)


@pytest.mark.parametrize("name", ["analyse/sleeping", "learn/spin"])
def test_a_notebook_of_the_workbook_shows_the_same(name, tmp_path):
    path = NOTEBOOKS / f"{name}.ipynb"
    shows = {}
    for engine in ("salesbook", "nbclient"):
        target = tmp_path / f"{engine}.ipynb"
        papermill.execute_notebook(
            path, target, engine_name=engine, progress_bar=False, cwd=path.parent, iopub_timeout=60
        )
        shows[engine] = nbformat.read(target, 4)
    assert shown(shows["salesbook"]) == shown(shows["nbclient"])
    assert models(shows["salesbook"]) == models(shows["nbclient"])


def alike(own, other, case):
    (own, own_error), (other, other_error) = own, other
    assert own_error == other_error
    by_chance = "processes print" in case  # when a kernel started anew learns of that differs each time
    assert shown(own, by_chance) == shown(other, by_chance)
    assert own.metadata.language_info == other.metadata.language_info
    assert models(own) == models(other)


def merged(outputs):
    """Text of one stream that follows upon itself is one text: where a kernel cuts it is chance."""
    result = []
    for output in outputs:
        if result and output["output_type"] == "stream" and result[-1].get("name") == output["name"]:
            result[-1] = {**result[-1], "text": result[-1]["text"] + output["text"]}
        else:
            result.append(output)
    return result


def models(node):
    """The state of the widgets; they are written in the order of their ids, which are chance."""
    kept = node.metadata.get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return sorted((steady(dict(each)) for each in kept.values()), key=str)


def test_a_kernel_that_is_killed_is_told_and_what_it_showed_stays(tmp_path):
    cells = [
        "print('before')",
        "import os, signal\nprint('now', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)",
        "1",
    ]
    own, error = executed(cells, "salesbook", tmp_path)
    assert error == ("DeadKernelError", "")
    assert [cell.outputs[0].text if cell.outputs else None for cell in own.cells] == ["before\n", "now\n", None]


def test_a_loop_without_end_is_ended_and_what_it_showed_stays(tmp_path):
    cells = ["print('before')", "print('looping', flush=True)\nwhile True:\n    pass", "1"]
    own, error = executed(cells, "salesbook", tmp_path, execution_timeout=1)
    assert error == ("CellTimeoutError", "")
    assert [cell.outputs[0].text if cell.outputs else None for cell in own.cells] == ["before\n", "looping\n", None]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_a_cell_that_wants_more_memory_than_there_is_fails_and_the_parent_lives(tmp_path):
    cells = [
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))",
        "block = bytearray(8 << 30)",
    ]
    _, error = executed(cells, "salesbook", tmp_path)
    assert error == ("MemoryError", "")


@pytest.mark.parametrize("engine", ["salesbook", "nbclient"])
def test_a_flood_of_output_is_cut_with_notice(engine, tmp_path, monkeypatch):
    if engine == "nbclient":  # the way of systems without fork
        monkeypatch.setattr("salesbook.engine.papermill.kernel_of", lambda *_: None)
    flood = "for n in range(2000):\n    print('x' * 10_000)"
    node, error = executed([flood, "print('goes on')"], "salesbook", tmp_path)
    text = "".join(output.text for output in node.cells[0].outputs)
    assert error is None
    assert 2_000_000 <= len(text) < 2_100_000
    assert text.endswith("… the rest of what this cell printed is cut.\n")
    assert node.cells[1].outputs[0].text == "goes on\n"


def test_a_gigabyte_printed_by_another_process_neither_fills_the_memory_nor_takes_long(tmp_path):
    flood = "head -c 1000000000 /dev/zero | tr '\\\\0' x"
    node, error = executed(
        [f'import subprocess\nsubprocess.run("{flood}", shell=True).returncode'], "salesbook", tmp_path
    )
    assert error is None
    assert sum(len(output.get("text", "")) for output in node.cells[0].outputs) < 2_100_000


def test_each_notebook_begins_anew(tmp_path):
    executed(["import os\nos.environ['MINE'] = '1'\nleft = 1\nimport random\nrandom.seed(1)"], "salesbook", tmp_path)
    node, error = executed(["import os\n'MINE' in os.environ, 'left' in dir()"], "salesbook", tmp_path)
    assert error is None
    assert node.cells[0].outputs[0].data["text/plain"] == "(False, False)"


def test_two_notebooks_draw_different_random_numbers(tmp_path):
    cells = ["import numpy, random\nnumpy.random.random(), random.random(), numpy.random.default_rng().random()"]
    drawn = {executed(cells, "salesbook", tmp_path)[0].cells[0].outputs[0].data["text/plain"] for _ in range(3)}
    assert len(drawn) == 3


def test_another_kernel_is_started_as_ever(tmp_path):
    with pytest.raises(Exception, match="no_such_kernel|No such kernel"):
        node = nbformat.v4.new_notebook(cells=[_cell("1")])
        nbformat.write(node, tmp_path / "in.ipynb")
        papermill.execute_notebook(
            tmp_path / "in.ipynb", None, engine_name="salesbook", kernel_name="no_such_kernel", progress_bar=False
        )
