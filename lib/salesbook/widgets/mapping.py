"""What a mapping card shows: an export as it was understood, in plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Rows = Sequence[Sequence[str]]
Said = tuple[str, str]  # good, poor or note, and words
SEVERAL = "; "  # between the values of one answer


@dataclass(frozen=True)
class Asked:
    """A question. ``options``: value → how it reads; none: any text.

    ``suggested`` is shown and never taken in silence. ``needed``: nothing is written before there is an ``answer``.
    """

    id: str
    text: str
    options: Mapping[str, str] = field(default_factory=dict)
    suggested: str = ""
    answer: str | None = None
    several: bool = False
    needed: bool = True

    @property
    def open(self) -> bool:
        """Whether it keeps the tables from being written."""
        return self.needed and self.answer is None


@dataclass(frozen=True)
class Pick:
    """One of ours, and which of theirs it is.

    ``name`` is ours, ``label`` what people call it. ``taken``: theirs, empty for none; ``how``: why that one. ``text``:
    the question, where it is ``open``. ``said``: a person has chosen, and may leave it to the file again.
    """

    id: str
    name: str
    label: str
    options: Mapping[str, str]
    taken: str = ""
    how: str = ""
    text: str = ""
    suggested: str = ""
    open: bool = False
    said: bool = False
    needed: bool = False


@dataclass(frozen=True)
class Section:
    """One sheet: the table it holds, its columns, what is to be asked, and its first rows before and after.

    ``heads``: rows of ``before`` that are its header. ``used``: it is one of our tables.
    """

    where: str
    table: Pick
    notes: tuple[str, ...] = ()
    columns: tuple[Pick, ...] = ()
    questions: tuple[Asked, ...] = ()
    before: Rows = ()
    heads: int = 1
    after: Rows = ()
    used: bool = True

    @property
    def open(self) -> int:
        """How many questions keep the tables from being written."""
        return sum(each.open for each in (self.table, *self.columns)) + sum(each.open for each in self.questions)


@dataclass(frozen=True)
class Checked:
    """What the sums came to, what was left out, and what is asked after that. ``unsaid``: pairs that are not shown."""

    said: tuple[Said, ...]
    questions: tuple[Asked, ...] = ()
    unsaid: int = 0


@dataclass(frozen=True)
class Wrote:
    """What was written: a headline, lines below it, and what to do next."""

    headline: str
    said: tuple[Said, ...]
    next: tuple[str, ...]
