"""Executes notebooks in a process of its own, as papermill's command does: none has been shown in it before."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError


def executed(cells, engine, folder, **options):
    """What ``engine`` makes of ``cells``: the notebook as it was written, and the error, if any."""
    node = nbformat.v4.new_notebook(cells=[_cell(source) for source in cells])
    node.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    source, target, here = folder / "in.ipynb", folder / f"{engine}.ipynb", folder / "here"
    here.mkdir(exist_ok=True, parents=True)
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


def anew(jobs, **environment):
    """What one new process makes of ``jobs`` one after another: each its cells, its folder and papermill's options."""
    known = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    known |= {"PYTHONPATH": os.pathsep.join(sys.path), **environment}
    asked = json.dumps([(cells, str(folder), options) for cells, folder, options in jobs])
    said = subprocess.run(
        [sys.executable, "-m", "tests.engine.execute"],
        input=asked, stdout=subprocess.PIPE, check=True, env=known, timeout=300, text=True,
    )  # fmt: skip
    errors = json.loads(said.stdout.splitlines()[-1])
    nodes = [nbformat.read(Path(folder) / "salesbook.ipynb", 4) for _, folder, _ in jobs]
    return [(node, error and tuple(error)) for node, error in zip(nodes, errors, strict=True)]


if __name__ == "__main__":
    given = json.load(sys.stdin)
    print(json.dumps([executed(cells, "salesbook", Path(folder), **options)[1] for cells, folder, options in given]))
