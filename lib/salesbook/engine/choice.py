"""Which kernel executes a notebook."""

import os
import sys
from typing import Any, cast

from salesbook.engine.client import ForkedKernel, can_fork
from salesbook.engine.inside import INSIDE, InsideKernel

OWN = ("", "python3", "python")  # kernels that are this very Python


def kernel_of(kernel_name: str, timeout: float | None = None) -> ForkedKernel | InsideKernel | None:
    """A kernel forked from this process; where that cannot be had and this process is for that, one inside it.

    None where a kernel must be started as ever: another language is asked for, or someone works in this process.
    """
    if kernel_name not in OWN:
        return None
    if can_fork() and not _worked_in():
        return ForkedKernel()
    return InsideKernel(timeout) if os.environ.get(INSIDE) else None


def _worked_in() -> bool:
    """Whether a shell or widgets live in this process already: a notebook would find them, and miss what they did."""
    there = cast(dict[str, Any], sys.modules)
    shell, widgets = there.get("IPython.core.interactiveshell"), there.get("ipywidgets.widgets.widget")
    return bool(shell and shell.InteractiveShell.initialized()) or bool(widgets and widgets._instances)
