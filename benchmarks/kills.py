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
from collections.abc import Sequence
from pathlib import Path

from reports import REFERENCE, SALESBOOK, company

VICTIMS, EXECUTOR = ("the run", "a worker", "a kernel"), b"CoarseGrainedExecutorBackend"


def command(data: object, notebook: Path = REFERENCE) -> list[str]:
    return [*SALESBOOK, "run", str(notebook), "--data", str(data), "--by", "branch", "--jobs", "2"]


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


def living(run: int, victim: str) -> list[int]:
    """Processes of ``run`` that are such a victim: run → fork server → workers → kernels, and far below Spark's."""
    generations = [[run], *descendants(run)]
    if victim == "a Spark worker":
        return [pid for generation in generations for pid in generation if EXECUTOR in command_line(pid)]
    place = {"the run": 0, "a worker": 2, "a kernel": 3}[victim]
    return [pid for pid in generations[place] if b"java" not in command_line(pid)] if place < len(generations) else []


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def kill_one(run: int, victim: str) -> bool:
    """Kill ``victim`` if there is one."""
    pids = living(run, victim)
    try:
        os.kill(random.choice(pids), signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return False
    return True


def disturbed(asked: list[str], temporary: Path, victim: str, moment: float) -> None:
    """The command ``asked``, in which ``victim`` is killed after ``moment`` seconds, and what goes on from it."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(asked, env=environment, **quiet) as run:  # type: ignore[call-overload]
        time.sleep(moment)
        while run.poll() is None and not kill_one(run.pid, victim):
            time.sleep(0.02)
        run.wait()
    for _ in range(3):
        if subprocess.run([*asked, "--resume"], check=False, env=environment, **quiet).returncode == 0:  # type: ignore[call-overload]
            return
    raise SystemExit(f"{asked[-1]}: not whole after three times --resume")


def reports(out: Path, name: str) -> dict[str, str]:
    """What readers see of notebook ``name``, by branch: each page, and the outputs of each notebook.

    What a library mutters beside them bears the time of day, and is left out.
    """
    pages = {str(path.relative_to(out)): path.read_text("utf-8") for path in sorted(out.rglob(f"{name}.html"))}
    for path in sorted(out.rglob(f"{name}.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        every = [output for cell in cells for output in cell.get("outputs", [])]
        shown = [each for each in every if "widget" not in str(each) and each.get("name") != "stderr"]
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


def killed(top: Path, asked: list[str], whole: int, kills: int, victims: Sequence[str]) -> int:
    """Kill ``victims`` in turn at random moments of the command ``asked``; 1 where anything differs or is left.

    Undisturbed it leaves ``whole`` reports of the notebook that stands behind ``run``.
    """
    (top / "tmp").mkdir()
    name = Path(asked[asked.index("run") + 1]).stem
    before = time.perf_counter()
    subprocess.run([*asked, "--out", str(top / "whole")], check=True, capture_output=True)
    length, right = time.perf_counter() - before, reports(top / "whole", name)
    faults = [] if len(right) == 2 * whole else [f"{len(right)} files of {2 * whole}"]
    for n in range(kills):
        victim, moment = victims[n % len(victims)], random.uniform(0, length)
        disturbed([*asked, "--out", str(top / "out")], top / "tmp", victim, moment)
        found = reports(top / "out", name)
        faults += [f"{n}: {each} differs" for each in right if found.get(each) != right[each]]
        faults += [f"{n}: {left} is left" for left in left_behind(top / "tmp")]
        print(f"{n + 1}/{kills} {victim} after {moment:.1f} s", flush=True)
        shutil.rmtree(top / "out")
    print("\n".join(faults) or f"{kills} kills: all as undisturbed, nothing left behind")
    return int(bool(faults))


def main() -> int:
    kills, branches, seed = (int(each) for each in [*sys.argv[1:], *["50", "12", "1"][len(sys.argv) - 1 :]])
    random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        company(top / "company", branches)
        return killed(top, command(top / "company"), branches, kills, VICTIMS)


if __name__ == "__main__":
    sys.exit(main())
