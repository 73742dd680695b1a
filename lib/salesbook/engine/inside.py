"""A kernel in the process that asks it, for systems that cannot fork: one after another in a process begun anew."""

import asyncio
import os
import sys
import threading
import warnings
from _thread import interrupt_main
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from salesbook.engine.client import Messages
from salesbook.engine.kernel import Message, answer, born
from salesbook.engine.streams import captured

INSIDE = "SALESBOOK_INSIDE"  # set in the environment of processes that may be a notebook's own


class InsideClient(Messages):
    """Asks the kernel of this very process; it answers in between, on the same loop."""

    def __init__(self, kernel: "InsideKernel") -> None:
        super().__init__()
        self._kernel, self._tasks = kernel, set()  # type: ignore[var-annotated]

    def put(self, message: Message) -> None:
        """Have ``message`` answered as soon as the loop is free."""
        task = self._loop.create_task(self._answer(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: Message) -> None:
        """A loop without end lets nobody look at the clock but another thread, which then does as Ctrl-C."""
        clock = threading.Timer(self._kernel.timeout or threading.TIMEOUT_MAX, interrupt_main)
        clock.daemon = True
        clock.start()
        try:
            await answer(self._kernel.kernel, message)
        finally:
            clock.cancel()

    def start_channels(self) -> None:
        """There is nothing between us but the loop that both live on."""
        self._loop = asyncio.get_event_loop()

    def stop_channels(self) -> None:
        """There is nothing between us."""

    async def is_alive(self) -> bool:
        """As long as the one who asks."""
        return True


class InsideKernel:
    """A kernel with a namespace, streams and pictures of its own; what it leaves behind in the process is put back."""

    has_kernel = False
    kernel: Any = None

    def __init__(self, timeout: float | None = None) -> None:
        self.timeout = timeout

    def start_kernel(self, cwd: str = "", **_: Any) -> None:
        """Be born, with this process's streams."""
        self._kept = ExitStack()
        self._keep()
        if cwd:
            os.chdir(cwd)
        self._client = InsideClient(self)
        self.kernel = born(self._client.take)
        self._kept.enter_context(captured(self.kernel.out, self.kernel.err))
        self.has_kernel = True

    def client(self) -> InsideClient:
        """The one who asks it."""
        return self._client

    def _keep(self) -> None:
        """Remember what a notebook may change and the next one must not find."""
        here, path, main = Path.cwd(), list(sys.path), sys.modules["__main__"]
        environment = dict(os.environ)
        hooks = {name: getattr(sys, name) for name in ("stdout", "stderr", "displayhook", "excepthook")}

        def put_back() -> None:
            os.chdir(here)
            sys.path[:], sys.modules["__main__"] = path, main
            os.environ.clear()
            os.environ.update(environment)
            for name, hook in hooks.items():
                setattr(sys, name, hook)

        self._kept.callback(put_back)

    def is_alive(self) -> bool:
        """As long as it is needed."""
        return self.kernel is not None

    def interrupt_kernel(self) -> None:
        """As Ctrl-C does."""
        interrupt_main()

    def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """Forget it, its pictures and its widgets."""
        if self.kernel is None:
            return
        self._kept.close()
        with suppress(KeyError, AttributeError):
            sys.modules["ipywidgets"].Widget.close_all()
        _settings_as_they_were()
        shell = type(self.kernel.shell)
        type(self.kernel).clear_instance()
        shell.clear_instance()
        self.kernel, self.has_kernel = None, False

    def cleanup_resources(self, restart: bool = False) -> None:
        """Nothing is left: it has no files and no ports."""


def _settings_as_they_were() -> None:
    """What libraries keep for a process: no picture, style or width that a notebook sets shows in another."""
    there: dict[str, Any] = dict(sys.modules)
    if "matplotlib.pyplot" in there:
        there["matplotlib.pyplot"].close("all")
    if "matplotlib" in there:
        there["matplotlib"].rc_file_defaults()
    if inline := there.get("matplotlib_inline.backend_inline"):
        inline.InlineBackend.clear_instance()
        inline.configure_inline_support.current_backend = "unset"  # or else no other shell learns to show a picture
    if "pandas" in there:
        with warnings.catch_warnings(action="ignore"):
            there["pandas"].reset_option("all")
