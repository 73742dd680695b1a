"""What a worker makes ready after its first kernel was born: nobody needs it before, and one report may never do."""

from functools import cache
from threading import Thread

from nbformat.v4 import new_markdown_cell, new_notebook

from salesbook.engine import LATER, bring
from salesbook.rerun.report import report


@cache
def _begun() -> Thread:
    thread = Thread(target=_make_a_page, daemon=True)
    thread.start()
    return thread


def _make_a_page() -> None:
    """The first page takes ten times as long as the next: nbconvert is imported for it, and its templates compiled."""
    report(new_notebook(cells=[new_markdown_cell("# A page")]), "page", "en")


def begin() -> None:
    """Make what makes the page, beside the cells that fill it."""
    _begun()


def wait() -> None:
    """Until what was begun is done: it makes pages as the one who waits will."""
    if _begun.cache_info().currsize:
        _begun().join()


def settle() -> None:
    """Before a further kernel is born: wait, for it must be alone in here, and import the rest."""
    if _begun.cache_info().currsize:
        wait()
        bring(*LATER)
