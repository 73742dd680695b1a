"""Re-running notebooks on a company's data."""

from salesbook.rerun.batch import Run, run
from salesbook.rerun.notebook import HOME, NOTEBOOKS
from salesbook.rerun.request import Request, ask

__all__ = ["HOME", "NOTEBOOKS", "Request", "Run", "ask", "run"]
