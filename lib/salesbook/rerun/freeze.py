"""Cells that show a company's figures, executed once and kept: whoever learns needs neither the tables nor the wait."""

import copy
import json
import re
from typing import Any

import nbformat
from nbclient import NotebookClient

COMPANY = "company"  # the tag of such a cell
INJECTED = "injected-parameters"  # papermill's tag
SOURCE = re.compile(r"^(data|map) = .*$", re.MULTILINE)  # a path of this computer, of no use elsewhere
BEFORE = ("parameters", "open")  # what they stand on


async def freeze(node: nbformat.NotebookNode, cwd: str) -> nbformat.NotebookNode:
    """``node`` with each cell tagged ``company`` showing what it came to, without asking again.

    A cell that fails is left out together with the prose above it: ``node.metadata.salesbook.failed`` says why.
    """
    if not any(map(_asks, node.cells)):
        return node
    short = copy.deepcopy(node)
    short.cells = [c for c in short.cells if c.id in BEFORE or _asks(c)]
    await NotebookClient(
        short, timeout=300, iopub_timeout=60, allow_errors=True, resources={"metadata": {"path": cwd}}
    ).async_execute()
    outputs = {cell.id: cell.outputs for cell in short.cells if _asks(cell)}
    failed = [f"{o.ename}: {o.evalue}" for shown in outputs.values() for o in shown if o.output_type == "error"]
    node.metadata["salesbook"] = {**node.metadata.get("salesbook", {}), "failed": failed}
    return _without_questions(node, outputs) if failed else _with_answers(node, outputs)


def handed_out(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A lesson that was run, ready to be opened by a learner: clean, code collapsed, the company's figures kept in it.

    A notebook that is no lesson stays as it is.
    """
    if not any(cell.id == "open" and "sb.lesson(" in cell.source for cell in node.cells):
        return node
    node = _with_answers(copy.deepcopy(node), {c.id: c.outputs for c in node.cells if _asks(c) and not _failed(c)})
    for cell in node.cells:
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {"source_hidden": True}
            cell.source = (
                SOURCE.sub(r'\1 = ""', cell.source) if INJECTED in cell.metadata.get("tags", []) else cell.source
            )
            if not _asks(cell):
                cell.outputs, cell.execution_count = [], None
    node.metadata.pop("widgets", None)
    return node


def _failed(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def _asks(cell: Any) -> bool:
    return COMPANY in cell.metadata.get("tags", [])


def _with_answers(node: nbformat.NotebookNode, outputs: dict[str, list[Any]]) -> nbformat.NotebookNode:
    for cell in (c for c in node.cells if c.get("id") in outputs):
        bundles = [o.data for o in outputs[cell.id] if "data" in o]
        shown = "\n".join(f"publish_display_data({json.loads(json.dumps(bundle))!r})" for bundle in bundles)
        cell.source = f"from IPython.display import publish_display_data\n{shown}"
    return node


def _without_questions(node: nbformat.NotebookNode, failed: dict[str, list[Any]]) -> nbformat.NotebookNode:
    kept: list[Any] = []
    for cell in node.cells:
        if not _asks(cell):
            kept.append(cell)
        elif kept and kept[-1].cell_type == "markdown":
            kept.pop()
    node.cells = kept
    return node
