"""What all kernels are born with is imported once, and nothing that no notebook needs."""

import subprocess
import sys

import pytest

LOADED = "import sys, {module}; print(*(m for m in sys.modules if m.startswith('rfc3987_syntax')))"


@pytest.mark.parametrize("module", ["salesbook.engine.nursery", "salesbook.rerun.ready", "salesbook.cli.run"])
def test_nobody_waits_a_second_for_grammars_of_addresses(module):
    command = [sys.executable, "-c", LOADED.format(module=module)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() == []


HEAVY = ("matplotlib", "pandas", "scipy.special", "openpyxl", "nbclient", "nbconvert", "great_tables")


@pytest.mark.parametrize("command", ["run", "measure", "check"])
def test_a_command_begins_without_what_it_may_not_need(command):
    code = f"import sys, salesbook.cli.{command}; print(*(m for m in {HEAVY} if m in sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == []
