"""Runs killed at random moments and gone on with: their reports equal those of an undisturbed run. Exit 1 if not.

python benchmarks/kills.py [kills] [branches] [seed]

Each time another one is killed with SIGKILL: the run itself, a process that executes notebooks, or a notebook's kernel.
What `--resume` then leaves is held against the undisturbed run, report by report; no process and no temporary file of
either may be left. Linux.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reports import REFERENCE, SALESBOOK, company

VICTIMS = ("the run", "a worker", "a kernel")


def command(data: Path, out: Path, *more: str) -> list[str]:
    asked = ["run", str(REFERENCE), "--data", str(data), "--by", "branch", "--jobs", "2", "--out", str(out)]
    return [*SALESBOOK, *asked, *more]


def descendants(pid: int) -> list[list[int]]:
    """Children of ``pid``, their children, and so on: a list for each generation."""
    generations, parents = [], [pid]
    while parents:
        parents = [int(c) for p in parents for c in children_of(p)]
        if parents:
            generations.append(parents)
    return generations


def children_of(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def kill_one(run: subprocess.Popen[bytes], victim: str) -> bool:
    """Kill ``victim`` if there is one: run → fork server → workers → kernels."""
    generations = descendants(run.pid)
    chosen = {"the run": [run.pid], "a worker": generations[1:2], "a kernel": generations[2:3]}[victim]
    pids = chosen if victim == "the run" else [pid for generation in chosen for pid in generation]
    if not pids:
        return False
    try:
        os.kill(random.choice(pids), signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def disturbed(data: Path, out: Path, temporary: Path, victim: str, moment: float) -> None:
    """A run in which ``victim`` is killed after ``moment`` seconds, and what goes on from it."""
    environment = {**os.environ, "TMPDIR": str(temporary)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    with subprocess.Popen(command(data, out), **quiet) as run:  # type: ignore[call-overload]
        time.sleep(moment)
        while run.poll() is None and not kill_one(run, victim):
            time.sleep(0.02)
        run.wait()
    for _ in range(3):
        if subprocess.run(command(data, out, "--resume"), check=False, **quiet).returncode == 0:  # type: ignore[call-overload]
            return
    raise SystemExit(f"{out}: not whole after three times --resume")


def reports(out: Path) -> dict[str, str]:
    """What readers see, by branch: each page, and the outputs of each notebook."""
    pages = {str(path.relative_to(out)): path.read_text("utf-8") for path in sorted(out.glob("*/orders.html"))}
    for path in sorted(out.glob("*/orders.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        shown = [output for cell in cells for output in cell.get("outputs", []) if "widget" not in str(output)]
        pages[str(path.relative_to(out))] = json.dumps(shown, sort_keys=True)
    return pages


def left_behind(temporary: Path) -> list[str]:
    """Processes that know of ``temporary``, and files in it: nothing, a moment after a run has ended."""
    found: list[str] = []
    for _ in range(50):
        marks = [path for path in Path("/proc").glob("[0-9]*/environ") if knows(path, str(temporary))]
        found = [str(path) for path in [*marks, *temporary.iterdir()]]
        if not found:
            break
        time.sleep(0.1)
    return found


def knows(environ: Path, text: str) -> bool:
    try:
        return text.encode() in environ.read_bytes()
    except OSError:
        return False


def main() -> int:
    kills, branches, seed = (int(each) for each in [*sys.argv[1:], *["50", "12", "1"][len(sys.argv) - 1 :]])
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        company(top / "company", branches)
        (top / "tmp").mkdir()
        before = time.perf_counter()
        subprocess.run(command(top / "company", top / "whole"), check=True, capture_output=True)
        length, right = time.perf_counter() - before, reports(top / "whole")
        faults = [] if len(right) == 2 * branches else [f"{len(right)} files of {2 * branches}"]
        for n in range(kills):
            victim, moment = VICTIMS[n % len(VICTIMS)], random.uniform(0, length)
            disturbed(top / "company", top / "out", top / "tmp", victim, moment)
            faults += [f"{n}: {name} differs" for name in right if reports(top / "out").get(name) != right[name]]
            faults += [f"{n}: {left} is left" for left in left_behind(top / "tmp")]
            print(f"{n + 1}/{kills} {victim} after {moment:.1f} s", flush=True)
            shutil.rmtree(top / "out")
    print("\n".join(faults) or f"{kills} kills: all as undisturbed, nothing left behind")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
