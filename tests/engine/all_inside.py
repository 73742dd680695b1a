"""Executes all hard cases by the kernel of this process and leaves what came of them in the folder given."""

import json
import sys
from pathlib import Path

from tests.engine.hard_cells import CASES
from tests.engine.test_conformance import executed

errors = {}
for case, cells in CASES.items():
    folder = Path(sys.argv[1]) / case
    folder.mkdir()
    errors[case] = executed(cells, "salesbook", folder)[1]
(Path(sys.argv[1]) / "errors.json").write_text(json.dumps(errors), "utf-8")
