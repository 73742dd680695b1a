"""One report from nothing, and the least that a report costs: `salesbook run` against papermill with nbconvert.

python benchmarks/cold.py [turns]

cold      one report of reference/orders.ipynb by the whole command, against the commands papermill and nbconvert; they
          take turns, medians are compared
trivial   what one more notebook of a single `1 + 1` costs in a run that is under way, one at a time, as executed
          notebook, page, index and manifest: sixty of them less ten of them, divided by fifty

Exit 1 where the report is not at least 2.5 times as fast, or the notebook takes more than 0.1 s.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from reports import REFERENCE, SALESBOOK, by_command, company, timed

TURNS, AT_LEAST, AT_MOST = 5, 2.5, 0.1  # turns, times as fast, seconds
MANY, FEW = 60, 10


def report(data: Path, out: Path) -> None:
    """The report of a company of one branch, by the whole command."""
    asked = ["run", str(REFERENCE), "--data", str(data), "--out", str(out)]
    subprocess.run([*SALESBOOK, *asked], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def trivial(folder: Path) -> Path:
    cells = [
        new_code_cell('data: str = ""  # folder\nonly: str = ""  # one part of it', metadata={"tags": ["parameters"]}),
        new_code_cell("1 + 1"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path = folder / "trivial.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})), "utf-8")
    return path


def batch(notebook: Path, data: Path, out: Path) -> None:
    asked = ["run", str(notebook), "--data", str(data), "--by", "branch", "--jobs", "1", "--out", str(out)]
    subprocess.run([*SALESBOOK, *asked], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        names = {size: company(top / f"company {size}", size) for size in (1, FEW, MANY)}
        (top / "command").mkdir()
        one = top / "company 1"
        took: dict[str, list[float]] = {"salesbook": [], "command": [], "few": [], "many": []}
        for turn in range(turns):
            took["salesbook"].append(timed(report, one, top / f"one {turn}"))
            took["command"].append(timed(by_command, one, names[1], top / "command"))
            for size, name in ((FEW, "few"), (MANY, "many")):
                took[name].append(timed(batch, trivial(top), top / f"company {size}", top / f"{name} {turn}"))
    middle = {name: statistics.median(seconds) for name, seconds in took.items()}
    ratio, each = middle["command"] / middle["salesbook"], (middle["many"] - middle["few"]) / (MANY - FEW)
    print(f"one report: salesbook {middle['salesbook']:.2f} s, papermill and nbconvert {middle['command']:.2f} s")
    print(
        f"command / salesbook  {ratio:.2f}   at least {AT_LEAST}   {'' if ratio >= AT_LEAST else 'NOT KEPT'}".rstrip()
    )
    print(f"a trivial notebook   {each:.3f} s   at most {AT_MOST}   {'' if each <= AT_MOST else 'NOT KEPT'}".rstrip())
    return int(ratio < AT_LEAST or each > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
