"""``python -m salesbook.classroom.quiet_lab``: JupyterLab as ``python -m jupyterlab`` starts it, without its mutter.

Voilà, one of its extensions, asks for the token by an old name and has every such slip of traitlets shown: whoever
waits for an address can do nothing about that. The rule must come after Voilà's own.
"""

import sys
import warnings

import voila  # noqa: F401
from jupyterlab.labapp import main  # type: ignore[import-untyped]

if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="traitlets")
    sys.exit(main())
