"""Text of many hands → HTML that is safe to show."""

from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import Any

import mistune

from salesbook.words import catalogue, number


@lru_cache(4096)  # a conversation is drawn anew at each turn
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


def figure(value: float, lang: str) -> str:
    """A number with as many decimals as it has, four at most.

    >>> figure(25, "uk"), figure(0.005, "uk")
    ('25', '0,005')
    """
    return number(value, lang, next((digits for digits in range(4) if round(value, digits) == round(value, 4)), 4))


def state_name(name: str, lang: str) -> str:
    """What a part of a conversation's state is called; one that is not ours stands as it was written."""
    return str(catalogue(lang).get(f"state.{name}", escape(name)))


def fill(text: str, names: Mapping[str, str]) -> str:
    """``text`` with ``{company}`` and the like in their places; other braces stay."""
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def filled(words: Any, names: Mapping[str, str]) -> Any:
    """``words`` with every text in them filled."""
    if isinstance(words, Mapping):
        return {key: filled(value, names) for key, value in words.items()}
    return fill(words, names) if isinstance(words, str) else words


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


__all__ = ["at", "escape", "figure", "fill", "filled", "line", "markdown", "plain", "style"]
