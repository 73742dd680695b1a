"""An executed notebook → one HTML file that opens offline, with the code left out."""

from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import jinja2
import nbformat

from salesbook.paper import HANDOUT
from salesbook.words import say

SCREEN = "screen"  # the tag of a cell that makes no sense on paper
WIDGET = "application/vnd.jupyter.widget-view+json"


def report(
    node: nbformat.NotebookNode, stem: str, lang: str, error: str = "", *, handouts: bool = False, sheets: str = ""
) -> tuple[str, str]:
    """The title of ``node`` (its first heading, or else ``stem``) and its report as a page, among ``handouts`` only.

    ``sheets`` is the Excel file beside it, if there is one.
    """
    back = "report.all_handouts" if handouts else "report.back"
    shown = nbformat.from_dict({**node, "metadata": {}, "cells": [cell for cell in map(_quiet, node.cells) if cell]})
    body, _ = exporter().from_notebook_node(shown)
    body = _enlarging(body, lang)
    title = heading(node) or stem
    handout = any(HANDOUT in output.get("data", {}) for cell in node.cells for output in cell.get("outputs", []))
    return title, render(
        "report.html", lang=lang, title=title, body=body, error=error, handout=handout, back=back, sheets=quote(sheets)
    )  # fmt: skip


def _enlarging(body: str, lang: str) -> str:
    """``body`` whose pictures a phone enlarges when they are tapped; the first one says so."""
    body = body.replace("<img ", '<img tabindex="0" ')
    return body.replace("<img ", f'<p class="soft phone">{say("report.enlarge", lang)}</p><img ', 1)


def heading(node: nbformat.NotebookNode) -> str:
    """The first heading of a notebook."""
    lines = (line for cell in node.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "")


def render(template: str, **values: Any) -> str:
    """A page of ours; everything that is not marked safe is escaped."""
    words = {"say": lambda key, **v: say(key, values["lang"], **v)}
    style = _text("report.css") + (_text("handout.css") if values.get("handout") else "")
    return _environment().get_template(template).render(**values, **words, style=style)


def _quiet(cell: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """A cell without its errors' tracebacks (the page says the error once), stderr, and what must be clicked."""
    if SCREEN in cell.metadata.get("tags", []):
        return None
    if cell.cell_type != "code":
        return cell
    outputs = [_still(o) for o in cell.outputs if o.output_type != "error" and o.get("name") != "stderr"]
    return nbformat.from_dict({**cell, "outputs": outputs}) if outputs else None


def _still(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """An output as paper bears it: what stands there instead, or without its widget the same printed."""
    data = output.get("data", {})
    if HANDOUT in data:
        return nbformat.from_dict({**output, "data": {"text/html": data[HANDOUT]["html"]}})
    return without(output, WIDGET)


def without(output: nbformat.NotebookNode, *kinds: str) -> nbformat.NotebookNode:
    """``output`` without what it is in ``kinds``, MIME types."""
    if not set(kinds) & set(output.get("data", {})):
        return output
    return nbformat.from_dict({**output, "data": {k: v for k, v in output["data"].items() if k not in kinds}})


@cache
def exporter() -> Any:
    """What makes HTML of an executed notebook."""
    from nbconvert import HTMLExporter  # slow to import, and only a run needs it

    return HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True, exclude_anchor_links=True
    )


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("salesbook.rerun", "pages"), autoescape=True, trim_blocks=True
    )


@cache
def _text(name: str) -> str:
    return (files("salesbook.rerun") / "pages" / name).read_text("utf-8")
