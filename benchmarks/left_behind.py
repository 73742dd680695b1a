"""Many reports in one run: every one whole, no process or temporary file left, memory of all processes. Exit 1 if not.

python benchmarks/left_behind.py [reports] [megabytes]

The reports are those of reports.py. Memory is the proportional share (PSS) of the run and all its descendants, looked
at ten times a second. Linux.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kills import command, descendants, left_behind
from reports import company


def memory(pid: int) -> float:
    """Megabytes that ``pid`` and its descendants take, pages that several share counted once."""
    total = 0
    for each in [pid, *(p for generation in descendants(pid) for p in generation)]:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def main() -> int:
    reports, limit = (int(each) for each in [*sys.argv[1:], *["200", "2000"][len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as folder:
        top, most = Path(folder), 0.0
        company(top / "company", reports)
        (top / "tmp").mkdir()
        before = time.perf_counter()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "TMPDIR": str(top / "tmp")}
        with subprocess.Popen([*command(top / "company"), "--out", str(top / "out")], env=environment, **quiet) as run:  # type: ignore[call-overload]
            while run.poll() is None:
                most = max(most, memory(run.pid))
                time.sleep(0.1)
        took = time.perf_counter() - before
        outcomes = json.loads((top / "out" / "manifest.json").read_text("utf-8"))["notebooks"]
        done = sum(each["status"] == "done" for own in outcomes.values() for each in own.values())
        whole = [path for path in top.glob("out/*/orders.html") if path.read_text("utf-8").rstrip().endswith("</html>")]
        left = left_behind(top / "tmp")
    print(f"{done} reports of {reports} done, {len(whole)} whole, in {took:.1f} s; at most {most:.0f} MB")
    print(f"left behind: {left or 'nothing'}")
    return int(done < reports or len(whole) < reports or bool(left) or most > limit)


if __name__ == "__main__":
    sys.exit(main())
