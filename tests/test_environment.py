"""pyproject.toml, the two locks, environment.yml and the pre-commit hooks say the same."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import start
from tools.environment import CONDA_PYTHON, LOCKS, environment

HERE = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
INSTALLING = PYPROJECT["dependency-groups"]["install"] + PYPROJECT["build-system"]["requires"]
BY_HAND = [Requirement(line) for line in PROJECT["dependencies"] + INSTALLING]
FOR_TESTS = [Requirement(line) for extra in ("test", "spark", "postgres") for line in EXTRAS[extra]]


def entries(lock):
    """Each pin with its hashes: 'click==8.3.1 \\ --hash=sha256:… \\ --hash=sha256:…'."""
    text = (HERE / lock).read_text("utf-8")
    return re.findall(r"^\S.*(?:\n[ \t]+.*)*", text, flags=re.MULTILINE)


def pins(lock):
    """Name -> versions; a package may have several, each for its own Python or system."""
    found = defaultdict(set)
    for entry in entries(lock):
        name, version = entry.split(" ")[0].split("==")
        found[canonicalize_name(name)].add(version)
    return found


def outside(requirements, lock):
    """The requirements that the lock does not meet."""
    pinned = pins(lock)
    return [
        str(wanted)
        for wanted in requirements
        if not pinned[canonicalize_name(wanted.name)]
        or any(version not in wanted.specifier for version in pinned[canonicalize_name(wanted.name)])
    ]


def test_every_dependency_is_locked_inside_its_range():
    assert outside(BY_HAND, "requirements.lock") == []


def test_the_lock_for_tests_adds_the_tools_and_the_engines():
    assert outside(BY_HAND + FOR_TESTS, "requirements-test.lock") == []


def test_the_lock_for_tests_holds_all_of_the_other():
    """What is for one system there may be for all here."""
    ours, theirs = ({re.sub(r" ; .+", r" \\", entry) for entry in entries(lock)} for lock in LOCKS)
    assert ours - theirs == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_pins_one_version_with_its_hashes(lock):
    pin = re.compile(r"[\w.-]+==[\w.+!-]+( ; .+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in entries(lock) if not pin.fullmatch(entry)] == []


@pytest.mark.parametrize("file", [*LOCKS, "environment.yml"])
def test_no_file_names_an_address_to_fetch_from(file):
    lines = (HERE / file).read_text("utf-8").splitlines()
    assert [line for line in lines if re.search("//|index-url|find-links| @ ", line)] == []


@pytest.mark.parametrize(
    ("package", "range_"),
    [("ibis-framework", "==12.0.*"), ("duckdb", ">=1.4,<2"), ("sqlglot", "<30.18")],
)
def test_what_breaks_ibis_is_kept_out(package, range_):
    locked = pins("requirements.lock")[package]
    assert locked and all(version in SpecifierSet(range_) for version in locked)
    assert SpecifierSet(range_) in [wanted.specifier for wanted in BY_HAND if wanted.name == package]


def test_environment_yml_is_what_the_generator_writes():
    assert (HERE / "environment.yml").read_text("utf-8") == environment(PROJECT)


def test_conda_gets_a_python_that_the_project_takes_and_the_same_lock():
    conda = yaml.safe_load(environment(PROJECT))["dependencies"]
    assert CONDA_PYTHON in SpecifierSet(PROJECT["requires-python"])
    assert conda == [f"python={CONDA_PYTHON}", "pip", {"pip": ["-r requirements.lock"]}]


def test_start_installs_the_locks_that_the_tool_writes():
    assert [path.name for path in start.PINS.values()] == list(LOCKS)


def test_pre_commit_runs_the_same_quick_checks_as_start():
    (repository,) = yaml.safe_load((HERE / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    commands = [hook["entry"].split() for hook in repository["hooks"]]
    assert commands == [["python", "-m", *check] for check in start.CHECKS]
