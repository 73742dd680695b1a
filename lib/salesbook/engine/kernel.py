"""An IPython kernel whose messages go over a pipe: the same as over a network, without its ports and threads."""

import asyncio
import builtins
import ctypes
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any, ClassVar, cast

from salesbook.engine.pictures import draw_once
from salesbook.engine.streams import Stream, captured

Message = dict[str, Any]
Sent = tuple[str, bytes, list[bytes]]
SHELL, IOPUB = "shell", "iopub"
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
INLINE = "module://matplotlib_inline.backend_inline"


def serve(pipe: Connection, cwd: str, parent: int) -> None:
    """Be the kernel at this end of ``pipe``, in ``cwd``, until the other end closes it or asks to end."""
    os.chdir(cwd) if cwd else None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with(parent)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    kernel = born(pipe.send)
    with captured(kernel.out, kernel.err):
        while True:
            try:
                request = pipe.recv()
            except (EOFError, OSError):
                return
            loop.run_until_complete(answer(kernel, request))
            if kernel.shell.exit_now:
                return


def _end_with(parent: int) -> None:
    """Killed, the one who asks cannot say so: let the system tell, where it can, even in the middle of a cell."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it was too late
            os._exit(1)


def born(send: Callable[[Sent], None]) -> Any:
    """The kernel of this process, whose messages are given to ``send``: channel, message as JSON, its buffers."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    os.environ["MPLBACKEND"] = INLINE
    from ipykernel.ipkernel import IPythonKernel
    from IPython.core.history import HistoryManager
    from jupyter_client.session import Session

    class Kernel(IPythonKernel):
        """A kernel that is asked one thing at a time, by one thread."""

        shell_channel_thread = SimpleNamespace(parent_thread=None)
        _supports_kernel_subshells = False

        def _abort_queues(self, subshell_id: str | None = None) -> None:
            """Nothing waits in a queue."""

    class Wire(Session):
        """What a kernel says, put into ``send`` instead of into a socket."""

        def send(self, stream: Any, what: Any, content: Any = None, parent: Any = None, *rest: Any, **more: Any) -> Any:
            message = what if isinstance(what, dict) else self.msg(what, content, parent, metadata=more.get("metadata"))
            buffers = [bytes(buffer) for buffer in more.get("buffers") or ()]
            send((SHELL if stream is SHELL else IOPUB, self.pack(message), buffers))
            return message

    HistoryManager.enabled = False  # type: ignore[assignment]  # its database has a thread, and nobody will leaf through it
    log = logging.getLogger(__name__)
    with _without_modules():
        kernel: Any = Kernel.instance(session=Wire(key=b""), iopub_socket=IOPUB, log=log)
    kernel.out, kernel.err = Stream(kernel, "stdout"), Stream(kernel, "stderr")
    _as_if_fresh(kernel.shell)
    return kernel


@contextmanager
def _without_modules() -> Iterator[None]:
    """Keep ipykernel from asking each module for its file, for a debugger: 5,000 pages of memory would be copied."""

    class Bare:
        modules: ClassVar[dict[str, Any]] = {}

        def __getattr__(self, name: str) -> Any:
            return getattr(sys, name)

    module: Any = importlib.import_module("ipykernel.ipkernel")
    module.sys = Bare()
    try:
        yield
    finally:
        module.sys = sys


def _as_if_fresh(shell: Any) -> None:
    """What was set up or imported before there was a shell behaves as if the notebook began with nothing."""
    importlib.reload(warnings)  # who shows them is as it was, too
    warnings.resetwarnings()
    for kind in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", kind)  # as Python itself begins
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    shell.enable_gui = lambda gui=None: None  # there is no window to be drawn in, only pictures
    multiprocessing.set_start_method(None, force=True)  # not that of the process it came from
    there = cast(dict[str, Any], sys.modules)
    draw_once()
    if "matplotlib" in there:
        there["matplotlib"].use(INLINE)  # it looked at the environment when it was imported
    if "matplotlib.pyplot" in there:
        importlib.import_module("matplotlib_inline.backend_inline")._enable_matplotlib_integration()
    if "pandas" in there:
        there["pandas"].set_option("display.max_columns", 20)  # a process without a shell is taken for a terminal
    if "numpy" in there:
        there["numpy"].random.seed()  # all children would draw the same
    vars(builtins).pop("_", None)  # where a value was shown without a shell, it would hide the cells' own
    shell.exit_now = False


async def answer(kernel: Any, request: Message) -> None:
    """Do what ``request`` asks, as a kernel does: busy, the work, its reply, idle."""
    if request["header"]["msg_type"] == "interrupt_request":
        return
    kernel.set_parent([], request, channel="shell")
    kernel._publish_status("busy", "shell")
    handler = kernel.shell_handlers.get(request["header"]["msg_type"])
    if handler:
        with suppress(KeyboardInterrupt):
            result = handler(SHELL, [], request)
            if asyncio.iscoroutine(result):
                await result
    kernel.out.flush()
    kernel.err.flush()
    kernel._publish_status("idle", "shell")
