"""How soon a picture follows its controls: each `sb.explore` of the notebooks, each control changed. Exit 1 if late.

python benchmarks/explore_reaction.py [notebook…]     without names every notebook of notebooks/analyse takes part

Late is over 300 ms from the choice to the picture as HTML, as the widget does it, in the median of
five times, with the machine to itself. What a browser and its line to the kernel add is not measured.
"""

import ast
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import salesbook as sb
from salesbook.explored import Explorer, _known, groups_of, values_of
from salesbook.labels import PERIODS

HERE = Path(__file__).resolve().parent.parent
LIMIT, TIMES = 0.3, 5  # seconds, turns
Choice = tuple[str, str, dict[str, Any]]


def explorers(notebook: Path, book: sb.Book) -> Iterator[Explorer]:
    """The explorers of a notebook, made by its own cells with its own parameters."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    known: dict[str, Any] = {"sb": sb, "book": book}
    for cell in (each for each in cells if each["cell_type"] == "code"):
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            exec(source, known)
        elif "sb.explore" in source:
            for line in ast.parse(source).body:
                if isinstance(line, ast.Expr) and "sb.explore" in ast.unparse(line):
                    yield eval(compile(ast.Expression(line.value), notebook.name, "eval"), known)
                else:
                    exec(compile(ast.Module([line], []), notebook.name, "exec"), known)


def choices(made: Explorer) -> Iterator[tuple[str, Choice]]:
    """What each control can be changed to: the groups, two parts, one more of each number."""
    asked = dict(made.parameters)
    for by in groups_of(made.book, made.name, made.by):
        if by != made.by:
            yield "by", (by, "", asked)
    column = "" if made.by in PERIODS else made.by
    for value in values_of(made.book, column)[:2]:
        yield "part", (made.by, f"{column}={value}", asked)
    for name, value in asked.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name, (made.by, "", {**asked, name: value + 1})


def reactions(made: Explorer) -> Iterator[tuple[str, float]]:
    made.reaction(made.by)  # it is on the screen before anything is changed
    assert made.controls
    for control, choice in choices(made):
        if "<img" in made.reaction(*choice):  # one group has nothing to be compared with, and that is said at once
            yield control, statistics.median(once(made, *choice) for _ in range(TIMES))


def once(made: Explorer, by: str, part: str, parameters: dict[str, Any]) -> float:
    _known[made.book].clear()  # or else it would be shown as it was drawn the time before
    before = time.perf_counter()
    made.reaction(by, part, parameters)
    return time.perf_counter() - before


def main() -> int:
    names = sys.argv[1:] or sorted(each.stem for each in (HERE / "notebooks" / "analyse").glob("*.ipynb"))
    book, slow = sb.open(sb.DEMO), False
    for name in names:
        for made in explorers(HERE / "notebooks" / "analyse" / f"{name}.ipynb", book):
            took = sorted(reactions(made), key=lambda each: each[1])
            if not [*choices(made)]:
                continue
            if not took:
                raise SystemExit(f"{name}: {made.name} {made.by}: no choice shows a picture.")
            control, worst = took[-1]
            slow |= worst > LIMIT
            said = "LATE" if worst > LIMIT else ""
            asked = f"{name}: {made.name} {made.by}"
            print(f"{asked:<45} {len(took):>2} changes   worst {worst * 1000:5.0f} ms ({control})  {said}".rstrip())
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
