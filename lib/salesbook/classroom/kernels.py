"""Kernels of learners: each belongs to one of them, and some are warm before they are asked for."""

import asyncio
import contextlib
import os
import time
from collections.abc import Mapping
from contextvars import ContextVar
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Int, Unicode

LEARNER: ContextVar[str] = ContextVar("learner")  # whose page is being made
PATIENCE = 60  # seconds
QUIET = {"extra_arguments": ["--log-level=50"]}  # what a kernel mutters, ended as it works, is not for the screen
TEMPORARY = ("TMPDIR", "TEMP", "TMP")  # where a program looks for the folder of temporary files
EACH = 3  # pages that one learner may have open; a fourth closes the oldest


class Client(AsyncKernelClient):
    """A client that hears its kernel before it asks for anything.

    A subscription takes a while to arrive; on a busy computer the first outputs would be said to nobody.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel answers, on the channel of outputs too."""
        await super().wait_for_ready(timeout=timeout)
        end = time.monotonic() + (timeout or PATIENCE)
        while time.monotonic() < end:
            if await self._hears(self.kernel_info()):
                return
        raise RuntimeError("no output of the kernel arrives")

    async def _hears(self, asked: str) -> bool:
        with contextlib.suppress(Empty):
            while True:
                message = await self.get_iopub_msg(timeout=0.5)
                if message["parent_header"].get("msg_id") == asked:
                    return True
        return False


class QuietKernels(AsyncMappingKernelManager):
    """JupyterLab's kernels, ours among them saying only what ends them."""

    async def start_kernel(self, **kwargs: Any) -> str:
        """A kernel; those in other languages than Python are left as they are."""
        quiet = QUIET if kwargs.get("kernel_name") in (None, "", "python3") else {}
        return str(await super().start_kernel(**kwargs, **quiet))


class Kernels(AsyncMappingKernelManager):
    """Starts kernels ahead of need: a page opens in a second and not in three."""

    spare_most = Int(1, config=True, help="kernels kept warm for the next page")
    warm = Unicode("", config=True, help="what a kernel runs before it is asked for")
    temporary = Unicode("", config=True, help="folder of the temporary files of kernels; it goes when the server ends")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owners: dict[str, str] = {}
        self._spare: list[str] = []
        self._filling: asyncio.Task[None] | None = None
        self.expected = 0  # learners who have a start page and no lesson yet

    async def start_kernel(self, **kwargs: Any) -> str:
        """A kernel for the learner whose page is being made: a warm one where there is one."""
        learner = LEARNER.get()
        await self._close_oldest(learner)
        found = next((k for k in iter(self._pop, None) if k in self), None)
        kernel = found or str(await super().start_kernel(**kwargs | self._ours(kwargs.get("env"))))
        self.owners[kernel] = learner
        self.expected = max(0, self.expected - 1)
        self.fill()
        return kernel

    def _ours(self, env: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What every kernel is started with: quiet, its temporary files where all go at the end."""
        places = dict.fromkeys(TEMPORARY, self.temporary) if self.temporary else {}
        return {**QUIET, "env": {**(os.environ if env is None else env), **places}}

    def _pop(self) -> str | None:
        return self._spare.pop(0) if self._spare else None

    async def _close_oldest(self, learner: str) -> None:
        own = [k for k, owner in self.owners.items() if owner == learner and k in self]
        for kernel in own[: max(0, len(own) - EACH + 1)]:
            await self.shutdown_kernel(kernel)

    async def shutdown_kernel(self, kernel_id: str, *args: Any, **kwargs: Any) -> None:
        """End a kernel; nobody owns it any more."""
        self.owners.pop(kernel_id, None)
        await super().shutdown_kernel(kernel_id, *args, **kwargs)

    def fill(self) -> None:
        """Start spare kernels, one after another, in the background."""
        if self._filling is None or self._filling.done():
            self._filling = asyncio.ensure_future(self._fill())

    async def _fill(self) -> None:
        while len(self._spare) < min(max(self.expected, 1), self.spare_most):
            kernel = str(await super().start_kernel(kernel_name="python3", **self._ours()))
            with contextlib.suppress(RuntimeError, TimeoutError):  # one that does not start in time starts cold
                await self._warm(kernel)
            self._spare.append(kernel)

    async def _warm(self, kernel: str) -> None:
        client = self.get_kernel(kernel).client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=PATIENCE)
            await client.execute(self.warm, store_history=False, reply=True, timeout=PATIENCE)
        finally:
            client.stop_channels()
