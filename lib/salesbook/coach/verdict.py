"""What a coach says of one response."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verdict:
    """``share`` of the points, from 0 to 1; ``parts``: item → right or not; ``feedback``: places of the words to show.

    ``because``: criterion → the learner's own words that it rests on. Of free text also: ``label`` what it was read as,
    and where that is not ``sure`` what it may be ``or_else``; ``faults``, and one ``better`` wording.
    """

    share: float
    points: float
    parts: Mapping[str, bool] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()
    because: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    sure: bool = True
    or_else: str = ""
    faults: tuple[str, ...] = ()
    better: str = ""

    @property
    def right(self) -> bool:
        """Whether nothing is left to mend."""
        return self.share >= 1
