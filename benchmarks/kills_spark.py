"""As kills.py, with tables that Spark reads on workers of its own, which are killed as well. Exit 1 if they differ.

python benchmarks/kills_spark.py [kills] [seed]

The run and its notebook ask one Spark with two worker processes (`local-cluster`); killed in turn are such a
worker, the run, the process that executes the notebook, and its kernel. Needs salesbook[spark] and Java. Linux.
"""

import os
import random
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import nbformat
from kills import VICTIMS, killed
from nbformat.v4 import new_code_cell, new_notebook
from reports import SALESBOOK, company

SMALL = "&spark.sql.shuffle.partitions=2&spark.ui.enabled=false"
CELLS = (
    "import salesbook as sb\n\nbook = sb.open(data, only=only)",
    "rows = sb.measure(book, 'order_value', by='month').rows\n[round(row['order_value'], 2) for row in rows]",
    "row = sb.measure(book, 'retention', window_days=90).rows[0]\nrow['start'], row['kept']",
)


def notebook(folder: Path) -> Path:
    parameters = 'data: str = ""  # folder\nonly: str = ""  # one part of it'
    cells = [new_code_cell(parameters, metadata={"tags": ["parameters"]}), *map(new_code_cell, CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path = folder / "spark.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata={"kernelspec": kernel})), "utf-8")
    return path


def main() -> int:
    kills, seed = (int(each) for each in [*sys.argv[1:], *["4", "1"][len(sys.argv) - 1 :]])
    random.seed(seed)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        company(top / "company", 2)
        address = f"pyspark://local-cluster[2,1,1024]?path={quote(str(top / 'company'))}{SMALL}"
        asked = [*SALESBOOK, "run", str(notebook(top)), "--data", address, "--jobs", "1"]
        return killed(top, asked, 1, kills, ("a Spark worker", *VICTIMS))


if __name__ == "__main__":
    sys.exit(main())
