"""The main job, the second time: ``salesbook run`` on the demo company, from the command to the finished reports.

python benchmarks/main_job.py     the first run of two warms the disk, the second is the figure
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from salesbook.cli import main; main()", "run", "--data", "data/demo", "--lang", "en"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for turn in ("first", "second"):
            out = Path(folder) / turn
            start = time.perf_counter()
            subprocess.run([*COMMAND, "--out", str(out)], cwd=HERE, check=True, capture_output=True)
            reports = len(list(out.glob("*.ipynb")))
            print(f"{turn:<7} {time.perf_counter() - start:6.1f} s   {reports} reports", flush=True)


if __name__ == "__main__":
    main()
