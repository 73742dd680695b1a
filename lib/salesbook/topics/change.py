"""What moved since the last runs, whether more than chance, and what was planned."""

from salesbook import findings as say
from salesbook.errors import SalesbookError
from salesbook.findings import Finding
from salesbook.tables import Book
from salesbook.topics.history import history


def findings(book: Book, *, runs: str = "runs") -> list[Finding]:
    """Each figure against an earlier run, and each step of the plan against what came of it."""
    try:
        past = history(book, runs=runs)
    except SalesbookError as error:
        return [say.plan_fault(str(error))]
    return [*say.moved(past), *say.steps(past)]
