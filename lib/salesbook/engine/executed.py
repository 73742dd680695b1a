"""A notebook with its parameters → the same with its outputs, as far as it came."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from salesbook.engine.stack import bring


class CellError(Exception):
    """What a cell raised: the name of its error, and what that says."""

    def __init__(self, ename: str, evalue: str) -> None:
        super().__init__(f"{ename}: {evalue}")
        self.ename, self.evalue = ename, evalue


def executed(
    source: nbformat.NotebookNode,
    parameters: Mapping[str, Any],
    folder: Path,
    timeout: float | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[nbformat.NotebookNode, Exception | None]:
    """``source`` executed in ``folder``, and what stopped it: nothing is written.

    Parameters
    ----------
    parameters
        What papermill puts behind the cell tagged ``parameters``.
    timeout
        Seconds that one cell may take; None for as long as it likes.
    meanwhile
        Called when a forked kernel is there and this process has nothing to do but to wait for it.
    """
    bring("papermill")
    import papermill
    from papermill.exceptions import PapermillExecutionError

    warnings.filterwarnings("ignore", module="papermill|nbclient|jupyter_client|zmq")
    kept: list[nbformat.NotebookNode] = []
    try:
        papermill.execute_notebook(
            source, None, parameters=dict(parameters), engine_name="salesbook", kernel_name="python3",
            progress_bar=False, cwd=str(folder), execution_timeout=timeout, hand_over=kept.append, meanwhile=meanwhile,
            iopub_timeout=60,  # four seconds, the default, lose outputs on a busy computer
        )  # fmt: skip
    except PapermillExecutionError as error:
        return kept[0], CellError(error.ename, error.evalue)
    except Exception as error:  # a kernel that died, a cell without end, a notebook that cannot start
        return (kept[0] if kept else source), error
    return kept[0], None
