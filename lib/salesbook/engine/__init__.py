"""Notebooks executed by forked kernels: a process that has imported the stack once gives birth to one for each."""

# before all that import nbformat
import salesbook.engine.stack  # noqa: F401  # isort: split
from salesbook.engine.birth import births
from salesbook.engine.client import can_fork
from salesbook.engine.executed import CellError, executed
from salesbook.engine.inside import INSIDE
from salesbook.engine.stack import LATER, bring

__all__ = ["INSIDE", "LATER", "CellError", "births", "bring", "can_fork", "executed"]
