"""What a worker imports after its first kernel was born: nobody needs it before, and one report may never do."""

from functools import cache
from threading import Thread

from salesbook.engine import LATER, bring
from salesbook.rerun.report import exporter


@cache
def _begun() -> Thread:
    thread = Thread(target=exporter, daemon=True)  # half of what it takes is the import of nbconvert
    thread.start()
    return thread


def begin() -> None:
    """Make what makes the page, beside the cells that fill it."""
    _begun()


def settle() -> None:
    """Before a further kernel is born: wait for what was begun, for it must be alone in here, and import the rest."""
    if _begun.cache_info().currsize:
        _begun().join()
        bring(*LATER)
