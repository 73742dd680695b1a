"""What passes between reading and judging: a flat column, what it was found to be, and what is still to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CERTAIN = 0.85  # from here on nothing is asked
NEAR = 0.1  # two candidates closer than this are asked about
POSSIBLE = 0.5  # below this a column is no candidate


@dataclass(frozen=True)
class Field:
    """One flat column of theirs. A column without a name is called by its place, from 1."""

    name: str
    kind: str  # number, date, text, id, empty: found from its content
    samples: tuple[str, ...] = ()
    filled: float = 1.0
    distinct: float = 1.0


@dataclass(frozen=True)
class Found:
    """Which column of theirs stands for one of ours; ``why`` completes the phrase ``import.why.*``."""

    theirs: str
    confidence: float
    why: str


@dataclass(frozen=True)
class Question:
    """What the export does not tell. ``options`` empty: any text; ``suggested`` is shown, never taken in silence.

    A question of ``keep`` may be answered with several options, joined by ``; ``.
    """

    id: str
    key: str
    values: Mapping[str, Any]
    options: tuple[str, ...] = ()
    suggested: str = ""


@dataclass(frozen=True)
class Match:
    """What a sheet was understood to be. ``columns`` holds the certain ones only: the rest are ``questions``.

    ``words`` of a column that is not among ``columns`` gives it one value for every row: ``{"kind": {"": "csat"}}``.
    ``notes`` say what was understood beyond doubt, or why ``table`` is empty.
    """

    table: str
    confidence: float
    columns: Mapping[str, Found]
    profile: str = ""
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()
