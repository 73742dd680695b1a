"""Notebooks handed out by joblib: to loky's processes, and to a cluster of dask of two worker processes."""

import json
import os
import signal
import sys

import pytest

from salesbook.errors import RequestError
from salesbook.rerun import ask, run, spread
from tests.rerun.small import shows, write_notebook

pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="workers are killed by a signal")]
PART = ['only: str = ""  # part']


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes, found by dask's own settings as a company's cluster would be."""
    import dask
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found,
        dask.config.set({"scheduler-address": found.scheduler_address}),
    ):
        yield found


@pytest.fixture
def eight(shelf, company):
    """Eight notebooks that say which process they were executed for, and one that fails."""
    for letter in "abcdefgh":
        write_notebook(shelf / "analyse" / f"{letter}.ipynb", "import time\ntime.sleep(0.3)", shows(nps=ord(letter)))
    write_notebook(shelf / "analyse" / "z.ipynb", "1 / 0")
    return [f"analyse/{letter}" for letter in "abcdefghz"]


def figures(out):
    done = json.loads((out / "manifest.json").read_text("utf-8"))["notebooks"][""]
    return {name: (o["status"], o["figures"], o["error"]) for name, o in done.items()}


@pytest.mark.parametrize("backend", ["loky", "dask"])
def test_the_results_are_those_of_a_run_by_itself_and_lie_in_one_place(request, eight, company, tmp_path, backend):
    if backend == "dask":
        request.getfixturevalue("cluster")
    here = run(ask(eight, str(company), out=str(tmp_path / "here")), jobs=2)
    there = run(ask(eight, str(company), out=str(tmp_path / "there")), jobs=2, by=spread(backend))
    assert figures(there.out) == figures(here.out)
    assert figures(there.out)["analyse/z"][0] == "failed"
    assert sorted(p.name for p in there.out.iterdir()) == sorted(p.name for p in here.out.iterdir())


def test_a_worker_of_dask_killed_in_the_middle_loses_nothing(eight, company, tmp_path, cluster):
    from distributed import Client

    with Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))

    def kill(done, of, name):
        if done == 1:
            os.kill(victim, signal.SIGKILL)

    result = run(ask(eight, str(company), out=str(tmp_path / "out")), jobs=2, tell=kill, by=spread("dask"))
    assert [name for _, name in sorted((o.status, o.name) for o in result.outcomes)] == eight
    assert all((result.out / f"{letter}.html").is_file() for letter in "abcdefghz")


def test_a_notebook_that_ends_every_worker_of_loky_is_found_and_the_others_come_through(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "a.ipynb", shows(nps=1.0))
    guilty = "import os, signal\nprocess = os.getpid()\nfor _ in range(3):\n"  # kernel, its worker, fork server, loky
    guilty += "    process = int(open(f'/proc/{process}/stat').read().rpartition(')')[2].split()[1])\n"
    write_notebook(shelf / "analyse" / "b.ipynb", f"{guilty}os.kill(process, signal.SIGKILL)")
    write_notebook(shelf / "analyse" / "c.ipynb", "import time\ntime.sleep(1)", shows(nps=3.0))
    names = ["analyse/a", "analyse/b", "analyse/c"]
    result = run(ask(names, str(company), out=str(tmp_path / "out")), jobs=2, by=spread("loky"))
    assert {o.name: o.status for o in result.outcomes} == dict(zip(names, ("done", "failed", "done"), strict=True))


def test_a_library_that_is_not_there_is_named(monkeypatch, eight, company, tmp_path):
    monkeypatch.setitem(sys.modules, "ray.util.joblib", None)
    with pytest.raises(RequestError, match="pip install joblib ray"):
        run(ask(eight, str(company), out=str(tmp_path / "out")), by=spread("ray"))


def test_a_cluster_that_does_not_answer_is_named(eight, company, tmp_path):
    import dask

    settings = {"scheduler-address": "tcp://127.0.0.1:9", "distributed.comm.timeouts.connect": "1s"}
    with dask.config.set(settings), pytest.raises(RequestError, match="no cluster answers at tcp://127.0.0.1:9"):
        run(ask(eight, str(company), out=str(tmp_path / "out")), by=spread("dask"))
