"""Re-running notebooks on a company's data."""

import sys

# nbformat asks jsonschema, which would build grammars for addresses that no notebook has: 1.5 s in every process.
# Where the package is not to be found it goes without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from salesbook.rerun.batch import Run, run  # noqa: E402
from salesbook.rerun.notebook import HOME, NOTEBOOKS  # noqa: E402
from salesbook.rerun.request import Request, ask  # noqa: E402
from salesbook.rerun.spread import BACKENDS, spread  # noqa: E402

__all__ = ["BACKENDS", "HOME", "NOTEBOOKS", "Request", "Run", "ask", "run", "spread"]
