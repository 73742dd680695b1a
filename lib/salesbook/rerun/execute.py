"""One notebook, executed by papermill in a process of its own; its copy and its report written whole or not at all."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from salesbook.engine import CellError, executed
from salesbook.files import write_whole
from salesbook.findings import FIGURES, SHEET
from salesbook.paper import HANDOUT
from salesbook.rerun import rest
from salesbook.rerun.freeze import handed_out
from salesbook.rerun.job import Job, Outcome
from salesbook.rerun.notebook import load
from salesbook.rerun.report import WIDGET, report, without
from salesbook.rerun.translate import translate
from salesbook.tables import PRIVACY
from salesbook.tables.address import scrub

STARTS, NOT_STARTED = 3, "Kernel died before replying"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def execute(job: Job) -> Outcome:
    """Run ``job``: an executed notebook and an HTML report in its folder, up to the error where there is one."""
    started = time.perf_counter()
    node, error = _executed(job)
    last = _last_begun(node) if error else ""
    for cell in node.cells:
        cell.source = scrub(cell.source, job.secrets)
        for output in cell.get("outputs", []):
            _scrub_output(output, job.secrets)
    node.metadata = _scrubbed(node.metadata, job.secrets)
    error = scrub(error, job.secrets)
    write_whole(job.out / f"{job.stem}.ipynb", nbformat.writes(handed_out(_for_all(node))))
    sheets = _sheets(node, job.out / f"{job.stem}.xlsx")
    rest.wait()
    title, page = report(node, job.stem, job.lang, error, handouts=job.handouts, sheets=sheets)
    write_whole(job.out / f"{job.stem}.html", page)
    seconds = round(time.perf_counter() - started, 2)
    return Outcome(job.name, "failed" if error else "done", job.stem, title, seconds, _figures(node), error, last)


def _sheets(node: nbformat.NotebookNode, path: Path) -> str:
    """Write the tables of ``node`` to ``path``; its name, or nothing where there are none, and no library for Excel."""
    if not any(SHEET in output.get("data", {}) for cell in node.cells for output in cell.get("outputs", [])):
        return ""
    from salesbook.rerun.sheets import write_sheets

    return write_sheets(node, path)


def _last_begun(node: nbformat.NotebookNode) -> str:
    """The id of the last cell that was begun."""
    begun = [cell.id for cell in node.cells if cell.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else ""


def _executed(job: Job) -> tuple[nbformat.NotebookNode, str]:
    """The executed notebook, and its error or nothing; a kernel that does not even start gets another chance.

    Kernels look for free ports before they bind them, so that of two started at once one may find its port taken.
    """
    node, error = _once(job)
    for _ in range(STARTS - 1):
        if NOT_STARTED not in error:
            break
        node, error = _once(job)
    return node, error


def _once(job: Job) -> tuple[nbformat.NotebookNode, str]:
    source = translate(load(job.path), job.path, job.lang)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    rest.settle()
    with _told(PRIVACY, job.privacy):
        node, failure = executed(source, job.parameters, job.path.parent, job.timeout, rest.begin)
    node.cells = [c for c in node.cells if not any(t.startswith("papermill-error") for t in c.metadata.get("tags", []))]
    node.metadata.pop("papermill", None)
    if failure is None:
        return node, ""
    if isinstance(failure, CellError):
        return node, f"{failure.ename}: {failure.evalue}".rstrip(": ")
    said = ANSI.sub("", str(failure)).strip().splitlines()  # a kernel that died, a notebook that cannot start
    return node, ": ".join([type(failure).__name__, *said[-1:]])


@contextmanager
def _told(name: str, value: str) -> Iterator[None]:
    """The kernel that is started meanwhile finds ``value`` in its environment."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _for_all(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """``node`` without what is for the trainer alone, and without widgets, which hold earlier verdicts."""
    cells = [{**c, "outputs": [_open(o) for o in c.outputs]} if "outputs" in c else c for c in node.cells]
    views = any(WIDGET in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    metadata = {name: value for name, value in node.metadata.items() if views or name != "widgets"}
    return nbformat.from_dict({**node, "cells": cells, "metadata": metadata})


def _open(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """An output without answers; a widget stays only where it is not printed or drawn too."""
    return without(output, HANDOUT, *([WIDGET] if {"text/html", "image/png"} & set(output.get("data", {})) else []))


def _scrub_output(output: Any, secrets: tuple[str, ...]) -> None:
    for key in ("text", "evalue"):
        if key in output:
            output[key] = scrub(output[key], secrets)
    if "traceback" in output:
        output["traceback"] = [scrub(line, secrets) for line in output["traceback"]]
    if "data" in output:
        output["data"] = _scrubbed(output["data"], secrets)


def _scrubbed(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return scrub(value, secrets)
    if isinstance(value, list):
        return [_scrubbed(item, secrets) for item in value]
    if isinstance(value, dict):
        return nbformat.from_dict(
            {
                scrub(key, secrets): item if key == "image/png" else _scrubbed(item, secrets)
                for key, item in value.items()
            }
        )
    return value


def _figures(node: nbformat.NotebookNode) -> dict[str, Any]:
    """Finding → its figures, as the cells gave them."""
    shown = [o["data"][FIGURES] for c in node.cells for o in c.get("outputs", []) if FIGURES in o.get("data", {})]
    bundles = [each for bundle in shown for each in bundle.get("findings", [bundle])]
    return {bundle["name"]: {k: v for k, v in bundle.items() if k != "name"} for bundle in bundles}
