"""A notebook shows the same whether a forked kernel executes it or one started anew: held field by field."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import papermill
import pytest

from salesbook.engine import can_fork
from tests.engine.execute import anew, executed
from tests.engine.hard_cells import CASES

pytestmark = pytest.mark.skipif(not can_fork(), reason="no process is forked on this system")
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
VARYING = [
    (re.compile(r"[0-9a-f]{32}"), "ID"),
    (re.compile(r"0x[0-9a-f]+"), "ADDRESS"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "CELL"),
    (re.compile(r"/tmp/ipykernel_\d+"), "CELL"),
    (re.compile(r"(/[\w.-]+)*/(ipykernel|IPython|traitlets|asyncio|salesbook/engine)/\S*"), "LIBRARY"),
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


def in_a_process_of_its_own(cells, folder, **options):
    return anew([(cells, folder, options)])[0]


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
            node, error = executed(CASES[case], "nbclient", Path(folder), execution_timeout=20)
        if error != ("CellTimeoutError", ""):
            break
    return node, error


def all_cases(home, **environment):
    """``shows(case)``: what one process shows that executes all cases one after another."""
    jobs = [(cells, home / case, {}) for case, cells in CASES.items()]
    for _, folder, _ in jobs:
        folder.mkdir()
    return dict(zip(CASES, anew(jobs, **environment), strict=True)).get


@pytest.fixture(scope="module")
def forked(tmp_path_factory):
    return all_cases(tmp_path_factory.mktemp("forked"))


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """As on a system without fork."""
    return all_cases(tmp_path_factory.mktemp("inside"), SALESBOOK_FORK="no", SALESBOOK_INSIDE="yes")


@pytest.mark.parametrize("case", CASES)
def test_a_forked_kernel_shows_the_same(case, forked):
    alike(forked(case), as_ever(case), case)


@pytest.mark.parametrize("case", CASES)
def test_a_kernel_inside_the_process_that_asks_shows_the_same(case, inside):
    alike(inside(case), as_ever(case), case)


def test_a_notebook_inside_the_process_shows_nothing_of_the_one_before(tmp_path):
    changes = [
        "%config InlineBackend.figure_formats = ['svg']",
        "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] = 9\nplt.plot([3])",
        "import pandas as pd\npd.set_option('display.precision', 1, 'display.max_rows', 5)",
    ]
    shows = [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "import pandas as pd\npd.DataFrame({'a': [1.234] * 9})",
    ]
    jobs = [(cells, tmp_path / str(place), {}) for place, cells in enumerate((shows, changes, shows))]
    (first, _), (changed, _), (last, _) = anew(jobs, SALESBOOK_FORK="no", SALESBOOK_INSIDE="yes")
    assert "image/png" in str(first) and "image/svg+xml" in str(changed)
    assert shown(last) == shown(first)


@pytest.mark.parametrize("name", ["analyse/sleeping", "learn/spin"])
def test_a_notebook_of_the_workbook_shows_the_same(name, tmp_path):
    path = NOTEBOOKS / f"{name}.ipynb"
    command = [sys.executable, "-m", "papermill", path, "--cwd", path.parent, "--no-progress-bar", "--engine"]
    shows = {}
    for engine in ("salesbook", "nbclient"):
        target = tmp_path / f"{engine}.ipynb"
        subprocess.run([*command, engine, target], check=True, capture_output=True, timeout=300)
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
    own, error = in_a_process_of_its_own(cells, tmp_path)
    assert error == ("DeadKernelError", "")
    assert [cell.outputs[0].text if cell.outputs else None for cell in own.cells] == ["before\n", "now\n", None]


def test_a_loop_without_end_is_ended_and_what_it_showed_stays(tmp_path):
    cells = ["print('before')", "print('looping', flush=True)\nwhile True:\n    pass", "1"]
    own, error = in_a_process_of_its_own(cells, tmp_path, execution_timeout=1)
    assert error == ("CellTimeoutError", "")
    assert [cell.outputs[0].text if cell.outputs else None for cell in own.cells] == ["before\n", "looping\n", None]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its address space")
def test_a_cell_that_wants_more_memory_than_there_is_fails_and_the_parent_lives(tmp_path):
    cells = [
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))",
        "block = bytearray(8 << 30)",
    ]
    _, error = in_a_process_of_its_own(cells, tmp_path)
    assert error == ("MemoryError", "")


@pytest.mark.parametrize("fork", ["yes", "no"])
def test_a_flood_of_output_is_cut_with_notice(fork, tmp_path):
    flood = "for n in range(2000):\n    print('x' * 10_000)"
    [(node, error)] = anew([([flood, "print('goes on')"], tmp_path, {})], SALESBOOK_FORK=fork)
    text = "".join(output.text for output in node.cells[0].outputs)
    assert error is None
    assert 2_000_000 <= len(text) < 2_100_000
    assert text.endswith("… the rest of what this cell printed is cut.\n")
    assert node.cells[1].outputs[0].text == "goes on\n"


def test_a_gigabyte_printed_by_another_process_neither_fills_the_memory_nor_takes_long(tmp_path):
    flood = "head -c 1000000000 /dev/zero | tr '\\\\0' x"
    cells = [f'import subprocess\nsubprocess.run("{flood}", shell=True).returncode']
    node, error = in_a_process_of_its_own(cells, tmp_path)
    assert error is None
    assert sum(len(output.get("text", "")) for output in node.cells[0].outputs) < 2_100_000


def test_each_notebook_begins_anew(tmp_path):
    leaves = ["import os\nos.environ['MINE'] = '1'\nleft = 1\nimport random\nrandom.seed(1)"]
    finds = ["import os\n'MINE' in os.environ, 'left' in dir()"]
    _, (node, error) = anew([(leaves, tmp_path / "one", {}), (finds, tmp_path / "other", {})])
    assert error is None
    assert node.cells[0].outputs[0].data["text/plain"] == "(False, False)"


def test_two_notebooks_draw_different_random_numbers(tmp_path):
    cells = ["import numpy, random\nnumpy.random.random(), random.random(), numpy.random.default_rng().random()"]
    three = anew([(cells, tmp_path / name, {}) for name in "abc"])
    assert len({node.cells[0].outputs[0].data["text/plain"] for node, _ in three}) == 3


def test_a_process_in_which_someone_works_already_is_not_forked(tmp_path):
    asks = (
        "from pathlib import Path\nfrom tests.engine.execute import executed\n"
        "node, error = executed(['import sys\\nhasattr(sys, \"mine\")'], 'salesbook', Path('there'))\n"
        "error, node.cells[0].outputs[0].data['text/plain']"
    )
    node, error = in_a_process_of_its_own(["import sys\nsys.mine = 1", asks], tmp_path)
    assert error is None
    assert node.cells[1].outputs[-1].data["text/plain"] == "(None, 'False')"


def test_another_kernel_is_started_as_ever(tmp_path):
    with pytest.raises(Exception, match="no_such_kernel|No such kernel"):
        node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
        nbformat.write(node, tmp_path / "in.ipynb")
        papermill.execute_notebook(
            tmp_path / "in.ipynb", None, engine_name="salesbook", kernel_name="no_such_kernel", progress_bar=False
        )
