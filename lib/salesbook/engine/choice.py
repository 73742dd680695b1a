"""Which kernel executes a notebook."""

import os

from salesbook.engine.client import ForkedKernel, can_fork
from salesbook.engine.inside import INSIDE, InsideKernel

OWN = ("", "python3", "python")  # kernels that are this very Python


def kernel_of(kernel_name: str, timeout: float | None = None) -> ForkedKernel | InsideKernel | None:
    """A kernel forked from this process; where that cannot be had and this process is for that, one inside it.

    None where a kernel must be started as ever: another language is asked for, or this process is someone's own.
    """
    if kernel_name not in OWN:
        return None
    if can_fork():
        return ForkedKernel()
    return InsideKernel(timeout) if os.environ.get(INSIDE) else None
