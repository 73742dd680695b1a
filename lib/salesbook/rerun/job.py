"""What a process is given to execute, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """A notebook to run: with what, into which folder. ``secrets`` must not stay in anything written.

    ``handouts``: it stands among lessons only. ``privacy``: how much of people its kernel may show.
    """

    name: str
    stem: str
    path: Path
    out: Path
    lang: str
    parameters: Mapping[str, Any]
    secrets: tuple[str, ...] = ()
    handouts: bool = False
    privacy: str = "initials"
    timeout: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a job: ``done`` or ``failed``, with the figures that its cells gave; ``stem`` names its files.

    ``cell`` is the one that it failed in.
    """

    name: str
    status: str
    stem: str = ""
    title: str = ""
    seconds: float = 0.0
    figures: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    cell: str = ""
