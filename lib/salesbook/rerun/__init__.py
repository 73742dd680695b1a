"""Re-running notebooks on a company's data."""

from salesbook.rerun.batch import Run, run
from salesbook.rerun.notebook import HOME, NOTEBOOKS
from salesbook.rerun.request import Request, ask
from salesbook.rerun.spread import BACKENDS, spread

__all__ = ["BACKENDS", "HOME", "NOTEBOOKS", "Request", "Run", "ask", "run", "spread"]
