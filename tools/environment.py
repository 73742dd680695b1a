"""Write what follows from pyproject.toml: environment.yml, requirements.lock and requirements-test.lock.

python tools/environment.py               keep the versions that still fit
python tools/environment.py --upgrade     take the newest that fit

Needs uv. tests/test_environment.py holds the four files together.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COMPILE = "uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11"
LOCKS = {
    "requirements.lock": "--group install",
    "requirements-test.lock": "--group install --extra test --extra spark --extra postgres -c requirements.lock",
}
CONDA_PYTHON = "3.12"  # one that repo2docker knows and the locks have wheels for


def environment(project: dict) -> str:
    """The text of environment.yml: conda brings Python, pip the libraries as the lock has them."""
    return f"""\
# Made by tools/environment.py; change pyproject.toml and run that.
#     conda env create --file environment.yml
#     conda activate {project["name"]}
#     pip install --no-deps --no-build-isolation --editable .
# The last line stands apart because pip takes no folder where hashes are asked for; Binder: postBuild.
name: {project["name"]}
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={CONDA_PYTHON}
  - pip
  - pip:
      - -r requirements.lock
"""


def main(options: list[str]) -> None:
    for lock, what in LOCKS.items():
        command = [*COMPILE.split(), *what.split(), "pyproject.toml", "--output-file", lock, "--quiet"]
        subprocess.run([*command, *options], cwd=HERE, check=True)
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    (HERE / "environment.yml").write_text(environment(project), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
