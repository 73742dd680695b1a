"""Text of many hands → HTML that is safe to show."""

from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import mistune


def markdown(text: str) -> str:
    """Markdown as HTML; HTML in it is shown as text.

    >>> markdown("**Ask** <script>")
    '<p><strong>Ask</strong> &lt;script&gt;</p>'
    """
    return str(_markdown()(str(text))).strip()


def line(text: str) -> str:
    """Markdown of one line, without its paragraph."""
    html = markdown(text)
    return html[3:-4] if html.startswith("<p>") and html.count("<p>") == 1 else html


@cache
def _markdown() -> Any:
    return mistune.create_markdown(escape=True)


def plain(text: str) -> str:
    """A text for a place that shows no HTML, such as a button or a list to choose from."""
    return " ".join(str(text).replace("**", "").split())


def fill(text: str, names: Mapping[str, str]) -> str:
    """``text`` with ``{company}`` and the like in their places; other braces stay."""
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def at(words: Mapping[str, Any], place: str) -> str:
    """The text at a dotted place of the words."""
    found: Any = words
    for name in place.split("."):
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return str(found)


@cache
def style() -> str:
    """The look of all cards, to be shown once on a page."""
    return f"<style>{(files('salesbook.widgets') / 'card.css').read_text('utf-8')}</style>"


__all__ = ["at", "escape", "fill", "line", "markdown", "plain", "style"]
