"""Processes that are ready to execute notebooks: forked where that can be had, else started anew."""

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import forkserver, util
from multiprocessing.context import BaseContext

from salesbook.engine.client import can_fork
from salesbook.temporary import new_folder, remove

LONGEST, SHORT = 50, "/tmp"  # a socket's address holds 107 bytes, and 51 of them are names made up here
AFTER_ITS_OWN = -200  # multiprocessing takes its sockets away at -100

BORN_WITH = {  # notebooks run side by side: none needs more threads for its algebra, and those of a library do not fork
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no debugger will ask
}


def births(*modules: str) -> BaseContext:
    """How worker processes come into being; where they are forked, the process they come from is started now.

    It imports the stack and ``modules`` while its caller goes on, keeps to one thread, and ends with its caller.
    """
    if not can_fork():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["salesbook.engine.nursery", *modules])
    _settle_sockets()
    with _environment():
        forkserver.ensure_running()
    return context


@cache
def _settle_sockets() -> None:
    """Let what is between processes lie in a folder of ours: it is swept away even if this process is killed."""
    kept = tempfile.tempdir
    try:
        if len(os.fsencode(tempfile.gettempdir())) > LONGEST:
            tempfile.tempdir = SHORT
        folder = new_folder()
        util.Finalize(None, remove, args=(folder,), exitpriority=AFTER_ITS_OWN)
        tempfile.tempdir = str(folder)
        util.get_temp_dir()
    finally:
        tempfile.tempdir = kept


@contextmanager
def _environment() -> Iterator[None]:
    """``BORN_WITH``, but for what is set already."""
    added = {name: value for name, value in BORN_WITH.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
