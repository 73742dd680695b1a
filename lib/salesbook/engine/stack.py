"""What nearly every notebook needs, imported: the process that imports this module gives birth to all kernels.

Nothing here may start a thread, open a database or draw a number: none of these survives a fork.
"""

import importlib
import sys
from typing import Any, cast

NEVER = (  # looked for by those who import them, and done without
    "rfc3987_syntax",  # a second of building grammars for addresses that no notebook holds
    "debugpy",  # nobody debugs a kernel that only a run asks
)
KERNEL = (
    "IPython.core.completerlib", "IPython.core.display_functions", "IPython.core.magics", "IPython.core.oinspect",
    "IPython.extensions.storemagic", "comm", "ipykernel.codeutil", "ipykernel.comm", "ipykernel.debugger",
    "ipykernel.ipkernel", "ipykernel.serialize", "ipykernel.subshell", "ipykernel.zmqshell",
    "matplotlib_inline.backend_inline",
)  # fmt: skip
REPORT = ("nbclient", "nbformat", "papermill", "papermill.execute")
USED = (
    "PIL.PngImagePlugin", "babel.dates", "babel.numbers", "duckdb", "ibis.backends.duckdb",
    "ipywidgets", "matplotlib.backends.backend_agg", "matplotlib.pyplot", "numpy", "pandas",
    "pandas.core.arrays.arrow.extension_types", "pandas.io.formats.html", "pandas.io.formats.string", "pyarrow",
    "pyarrow.dataset", "pyarrow.pandas_compat", "pyarrow.parquet", "salesbook",
)  # fmt: skip
LATER = ("great_tables", "jedi", "openpyxl", "scipy.optimize", "scipy.special")  # the first kernel is born without


def bring(*names: str) -> None:
    """Import ``names``, as far as they are there: their makers move them about."""
    skipped = [name for name in NEVER if name not in sys.modules]
    sys.modules.update(dict.fromkeys(skipped, cast(Any, None)))
    try:
        for name in names:
            try:
                importlib.import_module(name)
            except ImportError:
                continue
    finally:
        for name in skipped:
            del sys.modules[name]


bring("nbformat")  # whoever imports it first, without this, waits for the grammars
