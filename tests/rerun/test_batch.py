"""A whole run: one notebook's fault is not another's, and what is finished stays whole."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from salesbook.rerun import ask, notebook, run
from salesbook.tables import Book
from salesbook.tables import open as open_book
from tests.rerun.live import Live, wait_for
from tests.rerun.small import shows, write_company, write_notebook

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def manifest(out):
    return json.loads((out / "manifest.json").read_text("utf-8"))


def figures(out):
    return {part: {n: o["figures"] for n, o in done.items()} for part, done in manifest(out)["notebooks"].items()}


WHOLE = ("call-list.xlsx", "index.html", "summary.html", "summary.png")  # what a run without names writes besides


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A run of notebooks that come through, fail, die, lack a table, and have a broken one."""
    home = tmp_path_factory.mktemp("mixed")
    company = write_company(home / "company")
    (company / "surveys.csv").write_text("score,answered_at\nmany,2025-01-15\n")
    shelf = home / "notebooks"
    write_notebook(shelf / "analyse" / "absent.ipynb", "book = None\nbook.spend")
    write_notebook(shelf / "analyse" / "broken.ipynb", "book = None\nbook.surveys")
    write_notebook(shelf / "analyse" / "dies.ipynb", "print('before')", "import os\nos._exit(1)")
    write_notebook(shelf / "analyse" / "fails.ipynb", "print('before')", "1 / 0")
    write_notebook(shelf / "analyse" / "good.ipynb", shows(nps=12.5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebook, "NOTEBOOKS", shelf)
        return run(ask([], str(company), out=str(home / "out")), jobs=2)


def said(result, name):
    return next(outcome for outcome in result.outcomes if outcome.name == f"analyse/{name}")


def test_the_others_go_on_when_one_fails(mixed):
    assert {o.name.removeprefix("analyse/"): o.status for o in mixed.outcomes} == {
        "broken": "failed", "dies": "failed", "fails": "failed", "good": "done",
    }  # fmt: skip


def test_a_failing_notebook_leaves_its_copy_up_to_the_error(mixed):
    assert said(mixed, "fails").error == "ZeroDivisionError: division by zero"
    for name in ("fails", "dies"):
        assert "before" in (mixed.out / f"{name}.ipynb").read_text("utf-8")


def test_a_notebook_without_its_table_is_skipped_and_that_is_said(mixed):
    assert mixed.skipped == ["Not made: analyse/absent, for there is no table spend"]
    assert mixed.skipped[0] in (mixed.out / "index.html").read_text("utf-8")
    assert not list(mixed.out.glob("absent*"))


def test_a_notebook_with_a_broken_table_fails_with_the_reason(mixed):
    assert "surveys.csv" in said(mixed, "broken").error
    assert "surveys.csv" in (mixed.out / "index.html").read_text("utf-8")


def test_the_databases_of_notebooks_side_by_side_share_the_cores(tmp_path, monkeypatch):
    asks = "book.table('orders').get_backend().raw_sql(\"SELECT current_setting('threads')\").fetchone()"
    shelf, company = tmp_path / "notebooks", write_company(tmp_path / "company")
    for name in ("one", "other"):
        cell = f"import salesbook as sb\nbook = sb.open(data)\nprint('threads:', *{asks})"
        write_notebook(shelf / "analyse" / f"{name}.ipynb", cell, parameters=["data: str = ''  # the company"])
    monkeypatch.setattr(notebook, "NOTEBOOKS", shelf)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    result = run(ask(["analyse/one", "analyse/other"], str(company), out=str(tmp_path / "out")), jobs=2)
    assert [outcome.status for outcome in result.outcomes] == ["done", "done"]
    for name in ("one", "other"):
        assert "threads: 4" in (tmp_path / "out" / f"{name}.ipynb").read_text("utf-8")


def test_nothing_is_left_half_written(mixed):
    pages = [f"{name}.{end}" for name in ("dies", "fails", "good") for end in ("html", "ipynb")]
    assert files(mixed.out) == sorted([*pages, *WHOLE, "manifest.json"])


def test_the_manifest_tells_of_all_of_them(mixed):
    made = manifest(mixed.out)
    told = {name.removeprefix("analyse/"): o["status"] for name, o in made["notebooks"][""].items()}
    assert told == {"broken": "failed", "dies": "failed", "fails": "failed", "good": "done"}
    assert made["skipped"] == mixed.skipped
    assert made["notebooks"][""]["analyse/good"]["figures"]["finding"]["nps"] == 12.5
    assert made["finished"]


@linux
def test_a_worker_that_is_killed_fails_only_its_own_notebook(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "a.ipynb", "import os\nos.kill(os.getppid(), 9)")
    write_notebook(shelf / "analyse" / "b.ipynb", "import time\ntime.sleep(3)", shows(nps=1.0))
    result = run(ask([], str(company), out=str(tmp_path / "out")), jobs=2)
    assert {o.name: o.status for o in result.outcomes} == {"analyse/a": "failed", "analyse/b": "done"}
    assert "the process died" in said(result, "a").error
    assert figures(result.out)[""]["analyse/b"]["finding"]["nps"] == 1.0
    assert files(result.out) == sorted(["b.html", "b.ipynb", *WHOLE, "manifest.json"])


def test_each_part_has_a_folder_with_an_index_over_all(shelf, company, tmp_path):
    write_notebook(shelf / "analyse" / "n.ipynb", "print('part', only)", parameters=['only: str = ""  # part'])
    result = run(ask([], str(company), out=str(tmp_path / "out"), by="branch"), jobs=2)
    assert not result.failed
    own = [f"{part}/{name}" for part in ("north", "south") for name in (*WHOLE[1:], "n.html", "n.ipynb")]
    calls = f"north/{WHOLE[0]}"  # they buy in the south to the company's last day, and in the north no longer
    assert files(result.out) == sorted(["index.html", "manifest.json", calls, *own])
    index = (result.out / "index.html").read_text("utf-8")
    assert 'href="north/index.html"' in index
    assert 'href="south/index.html"' in index
    assert "part branch=north" in (result.out / "north" / "n.html").read_text("utf-8")
    assert list(manifest(result.out)["notebooks"]) == ["north", "south"]


@pytest.fixture
def sleepy(tmp_path):
    """A quick notebook, and one that sleeps the first time it runs."""
    mark = tmp_path / "begun"
    sleep = f"import pathlib, time\nmark = pathlib.Path({str(mark)!r})\nfirst = not mark.exists()\nmark.touch()"
    quick = write_notebook(tmp_path / "quick.ipynb", shows(nps=1.0))
    slow = write_notebook(tmp_path / "slow.ipynb", sleep, "time.sleep(300 * first)", shows(nps=2.0))
    return ["run", quick, slow, "--data", write_company(tmp_path / "company", surveys=False), "--jobs", "2"], mark


def begun(folder, arguments, mark, out):
    live = Live(folder, *arguments, "--out", out)
    wait_for(lambda: mark.exists() and (out / "manifest.json").exists() and "quick" in str(figures(out)))
    return live


def interrupted(tmp_path, sleepy, *, group):
    arguments, mark = sleepy
    out = tmp_path / "out"
    live = begun(tmp_path, arguments, mark, out)
    live.interrupt(group=group)
    code, words = live.end()
    assert code == 130
    assert "go on with --resume" in words
    assert "Traceback" not in words
    assert live.left() == []
    assert files(live.temporary) == []
    assert files(out) == ["index.html", "manifest.json", "quick.html", "quick.ipynb"]
    assert "The run was interrupted" in (out / "index.html").read_text("utf-8")
    assert not manifest(out)["finished"]
    return out


@linux
def test_ctrl_c_to_the_process_alone_keeps_what_is_finished_and_leaves_nothing_else(tmp_path, sleepy):
    interrupted(tmp_path, sleepy, group=False)


@linux
def test_ctrl_c_in_the_terminal_keeps_what_is_finished_and_resume_does_the_rest(tmp_path, sleepy):
    out = interrupted(tmp_path, sleepy, group=True)
    made = (out / "quick.ipynb").stat().st_mtime_ns
    assert Live(tmp_path, *sleepy[0], "--out", out, "--resume").end()[0] == 0
    assert (out / "quick.ipynb").stat().st_mtime_ns == made, "what is whole is not made again"
    assert manifest(out)["finished"]
    assert {name: body["finding"]["nps"] for name, body in figures(out)[""].items()} == {"quick": 1.0, "slow": 2.0}
    assert files(out) == ["index.html", "manifest.json", "quick.html", "quick.ipynb", "slow.html", "slow.ipynb"]
    assert "The run was interrupted" not in (out / "index.html").read_text("utf-8")


def test_ctrl_c_while_a_table_is_read_is_no_fault_of_the_table(company, monkeypatch):
    def interrupted(*_):
        raise RuntimeError("Query interrupted")  # what DuckDB makes of it

    monkeypatch.setattr(Book, "_read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_book(company).check()


@linux
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process_behind(tmp_path, sleepy, sign):
    arguments, mark = sleepy
    live = begun(tmp_path, arguments, mark, tmp_path / "out")
    os.kill(live.process.pid, sign)
    live.end()
    assert live.left(seconds=10) == []


@linux
def test_a_full_disk_is_said_in_one_line_and_leaves_nothing_half_written(tmp_path, sleepy):
    small = tmp_path / "small"
    small.mkdir()
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=24k", "tmpfs", str(small)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be made by root, where mounting is allowed")
    try:
        (tmp_path / "begun").touch()
        code, words = Live(tmp_path, *sleepy[0], "--out", small / "out").end()
        lines = [line for line in words.splitlines() if "No space left" in line]
        assert code == 1
        assert lines
        assert "Traceback" not in words
        assert all("Free some room, or choose another folder." in line for line in lines)
        assert not list(small.rglob("*.part"))
        for page in small.rglob("*.html"):
            assert page.read_text("utf-8").rstrip().endswith("</html>")
        for made in (*small.rglob("*.ipynb"), *small.rglob("*.json")):
            json.loads(made.read_text("utf-8"))
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(small)], check=True)
