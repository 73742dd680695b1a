"""What all kernels are born with is imported once, and nothing that no notebook needs."""

import subprocess
import sys

import pytest

LOADED = "import sys, {module}; print(*(m for m in sys.modules if m.startswith('rfc3987_syntax')))"


@pytest.mark.parametrize("module", ["salesbook.engine.nursery", "salesbook.rerun.ready", "salesbook.cli.run"])
def test_nobody_waits_a_second_for_grammars_of_addresses(module):
    command = [sys.executable, "-c", LOADED.format(module=module)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() == []
