"""Reports of many branches: all there, nothing left behind, killed or not. The same programs with more are benchmarks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from salesbook.engine import can_fork

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
pytestmark = pytest.mark.skipif(not can_fork() or sys.platform != "linux", reason="processes are looked at in /proc")


def program(name, *asked, **environment):
    command = [sys.executable, str(BENCHMARKS / name), *map(str, asked)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=550, env={**os.environ, **environment}
    )
    return done.returncode, done.stdout + done.stderr


def test_whoever_is_killed_the_run_gone_on_with_equals_an_undisturbed_one_and_nothing_is_left():
    code, said = program("kills.py", 5, 4)
    assert code == 0, said


def test_sixty_reports_are_whole_and_leave_no_process_and_no_file(tmp_path):
    code, said = program("left_behind.py", 60)
    assert code == 0, said
