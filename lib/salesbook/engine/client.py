"""The end of the pipe that asks: a kernel manager and client as nbclient and papermill know them."""

import asyncio
import os
import pickle
import signal
import sys
import time
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import Empty
from typing import Any

from salesbook.engine.kernel import SHELL, Message, Sent, serve

FORK = "SALESBOOK_FORK"  # "no" in the environment: as on a system where it cannot be had
PATIENCE = 2.0  # seconds for a kernel to end by itself


def can_fork() -> bool:
    """Whether a forked process is to be relied on; macOS's own libraries do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin" and os.environ.get(FORK) != "no"


class Channel:
    """Messages of one kind, in the order in which they came."""

    def __init__(self, client: "Messages") -> None:
        self._client = client
        self.waiting: list[Message] = []
        self.arrived = asyncio.Event()

    def send(self, message: Message) -> None:
        """Put ``message`` to the kernel."""
        self._client.put(message)

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message; ``queue.Empty`` where none comes within ``timeout`` seconds."""
        while not self.waiting:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), timeout)
            except TimeoutError:
                raise Empty from None
        return self.waiting.pop(0)


class Messages:
    """What a client of nbclient's says to a kernel and hears from it, whatever lies between them."""

    allow_stdin = False

    def __init__(self) -> None:
        from jupyter_client.session import Session

        self.session = Session(key=b"")
        self.shell_channel, self.iopub_channel = Channel(self), Channel(self)

    def put(self, message: Message) -> None:
        """Send ``message`` to the kernel."""
        raise NotImplementedError

    def take(self, sent: Sent) -> None:
        """Hear what the kernel has ``sent``."""
        channel, packed, buffers = sent
        its = self.shell_channel if channel == SHELL else self.iopub_channel
        its.waiting.append({**self.session.unpack(packed), "buffers": buffers})
        its.arrived.set()

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """A kernel of ours is ready when it is there."""

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True, **_: Any) -> str:
        """Ask for ``code`` to be executed; the id of the request."""
        content = {"code": code, "silent": False, "store_history": store_history, "user_expressions": {}}
        return self._ask("execute_request", {**content, "allow_stdin": False, "stop_on_error": stop_on_error})

    def kernel_info(self) -> str:
        """Ask what kernel it is; the id of the request."""
        return self._ask("kernel_info_request", {})

    def _ask(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        self.put(message)
        return str(message["header"]["msg_id"])


class ForkedClient(Messages):
    """Asks one forked kernel; what it answers is read as it comes."""

    def __init__(self, kernel: "ForkedKernel") -> None:
        super().__init__()
        self._kernel = kernel
        self._loop: asyncio.AbstractEventLoop | None = None

    def put(self, message: Message) -> None:
        """Send ``message``; to a kernel that is gone, nothing."""
        with suppress(OSError):
            self._kernel.pipe.send(message)

    def start_channels(self) -> None:
        """Begin to read."""
        self._loop = asyncio.get_event_loop()
        self._loop.add_reader(self._kernel.pipe.fileno(), self._read)

    def stop_channels(self) -> None:
        """Read no more."""
        if self._kernel.pipe.closed:
            return
        if self._loop and not self._loop.is_closed():
            self._loop.remove_reader(self._kernel.pipe.fileno())
        self._kernel.pipe.close()

    def _read(self) -> None:
        try:
            self.take(self._kernel.pipe.recv())
        except (EOFError, OSError, pickle.UnpicklingError):
            if self._loop:
                self._loop.remove_reader(self._kernel.pipe.fileno())

    async def is_alive(self) -> bool:
        """Whether the kernel's process runs."""
        return self._kernel.is_alive()


class ForkedKernel:
    """A child of this process, with all that this process has imported."""

    has_kernel = False
    pid: int | None = None
    pipe: Connection

    def start_kernel(self, cwd: str = "", **_: Any) -> None:
        """Give birth to it."""
        self.pipe, theirs = Pipe()
        here = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self.pipe.close()
            try:
                os.setpgid(0, 0)
                serve(theirs, cwd, here)
            finally:
                os._exit(0)
        theirs.close()
        self.has_kernel = True

    def client(self) -> ForkedClient:
        """The one who asks it."""
        self._client = ForkedClient(self)
        return self._client

    def is_alive(self) -> bool:
        """Whether it runs; a dead one is laid to rest."""
        if self.pid is None:
            return False
        with suppress(ChildProcessError):
            if os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                return True
        self._end_group()
        self.pid = None
        return False

    def interrupt_kernel(self) -> None:
        """As Ctrl-C does."""
        if self.pid:
            os.kill(self.pid, signal.SIGINT)

    def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End it, and whatever it has started; it is asked first unless it must be ``now``."""
        self._client.stop_channels()
        end = time.monotonic() + (0 if now else PATIENCE)
        while self.is_alive() and time.monotonic() < end:
            time.sleep(0.002)
        if self.pid:
            self._end_group()
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            self.pid = None

    def _end_group(self) -> None:
        if self.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def cleanup_resources(self, restart: bool = False) -> None:
        """Nothing is left: it has no files and no ports."""
