"""Pages of a classroom that are no notebook."""

from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from salesbook.classroom.roster import in_groups
from salesbook.words import LANGUAGES, say

TONGUES = {"en": "English", "uk": "Українська", "ru": "Русский"}  # each in its own tongue


def render(template: str, **values: Any) -> str:
    """A page of ours; everything that is not marked safe is escaped."""
    lang = values["lang"]
    words = {"say": lambda key, n=None, **v: say(key, lang, n, **v), "tongues": TONGUES, "languages": LANGUAGES}
    words["in_groups"] = in_groups
    return _environment().get_template(template).render(**values, **words, style=style())


@cache
def style() -> str:
    """The look of every page."""
    return (files("salesbook.classroom") / "pages" / "classroom.css").read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("salesbook.classroom", "pages"), autoescape=True, trim_blocks=True
    )
