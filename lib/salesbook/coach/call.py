"""A call with a simulated client as a plain value: what was said, what is known, how patient the client still is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 40  # turns of a call
PATIENT = 4  # situation questions that a client answers gladly
AGAIN = 90  # likeness in per cent from which a sentence is a repetition
ASKED = ("S", "P", "I", "N")
ENDS = ("order", "advance", "continuation", "no-sale")

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One turn: what the seller wrote, how it was read, and what the client answered.

    ``kind`` says what the answer did (``fact``, ``admitted``, ``implication``, ``worth``, ``settled``, ``pitch``, …)
    and ``topic`` of what; ``cost`` is the patience it took. Of a reading that is not ``sure`` it takes none.
    """

    text: str
    reply: str
    label: str = "none"
    sort: str = ""
    sure: bool = True
    runner_up: str = ""
    kind: str = ""
    topic: str = ""
    cost: int = 0
    because: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    stage: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Call:
    """Where a call stands. ``told`` holds ``problem/implication``; ``open`` is the concern that waits for an answer.

    ``taken``: the open concern was taken up or asked about; ``closed``: how often the seller pushed for an end in vain.
    """

    persona: str
    patience: int
    trust: int = 0
    turn: int = 0
    known: tuple[str, ...] = ()
    hinted: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    worth: tuple[str, ...] = ()
    open: str = ""
    taken: bool = False
    settled: tuple[str, ...] = ()
    closed: int = 0
    transcript: tuple[Line, ...] = ()
    end: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """What the seller has written, in order."""
        return tuple(line.text for line in self.transcript)

    @property
    def situations(self) -> int:
        """How many situation questions were asked."""
        return sum(line.label == "S" for line in self.transcript)

    @property
    def stage(self) -> tuple[int, int]:
        """How far the call has come: problems admitted, implications told."""
        return len(self.admitted), len(self.told)

    def first_told(self, problem: str) -> bool:
        """Whether an implication of ``problem`` was told."""
        return any(each.startswith(f"{problem}/") for each in self.told)
