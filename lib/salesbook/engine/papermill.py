"""The engine that papermill knows as ``salesbook``: ``papermill --engine salesbook IN.ipynb OUT.ipynb``."""

from collections.abc import Callable
from typing import Any

import nbformat
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from salesbook.engine.choice import kernel_of
from salesbook.engine.client import ForkedKernel
from salesbook.words import reader_language, say

MOST = 2_000_000  # characters that a cell may print, of text and of each thing that it shows: ten times a long report
LARGEST = 50_000_000  # characters of one thing that a cell shows, pictures included


class Client(PapermillNotebookClient):
    """Papermill's own client, but what a cell puts out is cut, with notice, before it fills the memory."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def papermill_execute_cells(self) -> None:
        """Execute the cells; ``meanwhile`` is called once, when the kernel is there."""
        self.meanwhile()
        super().papermill_execute_cells()

    def process_message(self, message: Any, cell: Any, cell_index: int) -> Any:
        """Take in one message of the kernel, unless the cell has said too much."""
        if cell is not getattr(self, "_cell", None):
            self._cell, self._said, self._cut = cell, 0, False
        if message["msg_type"] == "clear_output":
            self._said, self._cut = 0, False
        content = message["content"]
        size = len(content["text"]) if message["msg_type"] == "stream" else 0
        if "data" in content and sum(len(str(body)) for body in content["data"].values()) > LARGEST:
            size = LARGEST
        if self._cut and size:
            return None
        self._said += size
        if size and self._said > MOST:
            self._cut = True
            message = {**message, "msg_type": "stream", "content": self._ending(content, size)}
            message["header"] = {**message["header"], "msg_type": "stream"}
        output = super().process_message(message, cell, cell_index)
        _merge(cell.outputs)
        return output

    def _ending(self, content: Any, size: int) -> dict[str, str]:
        """As much of the text as may still be shown, and that the rest is cut."""
        text = content.get("text", "")[: MOST - self._said + size] if "text" in content else ""
        return {"name": content.get("name", "stdout"), "text": f"{text}\n{say('engine.cut', reader_language())}\n"}


def _merge(outputs: list[Any]) -> None:
    """Join text to the text before it of the same stream: where it was cut on its way is chance."""
    if len(outputs) > 1 and all(output.output_type == "stream" for output in outputs[-2:]):
        before, last = outputs[-2:]
        if before.name == last.name:
            before.text += last.text
            outputs.pop()


class SalesbookEngine(NBClientEngine):
    """Papermill's own client before a kernel of ours; before one that is started as ever where ours will not do."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, log_output: bool = False, stdout_file: Any = None,
        stderr_file: Any = None, start_timeout: int = 60, execution_timeout: float | None = None,
        hand_over: Callable[[nbformat.NotebookNode], None] = lambda node: None,
        meanwhile: Callable[[], None] = lambda: None, **kwargs: Any,
    ) -> nbformat.NotebookNode:  # fmt: skip
        """Execute the notebook of ``nb_man`` as papermill's own engine does, by a kernel forked from this process.

        ``hand_over`` is given the notebook before its first cell is executed, and sees it fill; ``meanwhile`` is called
        when the forked kernel is there.

        Raises
        ------
        nbclient.exceptions.CellTimeoutError, nbclient.exceptions.DeadKernelError
            A cell took longer than ``execution_timeout`` seconds; the kernel ended by itself.
        """
        hand_over(nb_man.nb)
        its_name = kernel_name or nb_man.nb.metadata.get("kernelspec", {}).get("name", "")
        kernel = kernel_of(its_name, execution_timeout)
        rest = {name: value for name, value in kwargs.items() if name not in ("input_path", "startup_timeout")}
        client = Client(
            nb_man, km=kernel, kernel_name=kernel_name,
            **{"timeout": execution_timeout, "startup_timeout": start_timeout, **rest},
            log=logger, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file,
        )  # fmt: skip
        if isinstance(kernel, ForkedKernel):
            client.meanwhile = meanwhile
        try:
            return client.execute()
        finally:
            if kernel:
                kernel.shutdown_kernel(now=True)
