"""The command ``salesbook``."""

from salesbook.cli.main import main

__all__ = ["main"]
